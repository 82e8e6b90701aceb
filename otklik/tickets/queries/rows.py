"""Tickets as the rows of lists: what one reader is shown of each (spec D-5, LAMP-1…LAMP-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from otklik.core.kept import attach, join
from otklik.people.models import Person
from otklik.people.viewer import Viewer
from otklik.tickets.access import DICTIONARIES, Seen, Stance, read_as_staff, visible_to
from otklik.tickets.lamps import Lamp, Marker, lamp, marker
from otklik.tickets.models import ReadMark, Seat, SeatKind, Ticket

_DICTIONARIES: Final = (*DICTIONARIES, "rating")
_PEOPLE: Final = ("author", "responsible", "last_author")
_SHOWN_OF_A_PERSON: Final = ("name", "email", "phone", "organization__name")


def with_references(tickets: Sequence[Ticket]) -> Sequence[Ticket]:
    """Give tickets the references that a row shows, and return them; two queries.

    One query that joins all of them costs the planner more than the rest of the list.

    Args:
        tickets: Of one list, as they were read.
    """
    attach(tickets, _DICTIONARIES)
    shown = Person.objects.select_related("organization").only(*_SHOWN_OF_A_PERSON)
    join(tickets, _PEOPLE, shown)
    return tickets


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


def rows_of(viewer: Viewer, numbers: Sequence[int]) -> list[Row]:
    """Return what the viewer may still see of some tickets, in the order of `numbers`.

    With it a list renews what it shows without moving it.

    Args:
        viewer: Who looks, one of the staff.
        numbers: The tickets of the list.
    """
    return rows_for_staff(tickets_of(viewer, numbers), viewer)


def tickets_of(viewer: Viewer, numbers: Sequence[int]) -> list[Ticket]:
    """Return those tickets that the viewer may see, in the order of `numbers`; three queries.

    Args:
        viewer: Who looks.
        numbers: Of some tickets.
    """
    found = visible_to(viewer).in_bulk(numbers)
    with_references(list(found.values()))
    return [found[number] for number in numbers if number in found]


def lamp_of(seen: Seen) -> Lamp:
    """Return whose move a ticket is, as staff's list shows it; no query."""
    return lamp(seen.ticket, id_of(seen.viewer), Stance.STAFF)


def co_executors(ticket: Ticket) -> Sequence[Seat]:
    """Return who helps with a ticket, in the order in which they came; one query."""
    return _seats([ticket]).get(ticket.pk, ())


def own_row(seen: Seen) -> Row:
    """Return one ticket as its client's list shows it."""
    return own_rows([seen.ticket], seen.viewer)[0]


def own_rows(tickets: Sequence[Ticket], viewer: Viewer) -> list[Row]:
    """Return tickets as their client's lists show them, in one query.

    Args:
        tickets: Any towards which the viewer stands as client, or meets them in that door.
        viewer: Who looks.
    """
    me = id_of(viewer)
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


def rows_for_staff(tickets: Sequence[Ticket], viewer: Viewer) -> list[Row]:
    """Return tickets as staff's lists show them, in four queries at most.

    Args:
        tickets: Any that the viewer may see.
        viewer: Who looks, one of the staff.
    """
    me = id_of(viewer)
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
    me = id_of(viewer)
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


def id_of(viewer: Viewer) -> int:
    """Return the id of who looks; 0 for a stranger."""
    return viewer.person.pk if viewer.person else 0
