"""Storing what many clocks say in one statement: a changed calendar touches 100,000 tickets."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from psycopg import sql

from otklik.tickets.models import Ticket

COLUMNS: Final = {
    "clock_state": "jsonb",
    "clock_revision": "bigint",
    "waiting_since": "timestamptz",
    "due_at": "timestamptz",
    "warn_at": "timestamptz",
    "next_moment": "timestamptz",
    "is_warned": "boolean",
    "is_overdue": "boolean",
    "overdue_count": "integer",
    "queue_rank": "smallint",
    "due_order": "timestamptz",
    "turn_since": "timestamptz",
}
"""What a clock and the order of the queue write to a ticket, with the types of the columns."""


def store_clocks(tickets: Sequence[Ticket]) -> None:
    """Store the columns of the clocks of locked tickets, and nothing else of them.

    Args:
        tickets: Their columns are set.
    """
    said = [{"id": one.pk} | {name: getattr(one, name) for name in COLUMNS} for one in tickets]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [json.dumps(said, default=datetime.isoformat)])


def _statement() -> str:
    """Return an UPDATE that takes one document: arrays of documents are dear to write and read."""
    pairs = {name: (sql.Identifier(name), sql.SQL(kind)) for name, kind in COLUMNS.items()}
    return (
        sql.SQL(
            "UPDATE {table} AS ticket SET {sets}"
            " FROM json_to_recordset(%s::json) AS said (id bigint, {columns})"
            " WHERE ticket.id = said.id"
        )
        .format(
            table=sql.Identifier(Ticket._meta.db_table),
            sets=sql.SQL(", ").join(
                sql.SQL("{0} = said.{0}").format(name) for name, _kind in pairs.values()
            ),
            columns=sql.SQL(", ").join(
                sql.SQL("{} {}").format(name, kind) for name, kind in pairs.values()
            ),
        )
        .as_string()
    )
