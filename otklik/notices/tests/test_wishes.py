"""The table ships with an answer for everybody; a person's own wish stands over it."""

import pytest

from otklik.notices.deliver import Wishes
from otklik.notices.matrix import (
    BELL,
    BOTH,
    MAIL,
    MATRIX,
    NONE,
    Channel,
    Occasion,
    Role,
    channels,
)
from otklik.notices.models import Preference
from otklik.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return Person.objects.create(name="Анна", email="anna@example.org", can_sign_in=True)


def test_every_occasion_has_its_row() -> None:
    assert set(MATRIX) == set(Occasion)


@pytest.mark.parametrize("occasion", [Occasion.HIDDEN, Occasion.INTERNAL, Occasion.COMMENT])
@pytest.mark.parametrize("role", [Role.AUTHOR, Role.AUTHORS_WATCHER])
def test_what_clients_may_not_see_is_told_to_no_client(occasion: Occasion, role: Role) -> None:
    assert channels(occasion, role) == NONE


def test_without_a_wish_the_table_answers(anna: Person) -> None:
    wishes = Wishes([anna.pk])
    assert wishes.channels(anna.pk, Role.RESPONSIBLE, Occasion.CLIENT_WROTE) == BOTH
    assert wishes.channels(anna.pk, Role.ADMIN, Occasion.OPENED) == MAIL
    assert wishes.channels(None, Role.AUTHOR, Occasion.OPENED) == BOTH


@pytest.mark.parametrize(("how", "expected"), [("mail", BOTH), ("bell", BELL), ("none", NONE)])
def test_a_wish_stands_over_the_table(anna: Person, how: str, expected: frozenset[str]) -> None:
    Preference.objects.create(person=anna, occasion=Occasion.OPENED, how=how)
    wishes = Wishes([anna.pk])
    assert wishes.channels(anna.pk, Role.ADMIN, Occasion.OPENED) == expected
    assert wishes.channels(anna.pk, Role.ADMIN, Occasion.STAFF_WROTE) == MAIL


def test_a_wish_brings_nothing_that_the_table_keeps_from_the_role(anna: Person) -> None:
    Preference.objects.create(person=anna, occasion=Occasion.HIDDEN, how="mail")
    assert Wishes([anna.pk]).channels(anna.pk, Role.AUTHOR, Occasion.HIDDEN) == NONE


def test_a_substitute_cannot_stop_listening(anna: Person) -> None:
    Preference.objects.create(person=anna, occasion=Occasion.OPENED, how="none")
    wishes = Wishes([anna.pk])
    assert wishes.channels(anna.pk, Role.SUBSTITUTE, Occasion.OPENED) == BOTH
    assert wishes.channels(anna.pk, Role.ADMIN, Occasion.OPENED) == NONE


def test_of_several_occasions_each_channel_tells_those_that_it_should(anna: Person) -> None:
    wishes = Wishes([anna.pk])
    several = [Occasion.COMMENT, Occasion.STATE]
    by_mail = wishes.wanted(anna.pk, Role.RESPONSIBLE, several, Channel.MAIL)
    assert by_mail == {Occasion.STATE}
    assert wishes.wanted(anna.pk, Role.RESPONSIBLE, several, Channel.BELL) == set(several)
