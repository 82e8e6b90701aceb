"""How far deadlines are counted anew after a change of a promise, or before it (spec CAL-4)."""

from contextlib import suppress
from typing import Final

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.office.pages.promises import told_of
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.tickets.queries.forecasts import recounted
from otklik.tickets.queries.lagging import lagging

MOST: Final = 10_000_000


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def recount(request: AuthenticatedRequest) -> HttpResponseBase:
    """Tell how many waiting tickets are still to be counted; the page asks again until none is.

    `of` is how many it was when the page asked first. Who never saw it at work is told nothing.
    """
    left = lagging().count()
    at_first = 0
    with suppress(ValueError):
        at_first = min(max(int(request.GET.get("of", "0")), 0), MOST)
    if not left and not at_first:
        return HttpResponse(status=204)
    at_first = max(at_first, left)
    context = {"left": left, "at_first": at_first, "done": at_first - left}
    return render(request, "office/parts/recount.html", context)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_safe
def forecast(request: AuthenticatedRequest, forecast_id: int) -> HttpResponseBase:
    """Tell what a change that is not saved would do; the page asks again until all is counted."""
    found = recounted(forecast_id, by=request.user)
    if found is None:
        raise Http404
    return render(request, "office/parts/forecast.html", {"follows": told_of(found)})
