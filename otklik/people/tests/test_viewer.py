"""Roles add up, a denial removes all, memberships have their time (spec ROLE-8, D-3, D-11)."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries

from otklik.people.models import (
    Role,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
    valid_at,
)
from otklik.people.operations import add_to_support_group, add_to_user_group, switch
from otklik.people.queries import holders, is_member, members_of
from otklik.people.tests.conftest import MakePerson, group_with
from otklik.people.viewer import STRANGER, viewer, viewer_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_roles_add_up(make_person: MakePerson) -> None:
    seen = viewer_of(make_person(Role.CLIENT, Role.AGENT))
    assert seen.roles == {Role.CLIENT, Role.AGENT}
    assert seen.is_client
    assert seen.is_agent
    assert seen.is_staff
    assert not seen.is_admin
    assert not seen.is_observer


def test_a_group_without_a_role_adds_nothing_but_chooses_levels(make_person: MakePerson) -> None:
    person = make_person(Role.CLIENT)
    group = group_with("")
    add_to_user_group(person=person, group=group)
    seen = viewer_of(person)
    assert seen.roles == {Role.CLIENT}
    assert group.pk in seen.user_group_ids


def test_an_explicit_denial_removes_all(make_person: MakePerson) -> None:
    seen = viewer_of(make_person(Role.ADMIN, Role.AGENT, Role.DENIED))
    assert seen.is_denied
    assert not seen.is_staff
    assert not seen.is_admin


def test_a_system_administrator_is_one_whatever_the_groups_say(make_person: MakePerson) -> None:
    seen = viewer_of(make_person(Role.DENIED, is_system_admin=True))
    assert seen.is_admin
    assert not seen.is_denied


def test_who_is_switched_off_is_denied(make_person: MakePerson) -> None:
    person = make_person(Role.ADMIN, is_system_admin=True)
    switch(person=person, is_active=False)
    assert viewer_of(person).is_denied
    assert not viewer_of(person).is_admin


@pytest.mark.parametrize(
    ("valid_from", "valid_till", "counts"),
    [
        (None, None, True),
        (NOON, None, True),
        (NOON + HOUR, None, False),
        (None, NOON, False),
        (None, NOON + HOUR, True),
        (NOON - HOUR, NOON + HOUR, True),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_membership_counts_from_its_first_instant_until_before_its_last(
    make_person: MakePerson,
    valid_from: datetime | None,
    valid_till: datetime | None,
    counts: bool,
) -> None:
    person = make_person()
    group = group_with(Role.AGENT)
    add_to_user_group(person=person, group=group, valid_from=valid_from, valid_till=valid_till)
    assert viewer_of(person).is_agent is counts
    assert (person in holders(Role.AGENT)) is counts


def test_an_unproven_account_is_at_most_a_client(make_person: MakePerson) -> None:
    person = make_person(Role.CLIENT, Role.AGENT, Role.ADMIN, proven=False)
    company = SupportGroup.objects.create(name="Гранит")
    add_to_support_group(person=person, group=company, sees_group=True)
    seen = viewer_of(person)
    assert seen.roles == {Role.CLIENT}
    assert not seen.client_groups_seen


def test_an_unproven_system_administrator_is_none(make_person: MakePerson) -> None:
    person = make_person(proven=False, is_system_admin=True)
    assert not viewer_of(person).is_admin
    assert person not in holders(Role.ADMIN)


def test_seeing_a_group_is_directional_and_has_its_time(make_person: MakePerson) -> None:
    chief, clerk, late = make_person(), make_person(), make_person()
    company = SupportGroup.objects.create(name="Гранит")
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    add_to_support_group(person=chief, group=company, sees_group=True)
    add_to_support_group(person=chief, group=team, sees_group=True)
    add_to_support_group(person=clerk, group=company)
    add_to_support_group(person=late, group=company, sees_group=True, valid_till=NOON)
    seen = viewer_of(chief, at=NOON)
    assert seen.client_groups_seen == {company.pk}
    assert seen.team_groups_seen == {team.pk}
    assert not viewer_of(clerk, at=NOON).client_groups_seen
    assert not viewer_of(late, at=NOON).client_groups_seen
    assert set(members_of(seen.client_groups_seen, at=NOON)) == {chief, clerk}
    assert is_member(clerk.pk, seen.client_groups_seen, at=NOON)
    assert not is_member(late.pk, seen.client_groups_seen, at=NOON)


def test_the_statement_counts_memberships_as_the_condition_does(make_person: MakePerson) -> None:
    """`viewer_of` repeats `valid_at` in SQL: both must agree on whatever memberships there are."""
    random = Random(11)  # noqa: S311 - the same memberships each time
    moments = (None, NOON - HOUR, NOON, NOON + HOUR)

    def archived() -> datetime | None:
        return random.choice((None, None, NOON))

    user_groups = [
        UserGroup.objects.create(code=f"g{number}", role=role, archived_at=archived())
        for number, role in enumerate(("", *[Role.CLIENT, Role.AGENT, Role.OBSERVER] * 3))
    ]
    support_groups = [
        SupportGroup.objects.create(
            name=f"g{number}", is_team=random.random() < 0.5, archived_at=archived()
        )
        for number in range(10)
    ]
    people = [make_person(), make_person()]
    for person in people:
        for group in user_groups:
            begin, end = random.choice(moments), random.choice(moments)
            UserGroupMembership.objects.create(
                person=person, group=group, valid_from=begin, valid_till=end
            )
        for team in support_groups:
            begin, end = random.choice(moments), random.choice(moments)
            SupportMembership.objects.create(
                person=person,
                group=team,
                valid_from=begin,
                valid_till=end,
                sees_group=random.random() < 0.7,
            )
    for person in people:
        for at in moments[1:]:
            seen = viewer_of(person, at=at)
            given = UserGroupMembership.objects.filter(valid_at(at), person=person)
            seeing = SupportMembership.objects.filter(valid_at(at), person=person, sees_group=True)
            assert seen.user_group_ids == set(given.values_list("group", flat=True))
            roles = given.exclude(group__role="").values_list("group__role", flat=True)
            assert seen.roles == set(roles)
            for is_team, ids in ((False, seen.client_groups_seen), (True, seen.team_groups_seen)):
                own = seeing.filter(group__is_team=is_team)
                assert ids == set(own.values_list("group", flat=True))


def test_a_viewer_costs_one_query_once_a_request(
    make_person: MakePerson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = HttpRequest()
    request.user = make_person(Role.AGENT, Role.CLIENT)
    with django_assert_num_queries(1):
        first = viewer(request)
    with django_assert_num_queries(0):
        assert viewer(request) is first


def test_a_stranger_is_nobody() -> None:
    request = HttpRequest()
    request.user = AnonymousUser()
    assert viewer(request) == STRANGER


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("system", [True, False])
@pytest.mark.parametrize("denied", [True, False])
@pytest.mark.parametrize("role", list(Role))
def test_lists_of_holders_agree_with_viewers(
    make_person: MakePerson, role: Role, denied: bool, system: bool, proven: bool
) -> None:
    roles = [role, Role.DENIED] if denied else [role]
    person = make_person(*roles, is_system_admin=system, proven=proven)
    held = viewer_of(person).roles
    for asked in (Role.CLIENT, Role.AGENT, Role.OBSERVER, Role.ADMIN):
        assert (person in holders(asked)) is (asked in held), asked
