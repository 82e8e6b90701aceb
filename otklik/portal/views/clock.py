"""How the time of an answer is counted, for the client (screen 21)."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.loading import seen_as_client
from otklik.portal.pages.frame import frame
from otklik.tickets.counted import counted, outside_hours_of
from otklik.tickets.queries.details import present_round


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def clock(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show every stretch of the time in which an answer is promised, and what it counted for."""
    seen = seen_as_client(request, number)
    one = present_round(seen)
    context = {
        "ticket": seen.ticket,
        "counted": counted(seen, one) if one else None,
        "counting": outside_hours_of(seen.ticket),
    }
    return render(request, "portal/clock.html", context | frame(request, site=seen.ticket.site))
