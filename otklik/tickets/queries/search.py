"""Finding tickets by words, number and client (spec SRCH-1…SRCH-3).

Staff's words are compared only in tickets that the viewer reads as staff, the client's words in
those that the viewer meets as a client: an agent's own ticket is found by what its client may read
(spec D-5, SRCH-2). The newest tickets come first, so that no hidden word can move a hit.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import OperationalError, connection, transaction
from django.db.models import F, Func, IntegerField, Max, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Left, Lower, Replace
from psycopg.errors import QueryCanceled

from otklik.core.search import Piece, Question, marked, snippet
from otklik.people.viewer import Viewer
from otklik.tickets.access import as_client, read_as_staff, readable, visible_to
from otklik.tickets.models import Attachment, Message, Ticket
from otklik.tickets.models.search import shelf_of
from otklik.tickets.queries.lists import Side
from otklik.tickets.queries.rows import Row, own_rows, rows_for_staff

PAGE: Final = 20
MOST_COUNTED: Final = 100
WINDOWS: Final = (2, 16)
"""How many of the newest shelves are looked through, one after the other, before all of them."""
LONGEST_TEXT: Final = 10_000
SHOWN: Final = ("author__organization", "status", "responsible", "level")
"""What a hit shows of others; each more is more for the database to plan."""
TIMEOUT: Final = "3s"
EXCERPTS_TIMEOUT: Final = "1s"
"""Excerpts are worth less waiting than hits."""
_SIGNS = re.compile(r"[\s#№\[\]]")
_NUMBER = re.compile(r"[0-9]{1,18}")


class TookTooLong(Exception):  # noqa: N818 - it says what happened
    """The database was not done in time: the words stand nearly everywhere."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found.

    Attributes:
        row: The ticket as its reader's lists show it.
        title: Its title, the words marked.
        snippet: The message that says most of the words; the ticket's last one if none does, or
            if the database was not done in time.
        file: The name of a file that carries one of the words; empty if none does.
    """

    row: Row
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    file: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found.

    Attributes:
        hits: The tickets, the newest first.
        count: How many there are, from this page on.
        is_more: There are more than were counted.
        next: The number before which the next page begins; nothing on the last one.
    """

    hits: Sequence[Hit] = ()
    count: int = 0
    is_more: bool = False
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """Which of the tickets are meant.

    Attributes:
        side: Open or closed ones; nothing for both.
        author_id: Those of one client; nothing for everybody's.
        before: Those with a smaller number, for the pages after the first.
    """

    side: Side | None = None
    author_id: int | None = None
    before: int | None = None

    def of(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Return those of `tickets` that are meant, the newest first."""
        if self.side is not None:
            tickets = tickets.filter(closed_at__isnull=self.side is Side.OPEN)
        if self.author_id is not None:
            tickets = tickets.filter(author=self.author_id)
        if self.before is not None:
            tickets = tickets.filter(pk__lt=self.before)
        return tickets.order_by("-pk")


def search(viewer: Viewer, asked: Question, meant: Meant, *, size: int = PAGE) -> Found:
    """Return what somebody at the desk finds, as staff and in tickets of the own.

    Args:
        viewer: Who looks, one of the staff.
        asked: The words; without any, all tickets that `meant` names a client of.
        meant: Which tickets.
        size: The greatest number of hits.

    Raises:
        TookTooLong: The words stand nearly everywhere.
    """
    if asked.is_empty:
        every = meant.of(visible_to(viewer)).values_list("pk", flat=True)
        numbers = list(every[: MOST_COUNTED + 1]) if meant.author_id else []
    else:
        with _bounded():
            at_work = _at_work(viewer, asked, meant)
            own = _numbers(meant.of(as_client(viewer)), public=asked.expression())
        numbers = sorted({*at_work, *own}, reverse=True)
    rows = rows_for_staff(_tickets(numbers[:size]), viewer)
    return _found(numbers, rows, asked, size)


def search_own(viewer: Viewer, asked: Question, meant: Meant, *, size: int = PAGE) -> Found:
    """Return what a client finds among the own tickets, by what a client may read.

    Args:
        viewer: Who looks.
        asked: The words; without any nothing is found.
        meant: Which tickets.
        size: The greatest number of hits.

    Raises:
        TookTooLong: The words stand nearly everywhere.
    """
    if asked.is_empty:
        return Found()
    with _bounded():
        numbers = _numbers(meant.of(as_client(viewer)), public=asked.expression())
    return _found(numbers, own_rows(_tickets(numbers[:size]), viewer), asked, size)


def number_in(text: str) -> int | None:
    """Return the ticket's number that somebody typed: `48227`, `№ 48 227`, `[#48227]`."""
    digits = _SIGNS.sub("", text)
    return int(digits) if _NUMBER.fullmatch(digits) else None


def ticket_with_number(viewer: Viewer, text: str) -> Row | None:
    """Return the ticket whose number somebody at the desk typed, if there is one for the person."""
    number = number_in(text)
    if number is None:
        return None
    found = visible_to(viewer).filter(pk=number).select_related(*SHOWN)
    return next(iter(rows_for_staff(list(found), viewer)), None)


def last_number() -> int:
    """Return the greatest number of a ticket; 0 if there is none."""
    return int(Ticket.objects.aggregate(last=Max("pk"))["last"] or 0)


@contextmanager
def _bounded(timeout: str = TIMEOUT) -> Iterator[None]:
    """Keep a search within its time and on its index.

    The planner counts the words of a row as one cheap value; reading those of all rows would take
    seconds, so it may not choose to.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('enable_seqscan', 'off', true), "
                "set_config('statement_timeout', %s, true)",
                [timeout],
            )
            yield
            cursor.execute("RESET enable_seqscan; RESET statement_timeout")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


def _at_work(viewer: Viewer, asked: Question, meant: Meant) -> list[int]:
    """Return the newest of the tickets that the viewer reads as staff.

    Words that stand in every tenth ticket are found in the newest shelves, and there it is enough
    to look. For rare words, and for viewers who see little, all shelves are looked through: nobody
    searches a cap of everybody's.
    """
    tickets = meant.of(read_as_staff(viewer))
    newest = int(shelf_of(meant.before or last_number()))
    for shelves in (one for one in WINDOWS if one <= newest):
        window = [str(one) for one in range(newest - shelves + 1, newest + 1)]
        found = _numbers(tickets, staff=asked.expression(window))
        if len(found) > MOST_COUNTED:
            return found
    return _numbers(tickets, staff=asked.expression())


def _numbers(tickets: QuerySet[Ticket], **words: SearchQuery) -> list[int]:
    """Return the newest of `tickets` with the words, one more than are counted."""
    within = tickets.filter(**{f"search_text__{column}": said for column, said in words.items()})
    # Not the order of the primary key itself: walking along it would read the words of every row.
    newest = within.order_by((F("pk") + 0).desc()).values_list("pk", flat=True)
    return list(newest[: MOST_COUNTED + 1])


def _tickets(numbers: Sequence[int]) -> list[Ticket]:
    found = Ticket.objects.filter(pk__in=numbers).select_related(*SHOWN)
    return list(found.order_by("-pk"))


def _found(numbers: Sequence[int], rows: Sequence[Row], asked: Question, size: int) -> Found:
    stems = asked.stems
    said, files = _excerpts(rows, stems)
    hits = [
        Hit(
            row=row,
            title=marked(row.ticket.title, stems),
            snippet=snippet(said.get(row.ticket.pk) or row.ticket.excerpt, stems),
            file=marked(files.get(row.ticket.pk, ""), stems),
        )
        for row in rows
    ]
    return Found(
        hits=hits,
        count=min(len(numbers), MOST_COUNTED),
        is_more=len(numbers) > MOST_COUNTED,
        next=numbers[size - 1] if len(numbers) > size else None,
    )


def _excerpts(rows: Sequence[Row], stems: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """Return of each ticket what was said and the file; nothing if that would take too long."""
    if not (rows and stems):
        return {}, {}
    try:
        with _bounded(EXCERPTS_TIMEOUT):
            return _said(rows, stems), _files(rows, stems)
    except TookTooLong:
        return {}, {}


class _Says(Func):
    """How many of some words a text says; it is made comparable once for all of them."""

    template = (
        "(SELECT (SELECT count(*) FROM unnest(stems) AS stem WHERE strpos(said, stem) > 0)"
        " FROM (SELECT %(expressions)s::text[] AS stems OFFSET 0) AS once)"
    )
    arg_joiner = " AS said, "
    output_field = IntegerField()


def _says(text: Combinable, stems: Sequence[str]) -> _Says:
    return _Says(
        Replace(Lower(text), Value("ё"), Value("е")), Value(list(stems), ArrayField(TextField()))
    )


def _said(rows: Sequence[Row], stems: Sequence[str]) -> dict[int, str]:
    """Return of each ticket the readable message with most of the words, the newest of several."""
    messages = _readable(rows).annotate(says=_says(Left("text", LONGEST_TEXT), stems))
    best = messages.order_by("ticket", "-says", "-number").distinct("ticket")
    found = best.values_list("ticket", "says", Left("text", LONGEST_TEXT))
    return {ticket: text for ticket, says, text in found if says}


def _files(rows: Sequence[Row], stems: Sequence[str]) -> dict[int, str]:
    """Return of each ticket the name of a readable file that carries one of the words."""
    links = Attachment.objects.filter(message__in=_readable(rows))
    named = links.alias(says=_says(F("name"), stems)).filter(says__gt=0)
    return dict(named.order_by("pk").values_list("message__ticket", "name"))


def _readable(rows: Sequence[Row]) -> QuerySet[Message]:
    own = [row.ticket.pk for row in rows if row.as_client]
    return readable(as_staff=[row.ticket.pk for row in rows if not row.as_client], as_client=own)
