"""How many tickets have a row of a dictionary or a level (spec DICT-6, SLA-13)."""

from collections.abc import Collection
from typing import Final

from django.db import connection
from django.db.models import Model

from otklik.clock.models import Level
from otklik.directory.models import Category, Difficulty, Priority, Source, Status
from otklik.tickets.models import Ticket

COUNTED: Final = 1000
"""So many tickets are counted for each row; the count of more stays here."""

COLUMNS: Final[dict[type[Model], str]] = {
    Category: "category_id",
    Priority: "priority_id",
    Status: "status_id",
    Difficulty: "difficulty_id",
    Source: "source_id",
    Level: "level_id",
}
"""The column of a ticket that points to rows of each kind; others are no property of a ticket."""


def uses(kind: type[Model], ids: Collection[int]) -> dict[int, int]:
    """Return how many tickets have each row, by the index of its column and never beyond `COUNTED`.

    Whoever is told of it must see all tickets: the count knows no reader.

    Args:
        kind: The dictionary, or levels; one that is no property of tickets gives no counts.
        ids: The rows.
    """
    if kind not in COLUMNS or not ids:
        return {}
    sql = f"""
        SELECT row_id, (SELECT count(*) FROM (
            SELECT 1 FROM {Ticket._meta.db_table} WHERE {COLUMNS[kind]} = row_id LIMIT %s
        ) AS capped)
        FROM unnest(%s::bigint[]) AS row_id
    """  # noqa: S608  names of our own model
    with connection.cursor() as cursor:
        cursor.execute(sql, [COUNTED, list(ids)])
        return dict(cursor.fetchall())


def waiting(levels: Collection[int]) -> int:
    """Return how many tickets wait for an answer by one of these levels, never beyond `COUNTED`.

    They are those that a changed promise counts anew (spec CAL-4, D-8).

    Args:
        levels: Ids of levels.
    """
    rows = Ticket.objects.filter(level_id__in=levels, waiting_since__isnull=False)
    return rows[:COUNTED].count()
