"""Finding tickets and clients: a page, its results while one types, and the palette."""

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.desk.forms import Asked
from otklik.desk.pages.layout import frame
from otklik.desk.pages.navigation import nav_views
from otklik.desk.pages.search import Results, results, with_tries
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.queries.lists import counts
from otklik.tickets.queries.search import TookTooLong

IN_THE_PALETTE: Final = 7


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def search(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show what `?q=` finds, among `?state=` ones, of the client `?author=`."""
    views = nav_views(counts(viewer(request)), None)
    shown = _found(request) | frame(request) | {"views": views}
    return render(request, "desk/search.html", shown)


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def found(request: AuthenticatedRequest) -> HttpResponseBase:
    """Answer a page on which somebody types: the results, and the address that shows them."""
    context = _found(request)
    answer = render(request, "desk/parts/found.html", context)
    answer.headers["HX-Replace-Url"] = context["results"].asked.url()
    return answer


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def quick(request: AuthenticatedRequest) -> HttpResponseBase:
    """Answer the palette: the first few results as a list of choices."""
    asked = Asked(words=Asked.of(request.GET).words)
    try:
        shown = results(viewer(request), asked, size=IN_THE_PALETTE)
    except TookTooLong:
        shown = Results(asked)
    return render(request, "desk/parts/palette_list.html", {"results": shown})


def _found(request: AuthenticatedRequest) -> dict[str, Any]:
    who, asked = viewer(request), Asked.of(request.GET)
    try:
        shown = results(who, asked)
        if shown.is_empty and asked.is_something and asked.before is None:
            shown = with_tries(who, shown)
    except TookTooLong:
        return {"results": Results(asked), "took_too_long": True}
    return {"results": shown}
