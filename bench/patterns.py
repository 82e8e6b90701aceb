"""Patterns: tickets that real operations wrote, whose rows are repeated with other times and texts.

What the operations derive (deadlines, rounds, numbers, payloads) stays true in a copy because
it is moved by whole weeks, over which the demo's working hours are the same.
"""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db import models

from bench.corpus import BIG_MESSAGES, USUAL_MESSAGES, Course
from bench.people import Cast
from otklik.core.time import now
from otklik.directory.models import Category, Priority, Status
from otklik.directory.queries import default_site
from otklik.people.models import Person
from otklik.people.viewer import viewer_of
from otklik.tickets import access
from otklik.tickets.models import FAR, Change, Event, Message, Round, Ticket
from otklik.tickets.operations.actor import Actor, Submit
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Assignment, Request, StaffChoices, open_ticket
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.writing import settle
from otklik.tickets.words import Via

PLAYED: Final = {
    (Course.CLOSED, True): 60,
    (Course.WAITING, True): 30,
    (Course.WAITING, False): 15,
    (Course.ANSWERED, True): 20,
    (Course.ANSWERED, False): 10,
}
"""How many patterns there are of each course, and whether somebody is responsible."""
OLD_ENOUGH: Final = timedelta(days=21)
"""The patterns ended so long ago that every deadline in them has passed."""
COPIED: Final[Sequence[type[models.Model]]] = (Ticket, Message, Change, Event, Round)
Rows = Mapping[type[models.Model], Sequence[Any]]

_MARKS: Final[Mapping[type[models.Model], str]] = {
    Ticket: "t",
    Message: "m",
    Change: "c",
    Event: "e",
    Round: "r",
}
_MESSAGE_KEYS: Final = frozenset({"ref", "answer_ref", "message"})
_PERSON_KEYS: Final = frozenset({"author", "creator"})
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_OPEN, _SHUT = "\N{LEFT WHITE CORNER BRACKET}", "\N{RIGHT WHITE CORNER BRACKET}"
_MARK: Final = re.compile(f'"{_OPEN}(\\w+){_SHUT}"')
"""A mark inside JSON; a copy has a number in its place."""


@dataclass(frozen=True)
class Pattern:
    """One played ticket, as lines for COPY in which ids, people and texts are left open.

    Attributes:
        counts: How many rows it has of each table.
        lines: Given by how much it is moved, the lines of each table for `str.__mod__`.
    """

    counts: Mapping[type[models.Model], int]
    lines: Callable[[timedelta], Mapping[type[models.Model], str]]


@dataclass
class Patterns:
    """All patterns by course and by whether somebody is responsible."""

    usual: dict[tuple[Course, bool], list[Pattern]] = field(default_factory=dict)
    big: list[Pattern] = field(default_factory=list)


def play(cast: Cast, progress: Callable[[int, int], None]) -> Patterns:
    """Play all patterns through the operations, and read what they wrote.

    Args:
        cast: Who plays.
        progress: Told how many are played, and of how many.
    """
    luck = random.Random(11)  # noqa: S311 (made-up times)
    total, done = sum(PLAYED.values()) + 1, 0
    patterns = Patterns()
    for (course, assigned), count in PLAYED.items():
        made = patterns.usual.setdefault((course, assigned), [])
        for _ in range(count):
            made.append(_play(cast, course, luck, assigned=assigned, messages=USUAL_MESSAGES))
            done += 1
            progress(done, total)
    patterns.big.append(_play(cast, Course.ANSWERED, luck, assigned=True, messages=BIG_MESSAGES))
    progress(total, total)
    return patterns


def _play(
    cast: Cast, course: Course, luck: random.Random, *, assigned: bool, messages: int
) -> Pattern:
    client = Person.objects.get(pk=cast.clients[0])
    agent = Person.objects.get(pk=cast.agents[0])
    pace = 600 if messages == USUAL_MESSAGES else 30
    at = _start(luck, longest=timedelta(minutes=pace * messages))
    number = _open(client, Category.objects.get(pk=cast.categories[0]), luck, at)
    if assigned:
        assign(ticket_id=number, submit=_by(agent, at), responsible=agent, shown=None)
    count = messages - 1 if course is Course.WAITING else messages
    for place in range(1, count):
        at += timedelta(minutes=luck.randint(5, pace))
        who = agent if place % 2 else client
        reply(ticket_id=number, submit=_by(who, at), body=Body(text=f"text {place}"))
    if course is Course.CLOSED:
        _finish(number, agent, at + timedelta(minutes=10))
    else:
        # It stays open, or the service would be busy closing such tickets while it is measured.
        _set(number, agent, at, "auto_close_days", None)
    settle(number, until=now(), quiet=True)
    return _pattern(number, client, agent, cast)


def _start(luck: random.Random, *, longest: timedelta) -> datetime:
    latest = now().replace(minute=0, second=0, microsecond=0) - OLD_ENOUGH - longest
    return latest - timedelta(minutes=luck.randrange(7 * 24 * 60))


