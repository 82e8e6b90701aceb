"""Who looks: a person together with everything that decides what the person may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection
from django.http import HttpRequest

from otklik.core.time import now
from otklik.people.models import VALID_SQL, Person, Role

OPEN_TO_UNPROVEN = frozenset({Role.CLIENT, Role.DENIED})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as the gates see one, at one moment.

    Roles add up over the valid memberships, a group without a role adds nothing, and an explicit
    denial removes all (spec ROLE-8, D-3). An account whose address is not proven is at most a
    client and sees nobody else's tickets (spec D-11).

    Attributes:
        person: Who looks; nobody for a stranger.
        roles: The roles that count.
        user_group_ids: The user groups of which the membership is valid; they choose levels.
        client_groups_seen: Ids of the client groups whose members' tickets the person sees
            (spec ROLE-11, GRP-3). For a query use `otklik.people.queries.members_of`.
        team_groups_seen: The same for team groups.
    """

    person: Person | None = None
    roles: frozenset[Role] = frozenset()
    user_group_ids: frozenset[int] = frozenset()
    client_groups_seen: frozenset[int] = field(default=frozenset())
    team_groups_seen: frozenset[int] = field(default=frozenset())

    @property
    def is_admin(self) -> bool:
        """Whether the person administers the support."""
        return Role.ADMIN in self.roles

    @property
    def is_agent(self) -> bool:
        """Whether the person holds the agent's role itself."""
        return Role.AGENT in self.roles

    @property
    def is_staff(self) -> bool:
        """Whether the person works in the support: agent or administrator (spec D-3)."""
        return self.is_agent or self.is_admin

    @property
    def is_observer(self) -> bool:
        """Whether the person reads what staff reads and writes nothing (spec D-3)."""
        return Role.OBSERVER in self.roles

    @property
    def is_client(self) -> bool:
        """Whether the person is a client."""
        return Role.CLIENT in self.roles

    @property
    def is_denied(self) -> bool:
        """Whether access was denied explicitly, or the person switched off (spec ROLE-2)."""
        return Role.DENIED in self.roles


STRANGER = Viewer()


class _Membership(NamedTuple):
    """A membership that counts: in a user group with its role, or in a support group of a kind."""

    group: int
    role: str | None
    is_team: bool | None


_VALID: Final = VALID_SQL.format("membership", "%(at)s")
_MEMBERSHIPS: Final = f"""
    SELECT membership.person_id, membership.group_id, usergroup.role, NULL
    FROM people_usergroupmembership AS membership
    JOIN people_usergroup AS usergroup ON usergroup.id = membership.group_id
    WHERE membership.person_id = ANY(%(people)s) AND usergroup.archived_at IS NULL
        AND {_VALID}
    UNION ALL
    SELECT membership.person_id, membership.group_id, NULL, supportgroup.is_team
    FROM people_supportmembership AS membership
    JOIN people_supportgroup AS supportgroup ON supportgroup.id = membership.group_id
    WHERE membership.person_id = ANY(%(people)s) AND supportgroup.archived_at IS NULL
        AND {_VALID} AND membership.sees_group
"""  # noqa: S608 - put together of constants
"""The memberships of both kinds of groups at once."""


def viewer_of(person: Person, at: datetime | None = None) -> Viewer:
    """Return `person` with the rights that count at a moment, in one query.

    Args:
        person: Anybody: account or contact.
        at: An aware datetime; now if left out.
    """
    return viewers_of([person], at)[person.pk]


def viewers_of(people: Iterable[Person], at: datetime | None = None) -> dict[int, Viewer]:
    """Return people with the rights that count at a moment, by their ids, in one query.

    Args:
        people: Accounts and contacts.
        at: An aware datetime; now if left out.
    """
    asked = {person.pk: person for person in people}
    memberships: dict[int, list[_Membership]] = {pk: [] for pk in asked}
    active = [pk for pk, person in asked.items() if person.is_active]
    if active:
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERSHIPS, {"people": active, "at": at or now()})
            for pk, *membership in cursor.fetchall():
                memberships[pk].append(_Membership(*membership))
    return {pk: _viewer(person, memberships[pk]) for pk, person in asked.items()}


def _viewer(person: Person, memberships: Sequence[_Membership]) -> Viewer:
    if not person.is_active:
        return Viewer(person=person, roles=frozenset({Role.DENIED}))
    in_user_groups = [(group, role) for group, role, is_team in memberships if is_team is None]
    group_ids = frozenset(group for group, _ in in_user_groups)
    roles = _roles(person, {Role(role) for _, role in in_user_groups if role})
    if Role.DENIED in roles:
        return Viewer(person=person, roles=roles, user_group_ids=group_ids)
    if not person.is_proven:
        return Viewer(person=person, roles=roles & OPEN_TO_UNPROVEN, user_group_ids=group_ids)
    return Viewer(
        person=person,
        roles=roles,
        user_group_ids=group_ids,
        client_groups_seen=frozenset(
            group for group, _, is_team in memberships if is_team is False
        ),
        team_groups_seen=frozenset(group for group, _, is_team in memberships if is_team),
    )


def _roles(person: Person, given: set[Role]) -> frozenset[Role]:
    # A system administrator cannot be locked out by a group (spec ROLE-8).
    if person.is_system_admin and person.is_proven:
        return frozenset((given - {Role.DENIED}) | {Role.ADMIN})
    return frozenset({Role.DENIED} if Role.DENIED in given else given)


def viewer(request: HttpRequest) -> Viewer:
    """Return who asks, read once per request; a stranger gets an empty viewer."""
    known: Viewer | None = getattr(request, "viewer", None)
    if known is None:
        person = request.user
        known = viewer_of(person) if isinstance(person, Person) else STRANGER
        request.viewer = known  # type: ignore[attr-defined]  # declared by AuthenticatedRequest
    return known
