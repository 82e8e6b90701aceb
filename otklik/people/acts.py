"""What a person may do in the house, before any single ticket is looked at."""

from enum import StrEnum
from typing import Final

from otklik.people.models import Role
from otklik.people.viewer import Viewer


class Act(StrEnum):
    """A kind of page or request; every view names the one that it stands for.

    Acts open doors. What happens to one ticket behind a door is decided by the stance towards it
    (law 5), and a person without any role still meets the tickets that he wrote himself.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    USE_PORTAL = "use_portal"
    WRITE_TICKETS = "write_tickets"
    READ_DESK = "read_desk"
    WORK_AT_DESK = "work_at_desk"
    READ_OFFICE = "read_office"
    CHANGE_OFFICE = "change_office"


STAFF: Final = frozenset({Role.AGENT, Role.ADMIN})
READERS: Final = STAFF | {Role.OBSERVER}

ROLES_FOR: Final = {
    Act.WRITE_TICKETS: STAFF | {Role.CLIENT},
    Act.READ_DESK: READERS,
    Act.WORK_AT_DESK: STAFF,
    Act.READ_OFFICE: READERS,
    Act.CHANGE_OFFICE: frozenset({Role.ADMIN}),
}
"""Any of these roles allows the act; other acts ask for no role (spec ROLE-2…ROLE-7, C-3, D-3)."""

KNOWN_BY: Final = {
    Act.READ_DESK: Act.READ_DESK,
    Act.WORK_AT_DESK: Act.READ_DESK,
    Act.READ_OFFICE: Act.READ_OFFICE,
    Act.CHANGE_OFFICE: Act.READ_OFFICE,
}
"""The act that lets a person know that a place exists; other places are known to everybody."""


def may(viewer: Viewer, act: Act) -> bool:
    """Tell whether `viewer` may do `act`."""
    if act is Act.PUBLIC:
        return True
    if viewer.person is None or viewer.is_denied:
        return False
    return act not in ROLES_FOR or not viewer.roles.isdisjoint(ROLES_FOR[act])


def may_know(viewer: Viewer, act: Act) -> bool:
    """Tell whether `viewer` may know that the place of `act` exists.

    A client who asks for the desk learns nothing (404); an observer who tries to answer there is
    refused (403).
    """
    return act not in KNOWN_BY or may(viewer, KNOWN_BY[act])
