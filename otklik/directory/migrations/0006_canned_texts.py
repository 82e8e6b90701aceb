"""A canned answer has a text in each language, and a folder (spec DICT-7)."""

from django.db import migrations, models
from django.db.models import F


def move(apps, schema_editor):
    """The description was the text."""
    rows = apps.get_model("directory", "CannedAnswer").objects
    rows.update(text_ru=F("description"), description="")


class Migration(migrations.Migration):
    """The text leaves the description, which is for the staff now."""

    dependencies = [("directory", "0005_rating_marks")]
    operations = [
        migrations.AddField(
            "cannedanswer",
            "folder",
            models.CharField(blank=True, max_length=60, verbose_name="Folder"),
        ),
        migrations.AddField(
            "cannedanswer",
            "text_ru",
            models.TextField(default="", max_length=10_000, verbose_name="Text in Russian"),
            preserve_default=False,
        ),
        migrations.AddField(
            "cannedanswer",
            "text_en",
            models.TextField(blank=True, max_length=10_000, verbose_name="Text in English"),
            preserve_default=False,
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
