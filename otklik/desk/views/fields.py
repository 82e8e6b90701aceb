"""Properties changed in place: chosen from a list, or written in a small form (law 9)."""

from http import HTTPStatus
from typing import Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.desk.answers import by_htmx, changed, refused, stale
from otklik.desk.forms import WRITTEN, ChoiceForm, FieldsForm, initial_of
from otklik.desk.loading import seen_at_desk, workable
from otklik.desk.pages.conflicts import Conflict, conflict
from otklik.desk.pages.layout import frame
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.access import Refused, Seen
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.set_fields import (
    REFERENCES,
    FieldChange,
    FieldRefused,
    Stale,
    set_fields,
)

UNPROCESSABLE: Final = HTTPStatus.UNPROCESSABLE_ENTITY


@view_for(Act.WORK_AT_DESK)
@require_POST
def choose(request: AuthenticatedRequest, number: int, name: str) -> HttpResponseBase:
    """Give a property another value of its list; 409 if somebody was faster."""
    if name not in REFERENCES:
        raise Http404
    workable(request, number)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return refused(request, number, _("Choose one of the list."))
    data = form.cleaned_data
    change = FieldChange(name, data["new"], data["shown"])
    submit = Submit.of(viewer(request))
    try:
        set_fields(ticket_id=number, submit=submit, changes=[change])
    except Stale as met:
        return stale(request, number, met)
    except FieldRefused as error:
        raise Refused from error
    except ValidationError as error:
        return refused(request, number, " ".join(error.messages))
    return changed(request, number)


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, number: int, name: str) -> HttpResponseBase:
    """Show the small form of a written property, or save it."""
    kind = WRITTEN.get(name)
    if kind is None:
        raise Http404
    seen = workable(request, number)
    if not seen.rights.fields.issuperset(kind.names):
        raise Refused
    if request.method != "POST":
        return _form(request, seen, name, kind(initial=initial_of(kind, seen.ticket)))
    form = kind(request.POST, initial=initial_of(kind, seen.ticket))
    if not form.is_valid():
        return _form(request, seen, name, form, status=UNPROCESSABLE)
    try:
        submit = Submit.of(viewer(request))
        set_fields(ticket_id=number, submit=submit, changes=form.changes())
    except Stale as met:
        now_seen = seen_at_desk(request, number)
        form.initial = initial_of(kind, now_seen.ticket)
        found = conflict(now_seen, met)
        return _form(request, now_seen, name, form, status=HTTPStatus.CONFLICT, met=found)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form(request, seen, name, form, status=UNPROCESSABLE)
    return changed(request, number)


def _form(
    request: AuthenticatedRequest,
    seen: Seen,
    name: str,
    form: FieldsForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    met: Conflict | None = None,
) -> HttpResponse:
    context = {"ticket": seen.ticket, "name": name, "form": form, "conflict": met}
    if by_htmx(request):
        return render(request, "desk/parts/field_dialog.html", context, status=status)
    return render(request, "desk/field.html", context | frame(request), status=status)
