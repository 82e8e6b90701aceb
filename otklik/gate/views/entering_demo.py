"""Entering a demo as one of its people."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from otklik.gate.demo import offered
from otklik.gate.entering import enter
from otklik.people.acts import Act
from otklik.people.guards import view_for


@view_for(Act.PUBLIC)
@require_POST
def enter_as(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Let a visitor of the demo in as an account that the demo offers; elsewhere there is none.

    Raises:
        Http404: This is no demo, or the account is not offered.
    """
    account = next((row.person for row in offered() if row.person_id == person_id), None)
    if account is None:
        raise Http404
    return enter(request, account, time_zone=request.POST.get("time_zone", ""))
