"""Who becomes responsible: the order of the steps, the default, and a case to try (spec 7, C-1)."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.directory.models import Site
from otklik.directory.operations import change_site, order_steps
from otklik.directory.queries import default_site
from otklik.directory.steps import Step
from otklik.office.forms import AssignmentForm, TryForm
from otklik.office.ordering import moved, ordered
from otklik.office.pages import assignment as words
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Person
from otklik.people.viewer import viewer
from otklik.rules.queries import Naming, decision
from otklik.ui.parts.settings import Frame, is_part


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def assignments(_request: AuthenticatedRequest) -> HttpResponseBase:
    """Lead to the default site."""
    return redirect("office:assignment", default_site().pk)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def assignment(request: AuthenticatedRequest, site_id: int) -> HttpResponseBase:
    """Show how a site assigns; `?level=` and so on try a case, htmx gets its outcome alone."""
    site = _site(site_id)
    if is_part(request) and "try" in request.GET:
        return render(
            request, "office/parts/tried.html", _tried(request, site, words.rows_on(site))
        )
    return _page(request, site, AssignmentForm(instance=site))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, site_id: int) -> HttpResponseBase:
    """Save who answers if nobody else does: 422 if it cannot be, 409 if somebody was faster."""
    done = attempt(
        AssignmentForm(request.POST, instance=_site(site_id)),
        lambda form: change_site(site_id=site_id, edit=form.edit(), by=request.user),
        present=lambda: _site(site_id),
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:assignment", site_id)
    return _page(request, _site(site_id), done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def order(request: AuthenticatedRequest, site_id: int) -> HttpResponseBase:
    """Put the steps into the order of `ids` or of a `preset`, or move one `up` or `down`.

    A script is answered with 204, or 409 if somebody else has ordered them meanwhile.
    """
    _site(site_id)
    sent = request.POST
    shown, ids = (_steps(sent.get(name, "")) for name in ("shown", "ids"))
    preset = words.PRESETS.get(sent.get("preset", ""))
    up, down = (_steps(sent.get(name, "")) for name in ("up", "down"))
    wanted = list(preset) if preset else ids or moved(shown, up=up, down=down)
    if sorted(wanted) != sorted(words.KINDS):
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return ordered(
        request,
        lambda: order_steps(site_id=site_id, steps=wanted, shown=shown, by=request.user),
        then=reverse("office:assignment", args=[site_id]),
    )


def _site(site_id: int) -> Site:
    return get_object_or_404(Site, pk=site_id)


def _steps(text: str) -> list[Step]:
    known = {step.value for step in words.KINDS}
    return [Step(part) for part in text.split(",")[: len(Step)] if part in known]


def _page(
    request: AuthenticatedRequest,
    site: Site,
    form: AssignmentForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    rows = words.rows_on(site)
    lines = words.step_lines(site, rows)
    context = {
        "frame": Frame(
            heading=_("Assignment"),
            label=_("Sites"),
            sides=words.sides(list(Site.objects.order_by("-is_default", "pk")), site),
            may_change=may(viewer(request), Act.CHANGE_OFFICE),
            is_part=is_part(request),
        ),
        "site": site,
        "form": form,
        "lines": lines,
        "ids": ",".join(line.step for line in lines),
        "presets": words.presets(site),
        **_tried(request, site, rows),
    }
    return render(request, "office/assignment.html", context, status=status)


def _tried(request: AuthenticatedRequest, site: Site, rows: words.Rows) -> dict[str, Any]:
    """Return the form for a case and what would become of it."""
    form = TryForm(request.GET if "try" in request.GET else None, rows=rows)
    if not form.is_bound or not form.is_valid():
        return {"try_form": form}
    said = form.cleaned_data
    level, category, priority, source = (said[step.value] for step in words.KINDS)
    naming = Naming(site, level, category, priority, source)
    found = words.next_person(decision(naming))
    people = Person.objects.in_bulk(words.people_of(found))
    return {
        "try_form": form,
        "outcomes": words.outcomes(naming, found, people),
        "responsible": people.get(found.person_id or 0),
    }
