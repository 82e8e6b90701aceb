"""Ratings of answers (spec RATE-1…RATE-4, C-7)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_rating_marks'),
        ('tickets', '0006_notices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='rating',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.rating'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('opened', 'opened'), ('message', 'message'), ('field', 'property changed'), ('responsible', 'responsible changed'), ('co_executor_added', 'co-executor added'), ('co_executor_removed', 'co-executor removed'), ('level', 'level set'), ('held', 'put on hold'), ('unheld', 'taken off hold'), ('closed', 'closed'), ('reopened', 'reopened'), ('rated', 'answer rated'), ('warned', 'deadline near'), ('overdue', 'overdue'), ('author', 'author changed'), ('letters_silenced', 'letters stopped'), ('letter_refused', 'letter refused')], max_length=20),
        ),
        migrations.CreateModel(
            name='MessageRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rated', to='tickets.message')),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.rating')),
                ('text', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.textversion')),
            ],
        ),
    ]
