"""What happens at every look and every pause in typing rewrites no index (PostgreSQL: HOT)."""

import pytest
from django.db import connection

from otklik.tickets import access
from otklik.tickets.models import Draft, ReadMark
from otklik.tickets.operations.reading import DraftText, mark_read, save_draft
from otklik.tickets.tests.world import World

pytestmark = pytest.mark.django_db


def updates(table: str) -> tuple[int, int]:
    """Return how many rows of a table this transaction has updated, and how many of them HOT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = %s",
            [table],
        )
        updated, hot = cursor.fetchone()
    return updated, hot


def test_reading_and_drafting_touch_no_index(world: World) -> None:
    seen = access.get(world.viewer(world.anna), world.ticket(responsible=world.anna).number)
    for seq in range(1, 3):
        mark_read(seen=seen, seq=seq)
        save_draft(viewer=seen.viewer, seen=seen, draft=DraftText(text="Смотрю" * seq))
    for table in (ReadMark._meta.db_table, Draft._meta.db_table):
        updated, hot = updates(table)
        assert updated == hot > 0, table
