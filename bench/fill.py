"""Filling the database: patterns repeated by COPY, indexes made afterwards."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import psycopg
from django.db import connection, models
from psycopg import sql

from bench.corpus import BIG_AT, Corpus, Course, Made
from bench.names import client_address, client_name
from bench.patterns import COPIED, Pattern, Patterns, columns, escaped, play
from bench.people import Cast, make_cast
from otklik.core.html import from_text
from otklik.core.search import CONFIG, wholes_of, words_of
from otklik.tickets.models import Change, Event, Message, Round, SearchText, Ticket
from otklik.tickets.models.search import shelf_of

WEEKS: Final = 104
CHUNK: Final = 1_000
STRIDE: Final = 32
"""How many ids of each table one usual ticket has at most; ids may have gaps."""
BIG_STRIDE: Final = 1_000
PROCESSES: Final = 2
_EXCERPT: Final = 200
_MARKS: Final = ((Message, "m"), (Change, "c"), (Event, "e"), (Round, "r"))

Told = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]


@dataclass(frozen=True)
class Plan:
    """What each process needs to write its share.

    Attributes:
        corpus: The maker of tickets.
        cast: Who plays.
        patterns: What is repeated.
        first: The number of the first ticket.
    """

    corpus: Corpus
    cast: Cast
    patterns: Patterns
    first: int


def fill(total: int, *, told: Told) -> None:
    """Fill a migrated database with tickets.

    Args:
        total: How many.
        told: Given a title, opens a context that is told the progress.
    """
    cast = make_cast()
    with told("Playing patterns") as report:
        patterns = play(cast, report)
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
    indexes = _drop_indexes([*COPIED, SearchText])
    connection.close()  # what is forked must not hold it
    _copy_all(Plan(Corpus(total), cast, patterns, first=newest + 1), told)
    _make_indexes(indexes, told)
    _raise_sequences()
    with told("Statistics") as report, psycopg.connect(_url(), autocommit=True) as apart:
        apart.execute("VACUUM ANALYZE")
        report(1, 1)


def _url() -> str:
    return os.environ["DATABASE_URL"]


# --- Indexes --------------------------------------------------------------------------------------


def _drop_indexes(tables: Sequence[type[models.Model]]) -> list[str]:
    """Take the indexes away that are no primary keys; return what makes them again."""
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
            [names],
        )
        constraints = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(_sql("ALTER TABLE {} DROP CONSTRAINT {}", table, name))
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE NOT indisprimary AND indrelid::regclass::text = ANY(%s)",
            [names],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(_sql("DROP INDEX {}", name))
    return [definition for _name, definition in indexes] + [
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'
        for table, name, definition in constraints
    ]


def _make_indexes(definitions: Sequence[str], told: Told) -> None:
    with connection.cursor() as cursor, told("Indexes") as report:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for done, definition in enumerate(definitions, start=1):
            cursor.execute(definition)
            report(done, len(definitions))


def _sql(text: str, *names: str) -> str:
    return text.format(*(connection.ops.quote_name(name) for name in names))


def _raise_sequences() -> None:
    with connection.cursor() as cursor:
        for model in COPIED:
            table = model._meta.db_table
            latest = _sql("SELECT max(id) FROM {}", table)
            cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), ({latest}))", [table])


# --- Rows -----------------------------------------------------------------------------------------


_plans: list[Plan] = []
"""The plan of this process; the processes that it forks inherit it."""


def _copy_all(plan: Plan, told: Told) -> None:
    """Write all tickets, in processes side by side."""
    _plans[:] = [plan]
    done = 0
    with told("Tickets") as report, multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        for written in pool.imap_unordered(_copy_share, range(1, plan.corpus.total + 1, CHUNK)):
            done += written
            report(done, plan.corpus.total)


def _copy_share(start: int) -> int:
    return _copy_chunk(_plans[0], start)


def _copy_chunk(plan: Plan, start: int) -> int:
    """Write the tickets from `start` on in one transaction, and return how many they were."""
    numbers = range(start, min(start + CHUNK, plan.corpus.total + 1))
    made = [plan.corpus.ticket(number) for number in numbers]
    lines: dict[type[models.Model], list[str]] = {model: [] for model in COPIED}
    for one in made:
        for model, text in _lines_of(plan, one).items():
            lines[model].append(text)
    with psycopg.connect(_url()) as apart, apart.cursor() as cursor:
        # Rows come in an order in which references would not hold yet; they do in the end.
        cursor.execute("SET session_replication_role = replica")
        for model, texts in lines.items():
            names = sql.SQL(", ").join(sql.Identifier(name) for name in columns(model))
            table = sql.Identifier(model._meta.db_table)
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
                copy.write("".join(texts))
        _write_words(cursor, plan, made)
    return len(made)


def _lines_of(plan: Plan, made: Made) -> dict[type[models.Model], str]:
    pattern = _pattern_of(plan.patterns, made)
    weeks = WEEKS - 1 - (made.number - 1) * WEEKS // plan.corpus.total
    ids = _ids(plan, made, pattern)
    texts = {f"text{place}": escaped(text) for place, text in enumerate(made.texts)}
    htmls = {f"html{place}": escaped(from_text(text)) for place, text in enumerate(made.texts)}
    last = " ".join(made.texts[-1].split())[:_EXCERPT]
    agent = made.agent if made.agent is not None else made.luck % len(plan.cast.agents)
    values = {
        **ids,
        **texts,
        **htmls,
        "client": plan.cast.clients[made.client],
        "agent": plan.cast.agents[agent],
        "category": plan.cast.categories[made.category],
        "title": escaped(made.title),
        "excerpt": escaped(last),
    }
    moved = pattern.lines(timedelta(weeks=weeks))
    return {model: text % values for model, text in moved.items()}


def _pattern_of(patterns: Patterns, made: Made) -> Pattern:
    if made.number in BIG_AT:
        return patterns.big[0]
    fitting = patterns.usual[made.course, made.agent is not None or made.course is Course.CLOSED]
    return fitting[made.luck % len(fitting)]


def _ids(plan: Plan, made: Made, pattern: Pattern) -> dict[str, int]:
    """Return the ids of a copy: those of big tickets lie behind all others."""
    origin = plan.first + 10_000
    start = (origin + made.number) * STRIDE
    if made.number in BIG_AT:
        place = BIG_AT.index(made.number)
        start = (origin + plan.corpus.total + 1) * STRIDE + place * BIG_STRIDE
    ids = {"t0": plan.first + made.number - 1}
    for model, mark in _MARKS:
        ids |= {f"{mark}{place}": start + place for place in range(pattern.counts[model])}
    return ids


def _write_words(cursor: psycopg.Cursor[Any], plan: Plan, tickets: Sequence[Made]) -> None:
    """Write what the tickets are found by, as `tickets/operations/search_text.py` would."""
    cursor.execute(
        "CREATE TEMP TABLE IF NOT EXISTS bench_words"
        " (ticket bigint, shown text, hidden text, wholes text[], hidden_wholes text[])"
        " ON COMMIT DROP"
    )
    with cursor.copy("COPY bench_words FROM STDIN") as copy:
        for made in tickets:
            number = plan.first + made.number - 1
            shown = [made.title, client_name(made.client), *made.texts]
            address = client_address(made.client)
            words = " ".join(word for text in shown for word in words_of(text))
            wholes = [whole for text in shown for whole in wholes_of(text)]
            copy.write_row(
                (number, words, " ".join(words_of(address)), wholes,
                 [address, f"#{shelf_of(number)}"])
            )  # fmt: skip
    cursor.execute(
        sql.SQL(
            "INSERT INTO tickets_searchtext (ticket_id, public, staff)"
            " SELECT ticket, shown, shown || strip(to_tsvector({config}, hidden))"
            " || array_to_tsvector(hidden_wholes) FROM (SELECT ticket, hidden, hidden_wholes,"
            " strip(to_tsvector({config}, shown)) || array_to_tsvector(wholes) AS shown"
            " FROM bench_words) AS words"
        ).format(config=sql.Literal(CONFIG))
    )
