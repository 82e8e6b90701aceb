"""Storing what many clocks say in one statement: a changed calendar touches 100,000 tickets."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

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
    values: dict[str, list[object]] = {
        name: [getattr(ticket, name) for ticket in tickets] for name in COLUMNS
    }
    values["clock_state"] = [Jsonb(state) for state in values["clock_state"]]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [[ticket.pk for ticket in tickets], *values.values()])


def _statement() -> str:
    """Return an UPDATE that takes one array for each column."""
    parts = sql.SQL(", ")
    statement = sql.SQL(
        "UPDATE {table} AS ticket SET {sets}"
        " FROM unnest(%s::bigint[], {types}) AS said (id, {names}) WHERE ticket.id = said.id"
    ).format(
        table=sql.Identifier(Ticket._meta.db_table),
        sets=parts.join(sql.SQL("{0} = said.{0}").format(sql.Identifier(name)) for name in COLUMNS),
        types=parts.join(sql.SQL("%s::") + sql.SQL(f"{kind}[]") for kind in COLUMNS.values()),
        names=parts.join(map(sql.Identifier, COLUMNS)),
    )
    return statement.as_string()
