"""A site's accent is one of the steps of hue whose contrast is measured, no longer any colour."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    """Colours chosen before are forgotten: no page could set one."""

    dependencies = [("directory", "0002_shipped")]

    operations = [
        migrations.RemoveField(model_name="site", name="accent"),
        migrations.AddField(
            model_name="site",
            name="accent",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(23)],
                verbose_name="Accent colour",
            ),
        ),
    ]
