"""A changed level or calendar touches the waiting rounds, in batches (law 8, spec CAL-4, D-8)."""

from typing import Final

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from otklik.clock.models import Level
from otklik.core.kept import attach
from otklik.core.time import now
from otklik.live.push import nudge
from otklik.tickets.clockwork import FactKind, fact
from otklik.tickets.models import Ticket
from otklik.tickets.operations.each import each
from otklik.tickets.operations.writing import recount
from otklik.tickets.queries.lagging import lagging
from otklik.tickets.topics import DESK

log = structlog.get_logger(__name__)

BATCH: Final = 500
ASKED: Final = (
    "clock_state",
    "next_moment",
    "level",
    "site",
    "priority",
    "coupon_code",
    "last_seq",
)
"""What is read of each ticket; the other columns of its clock are written without a look at them.

Those that become overdue by it are few and fetch what their history says.
"""


def recount_laggards() -> int:
    """Count anew a batch of waiting tickets whose level has changed since they were counted.

    It causes no event and no letter by itself; a ticket that becomes overdue by it does. A ticket
    that somebody is writing to is left for the next time, and one whose clock cannot be read does
    not stop the others.

    Returns:
        How many tickets were counted; nothing means that none lags behind, but for those.
    """
    for level in Level.objects.all():
        try:
            counted = _recount(lagging(level)[:BATCH])
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a batch is counted one by one", level=level.pk)
            counted = _recount_singly(level)
        if counted:
            nudge(DESK)
            return counted
    return 0


def _recount_singly(level: Level) -> int:
    numbers = list(lagging(level).values_list("pk", flat=True)[:BATCH])
    return each(numbers, lambda number: bool(_recount(lagging(level).filter(pk=number))))


@transaction.atomic
def _recount(waiting: QuerySet[Ticket]) -> int:
    rows = list(waiting.only(*ASKED).select_for_update(skip_locked=True))
    if not rows:
        return 0
    attach(rows, ("level", "site", "priority"))
    moment = now()
    facts = [(ticket, [fact(ticket, FactKind.TERMS_CHANGED, at=moment)]) for ticket in rows]
    recount(facts, at=moment)
    return len(rows)
