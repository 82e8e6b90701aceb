"""Canned answers for a ticket (spec MSG-21)."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.desk.answers import by_htmx
from otklik.desk.loading import workable
from otklik.desk.pages.canned import canned_answers
from otklik.desk.pages.layout import frame
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.tickets.access import Verb


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_safe
def canned(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Offer the answers to whoever may answer: for the composer's list, or as a page."""
    seen = workable(request, number, Verb.REPLY)
    context = {"ticket": seen.ticket, "answers": canned_answers(seen)}
    if by_htmx(request):
        return render(request, "desk/parts/canned_options.html", context)
    return render(request, "desk/canned.html", context | frame(request))
