"""A changed level or calendar touches the waiting rounds, in batches (law 8, spec CAL-4, D-8)."""

from typing import Final

from django.db import transaction
from django.db.models import F

from otklik.core.time import now
from otklik.live.push import nudge
from otklik.tickets.clockwork import FactKind, fact
from otklik.tickets.models import Ticket
from otklik.tickets.operations.writing import lock, recount
from otklik.tickets.topics import DESK

BATCH: Final = 500


def recount_laggards() -> int:
    """Count anew a batch of waiting tickets whose level has changed since they were counted.

    It causes no event and no letter by itself; a ticket that becomes overdue by it does.

    Returns:
        How many tickets were counted; nothing means that none lags behind.
    """
    lagging = Ticket.objects.filter(waiting_since__isnull=False).exclude(
        clock_revision=F("level__revision")
    )
    numbers = list(lagging.order_by("pk").values_list("pk", flat=True)[:BATCH])
    for number in numbers:
        _recount(number)
    if numbers:
        nudge(DESK)
    return len(numbers)


def _recount(number: int) -> None:
    with transaction.atomic():
        ticket = lock(number)
        if ticket.waiting_since is None or ticket.clock_revision == ticket.level.revision:
            return
        moment = now()
        recount(ticket, [fact(ticket, FactKind.TERMS_CHANGED, at=moment)], at=moment)
