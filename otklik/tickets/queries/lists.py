"""Lists of tickets: the agent's queue and the client's own (spec 4, D-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from otklik.people.viewer import Viewer
from otklik.tickets.access import Seen, Stance, as_client, read_as_staff, visible_to
from otklik.tickets.lamps import Lamp, Marker, lamp, marker
from otklik.tickets.models import QUEUE_ORDER, QueueRank, ReadMark, Seat, SeatKind, Ticket

PAGE: Final = 50
CLIENT_PAGE: Final = 20
SHOWN_WITH_A_ROW: Final = (
    "site",
    "author__organization",
    "category",
    "priority",
    "status",
    "responsible",
    "level",
    "last_author",
)


class View(StrEnum):
    """The views of the queue."""

    WAITING = "waiting"
    MINE = "mine"
    CO_EXECUTING = "co-executing"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"


class Side(StrEnum):
    """The two lists of a client."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as a list shows it to one reader.

    Attributes:
        ticket: The ticket with the references that a row shows.
        lamp: Whose move it is.
        marker: What stands beside the lamp; nothing for clients.
        is_unread: Whether something was written that the reader has not seen.
        co_executors: Who helps; nobody for clients.
        as_client: Whether the reader stands towards it as a client, in staff's lists too (D-5).
    """

    ticket: Ticket
    lamp: Lamp
    marker: Marker
    is_unread: bool
    co_executors: Sequence[Seat] = ()
    as_client: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        rows: At most a page of rows.
        next: The mark from which the next page goes on; empty on the last one.
    """

    rows: Sequence[Row]
    next: str


def _condition(view: View, person_id: int) -> Q:
    """Return which tickets belong to a view of this person."""
    open_ = Q(closed_at=None)
    at_work = open_ & Q(held_at=None)
    seat = Seat.objects.filter(ticket=OuterRef("pk"), person=person_id, kind=SeatKind.CO_EXECUTOR)
    return {
        View.WAITING: at_work & Q(queue_rank__lt=QueueRank.CLIENTS_MOVE),
        View.MINE: at_work & Q(responsible=person_id),
        View.CO_EXECUTING: at_work & Q(Exists(seat)),
        View.UNASSIGNED: at_work & Q(responsible=None),
        View.OPEN: at_work,
        View.HELD: open_ & Q(held_at__isnull=False),
        View.CLOSED: Q(closed_at__isnull=False),
    }[view]


_ORDERS: Final[Mapping[View, tuple[str, ...]]] = {
    View.HELD: ("held_at", "id"),
    View.CLOSED: ("-closed_at", "-id"),
}


def queue(viewer: Viewer, view: View, *, after: str = "", size: int = PAGE) -> Page:
    """Return a page of a staff view in the order of spec D-15.

    Args:
        viewer: Who looks.
        view: Which view.
        after: The mark at the end of the page before; a damaged one starts from the beginning.
        size: The greatest number of rows.
    """
    tickets = visible_to(viewer).filter(_condition(view, _id_of(viewer)))
    found, mark = _page(tickets, _ORDERS.get(view, QUEUE_ORDER), after, size)
    return Page(rows_for_staff(found, viewer), mark)


