"""Waiting tickets that still show what their level promised before (law 8, spec CAL-4)."""

from django.db.models import F, QuerySet

from otklik.tickets.models import Ticket


def lagging() -> QuerySet[Ticket]:
    """Return the waiting tickets that are still to be counted anew."""
    waiting = Ticket.objects.filter(waiting_since__isnull=False)
    return waiting.filter(clock_revision__lt=F("level__revision"))
