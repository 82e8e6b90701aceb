"""Who looks: a person together with everything that decides what the person may see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection
from django.http import HttpRequest

from otklik.core.time import now
from otklik.people.models import Person, Role

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


_MEMBERSHIPS: Final = """
    SELECT membership.group_id, usergroup.role, NULL
    FROM people_usergroupmembership AS membership
    JOIN people_usergroup AS usergroup ON usergroup.id = membership.group_id
    WHERE membership.person_id = %(person)s AND usergroup.archived_at IS NULL
        AND (membership.valid_from IS NULL OR membership.valid_from <= %(at)s)
        AND (membership.valid_till IS NULL OR membership.valid_till > %(at)s)
    UNION ALL
    SELECT membership.group_id, NULL, supportgroup.is_team
    FROM people_supportmembership AS membership
    JOIN people_supportgroup AS supportgroup ON supportgroup.id = membership.group_id
    WHERE membership.person_id = %(person)s AND supportgroup.archived_at IS NULL
        AND (membership.valid_from IS NULL OR membership.valid_from <= %(at)s)
        AND (membership.valid_till IS NULL OR membership.valid_till > %(at)s)
        AND membership.sees_group
"""
"""`otklik.people.models.valid_at` for both kinds of groups at once. Every request asks for it, and
building two statements anew takes Django longer than the whole rest of knowing who asks."""


def viewer_of(person: Person, at: datetime | None = None) -> Viewer:
    """Return `person` with the rights that count at a moment, in one query.

    Args:
        person: Anybody: account or contact.
        at: An aware datetime; now if left out.
    """
    if not person.is_active:
        return Viewer(person=person, roles=frozenset({Role.DENIED}))
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, {"person": person.pk, "at": at or now()})
        memberships = cursor.fetchall()
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
