"""Timetables: zone and weekly hours, by which levels count (spec CAL-1, CAL-2, CAL-5)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.clock.levels import facts_of_each
from otklik.clock.models import Level, Timetable
from otklik.clock.offer import default_level
from otklik.clock.operations import TimetableDraft, change_timetable, create_timetable
from otklik.clock.words import hours
from otklik.office.pages import promises as words
from otklik.office.pages.dictionaries import last_words
from otklik.office.pages.year import year_of_timetable
from otklik.office.promise_forms import TimetableForm, copied
from otklik.people import journal
from otklik.people.acts import Act
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.queries.uses import waiting
from otklik.ui.parts.settings import is_part

PANEL = "office/parts/promise.html"


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def timetables(_request: AuthenticatedRequest) -> HttpResponseBase:
    """Lead to the timetable of the default level."""
    return redirect("office:timetable", default_level().timetable_id)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def timetable(request: AuthenticatedRequest, timetable_id: int) -> HttpResponseBase:
    """Show a timetable."""
    row = get_object_or_404(Timetable, pk=timetable_id)
    return _page(request, row, TimetableForm(instance=row))


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for a new timetable, or add it."""
    data = request.POST if request.method == "POST" else None
    form = TimetableForm(data, instance=Timetable())
    if request.method != "POST":
        return _page(request, None, form)
    done = attempt(form, lambda form: create_timetable(_draft(form), by=request.user))
    if done.saved:
        messages.success(request, _("“%(name)s” has been added.") % {"name": done.saved})
        return redirect("office:timetable", done.saved.pk)
    return _page(request, None, form, status=done.status)


def _draft(form: TimetableForm) -> TimetableDraft:
    named = {name: form.cleaned_data[name] for name in TimetableForm.Meta.fields}
    return TimetableDraft(hours=form.hours, **named)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, timetable_id: int) -> HttpResponseBase:
    """Save a changed timetable: 422 if it cannot be, 409 if somebody else was faster."""
    done = attempt(
        TimetableForm(request.POST, instance=get_object_or_404(Timetable, pk=timetable_id)),
        lambda form: change_timetable(timetable_id, form.edit(), by=request.user),
        present=lambda: Timetable.objects.get(pk=timetable_id),
    )
    if done.is_saved:
        told = [_("Saved; it counts from now on.")]
        if done.form.edit().values.keys() & {"hours", "time_zone"}:
            ids = Level.objects.filter(timetable=timetable_id).values_list("pk", flat=True)
            told.append(words.recounted_words(waiting(list(ids))))
        messages.success(request, " ".join(told))
        return redirect("office:timetable", timetable_id)
    return _page(request, Timetable.objects.get(pk=timetable_id), done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def preview(request: AuthenticatedRequest, timetable_id: int | None = None) -> HttpResponseBase:
    """Tell what the form would change, or copy a day to others; nothing is saved."""
    row = get_object_or_404(Timetable, pk=timetable_id) if timetable_id else None
    data = copied(request.POST) if "copy" in request.POST else request.POST
    draft = Timetable.objects.get(pk=timetable_id) if timetable_id else Timetable()
    form = TimetableForm(data, instance=draft)
    panel: dict[str, Any] = {"problem": words.problem_of(form)}
    if form.is_valid():
        draft.hours = form.hours
        is_other = row is not None and (draft.hours, draft.time_zone) != (row.hours, row.time_zone)
        served = _served(draft)
        panel = _panel(draft, served)
        if is_other:
            promises = {level.pk: facts for level, facts in served}
            panel["follows"] = words.follows(promises, viewer(request))
    if is_part(request):
        return render(request, PANEL, panel)
    return _page(request, row, form, panel=panel)


def _served(row: Timetable) -> list[tuple[Level, dict[str, Any]]]:
    """Return the levels that count by a timetable, stored or not, with what each promises by it."""
    served = list(Level.objects.filter(timetable_id=row.pk)) if row.pk else []
    for level in served:
        level.timetable = row
    return list(zip(served, facts_of_each(served), strict=True))


def _panel(row: Timetable, served: Sequence[tuple[Level, dict[str, Any]]]) -> dict[str, Any]:
    return {
        "answers": words.answers([pair for pair in served if pair[0].archived_at is None]),
        "week": hours(words.calendar_of(row)),
    }


def _page(
    request: AuthenticatedRequest,
    row: Timetable | None,
    form: TimetableForm,
    *,
    panel: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    heading = str(row) if row else _("New timetable")
    context = {
        "frame": words.frame_of_timetables(request, heading, row),
        "form": form,
        "row": row,
        "about": last_words(journal.last(row)) if row else "",
        "year": year_of_timetable(row or Timetable()),
        **(panel or (_panel(row, _served(row)) if row else {})),
    }
    return render(request, "office/timetable.html", context, status=status)
