"""When somebody on the staff is away, as an administrator writes it down (spec ASG-6)."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.office.views.people import page_with_absence
from otklik.people.absence import Absence
from otklik.people.absence_answers import withdraw_or_restore
from otklik.people.absence_forms import AbsenceForm
from otklik.people.acts import Act
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Person
from otklik.people.operations import add_absence


@view_for(Act.CHANGE_OFFICE)
@require_POST
def add(request: AuthenticatedRequest, person_id: int) -> HttpResponseBase:
    """Write down when somebody will be away; 422 if it cannot be."""
    person = get_object_or_404(Person, pk=person_id)
    done = attempt(
        AbsenceForm(request.POST, instance=Absence(person=person), prefix="absence"),
        lambda form: add_absence(absence=form.instance, by=request.user),
    )
    if not done.is_saved:
        return page_with_absence(request, person.pk, done.form, status=done.status)
    messages.success(request, _("Saved; it counts from now on."))
    return redirect(_address(person.pk))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def withdraw(request: AuthenticatedRequest, absence_id: int) -> HttpResponseBase:
    """End an absence, or call it off; with `restore` let it count again."""
    row = get_object_or_404(Absence, pk=absence_id)
    withdraw_or_restore(request, row)
    return redirect(_address(row.person_id))


def _address(person_id: int) -> str:
    return reverse("office:person", args=[person_id]) + "#absences-title"
