"""The queue (screen 01): a page, its live refresh, and the form that narrows it."""

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.desk.answers import by_htmx
from otklik.desk.pages.chips import chips
from otklik.desk.pages.columns import columns_for, heads, sort_choices
from otklik.desk.pages.filtering import filter_form
from otklik.desk.pages.layout import frame
from otklik.desk.pages.navigation import nav_views, title_of
from otklik.desk.pages.queue import grouped, nothing
from otklik.desk.pages.rows import queue_rows
from otklik.desk.queue_form import AskedList
from otklik.people.acts import Act, may
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.queries import lists
from otklik.tickets.queries.lists import PAGE
from otklik.tickets.queries.rows import rows_of
from otklik.tickets.queries.views import View

MOST_SHOWN: Final = 2 * PAGE


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show a list; its address says which one (docs/desk.md).

    What a form has sent empty is taken out of the address, so that it can be passed on.
    """
    asked = AskedList.of(request.GET)
    if "" in (value for values in request.GET.lists() for value in values[1]):
        return redirect(asked.url())
    shown = _list(request, asked) | frame(request)
    around = {"chips": chips(asked), "orders": sort_choices(asked)}
    return render(request, "desk/queue.html", shown | around)


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
    asked = AskedList.of(request.GET)
    context = _list(request, asked)
    fresh = [row.row.ticket.number for group in context["groups"] for row in group.rows]
    if fresh == shown or "now" in request.GET or not request.GET.get("busy"):
        return render(request, "desk/parts/list_fresh.html", context)
    who = viewer(request)
    kept = queue_rows(rows_of(who, shown), who, asked, context["columns"], token=get_token(request))
    come = len(set(fresh) - set(shown))
    offer = (
        ngettext("%(count)s new ticket", "%(count)s new tickets", come) % {"count": come}
        if come
        else _("The order has changed")
    )
    answer = render(request, "desk/parts/list_kept.html", context | {"kept": kept, "offer": offer})
    answer.headers["HX-Reswap"] = "none"
    return answer


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def narrow(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form that narrows a list, as a dialog or as a page of its own."""
    context: dict[str, Any] = {"form": filter_form(AskedList.of(request.GET))}
    if by_htmx(request):
        return render(request, "desk/parts/filters_dialog.html", context)
    return render(request, "desk/filters.html", context | frame(request))


def _list(request: AuthenticatedRequest, asked: AskedList) -> dict[str, Any]:
    """Return the context of a list: its groups, its views with counts, the way on."""
    who, listing = viewer(request), asked.listing
    page = lists.queue(who, listing, after=asked.after)
    columns = columns_for(request.user.pk)
    rows = queue_rows(page.rows, who, asked, columns, token=get_token(request))
    found = lists.counts(who, listing)
    return {
        "asked": asked,
        "view": listing.view,
        "heading": title_of(listing.view),
        "columns": columns,
        "heads": heads(asked, columns),
        # A heading spans what stands in every list: two signs and the first two columns.
        "heading_span": 2 + min(2, len(columns.shown)),
        "groups": grouped(rows, listing, goes_on=bool(page.next)),
        "refresh_url": asked.url("desk:refresh"),
        "filters_url": asked.at("").url("desk:filters"),
        "bulk_url": asked.url("desk:bulk"),
        "may_work": may(who, Act.WORK_AT_DESK),
        "columns_url": asked.url("desk:columns"),
        "first_url": asked.at("").url(),
        "next_url": asked.at(page.next).url() if page.next else "",
        "views": nav_views(found, listing.view),
        "count": found.shown,
        "open_count": found.views[View.OPEN],
        "is_narrowed": bool(listing.filters.names),
        "nothing": None if rows or asked.after else nothing(who, listing),
    }


def _numbers(request: AuthenticatedRequest) -> list[int]:
    """Return the numbers of the rows that the page shows."""
    said = request.GET.getlist("shown")[:MOST_SHOWN]
    return [int(one) for one in said if one.isascii() and one.isdecimal() and len(one) < 19]
