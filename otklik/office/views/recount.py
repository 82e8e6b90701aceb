"""How far the deadlines have been counted anew after a change of a promise (spec CAL-4)."""

from contextlib import suppress
from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
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
