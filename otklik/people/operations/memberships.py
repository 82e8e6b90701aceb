"""Who is in which group, for how long, with which flags."""

from datetime import datetime

from otklik.people.models import (
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)


def add_to_user_group(
    *,
    person: Person,
    group: UserGroup,
    valid_from: datetime | None = None,
    valid_till: datetime | None = None,
) -> UserGroupMembership:
    """Put a person into a user group, or change for how long the membership counts.

    Args:
        person: Who joins.
        group: Which gives the role and chooses levels (spec ROLE-8, SLA-11).
        valid_from: First instant that counts; none: always.
        valid_till: First instant that counts no more; none: for ever.
    """
    membership, _created = UserGroupMembership.objects.update_or_create(
        person=person, group=group, defaults={"valid_from": valid_from, "valid_till": valid_till}
    )
    return membership


def remove_from_user_group(*, person: Person, group: UserGroup) -> None:
    """Take a person out of a user group.

    Args:
        person: Who leaves.
        group: Which group.
    """
    UserGroupMembership.objects.filter(person=person, group=group).delete()


def add_to_support_group(
    *,
    person: Person,
    group: SupportGroup,
    sees_group: bool = False,
    hears_new: bool = False,
    hears_updates: bool | None = None,
    valid_from: datetime | None = None,
    valid_till: datetime | None = None,
) -> SupportMembership:
    """Put a person into a support group, or change the membership's flags (spec GRP-2).

    Args:
        person: Who joins.
        group: A team of staff, or the people of a customer.
        sees_group: Whether the person sees the tickets of all members (spec GRP-3).
        hears_new: Whether the person is told of new tickets of the group.
        hears_updates: Whether the person is told of changes; left out, it is on in a team and off
            in a client group (spec GRP-5+).
        valid_from: First instant that counts; none: always.
        valid_till: First instant that counts no more; none: for ever.
    """
    membership, _created = SupportMembership.objects.update_or_create(
        person=person,
        group=group,
        defaults={
            "sees_group": sees_group,
            "hears_new": hears_new,
            "hears_updates": group.is_team if hears_updates is None else hears_updates,
            "valid_from": valid_from,
            "valid_till": valid_till,
        },
    )
    return membership


def remove_from_support_group(*, person: Person, group: SupportGroup) -> None:
    """Take a person out of a support group.

    Args:
        person: Who leaves.
        group: Which group.
    """
    SupportMembership.objects.filter(person=person, group=group).delete()
