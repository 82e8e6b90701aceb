"""The queue (screen 01): a page and its live refresh."""

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.desk.pages.layout import frame
from otklik.desk.pages.navigation import nav_views, title_of, view_named
from otklik.desk.pages.queue import grouped, nothing
from otklik.desk.pages.rows import queue_rows
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.queries import lists
from otklik.tickets.queries.lists import PAGE

MOST_SHOWN: Final = 2 * PAGE


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show a view of the queue, `?view=` and from a mark on `?after=`."""
    shown = _list(request) | frame(request)
    return render(request, "desk/queue.html", shown)


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def refresh(request: AuthenticatedRequest) -> HttpResponseBase:
    """Answer an open queue that heard of a change.

    The whole list comes anew if nothing moves in it, if nobody is at it (`?busy=` is empty), or if
    it was asked for (`?now=`). Otherwise the rows that are shown (`?shown=`) are renewed in their
    places, and what has come or moved is offered: the list never jumps under the cursor.
    """
    shown = _numbers(request)
    context = _list(request)
    fresh = [row.row.ticket.number for group in context["groups"] for row in group.rows]
    if fresh == shown or "now" in request.GET or not request.GET.get("busy"):
        return render(request, "desk/parts/list_fresh.html", context)
    who = viewer(request)
    kept = queue_rows(lists.rows_of(who, shown), who, context["view"])
    come = len(set(fresh) - set(shown))
    offer = (
        ngettext("%(count)s new ticket", "%(count)s new tickets", come) % {"count": come}
        if come
        else _("The order has changed")
    )
    answer = render(request, "desk/parts/list_kept.html", context | {"kept": kept, "offer": offer})
    answer.headers["HX-Reswap"] = "none"
    return answer


def _list(request: AuthenticatedRequest) -> dict[str, Any]:
    """Return the context of a list: its groups, its views with counts, the way on."""
    who = viewer(request)
    view = view_named(request.GET.get("view"))
    after = request.GET.get("after", "")
    page = lists.queue(who, view, after=after)
    rows = queue_rows(page.rows, who, view)
    views = nav_views(who, view)
    return {
        "view": view,
        "after": after,
        "heading": title_of(view),
        "groups": grouped(rows, view, goes_on=bool(page.next)),
        "next": page.next,
        "views": views,
        "count": next((one.count for one in views if one.is_current), None),
        "open_count": next(one.count for one in views if one.view is lists.View.OPEN),
        "nothing": None if rows or after else nothing(who, view),
    }


def _numbers(request: AuthenticatedRequest) -> list[int]:
    """Return the numbers of the rows that the page shows."""
    said = request.GET.getlist("shown")[:MOST_SHOWN]
    return [int(one) for one in said if one.isascii() and one.isdecimal() and len(one) < 19]