def rows_of(viewer: Viewer, numbers: Sequence[int]) -> list[Row]:
    """Return what the viewer may still see of some tickets, in the order of `numbers`.

    With it a list renews what it shows without moving it.

    Args:
        viewer: Who looks, one of the staff.
        numbers: The tickets of the list.
    """
    found = visible_to(viewer).filter(pk__in=numbers).select_related(*SHOWN_WITH_A_ROW)
    by_number = {one.pk: one for one in found}
    shown = [by_number[number] for number in numbers if number in by_number]
    return rows_for_staff(shown, viewer)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a ticket stands in a view.

    Attributes:
        previous: The number of the ticket before it; nothing at the beginning.
        next: The number of the ticket after it; of the first one if it has left the view.
        place: Its place from 1; 0 if it does not belong to the view.
        total: How many tickets the view holds; 0 if this one does not belong to it.
    """

    previous: int | None
    next: int | None
    place: int
    total: int


def neighbours(viewer: Viewer, view: View, ticket: Ticket) -> Neighbours:
    """Return what stands before and after a ticket in a view, and how many before it.

    Args:
        viewer: Who looks.
        view: Which view the person comes from.
        ticket: The ticket that is looked at.
    """
    order = _ORDERS.get(view, QUEUE_ORDER)
    within = visible_to(viewer).filter(_condition(view, _id_of(viewer)))
    values = [getattr(ticket, name.removeprefix("-")) for name in order]
    if None in values:
        return _from_outside(within, order, ticket)
    backwards = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    before, after = _beyond(backwards, values), _beyond(order, values)
    found = within.aggregate(
        here=Count("pk", filter=Q(pk=ticket.pk)), before=Count("pk", filter=before), all=Count("pk")
    )
    if not found["here"]:
        return _from_outside(within, order, ticket)
    return Neighbours(
        within.filter(before).order_by(*backwards).values_list("pk", flat=True).first(),
        within.filter(after).order_by(*order).values_list("pk", flat=True).first(),
        found["before"] + 1,
        found["all"],
    )


def _from_outside(within: QuerySet[Ticket], order: Sequence[str], ticket: Ticket) -> Neighbours:
    """Return where a ticket leads that has left the view: to its first one."""
    first = within.exclude(pk=ticket.pk).order_by(*order).values_list("pk", flat=True).first()
    return Neighbours(None, first, 0, 0)


def row_of(viewer: Viewer, ticket: Ticket) -> Row:
    """Return one ticket as staff's list shows it."""
    return rows_for_staff([ticket], viewer)[0]


def counts(viewer: Viewer) -> dict[View, int]:
    """Return how many tickets each view of open tickets holds, in one query."""
    person_id = _id_of(viewer)
    views = [view for view in View if view is not View.CLOSED]
    found = (
        visible_to(viewer)
        .filter(closed_at=None)
        .aggregate(**{view.name: Count("pk", filter=_condition(view, person_id)) for view in views})
    )
    return {view: found[view.name] for view in views}


def own_tickets(viewer: Viewer, side: Side, *, after: str = "", size: int = CLIENT_PAGE) -> Page:
    """Return a page of a client's tickets, last changed first (spec LIST-4).

    Args:
        viewer: Who looks.
        side: Open or closed ones.
        after: The mark at the end of the page before.
        size: The greatest number of rows.
    """
    tickets = as_client(viewer).filter(closed_at__isnull=side is Side.OPEN)
    found, mark = _page(tickets, ("-public_modified_at", "-id"), after, size)
    return Page(own_rows(found, viewer), mark)


def own_row(seen: Seen) -> Row:
    """Return one ticket as its client's list shows it."""
    return own_rows([seen.ticket], seen.viewer)[0]


def own_rows(tickets: Sequence[Ticket], viewer: Viewer) -> list[Row]:
    """Return tickets as their client's lists show them, in one query.

    Args:
        tickets: Any towards which the viewer stands as client, or meets them in that door.
        viewer: Who looks.
    """
    me = _id_of(viewer)
    unread = _unread(tickets, me, Stance.CLIENT)
    return [
        Row(
            ticket=one,
            lamp=lamp(one, me, Stance.CLIENT),
            marker=Marker.NONE,
            is_unread=one.pk in unread,
            as_client=True,
        )
        for one in tickets
    ]


def own_counts(viewer: Viewer) -> dict[Side, int]:
    """Return how many open and closed tickets a client has, in one query."""
    found = as_client(viewer).aggregate(
        open=Count("pk", filter=Q(closed_at=None)), closed=Count("pk", filter=~Q(closed_at=None))
    )
    return {side: found[side.value] for side in Side}


def tickets_of_author(viewer: Viewer, author_id: int, *, but: int, size: int = 5) -> list[Row]:
    """Return the client's other tickets that `viewer` may see, newest first.

    Args:
        viewer: Who looks, one of the staff.
        author_id: The client.
        but: The number of the ticket that is looked at.
        size: The greatest number of rows.
    """
    found = (
        visible_to(viewer)
        .filter(author=author_id)
        .exclude(pk=but)
        .order_by("-public_modified_at", "-id")
    )
    return rows_for_staff(list(found.select_related(*SHOWN_WITH_A_ROW)[:size]), viewer)


