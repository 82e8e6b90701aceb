"""A draft keeps its formatting."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0007_rating'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='html',
            field=models.TextField(blank=True),
        ),
    ]
