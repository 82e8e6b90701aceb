"""Two marks of a rating for reports (spec RATE-5)."""

from django.db import migrations, models

MARKS = {
    "good": {"is_solved": True, "is_satisfied": True},
    "partly": {"is_solved": False, "is_satisfied": True},
}


def mark(apps, schema_editor):
    """Give the shipped rows their marks; rows of the administrator's have none yet."""
    rows = apps.get_model("directory", "Rating").objects
    for code, marks in MARKS.items():
        rows.filter(code=code).update(**marks)


class Migration(migrations.Migration):
    """Rows that the administrator may change."""

    dependencies = [("directory", "0004_accent_as_step")]
    operations = [
        migrations.AddField(
            "rating",
            "is_satisfied",
            models.BooleanField(default=False, verbose_name="The client is satisfied"),
        ),
        migrations.AddField(
            "rating",
            "is_solved",
            models.BooleanField(default=False, verbose_name="The problem is solved"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
