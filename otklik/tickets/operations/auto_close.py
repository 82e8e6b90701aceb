"""A ticket whose client does not answer closes by itself (spec CLS-1, CLS-4, CLS-7)."""

from typing import Final

from django.db import transaction

from otklik.core.time import now
from otklik.tickets.models import Ticket, Via
from otklik.tickets.operations.actor import SYSTEM, Submit
from otklik.tickets.operations.close import close_under_lock
from otklik.tickets.operations.each import each
from otklik.tickets.operations.writing import lock, writing

BATCH: Final = 500


def auto_close_due() -> int:
    """Close a batch of the tickets whose clients had long enough to answer.

    Late or twice it does the same: each ticket is looked at again under its lock.

    Returns:
        How many tickets closed.
    """
    due = Ticket.objects.filter(auto_close_at__lt=now()).order_by("auto_close_at")
    numbers = list(due.values_list("pk", flat=True)[:BATCH])
    return each(numbers, lambda number: auto_close(ticket_id=number))


def auto_close(*, ticket_id: int) -> bool:
    """Close a ticket because its client has not answered in time.

    It is dated by the end of that time, as if no sweep were ever late (spec D-7); but not before
    what has been done to the ticket since. Its author and staff are told (spec NTF-11, NTF-13).

    Args:
        ticket_id: The ticket's number.

    Returns:
        Whether it closed: an answer may have been faster.
    """
    with transaction.atomic():
        ticket = lock(ticket_id)
        if ticket.auto_close_at is None or ticket.auto_close_at >= now():
            return False
        at = max(ticket.auto_close_at, ticket.modified_at)
        with writing(ticket_id, Submit(by=SYSTEM, via=Via.CLOCK, at=at)) as current:
            close_under_lock(current, by_itself=True)
        return True
