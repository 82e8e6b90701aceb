"""Exceptions from the weekly hours: holidays, short days, moved working days (CAL-3, CAL-7)."""

from collections.abc import Sequence
from copy import copy
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.clock.days import week_of
from otklik.clock.levels import facts_with
from otklik.clock.models import TimetableException
from otklik.clock.offer import default_level, levels_in_use
from otklik.clock.operations import add_exceptions, change_exception, remove_exception
from otklik.clock.public_holidays import holidays_of
from otklik.core.refusals import show_refusal
from otklik.core.time import YEARS, now
from otklik.office.exception_forms import ExceptionForm, HolidaysForm
from otklik.office.pages.dictionaries import last_words
from otklik.office.pages.exceptions import Line, key_of, lines, proposed
from otklik.office.pages.promises import follows, problem_of
from otklik.people import journal
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, is_part


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def exceptions(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the exceptions that touch a year (`?year=`)."""
    year = _year(request)
    rows = TimetableException.objects.filter(first_day__year__lte=year, last_day__year__gte=year)
    context = {
        "frame": _frame(request, _("Exceptions")),
        "year": year,
        "years": [year - 1, year, year + 1],
        "lines": lines(rows.prefetch_related("levels"), levels=list(levels_in_use())),
    }
    return render(request, "office/exceptions.html", context)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def exception(request: AuthenticatedRequest, exception_id: int) -> HttpResponseBase:
    """Show an exception."""
    row = get_object_or_404(TimetableException, pk=exception_id)
    return _page(request, row, ExceptionForm(instance=row))


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for a new exception, or add it."""
    data = request.POST if request.method == "POST" else None
    form = ExceptionForm(data, instance=TimetableException())
    if request.method != "POST":
        return _page(request, None, form)
    done = attempt(form, lambda form: _create(form, request))
    if done.saved:
        messages.success(request, _("“%(name)s” has been added.") % {"name": done.saved})
        return _to_year(done.saved)
    return _page(request, None, form, status=done.status)


def _create(form: ExceptionForm, request: AuthenticatedRequest) -> TimetableException:
    levels = [level.pk for level in form.cleaned_data["levels"]]
    (row,) = add_exceptions([form.instance], level_ids=levels, by=request.user)
    return row


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, exception_id: int) -> HttpResponseBase:
    """Save a changed exception: 422 if it cannot be, 409 if somebody else was faster."""
    row = get_object_or_404(TimetableException, pk=exception_id)
    done = attempt(
        ExceptionForm(request.POST, instance=row),
        lambda form: change_exception(exception_id, form.edit(), by=request.user),
        present=lambda: TimetableException.objects.get(pk=exception_id),
    )
    if done.saved:
        messages.success(request, _("Saved; it counts from now on."))
        return _to_year(done.saved)
    present = TimetableException.objects.get(pk=exception_id)
    return _page(request, present, done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def preview(request: AuthenticatedRequest, exception_id: int | None = None) -> HttpResponseBase:
    """Tell what the form would change for tickets that wait; nothing is saved."""
    row = get_object_or_404(TimetableException, pk=exception_id) if exception_id else None
    form = ExceptionForm(request.POST, instance=copy(row) if row else TimetableException())
    if form.is_valid():
        try:
            form.instance.clean()
        except ValidationError as error:
            show_refusal(form, error)
    panel: dict[str, Any] = {"problem": problem_of(form)}
    if form.is_valid():
        levels = [level.pk for level in form.cleaned_data["levels"]]
        wished = facts_with([form.instance], levels, instead_of=row)
        panel = {"follows": follows(wished, viewer(request))}
    if is_part(request):
        return render(request, "office/parts/exception_preview.html", panel)
    return _page(request, row, form, panel=panel)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def removal(request: AuthenticatedRequest, exception_id: int) -> HttpResponseBase:
    """Tell what would change for tickets that wait if an exception went away; nothing is saved."""
    row = get_object_or_404(TimetableException, pk=exception_id)
    told = follows(facts_with((), instead_of=row), viewer(request))
    if is_part(request):
        return render(request, "office/parts/forecast.html", {"follows": told})
    typed = ExceptionForm(request.POST or None, instance=copy(row))
    return _page(request, row, typed, panel={"removal": told})


@view_for(Act.CHANGE_OFFICE)
@require_POST
def remove(request: AuthenticatedRequest, exception_id: int) -> HttpResponseBase:
    """Take an exception away; the page has asked first."""
    get_object_or_404(TimetableException, pk=exception_id)
    row = remove_exception(exception_id, by=request.user)
    messages.success(request, _("“%(name)s” has been removed.") % {"name": row})
    return _to_year(row)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the public holidays of a country and year, or add those that were ticked."""
    begun = {"country": "RU", "year": now().year + (now().month > 6)}
    is_sent = request.method == "POST"
    form = HolidaysForm(request.POST if is_sent else {**begun, **request.GET.dict()})
    if not form.is_valid():
        return _holidays(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_sent:
        return _holidays(request, form)
    levels = [level.pk for level in form.cleaned_data["levels"]]
    rows = add_exceptions(_ticked(request, form), level_ids=levels, by=request.user)
    return _added(request, rows, form.cleaned_data)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def holidays_preview(request: AuthenticatedRequest) -> HttpResponseBase:
    """Tell what the ticked holidays would change for tickets that wait; nothing is saved."""
    form = HolidaysForm(request.POST)
    panel: dict[str, Any] = {"problem": problem_of(form)}
    if form.is_valid():
        levels = [level.pk for level in form.cleaned_data["levels"]]
        wished = facts_with(_ticked(request, form), levels)
        panel = {"follows": follows(wished, viewer(request))}
    if is_part(request):
        return render(request, "office/parts/exception_preview.html", panel)
    return _holidays(request, form, panel=panel)


def _known(form: HolidaysForm) -> list[TimetableException]:
    """Return the holidays for which a valid form asks."""
    asked, week = form.cleaned_data, week_of(default_level().timetable.hours)
    return holidays_of(asked["country"], asked["year"], week=week)


def _ticked(request: AuthenticatedRequest, form: HolidaysForm) -> list[TimetableException]:
    keys = set(request.POST.getlist("row"))
    return [row for row in _known(form) if key_of(row) in keys]


def _holidays(
    request: AuthenticatedRequest,
    form: HolidaysForm,
    *,
    panel: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    ticked = request.POST.getlist("row") if request.method == "POST" else None
    lines: Sequence[Line] = ()
    if form.is_valid():
        stored = TimetableException.objects.filter(first_day__year=form.cleaned_data["year"])
        lines = proposed(_known(form), stored, ticked)
    frame = _frame(request, _("Public holidays"), is_below=True)
    context = {"frame": frame, "form": form, "lines": lines, **(panel or {})}
    return render(request, "office/holidays.html", context, status=status)


def _added(
    request: AuthenticatedRequest, rows: list[TimetableException], asked: dict[str, Any]
) -> HttpResponse:
    if rows:
        words = ngettext("%(count)s day added.", "%(count)s days added.", len(rows))
        messages.success(request, words % {"count": len(rows)})
    return redirect(f"{reverse('office:exceptions')}?year={asked['year']}")


def _to_year(row: TimetableException) -> HttpResponse:
    return redirect(f"{reverse('office:exceptions')}?year={row.first_day.year}")


def _year(request: AuthenticatedRequest) -> int:
    said = request.GET.get("year", "")
    is_year = said.isascii() and said.isdecimal() and int(said[:5]) in YEARS
    return int(said) if is_year else now().year


def _frame(request: AuthenticatedRequest, heading: str, *, is_below: bool = False) -> Frame:
    return Frame(
        heading=heading,
        label=_("Exceptions") if is_below else "",
        parent_url=reverse("office:exceptions") if is_below else "",
        may_change=may(viewer(request), Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )


def _page(
    request: AuthenticatedRequest,
    row: TimetableException | None,
    form: ExceptionForm,
    *,
    panel: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "frame": _frame(request, str(row) if row else _("New exception"), is_below=True),
        "form": form,
        "row": row,
        "about": last_words(journal.last(row)) if row else "",
        **(panel or {}),
    }
    return render(request, "office/exception.html", context, status=status)
