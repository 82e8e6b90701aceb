"""The page of the queue: groups by what has to be done first, and words for an empty list."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.core.time import now
from otklik.desk.pages.rows import QueueRow
from otklik.people.viewer import Viewer
from otklik.tickets.queries.lists import Listing, queue
from otklik.tickets.queries.views import View
from otklik.tickets.words import QueueRank
from otklik.ui.parts.words import duration, moment_words

UNGROUPED: Final = frozenset({View.HELD, View.CLOSED})


class Urgency(IntEnum):
    """What has to be done first; the groups of the queue, in their order (spec D-15)."""

    COUPON = 0
    OUT_OF_TURN = 1
    OVERDUE = 2
    TODAY = 3
    LATER = 4
    UNDATED = 5
    CLIENTS_MOVE = 6


HEADINGS: Final[dict[Urgency, Promise]] = {
    Urgency.COUPON: gettext_lazy("By coupon"),
    Urgency.OUT_OF_TURN: gettext_lazy("Out of turn"),
    Urgency.OVERDUE: gettext_lazy("Overdue"),
    Urgency.TODAY: gettext_lazy("Today"),
    Urgency.LATER: gettext_lazy("Later"),
    Urgency.UNDATED: gettext_lazy("Without a deadline"),
    Urgency.CLIENTS_MOVE: gettext_lazy("The client’s move"),
}


AHEAD: Final[Mapping[int, Urgency]] = {
    QueueRank.COUPON: Urgency.COUPON,
    QueueRank.OUT_OF_TURN: Urgency.OUT_OF_TURN,
}
"""What stands before all deadlines."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the same urgency.

    Attributes:
        title: The heading; nothing in views without groups.
        about: Quiet words after it.
        rows: The rows.
        count: How many there are; nothing if the page may hold only some of them.
    """

    title: str
    about: str
    rows: Sequence[QueueRow]
    count: int | None


def grouped(rows: Sequence[QueueRow], listing: Listing, *, goes_on: bool) -> list[Group]:
    """Return the rows of a page under their headings; the order stays.

    Args:
        rows: The rows in the order of the list.
        listing: The list that is shown; in an order of its own it has no groups.
        goes_on: There is a next page, which may go on with the last group.
    """
    if listing.view in UNGROUPED or listing.sort:
        return [Group("", "", rows, None)] if rows else []
    today = _end_of_today()
    parts = [(key, list(part)) for key, part in itertools.groupby(rows, lambda r: _of(r, today))]
    return [
        Group(
            title=str(HEADINGS[urgency]),
            about=_about(urgency, part),
            rows=part,
            count=None if goes_on and index == len(parts) else len(part),
        )
        for index, (urgency, part) in enumerate(parts, start=1)
    ]


def _of(shown: QueueRow, today: datetime) -> Urgency:
    ticket = shown.row.ticket
    if ticket.queue_rank == QueueRank.CLIENTS_MOVE:
        return Urgency.CLIENTS_MOVE
    if ticket.queue_rank in AHEAD:
        return AHEAD[ticket.queue_rank]
    if ticket.due_at is None:
        return Urgency.UNDATED
    if ticket.due_at <= now():
        return Urgency.OVERDUE
    return Urgency.TODAY if ticket.due_at < today else Urgency.LATER


def _end_of_today() -> datetime:
    local = timezone.localtime(now())
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _about(urgency: Urgency, rows: Sequence[QueueRow]) -> str:
    match urgency:
        case Urgency.COUPON | Urgency.OUT_OF_TURN:
            return _("these are answered first")
        case Urgency.OVERDUE:
            return _("the deadline has passed")
        case Urgency.TODAY:
            left = rows[0].deadline.minutes_left or 0
            return _("the nearest deadline in %(time)s") % {"time": duration(left)}
        case Urgency.LATER:
            due_at = rows[0].row.ticket.due_at
            return (
                _("the nearest deadline %(when)s") % {"when": moment_words(due_at)}
                if due_at
                else ""
            )
        case Urgency.UNDATED:
            return _("their level promises no time")
        case Urgency.CLIENTS_MOVE:
            return _("we have answered")


@dataclass(frozen=True, slots=True)
class Nothing:
    """What an empty list says: the fact, and what comes next.

    Attributes:
        title: The fact.
        text: What comes next.
        number: The ticket that comes next, if one does.
    """

    title: str
    text: str
    number: int | None = None


TITLES_OF_NOTHING: Final[dict[View, Promise]] = {
    View.WAITING: gettext_lazy("All answered"),
    View.MINE: gettext_lazy("You have no open tickets"),
    View.CO_EXECUTING: gettext_lazy("Nobody needs your help now"),
    View.UNASSIGNED: gettext_lazy("Every ticket has an assignee"),
    View.OPEN: gettext_lazy("No open tickets"),
    View.HELD: gettext_lazy("Nothing is on hold"),
    View.CLOSED: gettext_lazy("Nothing is closed yet"),
}


def nothing(viewer: Viewer, listing: Listing) -> Nothing:
    """Return the words of an empty list: of a view, the next deadline that anybody waits for.

    Args:
        viewer: Who looks.
        listing: The empty list.
    """
    if listing.filters.names:
        return Nothing(_("Nothing matches the filters"), _("Take one away, or all of them."))
    view = listing.view
    title = str(TITLES_OF_NOTHING[view])
    if view is View.WAITING:
        return Nothing(title, _("A new message will appear here by itself."))
    first = next(iter(queue(viewer, Listing(View.WAITING), size=1).rows), None)
    if first is None:
        return Nothing(title, _("No client is waiting for an answer."))
    ticket = first.ticket
    if ticket.due_at is None:
        return Nothing(title, _("A client is waiting without a deadline:"), ticket.number)
    when = moment_words(ticket.due_at)
    return Nothing(title, _("Next deadline %(when)s:") % {"when": when}, ticket.number)
