"""People (screen 15): the list, somebody beside it, invite, change, switch off and on, groups."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.core.refusals import show_refusal
from otklik.core.text import storable
from otklik.office import operations
from otklik.office.pages import members
from otklik.office.pages import people as words
from otklik.office.people_forms import ROLE_CHOICES, InviteForm, PersonForm
from otklik.people import roster
from otklik.people.absence import Absence
from otklik.people.absence_forms import AbsenceForm
from otklik.people.acts import Act, may
from otklik.people.edit_forms import EditForm, attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Person, Role
from otklik.people.operations import Profile, managing
from otklik.people.queries import absences_of
from otklik.people.terms import last_day
from otklik.people.viewer import viewer
from otklik.tickets.queries.of_person import open_of
from otklik.ui.parts.settings import Frame, is_part

PAGE: Final = 50


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def people(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show everybody by name; `?q=`, `?role=`, `?team=`, `?organization=`, `?off=` narrow it."""
    return _page(request)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest, *, invite: Callable[[Person], None]) -> HttpResponseBase:
    """Show the form for somebody new, or add the person and send the invitation.

    Args:
        request: The request.
        invite: Sends the letter; the gate's, which this room does not know.
    """
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, context={"invitation": form})
    if form.is_valid():
        try:
            person = _add(form.cleaned_data, by=request.user, invite=invite)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("“%(name)s” has been added.") % {"name": person})
            return redirect("office:person", person.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, context={"invitation": form}, status=status)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def person(request: AuthenticatedRequest, person_id: int) -> HttpResponseBase:
    """Show somebody beside the list."""
    row = _person(person_id)
    return _page(request, row, PersonForm(instance=row))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, person_id: int) -> HttpResponseBase:
    """Save a changed person: 422 if it cannot be, 409 if somebody else was faster."""
    done = attempt(
        PersonForm(request.POST, instance=_person(person_id)),
        lambda form: operations.change_person(
            person_id=person_id, edit=form.edit(), by=request.user
        ),
        present=lambda: _person(person_id),
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:person", person_id)
    return _page(request, _person(person_id), done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: AuthenticatedRequest, person_id: int) -> HttpResponseBase:
    """Ask whether somebody is to be switched off; do it, or on again with `on=1`."""
    row = _person(person_id)
    if request.method != "POST":
        asked = {"frame": _frame(request, str(row), reverse("office:people")), "row": row}
        asked["open"] = words.open_words(open_of(row.pk))
        return render(request, "office/switch_off.html", asked)
    is_on = request.POST.get("on") == "1"
    try:
        operations.switch_person(person_id=row.pk, is_active=is_on, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("“%(name)s” may sign in again.") if is_on else _("“%(name)s” is switched off.")
        messages.success(request, said % {"name": row})
    return redirect("office:person", row.pk)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def invite_again(
    request: AuthenticatedRequest, person_id: int, *, invite: Callable[[Person], None]
) -> HttpResponseBase:
    """Send the invitation once more to somebody who has not come yet.

    Args:
        request: The request.
        person_id: Whom.
        invite: Sends the letter.
    """
    row = _person(person_id)
    if row.can_sign_in and row.is_active and not row.is_proven:
        with transaction.atomic():
            invite(row)
        messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": row.email})
    return redirect("office:person", row.pk)


def _add(data: dict[str, Any], *, by: Person, invite: Callable[[Person], None]) -> Person:
    profile = Profile(
        name=data["name"], phone=data["phone"], language=data["language"] or by.language
    )
    common = {"email": data["email"], "profile": profile, "organization": data["organization"]}
    with transaction.atomic():
        if data["kind"] == "contact":
            return managing.write_down(**common, by=by)
        made = managing.invite_person(**common, group=data["group"], by=by)
        invite(made)
    return made


def _person(person_id: int) -> Person:
    return get_object_or_404(roster.with_groups(Person.objects.all()), pk=person_id)


def page_with_member(
    request: AuthenticatedRequest, person_id: int, sent: EditForm, *, status: HTTPStatus
) -> HttpResponse:
    """Show somebody with a form of a membership that could not be saved, in its place.

    Args:
        request: The request.
        person_id: Whose membership it is.
        sent: The form.
        status: 422 or 409.
    """
    row = _person(person_id)
    return _page(request, row, PersonForm(instance=row), sent=sent, status=status)


def page_with_absence(
    request: AuthenticatedRequest, person_id: int, refused: AbsenceForm, *, status: HTTPStatus
) -> HttpResponse:
    """Show somebody with a form of an absence that could not be saved.

    Args:
        request: The request.
        person_id: Whose absence it is.
        refused: The form.
        status: 422.
    """
    row = _person(person_id)
    context = {"absence_form": refused}
    return _page(request, row, PersonForm(instance=row), context=context, status=status)


def _page(
    request: AuthenticatedRequest,
    row: Person | None = None,
    form: PersonForm | None = None,
    *,
    sent: EditForm | None = None,
    context: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    wanted = _wanted(request)
    start = _number(request.GET.get("from", "")) or 0
    found = list(roster.people(wanted)[start : start + PAGE + 1])
    may_change = may(viewer(request), Act.CHANGE_OFFICE)
    filters = urlencode({name: value for name, value in request.GET.items() if name != "from"})
    here = reverse("office:people")
    shown = {
        "frame": _frame(request, _("People")),
        "lines": [words.line(each) for each in found[:PAGE]],
        "next": f"{here}?{filters}&from={start + PAGE}" if len(found) > PAGE else "",
        "wanted": wanted,
        "roles": ROLE_CHOICES,
        "teams": roster.groups_for_choice()[1],
        "organizations": roster.organizations(),
        "is_filtered": bool(filters),
        "close_url": here if row is None else f"{here}#row-{row.pk}",
        **(context or {}),
    }
    if row is not None:
        sheet = _sheet(row, form, members.of_person(row, may_change=may_change, sent=sent))
        shown = sheet | _absences(row) | shown
    return render(request, "office/people.html", shown, status=status)


def _frame(request: AuthenticatedRequest, heading: str, parent_url: str = "") -> Frame:
    return Frame(
        heading=heading,
        label=_("People"),
        parent_url=parent_url,
        sides=words.sides("people"),
        may_change=may(viewer(request), Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )


def _sheet(
    row: Person, form: PersonForm | None, memberships: list[members.Shown]
) -> dict[str, Any]:
    return {
        "row": row,
        "form": form,
        "address": words.address_words(row),
        "held": words.roles(row),
        "held_note": words.roles_note(row),
        "open": words.open_words(open_of(row.pk)),
        "support_ends": last_day(row),
        "memberships": memberships,
        "user_groups": roster.groups_for_choice()[0],
        "is_waiting": row.can_sign_in and row.is_active and not row.is_proven,
    }


def _absences(row: Person) -> dict[str, Any]:
    """Return what the sheet of somebody on the staff says of absences."""
    if not words.is_on_staff(row):
        return {}
    empty = AbsenceForm(instance=Absence(person=row), prefix="absence")
    return {"absences": absences_of(row.pk), "absence_form": empty}


def _wanted(request: AuthenticatedRequest) -> roster.Wanted:
    role = request.GET.get("role", "")
    return roster.Wanted(
        text=storable(request.GET.get("q", ""))[:100],
        role=role if role in Role.values else "",
        team=_number(request.GET.get("team", "")),
        organization=_number(request.GET.get("organization", "")),
        is_off=request.GET.get("off") == "1",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
