"""The views of the queue: which open and closed tickets each of them holds."""

from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from otklik.tickets.models import QueueRank, Seat, SeatKind


class View(StrEnum):
    """The views of the queue."""

    WAITING = "waiting"
    MINE = "mine"
    CO_EXECUTING = "co-executing"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"


def condition(view: View, person_id: int) -> Q:
    """Return which tickets belong to a view of this person.

    Args:
        view: The view.
        person_id: Whose views they are.
    """
    if view is View.CLOSED:
        return Q(closed_at__isnull=False)
    return Q(closed_at=None) & among_open(view, person_id)


def among_open(view: View, person_id: int) -> Q:
    """Return which open tickets belong to a view; asks for nothing that the queue's index lacks.

    Args:
        view: A view of open tickets.
        person_id: Whose views they are.
    """
    at_work = Q(held_at=None)
    seat = Seat.objects.filter(ticket=OuterRef("pk"), person=person_id, kind=SeatKind.CO_EXECUTOR)
    return {
        View.WAITING: at_work & Q(queue_rank__lt=QueueRank.CLIENTS_MOVE),
        View.MINE: at_work & Q(responsible=person_id),
        View.CO_EXECUTING: at_work & Q(Exists(seat)),
        View.UNASSIGNED: at_work & Q(responsible=None),
        View.OPEN: at_work,
        View.HELD: Q(held_at__isnull=False),
    }[view]
