"""What an administrator does to people and their memberships, told in the journal (law 9).

Callers in the doors take live tokens back: `otklik.office.operations`.
"""

from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from otklik.core.time import now
from otklik.people import journal
from otklik.people.addresses import normal_address
from otklik.people.editing import Edit
from otklik.people.models import (
    JournalVerb,
    Membership,
    Organization,
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.operations.accounts import AddressTaken, add_account, end_sessions, switch
from otklik.people.operations.contacts import add_contact
from otklik.people.operations.profiles import Profile
from otklik.people.queries import admins, contact_with, is_taken

M = TypeVar("M", UserGroupMembership, SupportMembership)
G = TypeVar("G", UserGroup, SupportGroup, Organization)
A = TypeVar("A", UserGroup, SupportGroup)

PERSON: Final = (
    "name",
    "email",
    "phone",
    "organization",
    "supported_till",
    "language",
    "time_zone",
    "is_active",
)
MEMBERSHIP: Final = ("person", "group", "valid_from", "valid_till")
FLAGS: Final = ("sees_group", "hears_new", "hears_updates")
GROUP: Final = {
    UserGroup: ("name_ru", "name_en", "role"),
    SupportGroup: ("name", "is_team", "distribution"),
    Organization: ("name", "supported_till"),
}
"""What the journal keeps of each."""


@transaction.atomic
def invite_person(
    *,
    email: str,
    profile: Profile,
    organization: Organization | None,
    group: UserGroup | None,
    by: Person,
) -> Person:
    """Make an account without a password, whose owner sets one by the link of a letter.

    Its group gives a role only when the link has proven the address (spec D-11).

    Args:
        email: The address to sign in with.
        profile: What is known about the person.
        organization: Where the person works.
        group: The user group that gives the role; none for no role yet.
        by: Who invites.

    Raises:
        ValidationError: A value does not fit, or the address is taken.
    """
    try:
        person = add_account(email=email, profile=profile, organization=organization)
    except AddressTaken as error:
        raise ValidationError({"email": _taken()}, code="taken") from error
    journal.record(by=by, before=None, after=journal.state_of(person, PERSON))
    if group is not None:
        add_member(kind=UserGroupMembership, person=person, group=group, by=by)
    return person


@transaction.atomic
def write_down(
    *, email: str, profile: Profile, organization: Organization | None, by: Person
) -> Person:
    """Write down a contact, who never signs in (spec D-12).

    Args:
        email: The address, if there is one.
        profile: What is known about the person.
        organization: Where the person works.
        by: Who does it.

    Raises:
        ValidationError: A value does not fit, or the address is taken.
    """
    address = normal_address(email)
    if address:
        validate_email(address)
        if is_taken(address) or contact_with(address):
            raise ValidationError({"email": _taken()}, code="taken")
    person = add_contact(name=profile.name, phone=profile.phone, organization=organization)
    person.email = address
    person.save(update_fields=["email"])
    journal.record(by=by, before=None, after=journal.state_of(person, PERSON))
    return person


@transaction.atomic
def change_person(*, person_id: int, edit: Edit, by: Person) -> Person:
    """Change what is known about somebody.

    Another address of an account is not proven: its sessions end, and roles of staff rest until the
    person opens a link there (spec D-11).

    Args:
        person_id: Whom.
        edit: What is to change, and what the page showed.
        by: Who changes it.

    Raises:
        Person.DoesNotExist: There is nobody with this id.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit, or nobody could administer any more.
    """
    _lock()
    person = Person.objects.select_for_update().get(pk=person_id)
    before, old = journal.state_of(person, PERSON), person.email
    edit.put(person)
    person.email = normal_address(person.email)
    moved = person.email != old
    if moved and person.can_sign_in and (not person.email or is_taken(person.email)):
        raise ValidationError({"email": _taken() if person.email else _("Enter an address.")})
    if moved:
        person.email_proven_at = None
    edit.save(person)
    if moved and person.can_sign_in:
        end_sessions(person=person)
        require_an_admin()
    journal.record(by=by, before=before, after=journal.state_of(person, PERSON))
    return person


@transaction.atomic
def switch_person(*, person_id: int, is_active: bool, by: Person) -> Person:
    """Let somebody in, or shut out and end the sessions.

    Args:
        person_id: Whom.
        is_active: Whether the person may sign in and write.
        by: Who does it.

    Raises:
        Person.DoesNotExist: There is nobody with this id.
        ValidationError: Nobody could administer any more.
    """
    _lock()
    person = Person.objects.select_for_update().get(pk=person_id)
    before = journal.state_of(person, PERSON)
    switch(person=person, is_active=is_active)
    require_an_admin()
    journal.record(by=by, before=before, after=journal.state_of(person, PERSON))
    return person


@transaction.atomic
def add_member(
    *,
    kind: type[M],
    person: Person,
    group: Any,
    by: Person,
    **values: Any,
) -> M:
    """Put somebody into a group; who is in it already keeps flags and times.

    Args:
        kind: Which of the two kinds of membership.
        person: Who joins.
        group: The group, of the same kind.
        by: Who does it.
        values: Flags and times; what is left out is as in `add_to_support_group`.

    Raises:
        ValidationError: A value does not fit, the group is in the archive, or nobody could
            administer any more.
    """
    _lock()
    if group.archived_at:
        raise ValidationError(_("“%(name)s” is in the archive.") % {"name": group}, code="archived")
    if isinstance(group, SupportGroup):
        values.setdefault("hears_updates", group.is_team)
    row: M | None = kind._default_manager.filter(person=person, group=group).first()
    if row is None:
        row = kind(person=person, group=group, **values)
        row.full_clean()
        row.save()
        journal.record(by=by, before=None, after=_state(row))
        require_an_admin()
    return row


@transaction.atomic
def change_member(*, kind: type[M], member_id: int, edit: Edit, by: Person) -> M:
    """Change the flags of a membership, or for how long it counts (spec GRP-2, SLA-11).

    Args:
        kind: Which of the two kinds of membership.
        member_id: The membership.
        edit: What is to change, and what the page showed.
        by: Who changes it.

    Raises:
        Membership.DoesNotExist: There is none.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit, or nobody could administer any more.
    """
    _lock()
    row: M = _members(kind).get(pk=member_id)
    before = _state(row)
    edit.put(row)
    edit.save(row)
    journal.record(by=by, before=before, after=_state(row))
    require_an_admin()
    return row


@transaction.atomic
def remove_member(*, kind: type[M], member_id: int, by: Person) -> M:
    """Take somebody out of a group; return what there was.

    Args:
        kind: Which of the two kinds of membership.
        member_id: The membership.
        by: Who does it.

    Raises:
        Membership.DoesNotExist: There is none.
        ValidationError: Nobody could administer any more.
    """
    _lock()
    row: M = _members(kind).get(pk=member_id)
    before = _state(row)
    kind.objects.filter(pk=member_id).delete()
    journal.record(by=by, before=before, after=None)
    require_an_admin()
    return row


@transaction.atomic
def create_group(*, group: G, by: Person) -> G:
    """Add a group or an organization.

    Args:
        group: The new row, not saved yet.
        by: Who adds it.

    Raises:
        ValidationError: A value does not fit.
    """
    group.full_clean()
    group.save()
    journal.record(by=by, before=None, after=journal.state_of(group, GROUP[type(group)]))
    return group


@transaction.atomic
def change_group(*, kind: type[G], group_id: int, edit: Edit, by: Person) -> G:
    """Rename a group or an organization, or give a user group another role (spec ROLE-8).

    Args:
        kind: What it is.
        group_id: Which.
        edit: What is to change, and what the page showed.
        by: Who changes it.

    Raises:
        Model.DoesNotExist: There is none.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit, or nobody could administer any more.
    """
    _lock()
    group: G = kind._default_manager.select_for_update().get(pk=group_id)
    before = journal.state_of(group, GROUP[kind])
    edit.put(group)
    edit.save(group)
    journal.record(by=by, before=before, after=journal.state_of(group, GROUP[kind]))
    require_an_admin()
    return group


@transaction.atomic
def archive_group(*, kind: type[A], group_id: int, by: Person) -> A:
    """Put a group into the archive: its memberships stay and count for nothing (spec ROLE-8).

    A denial that the group gave ends too. A group is never deleted.

    Args:
        kind: What it is.
        group_id: Which; if it is in the archive already, nothing happens.
        by: Who does it.

    Raises:
        Model.DoesNotExist: There is none.
        ValidationError: Whoever registers joins it, or nobody could administer any more.
    """
    _lock()
    group: A = kind._default_manager.select_for_update().get(pk=group_id)
    if isinstance(group, UserGroup) and group.joined_on_registration:
        words = _("Whoever registers joins this group, so it cannot go into the archive.")
        raise ValidationError(words, code="joined")
    if group.archived_at is None:
        _put(group, archived=True, by=by)
        require_an_admin()
    return group


@transaction.atomic
def restore_group(*, kind: type[A], group_id: int, by: Person) -> A:
    """Bring a group back from the archive; its memberships count again within their times.

    Args:
        kind: What it is.
        group_id: Which; if it is not in the archive, nothing happens.
        by: Who does it.

    Raises:
        Model.DoesNotExist: There is none.
        ValidationError: Nobody could administer any more, for the group denies access.
    """
    _lock()
    group: A = kind._default_manager.select_for_update().get(pk=group_id)
    if group.archived_at is not None:
        _put(group, archived=False, by=by)
        require_an_admin()
    return group


def require_an_admin() -> None:
    """Refuse a change that leaves nobody who can administer.

    Raises:
        ValidationError: No administrator is left; the caller's transaction is rolled back.
    """
    if not admins().exists():
        words = _("Nobody could administer the support any more. Name another administrator first.")
        raise ValidationError(words, code="last_admin")


def _lock() -> None:
    """Let one change of rights happen at a time, so that two cannot remove the last two admins."""
    list(UserGroup.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _put(group: UserGroup | SupportGroup, *, archived: bool, by: Person) -> None:
    before = journal.state_of(group, GROUP[type(group)])
    group.archived_at = now() if archived else None
    group.save(update_fields=["archived_at"])
    verb = JournalVerb.ARCHIVED if archived else JournalVerb.RESTORED
    journal.record(by=by, before=before, after=before, verb=verb)


def _members(kind: type[M]) -> Any:
    return kind.objects.select_related("person", "group")


def _state(row: Membership) -> journal.State:
    fields = (*FLAGS, *MEMBERSHIP) if isinstance(row, SupportMembership) else MEMBERSHIP
    return journal.state_of(row, fields)


def _taken() -> str:
    return _("Somebody has this address already.")
