"""Who works on a ticket: the assignee, «take it», co-executors (spec ROLE-14…ROLE-17)."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.desk.answers import by_htmx, changed, refused, stale
from otklik.desk.forms import ChoiceForm
from otklik.desk.loading import workable
from otklik.desk.pages.by_row import BY_ROW
from otklik.desk.pages.people import first_name
from otklik.directory.steps import Step
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Person
from otklik.people.viewer import viewer
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.assign import add_co_executor, assign, remove_co_executor
from otklik.tickets.operations.by_rules import assign_by
from otklik.tickets.operations.set_fields import Stale
from otklik.ui.parts.toasts import add_toast


@view_for(Act.WORK_AT_DESK)
@require_POST
def responsible(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Make somebody, nobody, or with `by` whom a row names, responsible; 409 if that is stale."""
    workable(request, number)
    form = ChoiceForm(request.POST)
    step = request.POST.get("by", "")
    if not form.is_valid() or step not in {"", *BY_ROW}:
        return refused(request, number, _("Choose one of the list."))
    shown = form.cleaned_data["shown"]
    submit = Submit.of(viewer(request))
    try:
        if step:
            assign_by(ticket_id=number, submit=submit, step=Step(step), shown=shown)
        else:
            person = _person(form.cleaned_data["new"])
            assign(ticket_id=number, submit=submit, responsible=person, shown=shown)
    except Stale as met:
        return stale(request, number, met)
    except ValidationError as error:
        return refused(request, number, " ".join(error.messages))
    return changed(request, number)


@view_for(Act.WORK_AT_DESK)
@require_POST
def take(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Take a ticket that nobody has; of two who press it, one wins."""
    workable(request, number)
    from_queue = request.POST.get("next") == "queue"
    try:
        submit = Submit.of(viewer(request))
        assign(ticket_id=number, submit=submit, responsible=request.user, shown=None)
    except Stale as met:
        if not from_queue:
            return stale(request, number, met)
        return _faster(met)
    if not from_queue:
        return changed(request, number)
    if not by_htmx(request):
        return redirect("desk:queue")
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Trigger": "ok:refresh"})


@view_for(Act.WORK_AT_DESK)
@require_POST
def co_executor(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Add a co-executor, or with `remove` take one away."""
    workable(request, number)
    form = ChoiceForm(request.POST)
    person = _person(form.cleaned_data["new"]) if form.is_valid() else None
    if person is None:
        return refused(request, number, _("Choose one of the list."))
    verb = remove_co_executor if "remove" in request.GET else add_co_executor
    try:
        verb(ticket_id=number, submit=Submit.of(viewer(request)), person=person)
    except ValidationError as error:
        return refused(request, number, " ".join(error.messages))
    return changed(request, number)


def _person(person_id: int | None) -> Person | None:
    return Person.objects.filter(pk=person_id).first() if person_id else None


def _faster(met: Stale) -> HttpResponse:
    """Say in the queue who was faster, and let it look again."""
    person = _person(met.present if isinstance(met.present, int) else None)
    words = _("%(name)s was faster.") % {"name": first_name(person) if person else _("Somebody")}
    answer = HttpResponse(
        status=HTTPStatus.CONFLICT, headers={"HX-Trigger": '{"ok:refresh": null}'}
    )
    return add_toast(answer, words, level="warning")
