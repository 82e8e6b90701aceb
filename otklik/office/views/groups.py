"""Groups and organizations: lists, rename, the role that a group gives (spec GRP-1, ROLE-8)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.office import operations
from otklik.office.pages import people as words
from otklik.office.people_forms import ORGANIZATION_FORM, SUPPORT_GROUP_FORM, USER_GROUP_FORM
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Organization, SupportGroup, UserGroup
from otklik.people.operations import managing
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, is_part

MOST_MEMBERS: Final = 100
"""So many members are named in the sheet; the list of people shows the others."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of group: its rows, its form, what narrows them, and how members are found."""

    title: Any
    model: Any
    form: Any
    only: dict[str, bool]
    members: str
    filters: str


KINDS: Final = {
    "roles": Kind(gettext_lazy("User groups"), UserGroup, USER_GROUP_FORM, {}, "members", ""),
    "teams": Kind(
        gettext_lazy("Teams"),
        SupportGroup,
        SUPPORT_GROUP_FORM,
        {"is_team": True},
        "members",
        "team",
    ),
    "customers": Kind(
        gettext_lazy("Customers' groups"),
        SupportGroup,
        SUPPORT_GROUP_FORM,
        {"is_team": False},
        "members",
        "team",
    ),
    "organizations": Kind(
        gettext_lazy("Organizations"), Organization, ORGANIZATION_FORM, {}, "people", "organization"
    ),
}


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def groups(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Show the groups of a kind."""
    return _page(request, kind)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Show the form for a new group, or add it."""
    known = _kind(kind)
    fresh = known.model(**known.only)
    if isinstance(fresh, UserGroup):
        fresh.code = f"group-{get_random_string(8).lower()}"
    form = known.form(request.POST if request.method == "POST" else None, instance=fresh)
    if request.method != "POST":
        return _page(request, kind, form=form)
    done = attempt(form, lambda form: managing.create_group(group=form.instance, by=request.user))
    if done.saved:
        messages.success(request, _("“%(name)s” has been added.") % {"name": done.saved})
        return redirect("office:group", kind, done.saved.pk)
    return _page(request, kind, form=form, status=done.status)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def group(request: AuthenticatedRequest, kind: str, group_id: int) -> HttpResponseBase:
    """Show a group and its members beside the list."""
    row = _row(kind, group_id)
    return _page(request, kind, row, _kind(kind).form(instance=row))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, kind: str, group_id: int) -> HttpResponseBase:
    """Save a changed group: 422 if it cannot be, 409 if somebody else was faster."""
    known = _kind(kind)
    done = attempt(
        known.form(request.POST, instance=_row(kind, group_id)),
        lambda form: operations.change_group(
            kind=known.model, group_id=group_id, edit=form.edit(), by=request.user
        ),
        present=lambda: _row(kind, group_id),
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:group", kind, group_id)
    return _page(request, kind, _row(kind, group_id), done.form, status=done.status)


def _page(
    request: AuthenticatedRequest,
    kind: str,
    row: Any = None,
    form: Any = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    known = _kind(kind)
    rows = known.model.objects.filter(**known.only).annotate(size=Count(known.members))
    context = {
        "frame": Frame(
            heading=str(known.title),
            label=_("People"),
            sides=words.sides(kind),
            may_change=may(viewer(request), Act.CHANGE_OFFICE),
            is_part=is_part(request),
        ),
        "kind": kind,
        "lines": [(one, _about(one)) for one in rows],
        "row": row,
        "form": form,
        "filters": known.filters,
        "close_url": words.group_url(kind),
    }
    if row is not None:
        members = getattr(row, known.members).order_by("sort_key", "pk")
        context["members"] = members[:MOST_MEMBERS]
    return render(request, "office/groups.html", context, status=status)


def _about(row: Any) -> str:
    members = ngettext("%(count)s person", "%(count)s people", row.size) % {"count": row.size}
    role = row.get_role_display() if getattr(row, "role", "") else ""
    return f"{role}, {members}" if role else members


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _row(kind: str, group_id: int) -> Any:
    known = _kind(kind)
    return get_object_or_404(known.model, pk=group_id, **known.only)
