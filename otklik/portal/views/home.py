"""The client's first page: own tickets, open and closed, and those that words find (screen 03)."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.clock.choice import choose
from otklik.clock.offer import term_is_over
from otklik.core.search import LONGEST_QUESTION, question
from otklik.core.text import storable
from otklik.core.time import now
from otklik.directory.languages import speak_as
from otklik.directory.queries import default_site
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.pages.frame import frame
from otklik.portal.pages.promise import hint, of_level, of_ticket
from otklik.tickets.queries.lists import Side, own_counts, own_tickets
from otklik.tickets.queries.paging import Count
from otklik.tickets.queries.rows import Row
from otklik.tickets.queries.search import Found, Meant, TookTooLong, search_own


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the person's tickets: `?state=closed` those that are over, `?q=` those with words."""
    context = frame(request)
    site = context["site"]
    choice = choose(person=request.user, site=site, at=now())
    promise = of_level(choice.level, hold_pauses=site.hold_pauses_clock)
    # People are greeted by the first word of their name, as the design does.
    called = request.user.name.partition(" ")[0]
    shown = {**context, **_list(request), "promise": promise, "called": called}
    shown |= {"term": term_is_over(site, choice), "is_refused": choice.is_refused}
    return render(request, "portal/home.html", shown)


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def refresh(request: AuthenticatedRequest) -> HttpResponseBase:
    """Answer an open list that heard of a change, or somebody who types what to look for."""
    speak_as(default_site())
    return render(request, "portal/parts/list.html", _list(request))


def _list(request: AuthenticatedRequest) -> dict[str, Any]:
    words = storable(request.GET.get("q", ""))[:LONGEST_QUESTION]
    if words.strip():
        return _found(request, words)
    side = Side.CLOSED if request.GET.get("state") == Side.CLOSED else Side.OPEN
    after = request.GET.get("after", "")
    page = own_tickets(request.viewer, side, after=after)
    return {
        "side": side,
        "after": after,
        "rows": [_shown(request, row) for row in page.rows],
        "next_url": _home(state=side, after=page.next) if page.next else "",
        "counts": _counts(request),
    }


def _found(request: AuthenticatedRequest, words: str) -> dict[str, Any]:
    """Return what `?q=` finds among all own tickets, open and closed; `?after=` is a number."""
    after = request.GET.get("after", "")
    before = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None
    try:
        found = search_own(request.viewer, question(words), Meant(before=before))
    except TookTooLong:
        found = Found()
    return {
        "words": words,
        "after": after,
        "rows": [
            _shown(request, hit.row) | {"title": hit.title, "snippet": hit.snippet}
            for hit in found.hits
        ],
        "next_url": _home(q=words, after=str(found.next)) if found.next else "",
        "counts": _counts(request),
    }


def _home(**query: str) -> str:
    return reverse("portal:home", query=query)


def _shown(request: AuthenticatedRequest, row: Row) -> dict[str, Any]:
    return {
        "row": row,
        "promise": of_ticket(row),
        "hint": hint(row),
        "by_colleague": row.ticket.author_id != request.user.pk,
    }


def _counts(request: AuthenticatedRequest) -> dict[str, Count]:
    return {side.value: count for side, count in own_counts(request.viewer).items()}
