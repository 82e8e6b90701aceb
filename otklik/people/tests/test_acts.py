"""Which role opens which door."""

import pytest

from otklik.people.acts import Act, may, may_know
from otklik.people.models import Person, Role
from otklik.people.viewer import STRANGER, Viewer

EVERYBODY = {Act.PUBLIC, Act.SIGNED_IN, Act.USE_PORTAL}
READING = {Act.READ_DESK, Act.READ_OFFICE}
WORKING = READING | {Act.WRITE_TICKETS, Act.WORK_AT_DESK}

ALLOWED = [
    (set(), EVERYBODY),
    ({Role.DENIED}, {Act.PUBLIC}),
    ({Role.CLIENT}, EVERYBODY | {Act.WRITE_TICKETS}),
    ({Role.OBSERVER}, EVERYBODY | READING),
    ({Role.AGENT}, EVERYBODY | WORKING),
    ({Role.ADMIN}, set(Act)),
    ({Role.CLIENT, Role.OBSERVER}, EVERYBODY | READING | {Act.WRITE_TICKETS}),
]


@pytest.mark.parametrize(("roles", "allowed"), ALLOWED)
def test_what_roles_allow(roles: set[Role], allowed: set[Act]) -> None:
    viewer = Viewer(person=Person(pk=1), roles=frozenset(roles))
    assert {act for act in Act if may(viewer, act)} == allowed


def test_a_stranger_may_only_what_is_public() -> None:
    assert {act for act in Act if may(STRANGER, act)} == {Act.PUBLIC}


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_knows(act: Act, role: Role) -> None:
    viewer = Viewer(person=Person(pk=1), roles=frozenset({role}))
    assert may_know(viewer, act) or not may(viewer, act)


def test_a_client_does_not_know_of_desk_and_office() -> None:
    client = Viewer(person=Person(pk=1), roles=frozenset({Role.CLIENT}))
    unknown = {act for act in Act if not may_know(client, act)}
    assert unknown == {Act.READ_DESK, Act.WORK_AT_DESK, Act.READ_OFFICE, Act.CHANGE_OFFICE}
