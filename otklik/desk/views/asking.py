"""An agent asks for access to a ticket that is not for him (screen 25b)."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.limits import allows
from otklik.people.viewer import viewer
from otklik.tickets.operations.ask_access import defer_asking


@view_for(Act.WORK_AT_DESK)
@require_POST
def ask(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Ask; the answer is the same whether there is such a ticket or not (law 5)."""
    if allows(request, "ask_access"):
        defer_asking(ticket_id=number, viewer=viewer(request))
        messages.success(
            request,
            _("If there is such a ticket, you have asked. The bell says when you are let in."),
        )
    else:
        messages.warning(request, _("You have asked often within an hour. Try again later."))
    return redirect("desk:queue")