def rows_for_staff(tickets: Sequence[Ticket], viewer: Viewer) -> list[Row]:
    """Return tickets as staff's lists show them, in four queries at most.

    Args:
        tickets: Any that the viewer may see.
        viewer: Who looks, one of the staff.
    """
    me = _id_of(viewer)
    own = _met_as_client(tickets, viewer)
    others = [one for one in tickets if one.pk not in own]
    unread = _unread(others, me, Stance.STAFF)
    unread |= _unread([one for one in tickets if one.pk in own], me, Stance.CLIENT)
    seats = _seats(others)
    return [
        Row(
            ticket=one,
            lamp=lamp(one, me, Stance.STAFF),
            marker=marker(one),
            is_unread=one.pk in unread,
            co_executors=seats.get(one.pk, ()),
            as_client=one.pk in own,
        )
        for one in tickets
    ]


def _met_as_client(tickets: Sequence[Ticket], viewer: Viewer) -> set[int]:
    """Return which of these tickets the viewer reads as a client does (spec D-5).

    They are those that the viewer wrote, and those that the viewer typed in or sees through a
    client group without working on them; only for the latter the database is asked.
    """
    me = _id_of(viewer)
    own = {one.pk for one in tickets if one.author_id == me}
    if viewer.is_admin or viewer.is_observer:
        return own
    doubtful = {
        one.pk
        for one in tickets
        if one.responsible_id != me and (one.creator_id == me or viewer.client_groups_seen)
    }
    if doubtful:
        as_staff = read_as_staff(viewer).filter(pk__in=doubtful)
        own |= doubtful - set(as_staff.values_list("pk", flat=True))
    return own


def _seats(tickets: Sequence[Ticket]) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = {}
    seats = Seat.objects.filter(ticket__in=tickets, kind=SeatKind.CO_EXECUTOR)
    for seat in seats.select_related("person").order_by("since", "pk"):
        found.setdefault(seat.ticket_id, []).append(seat)
    return found


def _unread(tickets: Sequence[Ticket], person_id: int, stance: Stance) -> set[int]:
    """Return which tickets hold a message of somebody else that the person has not read.

    A note is no news for a client; `seq` stays inside, so nobody can count what is hidden.
    """
    if not tickets:
        return set()
    marks = dict(
        ReadMark.objects.filter(person=person_id, ticket__in=tickets).values_list("ticket", "seq")
    )
    newest = "last_message_seq" if stance.sees_hidden else "last_visible_seq"
    return {
        one.pk
        for one in tickets
        if one.last_author_id != person_id and getattr(one, newest) > marks.get(one.pk, 0)
    }


def _id_of(viewer: Viewer) -> int:
    return viewer.person.pk if viewer.person else 0


def _page(
    tickets: QuerySet[Ticket], order: Sequence[str], after: str, size: int
) -> tuple[list[Ticket], str]:
    """Return the tickets after a mark and the mark after them: no OFFSET, whatever the depth."""
    names = [name.removeprefix("-") for name in order]
    values = _read_mark(after, len(names))
    if values:
        tickets = tickets.filter(_beyond(order, values))
    found = list(tickets.select_related(*SHOWN_WITH_A_ROW).order_by(*order)[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], _mark([getattr(last, name) for name in names])


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return what stands after `values` in the given order."""
    beyond = Q()
    equal: dict[str, Any] = {}
    for name, value in zip(order, values, strict=True):
        column = name.removeprefix("-")
        sign = "lt" if name.startswith("-") else "gt"
        beyond |= Q(**equal, **{f"{column}__{sign}": value})
        equal[column] = value
    return beyond


def _mark(values: Sequence[Any]) -> str:
    plain = [one.isoformat() if isinstance(one, datetime) else one for one in values]
    return signing.dumps(plain, salt="otklik.tickets.page", compress=True)


def _read_mark(mark: str, length: int) -> list[Any]:
    if not mark:
        return []
    try:
        plain = signing.loads(mark, salt="otklik.tickets.page")
    except signing.BadSignature:
        return []
    values = [datetime.fromisoformat(one) if isinstance(one, str) else one for one in plain]
    return values if len(values) == length else []