def _open(client: Person, category: Category, luck: random.Random, at: datetime) -> int:
    request = Request(
        site=default_site(),
        title="title",
        body=Body(text="text 0"),
        author=client,
        category=category,
        priority=luck.choice(list(Priority.objects.all())),
        staff=StaffChoices(responsible=Assignment.LADDER),
    )
    return open_ticket(submit=_by(client, at), request=request).ticket.number


def _finish(number: int, agent: Person, at: datetime) -> None:
    """Set the last status of the list, and close."""
    _set(number, agent, at, "status", Status.objects.order_by("-sort")[0].pk)
    close(ticket_id=number, submit=_by(agent, at))


def _set(number: int, agent: Person, at: datetime, name: str, new: int | None) -> None:
    shown = access.get(viewer_of(agent), number).ticket
    columns_of = {one.name: one.attname for one in Ticket._meta.concrete_fields}
    old = getattr(shown, columns_of[name])
    if old != new:
        set_fields(ticket_id=number, submit=_by(agent, at), changes=[FieldChange(name, new, old)])


def _by(person: Person, at: datetime) -> Submit:
    return Submit(by=Actor.person_of(viewer_of(person)), via=Via.WEB, at=at, quiet=True)


# --- From rows to lines ---------------------------------------------------------------------------


def columns(model: type[models.Model]) -> list[str]:
    """Return the names of a table's columns in the order of the lines."""
    return [str(one.column) for one in model._meta.concrete_fields]


class _Writer:
    """Writes the rows of one ticket, with marks where a copy differs."""

    def __init__(self, rows: Rows, people: Mapping[int, str], cast: Cast) -> None:
        self._marks = {
            model: {row.pk: f"{_MARKS[model]}{place}" for place, row in enumerate(rows[model])}
            for model in COPIED
        }
        self._people = people
        self._category = cast.categories[0]

    def line(self, row: models.Model, shift: timedelta) -> str:
        """Return a row as a line for COPY, moved by `shift`."""
        cells = [self._cell(row, one, shift) for one in row._meta.concrete_fields]
        return "\t".join(cells) + "\n"

    def _cell(self, row: models.Model, column: Any, shift: timedelta) -> str:
        value = getattr(row, column.attname)
        if value is None:
            return r"\N"
        mark = self._mark(row, column, value)
        if mark:
            return f"%({mark})s"
        if isinstance(column, models.JSONField):
            text = json.dumps(self._opened(value, shift), ensure_ascii=False)
            return _MARK.sub(r"%(\1)s", escaped(text).replace("%", "%%"))
        if isinstance(value, datetime):
            value = value if value == FAR else value - shift
            return value.isoformat()
        return escaped("t" if value is True else "f" if value is False else str(value)).replace(
            "%", "%%"
        )

    def _mark(self, row: models.Model, column: Any, value: Any) -> str:
        """Return what a copy has in this column, or nothing if it has the same."""
        name, target = column.name, column.related_model if column.is_relation else None
        if column.primary_key:
            return self._marks[type(row)][value]
        if target in self._marks:
            return self._marks[target].get(value, "")
        if target is Person:
            return self._people.get(value, "")
        if target is Category and value == self._category:
            return "category"
        if isinstance(row, Message) and name in {"text", "html"}:
            return f"{name}{row.number - 1}"
        return name if isinstance(row, Ticket) and name in {"title", "excerpt"} else ""

    def _opened(self, value: Any, shift: timedelta, key: str = "") -> Any:
        """Return a JSON value with marks where a copy differs."""
        if isinstance(value, dict):
            return {name: self._opened(one, shift, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self._opened(one, shift) for one in value]
        if isinstance(value, str) and _TIME.fullmatch(value):
            return (datetime.fromisoformat(value) - shift).isoformat()
        if isinstance(value, int):
            known: Mapping[int, str] = {}
            if key in _MESSAGE_KEYS:
                known = self._marks[Message]
            elif key in _PERSON_KEYS:
                known = self._people
            if value in known:
                return f"{_OPEN}{known[value]}{_SHUT}"
        return value


def escaped(text: str) -> str:
    """Return a text as COPY's text format has it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _pattern(number: int, client: Person, agent: Person, cast: Cast) -> Pattern:
    rows: dict[type[models.Model], list[Any]] = {Ticket: [Ticket.objects.get(pk=number)]}
    for model in COPIED[1:]:
        rows[model] = list(model._default_manager.filter(ticket=number).order_by("pk"))
    writer = _Writer(rows, {client.pk: "client", agent.pk: "agent"}, cast)

    @cache
    def lines(shift: timedelta) -> Mapping[type[models.Model], str]:
        return {
            model: "".join(writer.line(row, shift) for row in of_table)
            for model, of_table in rows.items()
        }

    return Pattern({model: len(of_table) for model, of_table in rows.items()}, lines)
