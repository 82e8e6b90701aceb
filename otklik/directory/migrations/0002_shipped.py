"""The words that a new installation starts with (spec DICT-3, SITE-1)."""

from django.db import migrations

SITE = {
    "code": "default",
    "name_ru": "Отклик",
    "name_en": "Otklik",
    "is_default": True,
}
ROWS = {
    "Category": (
        {"code": "errors", "name_ru": "Ошибки", "name_en": "Errors"},
        {"code": "payment", "name_ru": "Оплата заказа", "name_en": "Paying for an order"},
        {"code": "delivery", "name_ru": "Доставка заказа", "name_en": "Delivery of an order"},
    ),
    "Priority": (
        {"code": "low", "name_ru": "Низкая", "name_en": "Low", "bars": 1},
        {"code": "middle", "name_ru": "Средняя", "name_en": "Medium", "bars": 2, "is_default": True},
        {"code": "high", "name_ru": "Высокая", "name_en": "High", "bars": 3},
        {"code": "outage", "name_ru": "Авария", "name_en": "Outage", "bars": 4, "out_of_turn": True},
    ),
    "Status": (
        {
            "code": "accepted",
            "name_ru": "Принято к рассмотрению",
            "name_en": "Accepted",
            "is_default": True,
        },
        {"code": "in_progress", "name_ru": "В стадии решения", "name_en": "In progress"},
        {
            "code": "impossible",
            "name_ru": "Не представляется возможным решить",
            "name_en": "Cannot be solved",
        },
        {"code": "solved", "name_ru": "Успешно решено", "name_en": "Solved"},
    ),
    "Rating": (
        {
            "code": "good",
            "name_ru": "Ответ устраивает",
            "name_en": "The answer helped",
            "is_solved": True,
            "is_satisfied": True,
        },
        {
            "code": "partly",
            "name_ru": "Недостаточно полно",
            "name_en": "Not complete enough",
            "is_satisfied": True,
        },
        {"code": "bad", "name_ru": "Ответ не устраивает", "name_en": "The answer did not help"},
    ),
    "Source": (
        {"code": "email", "name_ru": "E-Mail", "name_en": "E-mail"},
        {"code": "phone", "name_ru": "Телефон", "name_en": "Telephone"},
        {"code": "forum", "name_ru": "Форум", "name_en": "Forum"},
    ),
    "Difficulty": (
        {"code": "easy", "name_ru": "Лёгкий", "name_en": "Easy"},
        {"code": "middle", "name_ru": "Средний", "name_en": "Medium"},
        {"code": "hard", "name_ru": "Высокий", "name_en": "Hard"},
    ),
}


def ship(apps, schema_editor):
    """Create the default site and the rows, in steps of 100 (spec DICT-2)."""
    apps.get_model("directory", "Site").objects.create(**SITE)
    for kind, rows in ROWS.items():
        model = apps.get_model("directory", kind)
        model.objects.bulk_create(
            model(sort=place * 100, **row) for place, row in enumerate(rows, start=1)
        )


class Migration(migrations.Migration):
    """Rows that the administrator may rename, change and add to."""

    dependencies = [("directory", "0001_tables")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
