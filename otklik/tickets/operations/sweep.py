"""What passes by itself: warnings and missed deadlines, found by a sweep (law 7, spec OVD)."""

from functools import partial
from typing import Final

from otklik.core.time import now
from otklik.tickets.models import Ticket
from otklik.tickets.operations.each import each
from otklik.tickets.operations.writing import settle

BATCH: Final = 500


def sweep() -> int:
    """Settle every ticket on whose clock something has passed.

    Late or twice it does the same: each ticket is looked at again under its lock, and what passed
    is dated by its own time (spec D-7).

    Returns:
        How many tickets had something to write.
    """
    moment = now()
    due = Ticket.objects.filter(next_moment__lt=moment).order_by("next_moment")
    numbers = list(due.values_list("pk", flat=True)[:BATCH])
    return each(numbers, partial(settle, until=moment))
