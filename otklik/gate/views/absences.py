"""When somebody on the staff is away, as the person says himself (spec ASG-6)."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.gate.views.profile import profile_page
from otklik.people.absence import Absence
from otklik.people.absence_answers import withdraw_or_restore
from otklik.people.absence_forms import AbsenceForm
from otklik.people.acts import Act
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.operations import add_absence


@view_for(Act.WORK_AT_DESK)
@require_POST
def add(request: AuthenticatedRequest) -> HttpResponseBase:
    """Write down when the person will be away; 422 if it cannot be."""
    done = attempt(
        AbsenceForm(request.POST, instance=Absence(person=request.user), prefix="absence"),
        lambda form: add_absence(absence=form.instance, by=request.user),
    )
    if not done.is_saved:
        return profile_page(request, absence_form=done.form, status=done.status)
    messages.success(request, _("Saved; it counts from now on."))
    return redirect(_address())


@view_for(Act.WORK_AT_DESK)
@require_POST
def withdraw(request: AuthenticatedRequest, absence_id: int) -> HttpResponseBase:
    """End an absence of the person, or call it off; with `restore` let it count again."""
    row = get_object_or_404(Absence, pk=absence_id, person=request.user)
    withdraw_or_restore(request, row)
    return redirect(_address())


def _address() -> str:
    return reverse("gate:profile") + "#absences"
