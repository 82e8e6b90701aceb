"""Everything that happened to a ticket, and how its deadline was counted (screen 21)."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.desk.loading import seen_at_desk
from otklik.desk.pages.history import history as history_lines
from otklik.desk.pages.layout import frame
from otklik.desk.pages.why_level import why_level
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.tickets.counted import closing, counted
from otklik.tickets.queries.details import present_round
from otklik.tickets.queries.rows import lamp_of


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def history(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show every event: who, when, through what, from what to what (spec HIST-1…HIST-3)."""
    seen = seen_at_desk(request, number)
    context = {
        "ticket": seen.ticket,
        "lamp": lamp_of(seen).value,
        "lines": history_lines(seen),
    }
    return render(request, "desk/history.html", context | frame(request))


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def clock(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show how the deadline was counted, day by day, and the subtraction that comes out."""
    seen = seen_at_desk(request, number)
    one = present_round(seen)
    context = {
        "ticket": seen.ticket,
        "lamp": lamp_of(seen).value,
        "counted": counted(seen, one) if one else None,
        "why": why_level(seen),
        "closing": closing(seen),
        "page_url": request.build_absolute_uri(request.path),
    }
    return render(request, "desk/clock.html", context | frame(request))
