"""The user groups that a new installation starts with (spec ROLE-1, ROLE-8)."""

from django.db import migrations

GROUPS = (
    # code, Russian, English, role, joined on registration
    ("clients", "Клиенты", "Clients", "client", True),
    ("agents", "Сотрудники поддержки", "Agents", "agent", False),
    ("observers", "Наблюдатели", "Observers", "observer", False),
    ("admins", "Администраторы поддержки", "Administrators", "admin", False),
)


def ship(apps, schema_editor):
    """Create the groups."""
    group = apps.get_model("people", "UserGroup")
    group.objects.bulk_create(
        group(code=code, name_ru=name_ru, name_en=name_en, role=role, joined_on_registration=joins)
        for code, name_ru, name_en, role, joins in GROUPS
    )


class Migration(migrations.Migration):
    """Rows that the administrator may rename, change and add to."""

    dependencies = [("people", "0001_tables")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
