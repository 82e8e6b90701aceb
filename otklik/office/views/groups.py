"""Groups and organizations: lists, rename, the role that a group gives (spec GRP-1, ROLE-8)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.core.text import storable
from otklik.office import operations
from otklik.office.pages import members
from otklik.office.pages import people as words
from otklik.office.people_forms import CUSTOMERS_FORM, ORGANIZATION_FORM, TEAM_FORM, USER_GROUP_FORM
from otklik.people import roster
from otklik.people.acts import Act, may
from otklik.people.edit_forms import EditForm, attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Organization, SupportGroup, UserGroup
from otklik.people.operations import managing
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, is_part

PAGE: Final = 50
"""So many groups stand in a page of the list."""
MEMBERS: Final = 20
"""So many members stand in a page of the sheet."""
FOUND: Final = 10
"""So many people are offered to be added."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of group: its rows, its form, what narrows them, and how members are found."""

    title: Any
    model: Any
    form: Any
    only: dict[str, bool]
    members: str
    filters: str

    @property
    def has_archive(self) -> bool:
        """Whether its rows can be put into the archive, and people into its rows."""
        return self.model is not Organization


KINDS: Final = {
    "roles": Kind(gettext_lazy("User groups"), UserGroup, USER_GROUP_FORM, {}, "members", ""),
    "teams": Kind(
        gettext_lazy("Teams"),
        SupportGroup,
        TEAM_FORM,
        {"is_team": True},
        "members",
        "team",
    ),
    "customers": Kind(
        gettext_lazy("Customers' groups"),
        SupportGroup,
        CUSTOMERS_FORM,
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


@view_for(Act.CHANGE_OFFICE)
@require_POST
def archive(request: AuthenticatedRequest, kind: str, group_id: int) -> HttpResponseBase:
    """Put a group into the archive; the toast can undo it."""
    row = _with_archive(kind, group_id)
    try:
        operations.archive_group(kind=type(row), group_id=row.pk, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("“%(name)s” is in the archive; its memberships count no more.") % {"name": row}
        undo = reverse("office:group_restore", args=[kind, row.pk])
        messages.success(request, text, extra_tags=undo)
    return redirect("office:group", kind, group_id)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def restore(request: AuthenticatedRequest, kind: str, group_id: int) -> HttpResponseBase:
    """Bring a group back from the archive."""
    row = _with_archive(kind, group_id)
    try:
        operations.restore_group(kind=type(row), group_id=row.pk, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if not is_part(request) and request.headers.get("X-Requested-With") != "fetch":
            messages.success(request, _("“%(name)s” counts again.") % {"name": row})
    return redirect("office:group", kind, group_id)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_POST
def join(request: AuthenticatedRequest, kind: str, group_id: int) -> HttpResponseBase:
    """Put one of those whom `find` has found into a group: 422 if it cannot be."""
    row = _with_archive(kind, group_id)
    found = _found(row, request.POST.get("find", ""))
    done = attempt(members.join_form(row, found, request.POST), lambda form: _join(form, request))
    if done.saved is None:
        form = _kind(kind).form(instance=row)
        return _page(request, kind, row, form, joining=done.form, status=done.status)
    said = _("%(person)s is in “%(group)s” now.")
    messages.success(request, said % {"person": done.saved.person, "group": row})
    return redirect("office:group", kind, group_id)


def _join(form: EditForm, request: AuthenticatedRequest) -> Any:
    values = dict(form.cleaned_data)
    return operations.add_member(
        kind=type(form.instance),
        person=values.pop("person"),
        group=form.instance.group,
        by=request.user,
        **values,
    )


def page_with_member(
    request: AuthenticatedRequest, row: Any, sent: EditForm, *, status: HTTPStatus
) -> HttpResponse:
    """Show a group with a form of a membership that could not be saved, in its place.

    Args:
        request: The request, which carries `members`: where the page of members began.
        row: The group.
        sent: The form.
        status: 422 or 409.
    """
    kind = kind_of(row)
    return _page(request, kind, row, _kind(kind).form(instance=row), sent=sent, status=status)


def kind_of(row: UserGroup | SupportGroup) -> str:
    """Return the word by which addresses know a group's kind."""
    if isinstance(row, UserGroup):
        return "roles"
    return "teams" if row.is_team else "customers"


def url_of(row: UserGroup | SupportGroup, *, start: int = 0) -> str:
    """Return the address of a group's sheet.

    Args:
        row: The group.
        start: How many members stand before those that are shown.
    """
    url = reverse("office:group", args=[kind_of(row), row.pk])
    return f"{url}?members={start}" if start else url


def start_of_members(request: AuthenticatedRequest) -> int:
    """Return how many members stand before those that a page shows."""
    return _number(request.POST.get("members") or request.GET.get("members", ""))


def _page(
    request: AuthenticatedRequest,
    kind: str,
    row: Any = None,
    form: Any = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    **sheet: Any,
) -> HttpResponse:
    known = _kind(kind)
    may_change = may(viewer(request), Act.CHANGE_OFFICE)
    is_archive = bool(row and _archived(row)) or request.GET.get("view") == "archive"
    start = _number(request.GET.get("from", ""))
    rows = known.model.objects.filter(**known.only).annotate(size=Count(known.members))
    if known.has_archive:
        rows = rows.filter(archived_at__isnull=not is_archive)
    if not rows.ordered:
        rows = rows.order_by("pk")
    found = list(rows[start : start + PAGE + 1])
    here = words.group_url(kind) + ("?view=archive" if is_archive else "")
    context = {
        "frame": Frame(
            heading=str(known.title),
            label=_("People"),
            sides=words.sides(kind),
            may_change=may_change,
            is_part=is_part(request),
        ),
        "kind": kind,
        "has_archive": known.has_archive,
        "is_archive": is_archive,
        "lines": [(one, _about(one)) for one in found[:PAGE]],
        "next": _next(here, "from", start + PAGE) if len(found) > PAGE else "",
        "row": row,
        "form": form,
        "filters": known.filters,
        "close_url": here,
    }
    if row is not None:
        context |= _sheet(request, kind, row, may_change=may_change, **sheet)
    return render(request, "office/groups.html", context, status=status)


def _sheet(
    request: AuthenticatedRequest,
    kind: str,
    row: Any,
    *,
    may_change: bool,
    sent: EditForm | None = None,
    joining: EditForm | None = None,
) -> dict[str, Any]:
    """Return a page of the members, with their forms, and who may be added."""
    known, start = _kind(kind), start_of_members(request)
    here = reverse("office:group", args=[kind, row.pk])
    if not known.has_archive:
        people = list(row.people.order_by("sort_key", "pk")[start : start + MEMBERS + 1])
        return {"people": people[:MEMBERS], "next_members": _next_members(here, start, people)}
    rows = row.memberships.select_related("person", "group").order_by("person__sort_key", "pk")
    found = list(rows[start : start + MEMBERS + 1])
    group_kind = "roles" if kind == "roles" else "support"
    find = storable(request.POST.get("find") or request.GET.get("find", ""))[:100]
    may_join = may_change and not row.archived_at
    if may_join and joining is None and find:
        known_people = _found(row, find)
        joining = members.join_form(row, known_people) if known_people else None
    return {
        "members": members.shown(group_kind, found[:MEMBERS], may_change=may_change, sent=sent),
        "start": start,
        "next_members": _next_members(here, start, found),
        "find": find,
        "joining": joining,
        "may_join": may_join,
    }


def _found(row: Any, find: str) -> list[int]:
    """Return the ids of the first people whom a search means and who are not in a group yet."""
    wanted = roster.Wanted(text=storable(find)[:100])
    if not wanted.text.strip():
        return []
    others = roster.people(wanted).exclude(pk__in=row.memberships.values("person"))
    return list(others.values_list("pk", flat=True)[:FOUND])


def _next_members(url: str, start: int, found: list[Any]) -> str:
    return _next(url, "members", start + MEMBERS) if len(found) > MEMBERS else ""


def _next(url: str, name: str, start: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}{name}={start}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _archived(row: Any) -> bool:
    return getattr(row, "archived_at", None) is not None


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


def _with_archive(kind: str, group_id: int) -> Any:
    if not _kind(kind).has_archive:
        raise Http404
    return _row(kind, group_id)
