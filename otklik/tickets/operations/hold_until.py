"""A ticket that is held until a day comes back on that day (spec HOLD-1)."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from otklik.core.time import now
from otklik.tickets.models import Ticket, Via
from otklik.tickets.operations.actor import SYSTEM, Submit
from otklik.tickets.operations.each import each
from otklik.tickets.operations.hold import day_begins, unhold_under_lock
from otklik.tickets.operations.writing import lock, writing

BATCH: Final = 500


def unhold_due() -> int:
    """Take a batch of the tickets off hold whose day has come.

    Late or twice it does the same: each ticket is looked at again under its lock.

    Returns:
        How many tickets came back.
    """
    somewhere = now().date() + timedelta(days=1)
    held = Ticket.objects.filter(closed_at=None, held_at__isnull=False, held_until__lte=somewhere)
    rows = held.select_related("site").order_by("held_until", "pk")
    comes = ((one.pk, one.held_until and day_begins(one.held_until, one.site)) for one in rows)
    due = [number for number, at in comes if at and at <= now()][:BATCH]
    return each(due, lambda number: unhold_by_date(ticket_id=number))


def unhold_by_date(*, ticket_id: int) -> bool:
    """Take a ticket off hold because its day has come.

    It is dated by the beginning of that day in the site's time zone, as if no sweep were ever late
    (spec D-7).

    Args:
        ticket_id: The ticket's number.

    Returns:
        Whether it came back: somebody may have been faster.
    """
    with transaction.atomic():
        ticket = lock(ticket_id)
        if ticket.held_until is None:
            return False
        begins = day_begins(ticket.held_until, ticket.site)
        if begins > now():
            return False
        at = max(begins, ticket.modified_at)
        with writing(ticket_id, Submit(by=SYSTEM, via=Via.CLOCK, at=at)) as current:
            unhold_under_lock(current, why="until")
        return True
