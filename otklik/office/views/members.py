"""Memberships: put into a group, change flags and times, take out (with undo)."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.office import operations
from otklik.office.pages.members import KINDS, form_of
from otklik.office.views import groups, people
from otklik.people.acts import Act
from otklik.people.edit_forms import attempt
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.models import Person

FLAGS: Final = ("sees_group", "hears_new", "hears_updates")
TIMES: Final = ("valid_from", "valid_till")


@view_for(Act.CHANGE_OFFICE)
@require_POST
def add(request: AuthenticatedRequest, kind: str, person_id: int) -> HttpResponseBase:
    """Put somebody into `group`; the query says what it was when a removal is undone."""
    rows, kinds, _form = _kind(kind)
    person = get_object_or_404(Person, pk=person_id)
    chosen = request.POST.get("group") or request.GET.get("group") or ""
    group = get_object_or_404(kinds, pk=chosen if chosen.isdigit() and len(chosen) < 10 else 0)
    kept: dict[str, Any] = {name: parse_datetime(request.GET.get(name, "")) for name in TIMES}
    if kind == "support":
        kept |= {name: request.GET[name] == "1" for name in FLAGS if name in request.GET}
    try:
        operations.add_member(kind=rows, person=person, group=group, by=request.user, **kept)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(request, person_id, group)


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_POST
def change(request: AuthenticatedRequest, kind: str, member_id: int) -> HttpResponseBase:
    """Save flags and times of a membership: 422 if it cannot be, 409 if another was faster."""
    row = _row(kind, member_id)
    done = attempt(
        form_of(kind, row, request.POST),
        lambda form: operations.change_member(
            kind=type(row), member_id=member_id, edit=form.edit(), by=request.user
        ),
        present=lambda: _row(kind, member_id),
    )
    if done.is_saved:
        messages.success(request, _("Saved; it counts from now on."))
        return _back(request, row.person_id, row.group)
    if _is_at_group(request):
        row = _row(kind, member_id)
        return groups.page_with_member(request, row.group, done.form, status=done.status)
    return people.page_with_member(request, row.person_id, done.form, status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def remove(request: AuthenticatedRequest, kind: str, member_id: int) -> HttpResponseBase:
    """Take somebody out of a group; the toast can undo it."""
    row = _row(kind, member_id)
    try:
        row = operations.remove_member(kind=type(row), member_id=member_id, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = _("%(person)s is no longer in “%(group)s”.")
        messages.success(
            request, said % {"person": row.person, "group": row.group}, extra_tags=_undo(kind, row)
        )
    return _back(request, row.person_id, row.group)


def _back(request: AuthenticatedRequest, person_id: int, group: Any) -> HttpResponseBase:
    """Lead back to the sheet in which it was done: the group's, or the person's."""
    if _is_at_group(request):
        return redirect(groups.url_of(group, start=groups.start_of_members(request)))
    return redirect("office:person", person_id)


def _is_at_group(request: AuthenticatedRequest) -> bool:
    return request.POST.get("at") == "group"


def _undo(kind: str, row: Any) -> str:
    kept = {"group": row.group_id}
    kept |= {name: getattr(row, name).isoformat() for name in TIMES if getattr(row, name)}
    if kind == "support":
        kept |= {name: int(getattr(row, name)) for name in FLAGS}
    return f"{reverse('office:member_add', args=[kind, row.person_id])}?{urlencode(kept)}"


def _row(kind: str, member_id: int) -> Any:
    rows = _kind(kind)[0].objects.select_related("group")
    return get_object_or_404(rows, pk=member_id)


def _kind(kind: str) -> Any:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]
