"""Memberships: put into a group, change flags and times, take out (with undo)."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.office import operations
from otklik.office.pages.people import counts
from otklik.office.people_forms import MembershipForm, SupportMembershipForm
from otklik.people.acts import Act
from otklik.people.edit_forms import EditForm
from otklik.people.editing import Stale
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import (
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)

KINDS: Final[dict[str, Any]] = {
    "roles": (UserGroupMembership, UserGroup, MembershipForm),
    "support": (SupportMembership, SupportGroup, SupportMembershipForm),
}
"""The two kinds of membership: rows, groups, form."""
FLAGS: Final = ("sees_group", "hears_new", "hears_updates")
TIMES: Final = ("valid_from", "valid_till")


@dataclass(frozen=True, slots=True)
class Shown:
    """A membership in the sheet of a person.

    Attributes:
        kind: "roles" or "support".
        row: The membership.
        form: Its flags and times; none for who only reads.
        about: What kind of group it is.
        counts: Whether it counts now.
    """

    kind: str
    row: Any
    form: EditForm | None
    about: str
    counts: bool


def memberships(person: Person, *, may_change: bool) -> list[Shown]:
    """Return a person's memberships, those that give roles first.

    Args:
        person: Whose; both kinds must be loaded.
        may_change: Whether the reader gets forms.
    """
    rows = [("roles", one) for one in person.usergroupmembership_set.all()]
    rows += [("support", one) for one in person.supportmembership_set.all()]  # type: ignore[misc]  # both are memberships
    return [_shown(kind, row, may_change=may_change) for kind, row in rows]


def _shown(kind: str, row: Any, *, may_change: bool) -> Shown:
    form = KINDS[kind][2](instance=row, auto_id=f"id_{kind}{row.pk}_%s") if may_change else None
    if kind == "roles":
        about = row.group.get_role_display() if row.group.role else _("gives no role")
    else:
        about = _("team") if row.group.is_team else _("customer's group")
    return Shown(kind, row, form, about, counts(row))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def add(request: AuthenticatedRequest, kind: str, person_id: int) -> HttpResponseBase:
    """Put somebody into `group`; the query says what it was when a removal is undone."""
    rows, groups, _form = _kind(kind)
    person = get_object_or_404(Person, pk=person_id)
    chosen = request.POST.get("group") or request.GET.get("group") or ""
    group = get_object_or_404(groups, pk=chosen if chosen.isdigit() and len(chosen) < 10 else 0)
    kept: dict[str, Any] = {name: parse_datetime(request.GET.get(name, "")) for name in TIMES}
    if kind == "support":
        kept |= {name: request.GET[name] == "1" for name in FLAGS if name in request.GET}
    try:
        operations.add_member(kind=rows, person=person, group=group, by=request.user, **kept)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("office:person", person_id)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, kind: str, member_id: int) -> HttpResponseBase:
    """Save flags and times of a membership."""
    rows, _groups, form_type = _kind(kind)
    row = get_object_or_404(rows, pk=member_id)
    form = form_type(request.POST, instance=row)
    if not form.is_valid():
        messages.error(
            request, " ".join(str(each) for errors in form.errors.values() for each in errors)
        )
        return redirect("office:person", row.person_id)
    try:
        operations.change_member(kind=rows, member_id=member_id, edit=form.edit(), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Stale:
        messages.warning(request, _("Somebody has changed it meanwhile; look at it again."))
    else:
        messages.success(request, _("Saved; it counts from now on."))
    return redirect("office:person", row.person_id)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def remove(request: AuthenticatedRequest, kind: str, member_id: int) -> HttpResponseBase:
    """Take somebody out of a group; the toast can undo it."""
    rows, _groups, _form = _kind(kind)
    person_id = get_object_or_404(rows, pk=member_id).person_id
    try:
        row = operations.remove_member(kind=rows, member_id=member_id, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("%(person)s is no longer in “%(group)s”.")
        messages.success(
            request, said % {"person": row.person, "group": row.group}, extra_tags=_undo(kind, row)
        )
    return redirect("office:person", person_id)


def _undo(kind: str, row: Any) -> str:
    kept = {"group": row.group_id}
    kept |= {name: getattr(row, name).isoformat() for name in TIMES if getattr(row, name)}
    if kind == "support":
        kept |= {name: int(getattr(row, name)) for name in FLAGS}
    return f"{reverse('office:member_add', args=[kind, row.person_id])}?{urlencode(kept)}"


def _kind(kind: str) -> Any:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]
