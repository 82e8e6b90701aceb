"""Who is told of what, and how: the table that an installation ships with (spec 8.1, NTF-15).

It is data. An occasion of which nothing is said here tells nobody. The tables of spec 8.1 stand as
amended by NTF-11, NTF-13 and NTF-14: the author hears of everything that he may see, whoever works
on a ticket of everything, and administrators of every event.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Occasion(StrEnum):
    """What happened, as far as it decides who is told."""

    OPENED = "opened"
    STAFF_WROTE = "staff_wrote"
    CLIENT_WROTE = "client_wrote"
    HIDDEN = "hidden"
    ASSIGNED = "assigned"
    STATE = "state"
    CHANGED = "changed"
    INTERNAL = "internal"
    COMMENT = "comment"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    COUPON = "coupon"
    ACCESS = "access"


class Role(StrEnum):
    """Why somebody is told; a substitute is an administrator while nobody is responsible."""

    AUTHOR = "author"
    AUTHORS_WATCHER = "authors_watcher"
    RESPONSIBLE = "responsible"
    CO_EXECUTOR = "co_executor"
    FORMER = "former"
    TEAM_WATCHER = "team_watcher"
    SUBSTITUTE = "substitute"
    ADMIN = "admin"


class Channel(StrEnum):
    """How somebody is told."""

    MAIL = "mail"
    BELL = "bell"


Channels = frozenset[Channel]

MAIL: Final[Channels] = frozenset({Channel.MAIL})
BELL: Final[Channels] = frozenset({Channel.BELL})
BOTH: Final[Channels] = MAIL | BELL
NONE: Final[Channels] = frozenset()

_CLIENTS: Final = {Role.AUTHOR: BOTH, Role.AUTHORS_WATCHER: BOTH}
_WORKERS: Final = {Role.RESPONSIBLE: BOTH, Role.CO_EXECUTOR: BOTH, Role.SUBSTITUTE: BOTH}
_STAFF: Final = {**_WORKERS, Role.TEAM_WATCHER: BOTH, Role.ADMIN: MAIL}

MATRIX: Final[Mapping[Occasion, Mapping[Role, Channels]]] = {
    Occasion.OPENED: {**_CLIENTS, **_STAFF},
    Occasion.STAFF_WROTE: {**_CLIENTS, **_STAFF},
    Occasion.CLIENT_WROTE: {**_CLIENTS, **_STAFF},
    Occasion.HIDDEN: _STAFF,
    Occasion.ASSIGNED: {**_CLIENTS, **_STAFF, Role.FORMER: BOTH},
    Occasion.STATE: {**_CLIENTS, **_STAFF},
    Occasion.CHANGED: {**_CLIENTS, **_STAFF},
    Occasion.INTERNAL: _STAFF,
    Occasion.COMMENT: {Role.RESPONSIBLE: BELL, Role.CO_EXECUTOR: BELL, Role.TEAM_WATCHER: BELL},
    Occasion.DEADLINE_NEAR: {**_WORKERS, Role.ADMIN: MAIL},
    Occasion.DEADLINE_PASSED: {**_WORKERS, Role.ADMIN: MAIL},
    Occasion.COUPON: {Role.SUBSTITUTE: BELL, Role.ADMIN: BELL},
    Occasion.ACCESS: {Role.RESPONSIBLE: BOTH, Role.SUBSTITUTE: BOTH},
}
"""Rows of spec 8.1: N1 OPENED, N2 STAFF_WROTE, N3 CLIENT_WROTE, N4 HIDDEN, N5 INTERNAL,
N6 ASSIGNED, N7 STATE, N9 DEADLINE_NEAR, N10 DEADLINE_PASSED, N12 COMMENT, N13 COUPON; CHANGED
is the rest of N2 and N3, ACCESS is of screen 25b."""


def channels(occasion: Occasion, role: Role) -> Channels:
    """Return how a role is told of an occasion before anybody's own wishes."""
    return MATRIX[occasion].get(role, NONE)
