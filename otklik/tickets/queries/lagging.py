"""Waiting tickets that still show what their level promised before (law 8, spec CAL-4)."""

from django.db.models import F, QuerySet

from otklik.clock.models import Level
from otklik.tickets.models import Ticket


def lagging(level: Level | None = None) -> QuerySet[Ticket]:
    """Return the waiting tickets that are still to be counted anew.

    Args:
        level: Only those of this one, which are found in an index; nothing for those of all.
    """
    waiting = Ticket.objects.filter(waiting_since__isnull=False)
    if level:
        return waiting.filter(level=level, clock_revision__lt=level.revision)
    return waiting.filter(clock_revision__lt=F("level__revision"))
