"""Hold, close, reopen; each may keep the author out of it (spec HOLD-1, CLS-5, CLS-7, C-5)."""

from dataclasses import replace
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.core.refusals import show_refusal
from otklik.desk.answers import by_htmx, changed, refused
from otklik.desk.forms import HoldForm
from otklik.desk.loading import workable
from otklik.desk.pages.layout import frame
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.close import close as close_ticket
from otklik.tickets.operations.hold import hold as hold_ticket
from otklik.tickets.operations.hold import unhold as unhold_ticket
from otklik.tickets.operations.reopen import reopen as reopen_ticket


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show the form of a hold, or put the ticket on hold."""
    seen = workable(request, number, Verb.HOLD)
    if request.method != "POST":
        return _form(request, seen, HoldForm(initial={"until": seen.ticket.held_until}))
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _form(request, seen, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        hold_ticket(ticket_id=number, submit=_submit(request), until=form.cleaned_data["until"])
    except ValidationError as error:
        show_refusal(form, error)
        return _form(request, seen, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return changed(request, number)


@view_for(Act.WORK_AT_DESK)
@require_POST
def unhold(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Take the ticket off hold."""
    workable(request, number, Verb.HOLD)
    try:
        unhold_ticket(ticket_id=number, submit=_submit(request))
    except ValidationError as error:
        return refused(request, number, " ".join(error.messages))
    return changed(request, number)


@view_for(Act.WORK_AT_DESK)
@require_POST
def close(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Close the ticket."""
    workable(request, number, Verb.CLOSE)
    try:
        close_ticket(ticket_id=number, submit=_submit(request))
    except ValidationError as error:
        return refused(request, number, " ".join(error.messages))
    return _again(request, number)


@view_for(Act.WORK_AT_DESK)
@require_POST
def reopen(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Open the closed ticket again; staff need no text, and no clock starts (spec CLK-7)."""
    workable(request, number, Verb.REOPEN)
    try:
        reopen_ticket(ticket_id=number, submit=_submit(request))
    except ValidationError as error:
        return refused(request, number, " ".join(error.messages))
    return _again(request, number)


def _again(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Show the page anew: a closed ticket offers other things than an open one."""
    answer = redirect("desk:ticket", number)
    if by_htmx(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": answer.url})
    return answer


def _submit(request: AuthenticatedRequest) -> Submit:
    """Return the circumstances; with `quiet` the author hears nothing of it (spec MSG-5, C-5)."""
    submit = Submit.of(viewer(request), key=request.POST.get("key", ""))
    return replace(submit, hidden="quiet" in request.POST)


def _form(
    request: AuthenticatedRequest, seen: Seen, form: HoldForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"ticket": seen.ticket, "form": form}
    if by_htmx(request):
        return render(request, "desk/parts/hold_dialog.html", context, status=status)
    return render(request, "desk/hold.html", context | frame(request), status=status)
