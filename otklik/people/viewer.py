"""Who looks: a person together with everything that decides what the person may see."""

from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest

from otklik.core.time import now
from otklik.people.models import (
    Person,
    Role,
    SupportMembership,
    UserGroupMembership,
    valid_at,
)

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


def viewer_of(person: Person, at: datetime | None = None) -> Viewer:
    """Return `person` with the rights that count at a moment, in two queries.

    Args:
        person: Anybody: account or contact.
        at: An aware datetime; now if left out.
    """
    if not person.is_active:
        return Viewer(person=person, roles=frozenset({Role.DENIED}))
    moment = at or now()
    group_ids, roles = _groups_and_roles(person, moment)
    if Role.DENIED in roles:
        return Viewer(person=person, roles=roles, user_group_ids=group_ids)
    if not person.is_proven:
        return Viewer(person=person, roles=roles & OPEN_TO_UNPROVEN, user_group_ids=group_ids)
    clients, teams = _groups_seen(person, moment)
    return Viewer(
        person=person,
        roles=roles,
        user_group_ids=group_ids,
        client_groups_seen=clients,
        team_groups_seen=teams,
    )


def _groups_and_roles(person: Person, at: datetime) -> tuple[frozenset[int], frozenset[Role]]:
    rows = list(
        UserGroupMembership.objects.filter(valid_at(at), person=person).values_list(
            "group_id", "group__role"
        )
    )
    group_ids = frozenset(group_id for group_id, _ in rows)
    roles = {Role(role) for _, role in rows if role}
    # A system administrator cannot be locked out by a group (spec ROLE-8).
    if person.is_system_admin and person.is_proven:
        return group_ids, frozenset((roles - {Role.DENIED}) | {Role.ADMIN})
    return group_ids, frozenset({Role.DENIED} if Role.DENIED in roles else roles)


def _groups_seen(person: Person, at: datetime) -> tuple[frozenset[int], frozenset[int]]:
    rows = list(
        SupportMembership.objects.filter(valid_at(at), person=person, sees_group=True).values_list(
            "group_id", "group__is_team"
        )
    )
    clients = frozenset(group_id for group_id, is_team in rows if not is_team)
    teams = frozenset(group_id for group_id, is_team in rows if is_team)
    return clients, teams


def viewer(request: HttpRequest) -> Viewer:
    """Return who asks, read once per request; a stranger gets an empty viewer."""
    known: Viewer | None = getattr(request, "viewer", None)
    if known is None:
        person = request.user
        known = viewer_of(person) if isinstance(person, Person) else STRANGER
        request.viewer = known  # type: ignore[attr-defined]  # declared by AuthenticatedRequest
    return known
