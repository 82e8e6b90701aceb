"""The client's first page: own tickets, open and closed (screen 03)."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.clock.offer import level_for
from otklik.core.time import now
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.pages.frame import frame
from otklik.portal.pages.promise import of_level, of_ticket
from otklik.tickets.queries.lists import Side, own_counts, own_tickets


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the person's tickets, `?state=closed` for those that are over."""
    context = frame(request)
    site = context["site"]
    level = level_for(person=request.user, site=site, at=now())
    promise = of_level(level, hold_pauses=site.hold_pauses_clock)
    # People are greeted by the first word of their name, as the design does.
    called = request.user.name.partition(" ")[0]
    shown = {**context, **_list(request), "promise": promise, "called": called}
    return render(request, "portal/home.html", shown)


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def refresh(request: AuthenticatedRequest) -> HttpResponseBase:
    """Answer an open list that heard of a change."""
    return render(request, "portal/parts/list.html", _list(request))


def _list(request: AuthenticatedRequest) -> dict[str, Any]:
    side = Side.CLOSED if request.GET.get("state") == Side.CLOSED else Side.OPEN
    after = request.GET.get("after", "")
    page = own_tickets(request.viewer, side, after=after)
    person_id = request.user.pk
    return {
        "side": side,
        "after": after,
        "rows": [
            {
                "row": row,
                "promise": of_ticket(row),
                "by_colleague": row.ticket.author_id != person_id,
            }
            for row in page.rows
        ],
        "next": page.next,
        "counts": {side.value: count for side, count in own_counts(request.viewer).items()},
    }
