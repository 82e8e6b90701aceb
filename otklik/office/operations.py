"""Changes of people and groups with what they end: sessions, open pages, live tokens (law 6)."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import transaction

from otklik.live.push import recheck
from otklik.people.editing import Edit
from otklik.people.models import (
    Organization,
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.operations import managing
from otklik.people.queries import who_sees
from otklik.tickets.operations.evict import evict_everywhere

M = TypeVar("M", UserGroupMembership, SupportMembership)
G = TypeVar("G", UserGroup, SupportGroup, Organization)
A = TypeVar("A", UserGroup, SupportGroup)


@transaction.atomic
def change_person(*, person_id: int, edit: Edit, by: Person) -> Person:
    """Change somebody; sessions that a new address ends close their pages at once.

    See `managing.change_person` for arguments and errors.
    """
    person = managing.change_person(person_id=person_id, edit=edit, by=by)
    recheck(person_id)
    return person


@transaction.atomic
def switch_person(*, person_id: int, is_active: bool, by: Person) -> Person:
    """Let somebody in or shut out; open pages and sockets end at once.

    See `managing.switch_person` for arguments and errors.
    """
    person = managing.switch_person(person_id=person_id, is_active=is_active, by=by)
    recheck(person_id)
    return person


@transaction.atomic
def add_member(*, kind: type[M], person: Person, group: Any, by: Person, **values: Any) -> M:
    """Put somebody into a group; a group may deny access, so tokens are asked for again.

    See `managing.add_member` for arguments and errors.
    """
    row = managing.add_member(kind=kind, person=person, group=group, by=by, **values)
    evict_everywhere([person.pk])
    return row


@transaction.atomic
def change_member(*, kind: type[M], member_id: int, edit: Edit, by: Person) -> M:
    """Change a membership; who sees or saw by it gets new tokens or none.

    See `managing.change_member` for arguments and errors.
    """
    concerned = _concerned(kind, member_id)
    row = managing.change_member(kind=kind, member_id=member_id, edit=edit, by=by)
    evict_everywhere(concerned)
    return row


@transaction.atomic
def remove_member(*, kind: type[M], member_id: int, by: Person) -> M:
    """End a membership; who sees or saw by it gets new tokens or none.

    See `managing.remove_member` for arguments and errors.
    """
    concerned = _concerned(kind, member_id)
    row = managing.remove_member(kind=kind, member_id=member_id, by=by)
    evict_everywhere(concerned)
    return row


@transaction.atomic
def change_group(*, kind: type[G], group_id: int, edit: Edit, by: Person) -> G:
    """Change a group; a new role counts for all members at once, in open pages too.

    See `managing.change_group` for arguments and errors.
    """
    group = managing.change_group(kind=kind, group_id=group_id, edit=edit, by=by)
    if isinstance(group, UserGroup) and "role" in edit.values:
        evict_everywhere(list(group.members.values_list("pk", flat=True)))
    return group


@transaction.atomic
def archive_group(*, kind: type[A], group_id: int, by: Person) -> A:
    """Put a group into the archive; what it gave ends at once, in open pages too.

    See `managing.archive_group` for arguments and errors.
    """
    group = managing.archive_group(kind=kind, group_id=group_id, by=by)
    evict_everywhere(list(group.members.values_list("pk", flat=True)))
    return group


@transaction.atomic
def restore_group(*, kind: type[A], group_id: int, by: Person) -> A:
    """Bring a group back; it may deny access, so tokens are asked for again.

    See `managing.restore_group` for arguments and errors.
    """
    group = managing.restore_group(kind=kind, group_id=group_id, by=by)
    evict_everywhere(list(group.members.values_list("pk", flat=True)))
    return group


def _concerned(kind: type[M], member_id: int) -> Collection[int]:
    """Return whose rights hang on a membership: the member's, and of those who see the member."""
    person_id = kind.objects.get(pk=member_id).person_id
    seeing: set[int] = who_sees(person_id) if kind is SupportMembership else set()
    return sorted({person_id, *seeing})
