"""What a changed promise would do to waiting tickets, asked before it is saved (CAL-4, D-8).

Nothing is written to a ticket. Many are counted by a job, while the page shows how far it is.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Final

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from otklik.clock import snapshot
from otklik.clock.derive import derive_from
from otklik.clock.facts import Fact, FactKind
from otklik.clock.levels import terms_from
from otklik.clock.terms import Terms
from otklik.core.jobs import app
from otklik.core.time import now
from otklik.people.acts import Act, may
from otklik.people.viewer import Viewer
from otklik.tickets.models import Forecast, Ticket
from otklik.tickets.queries.forecasts import Recounted, recounted_by

log = structlog.get_logger(__name__)

FORECAST_JOB: Final = "tickets.forecast"
AT_ONCE: Final = 500
"""So many tickets are counted while the page waits, and in one batch of the job."""

FRESH_FOR: Final = timedelta(minutes=10)
"""Who asks the same again within this time is told what was counted; later it is counted anew."""

KEPT_FOR: Final = timedelta(days=1)


@transaction.atomic
def forecast(*, promises: Mapping[int, Mapping[str, Any]], by: Viewer) -> Recounted:
    """Return what would become of the waiting tickets; of many, how far they are counted.

    Each person has one forecast that is stored: whoever goes on typing asks for another one, and
    the job of the former ends.

    Args:
        promises: By the ids of levels, what each would promise: `clock.levels.facts_of`.
        by: Who asks.

    Returns:
        What is counted so far; of few tickets it is all, and nothing is stored.

    Raises:
        PermissionDenied: The person changes no settings.
    """
    if by.person is None or not may(by, Act.CHANGE_OFFICE):
        raise PermissionDenied
    kept, at = {str(level_id): facts for level_id, facts in promises.items()}, now()
    asked = Forecast.objects.filter(by=by.person, promises=kept, at__gt=at - FRESH_FOR)
    if known := asked.order_by("-pk").first():
        return recounted_by(known)
    row = Forecast(by=by.person, promises=kept, at=at)
    row.total = _waiting(row).count()
    if row.total <= AT_ONCE:
        _count_batch(row)
        return recounted_by(row)
    Forecast.objects.filter(by=by.person).delete()
    row.save()
    app.configure_task(FORECAST_JOB, lock=FORECAST_JOB).defer(forecast_id=row.pk)
    return recounted_by(row)


@transaction.atomic
def count_on(forecast_id: int) -> bool:
    """Count a batch of the tickets of a forecast.

    Args:
        forecast_id: The forecast; one that has ended, or is no more, is left alone.

    Returns:
        Whether there are more.
    """
    row = Forecast.objects.select_for_update().filter(pk=forecast_id, ended_at=None).first()
    if row is None:
        return False
    _count_batch(row)
    row.save()
    return row.ended_at is None


def forget_forecasts() -> int:
    """Throw away the forecasts that are older than a day, each person's one.

    Returns:
        How many went.
    """
    return Forecast.objects.filter(at__lt=now() - KEPT_FOR).delete()[0]


def _waiting(row: Forecast) -> QuerySet[Ticket]:
    return Ticket.objects.filter(level__in=map(int, row.promises), waiting_since__isnull=False)


def _count_batch(row: Forecast) -> None:
    """Add the next tickets to a forecast; one whose clock cannot be read stops no other."""

    @cache
    def terms_of(level_id: int, hold_pauses: bool, priority_id: int | None) -> Terms:  # noqa: FBT001 (cached)
        if priority_id is not None:
            return terms_of(level_id, hold_pauses, None).at_priority(priority_id)
        return terms_from(row.promises[str(level_id)], level_id=level_id, hold_pauses=hold_pauses)

    rows = _waiting(row).filter(pk__gt=row.last).order_by("pk").select_related("site")
    rows = rows.only("clock_state", "priority_id", "level_id", "site__hold_pauses_clock")
    tickets = list(rows[:AT_ONCE])
    for ticket in tickets:
        terms = terms_of(ticket.level_id, ticket.site.hold_pauses_clock, ticket.priority_id)
        try:
            before = derive_from(snapshot.load(ticket.clock_state), (), now=row.at)
            change = Fact(row.at, 0, FactKind.TERMS_CHANGED, terms=terms)
            after = derive_from(before, [change], now=row.at)
        except (KeyError, TypeError, ValueError, IndexError):
            log.exception("a forecast passes a ticket over", ticket=ticket.pk)
            continue
        row.moved += before.due_at != after.due_at
        row.overdue += after.overdue and not before.overdue
        row.relieved += before.overdue and not after.overdue
    row.counted += len(tickets)
    if len(tickets) < AT_ONCE:
        row.ended_at = now()
    else:
        row.last = tickets[-1].pk
