"""Support levels (screen 07): what is promised, to whom, by which timetable (spec SLA-2)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.clock.levels import facts_of
from otklik.clock.models import Level, Timetable
from otklik.clock.offer import LISTS, default_level
from otklik.clock.operations import (
    LevelDraft,
    archive_level,
    change_level,
    create_level,
    make_default,
    restore_level,
)
from otklik.clock.terms import Base
from otklik.office.level_forms import LevelForm
from otklik.office.pages import promises as words
from otklik.office.pages.dictionaries import last_words, tickets_words
from otklik.office.pages.year import year_of_level
from otklik.people import journal
from otklik.people.acts import Act
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Person
from otklik.people.viewer import viewer
from otklik.tickets.queries.uses import uses, waiting
from otklik.ui.parts.settings import is_part

PANEL = "office/parts/promise.html"


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def levels(_request: AuthenticatedRequest) -> HttpResponseBase:
    """Lead to the default level."""
    return redirect("office:level", default_level().pk)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def level(request: AuthenticatedRequest, level_id: int) -> HttpResponseBase:
    """Show a level."""
    row = _level(level_id)
    return _page(request, row, LevelForm(instance=row))


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for a new level, or add it."""
    data = request.POST if request.method == "POST" else None
    form = LevelForm(data, instance=_new())
    if request.method != "POST":
        return _page(request, None, form)
    done = attempt(form, lambda form: _create(form, request.user))
    if done.saved:
        messages.success(request, _("“%(name)s” has been added.") % {"name": done.saved})
        return redirect("office:level", done.saved.pk)
    return _page(request, None, form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, level_id: int) -> HttpResponseBase:
    """Save a changed level: 422 if it cannot be, 409 if somebody else was faster."""
    row = _level(level_id)
    revision = row.revision
    done = attempt(
        LevelForm(request.POST, instance=row),
        lambda form: change_level(level_id, form.edit(), by=request.user),
        present=lambda: _level(level_id),
    )
    if done.saved:
        told = [_("Saved; it counts from now on.")]
        if done.saved.revision != revision:
            told.append(words.recounted_words(waiting([level_id])))
        messages.success(request, " ".join(told))
        return redirect("office:level", level_id)
    return _page(request, _level(level_id), done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def preview(request: AuthenticatedRequest, level_id: int | None = None) -> HttpResponseBase:
    """Tell what the form would promise and change; nothing is saved."""
    form = LevelForm(request.POST, instance=_level(level_id) if level_id else _new())
    row = _level(level_id) if level_id else None
    panel: dict[str, Any] = {"problem": words.problem_of(form)}
    if form.is_valid():
        wished = facts_of(form.instance)
        panel = _panel(form.instance, wished)
        if row and wished != facts_of(row):
            panel["follows"] = words.follows({row.pk: wished}, viewer(request))
    if is_part(request):
        return render(request, PANEL, panel)
    return _page(request, row, form, panel=panel)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def archive(request: AuthenticatedRequest, level_id: int) -> HttpResponseBase:
    """Put a level into the archive; not the default."""
    _level(level_id)
    try:
        row = archive_level(level_id, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        text = _("“%(name)s” is in the archive; tickets that have it keep it.") % {"name": row}
        messages.success(request, text)
    return redirect("office:level", level_id)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def restore(request: AuthenticatedRequest, level_id: int) -> HttpResponseBase:
    """Bring a level back from the archive."""
    _level(level_id)
    row = restore_level(level_id, by=request.user)
    messages.success(request, _("“%(name)s” is offered again.") % {"name": row})
    return redirect("office:level", level_id)


def _level(level_id: int) -> Level:
    return get_object_or_404(Level.objects.select_related("timetable"), pk=level_id)


def _new() -> Level:
    return Level(timetable=Timetable.objects.order_by("pk").first())


def _create(form: LevelForm, by: Person) -> Level:
    data = form.cleaned_data
    row = create_level(
        LevelDraft(
            name_ru=data["name_ru"],
            name_en=data["name_en"],
            description=data["description"],
            timetable_id=data["timetable"].pk,
            reaction=form.instance.reaction,
            warn=form.instance.warn,
            base=Base(data["base"]),
            rank=data["rank"],
            everyone=data["everyone"],
            group_ids=[group.pk for group in data["groups"]],
            site_ids=[site.pk for site in data["sites"]],
            responsible_id=data["responsible"].pk if data["responsible"] else None,
            team_id=data["team"].pk if data.get("team") else None,
            allowed={name: [row.pk for row in data[name]] for name in LISTS.values()},
            reactions=form.own_times.column(),
            entitlements=form.entitlements.column(),
        ),
        by=by,
    )
    if data["is_default"]:
        make_default(row.pk, by=by)
    return row


def _panel(row: Level, facts: Mapping[str, Any]) -> dict[str, Any]:
    [told] = words.answers([(row, facts)])
    return {"examples": told.examples}


def _page(
    request: AuthenticatedRequest,
    row: Level | None,
    form: LevelForm,
    *,
    panel: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    who = viewer(request)
    told = []
    if row and (who.is_admin or who.is_observer):
        told.append(tickets_words(uses(Level, [row.pk]).get(row.pk, 0)))
    if row and (last := last_words(journal.last(row))):
        told.append(last)
    context = {
        "frame": words.frame_of_levels(request, str(row) if row else _("New level"), row),
        "form": form,
        "row": row,
        "about": ", ".join(told),
        "year": year_of_level(row) if row else None,
        **(panel or (_panel(row, facts_of(row)) if row else {})),
    }
    return render(request, "office/level.html", context, status=status)
