"""The bell in the client's door: only what a client may know, whoever looks (spec D-5)."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.pages.frame import frame
from otklik.tickets import bell
from otklik.tickets.operations.bell import read_all as read_everything


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def notices(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the notices below `?before=` (screen 23): as a page, or to an open page as a panel."""
    return _shown(request)


def _shown(request: AuthenticatedRequest) -> HttpResponseBase:
    context = frame(request)
    shown = bell.bell(request.viewer, before=request.GET.get("before", ""), as_client=True)
    if _by_htmx(request):
        return render(request, "ui/parts/bell_panel.html", {"bell": shown, "door": "portal"})
    return render(request, "portal/bell.html", context | {"bell": shown, "door": "portal"})


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def count(request: AuthenticatedRequest) -> HttpResponseBase:
    """Tell the button how many notices are unread; the page knew of `?known=`."""
    known = request.GET.get("known", "")
    shown = bell.count(request.viewer, known=known, as_client=True)
    return render(request, "ui/parts/bell_count.html", {"count": shown})


@view_for(Act.USE_PORTAL)
@require_POST
def read_all(request: AuthenticatedRequest) -> HttpResponseBase:
    """Mark everything as read that stands here."""
    read_everything(viewer=request.viewer, as_client=True)
    return _shown(request) if _by_htmx(request) else redirect("portal:bell")


def _by_htmx(request: AuthenticatedRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
