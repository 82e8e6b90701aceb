"""What a changed promise would do to waiting tickets, asked before it is saved (CAL-4, D-8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from otklik.clock import snapshot
from otklik.clock.derive import derive_from
from otklik.clock.facts import Fact, FactKind
from otklik.clock.terms import Terms
from otklik.tickets.models import Ticket

MOST: Final = 500
"""So many tickets are counted; of more it is said that there are more."""

Promise: TypeAlias = Callable[[int | None], Terms]
"""What a level would promise at a criticality, which is named by its id."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """What would become of tickets.

    Attributes:
        moved: So many get another deadline.
        overdue: So many become overdue at once.
        relieved: So many are overdue no more.
        is_cut: There are more tickets than were counted.
    """

    moved: int = 0
    overdue: int = 0
    relieved: int = 0
    is_cut: bool = False


def recounted(promises: Mapping[int, Promise], *, at: datetime) -> Recounted:
    """Count waiting tickets by promises that are not saved; one query, and nothing is written.

    Args:
        promises: By the ids of the levels.
        at: Since when the promises would count, aware.
    """
    rows = Ticket.objects.filter(level__in=promises, waiting_since__isnull=False)
    rows = rows.select_related("site").only(
        "clock_state", "priority_id", "level_id", "site__hold_pauses_clock"
    )
    found = list(rows.order_by("pk")[: MOST + 1])
    moved = overdue = relieved = 0
    for ticket in found[:MOST]:
        terms = promises[ticket.level_id](ticket.priority_id)
        terms = replace(terms, hold_pauses=ticket.site.hold_pauses_clock)
        before = derive_from(snapshot.load(ticket.clock_state), (), now=at)
        change = Fact(at, 0, FactKind.TERMS_CHANGED, terms=terms)
        after = derive_from(before, [change], now=at)
        moved += before.due_at != after.due_at
        overdue += after.overdue and not before.overdue
        relieved += before.overdue and not after.overdue
    return Recounted(moved, overdue, relieved, is_cut=len(found) > MOST)
