"""The bell at the desk and in the settings: everything that the person is told of."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.desk.answers import by_htmx
from otklik.desk.pages.layout import frame
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets import bell
from otklik.tickets.operations.bell import read_all as read_everything


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def notices(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the notices below `?before=` (screen 23): as a page, or to an open page as a panel."""
    return _shown(request)


def _shown(request: AuthenticatedRequest) -> HttpResponseBase:
    shown = bell.bell(viewer(request), before=request.GET.get("before", ""))
    if by_htmx(request):
        return render(request, "ui/parts/bell_panel.html", {"bell": shown, "door": "desk"})
    return render(request, "desk/bell.html", frame(request) | {"bell": shown, "door": "desk"})


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def count(request: AuthenticatedRequest) -> HttpResponseBase:
    """Tell the button how many notices are unread; the page knew of `?known=`."""
    shown = bell.count(viewer(request), known=request.GET.get("known", ""))
    return render(request, "ui/parts/bell_count.html", {"count": shown})


@view_for(Act.READ_DESK)
@require_POST
def read_all(request: AuthenticatedRequest) -> HttpResponseBase:
    """Mark everything as read."""
    read_everything(viewer=viewer(request))
    return _shown(request) if by_htmx(request) else redirect("desk:bell")
