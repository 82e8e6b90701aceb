"""The list of all people for the settings: found, narrowed, by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from otklik.people.models import (
    Organization,
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.queries import BY_NAME_OF_FOUND, meant_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to.

    Attributes:
        text: Letters of a name, an address, a telephone number, an organization.
        role: The code of a role that a group gives; "" for any.
        team: The id of a support group; None for any.
        organization: The id of an organization; None for any.
        is_off: Only those who were switched off.
    """

    text: str = ""
    role: str = ""
    team: int | None = None
    organization: int | None = None
    is_off: bool = False


def people(wanted: Wanted) -> QuerySet[Person]:
    """Return people by name, with their organizations and groups.

    Contacts that an account has taken over are left out: they are that account now.

    Args:
        wanted: What the list is narrowed to.
    """
    rows = Person.objects.filter(taken_over_by=None, is_active=not wanted.is_off)
    if wanted.text.strip():
        rows = meant_by(rows, wanted.text)
    if wanted.role:
        gives = UserGroupMembership.objects.filter(
            person=OuterRef("pk"), group__role=wanted.role, group__archived_at=None
        )
        own = Q(is_system_admin=True) if wanted.role == "admin" else Q(pk=None)
        rows = rows.filter(Exists(gives) | own)
    if wanted.team is not None:
        rows = rows.filter(
            Exists(SupportMembership.objects.filter(person=OuterRef("pk"), group=wanted.team))
        )
    if wanted.organization is not None:
        rows = rows.filter(organization=wanted.organization)
    order = BY_NAME_OF_FOUND if wanted.text.strip() else ("sort_key", "pk")
    return with_groups(rows).order_by(*order)


def with_groups(rows: QuerySet[Person]) -> QuerySet[Person]:
    """Return people with organization and both kinds of memberships, in three queries."""
    return rows.select_related("organization").prefetch_related(
        Prefetch(
            "usergroupmembership_set",
            UserGroupMembership.objects.select_related("group").order_by("group_id"),
        ),
        Prefetch(
            "supportmembership_set",
            SupportMembership.objects.select_related("group").order_by("group__sort", "group_id"),
        ),
    )


def groups_for_choice() -> tuple[Iterable[UserGroup], Iterable[SupportGroup]]:
    """Return the groups into which somebody may be put."""
    in_use = UserGroup.objects.filter(archived_at=None)
    return in_use.order_by("pk"), SupportGroup.objects.filter(archived_at=None)


def organizations() -> QuerySet[Organization]:
    """Return all organizations, by name."""
    return Organization.objects.order_by("sort_key", "pk")
