"""The timetable and the level that a new installation starts with (spec C-2, SLA-4)."""

from django.db import migrations

TIMETABLE = {
    "name_ru": "Будни 10:00–19:00",
    "name_en": "Weekdays 10:00–19:00",
    "time_zone": "Europe/Moscow",
    "hours": [[[600, 1140]]] * 5 + [[], []],
}
LEVEL = {
    "name_ru": "Стандартный",
    "name_en": "Standard",
    "everyone": True,
    "is_default": True,
}
FACTS = {
    "reaction": None,
    "warn": None,
    "base": "client_reply",
    "zone": TIMETABLE["time_zone"],
    "week": TIMETABLE["hours"],
    "exceptions": [],
}


def ship(apps, schema_editor):
    """Create a level that promises no time, so that nothing is late before somebody says when."""
    timetable = apps.get_model("clock", "Timetable").objects.create(**TIMETABLE)
    level = apps.get_model("clock", "Level").objects.create(timetable=timetable, **LEVEL)
    revision = apps.get_model("clock", "LevelRevision").objects.create(level=level, facts=FACTS)
    level.revision = revision.pk
    level.save()


class Migration(migrations.Migration):
    """Rows that the administrator may rename, change and add to."""

    dependencies = [("clock", "0001_tables")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
