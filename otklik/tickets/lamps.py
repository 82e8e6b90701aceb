"""Whose move is it? The lamp, computed for each reader (spec LAMP-1…LAMP-7, D-21)."""

from enum import StrEnum

from django.db.models import Q

from otklik.tickets.access import Stance
from otklik.tickets.models import Side, Ticket


class Lamp(StrEnum):
    """The states of the lamp, as the design names them; waiting for nobody looks as for others."""

    WAIT = "wait"
    WAIT_OTHER = "wait-other"
    WAIT_NOBODY = "wait-nobody"
    ANSWERED = "answered"
    ANSWERED_OTHER = "answered-other"
    HOLD = "hold"
    CLOSED = "closed"


class Marker(StrEnum):
    """What stands beside the lamp (spec LAMP-7)."""

    NONE = ""
    WARNED = "warned"
    OVERDUE = "overdue"


def lamp(ticket: Ticket, person_id: int, stance: Stance) -> Lamp:
    """Return the lamp of `ticket` for one reader.

    Args:
        ticket: Any ticket that the reader may see.
        person_id: The reader.
        stance: How the reader stands towards the ticket.
    """
    return _for_staff(ticket, person_id) if stance.sees_hidden else _for_client(ticket)


def _for_staff(ticket: Ticket, person_id: int) -> Lamp:
    if ticket.is_closed:
        return Lamp.CLOSED
    if ticket.is_held:
        return Lamp.HOLD
    if ticket.last_author_id == person_id:
        return Lamp.ANSWERED
    if ticket.author_id == person_id:
        return Lamp.WAIT
    if ticket.last_side == Side.STAFF:
        return Lamp.ANSWERED_OTHER
    return _waiting(ticket, person_id)


def _waiting(ticket: Ticket, person_id: int) -> Lamp:
    if ticket.responsible_id is None:
        return Lamp.WAIT_NOBODY
    return Lamp.WAIT if ticket.responsible_id == person_id else Lamp.WAIT_OTHER


def lit(state: Lamp, person_id: int) -> Q:
    """Return which tickets show a lamp to one of the staff: `lamp` as a condition.

    Args:
        state: The lamp.
        person_id: The reader.
    """
    at_work = Q(closed_at=None, held_at=None)
    others = at_work & ~Q(last_author=person_id)
    waiting = others & ~Q(author=person_id) & ~Q(last_side=Side.STAFF)
    own = others & Q(author=person_id)
    return {
        Lamp.CLOSED: Q(closed_at__isnull=False),
        Lamp.HOLD: Q(closed_at=None, held_at__isnull=False),
        Lamp.ANSWERED: at_work & Q(last_author=person_id),
        Lamp.ANSWERED_OTHER: others & ~Q(author=person_id) & Q(last_side=Side.STAFF),
        Lamp.WAIT: own | (waiting & Q(responsible=person_id)),
        Lamp.WAIT_NOBODY: waiting & Q(responsible=None),
        Lamp.WAIT_OTHER: waiting & Q(responsible__isnull=False) & ~Q(responsible=person_id),
    }[state]


def _for_client(ticket: Ticket) -> Lamp:
    if ticket.is_closed:
        return Lamp.CLOSED
    if ticket.is_held:
        return Lamp.ANSWERED
    return Lamp.WAIT if ticket.last_side == Side.STAFF else Lamp.ANSWERED


def marker(ticket: Ticket) -> Marker:
    """Return what stands beside the lamp of an open ticket, for staff."""
    if ticket.is_overdue:
        return Marker.OVERDUE
    return Marker.WARNED if ticket.is_warned else Marker.NONE
