"""Finding a person by a few letters."""

import pytest
from django.db import connection

from otklik.people.models import Organization, Person, Role
from otklik.people.operations import Profile, change_profile, person_for, prove_address, switch
from otklik.people.queries import possible_authors, search_people, selectable_responsibles
from otklik.people.tests.conftest import MakePerson


@pytest.fixture
def elena(make_person: MakePerson) -> Person:
    person = make_person(email="e.vorontsova@polden.coffee")
    person.organization = Organization.objects.create(name="Кофейни «Полдень»")
    person.save()
    profile = Profile(name="Елена Воронцова-Ёлкина", phone="+7 (916) 123-45-67")
    change_profile(person=person, profile=profile)
    make_person(name="Пётр Иванов", email="petr@example.org")
    return person


@pytest.mark.parametrize(
    "text",
    [
        "елена",
        "ВОРОНЦОВА",
        "воро ел",
        "елки",
        "ёлкина",
        "e.vor",
        "vorontsova@polden",
        "polden",
        "coffee",
        "полд кофе",
        "8 916 123-45-67",
        "+79161234567",
        "916123",
        "+7 916 123",
        "8 916 12",
        "123-45-67",
        "45-67",
    ],
)
def test_words_and_numbers_that_find_her(elena: Person, text: str) -> None:
    assert list(search_people(text)) == [elena]


@pytest.mark.parametrize("text", ["", " ", "ронцова", "елена петрова", "'", "&|!:*()", "7654321"])
def test_words_that_find_nobody(elena: Person, text: str) -> None:
    assert not search_people(text).exists()


def test_results_are_sorted_as_people_sort(make_person: MakePerson) -> None:
    for name in ("Пётр Яковлев", "Пётр Ёжиков", "Пётр Ежов", "Петр Жаров"):
        make_person(name=name)
    found = [person.name for person in search_people("петр")]
    assert found == ["Пётр Ёжиков", "Пётр Ежов", "Петр Жаров", "Пётр Яковлев"]


def test_neither_taken_over_contacts_nor_switched_off_people_are_found(
    make_person: MakePerson,
) -> None:
    person_for("elena@example.org", name="Елена")
    account = make_person(email="elena@example.org", name="Елена", proven=False)
    prove_address(person=account)
    switch(person=make_person(name="Елена Уволенная"), is_active=False)
    assert list(search_people("елена")) == [account]


def test_an_account_with_an_address_that_nobody_proved_is_nobodys_author(
    make_person: MakePerson,
) -> None:
    impostor = make_person(email="elena@example.org", name="Елена", proven=False)
    true = person_for("elena@example.org", name="Елена")
    assert list(search_people("елена")) == [true]
    assert impostor not in possible_authors()


def test_the_index_serves_the_search(elena: Person) -> None:
    Person.objects.bulk_create(
        Person(name=f"Имя{number} Фамилия{number}", email=f"u{number}@example.org")
        for number in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person")
    assert "person_words" in search_people("воро").explain()
    assert list(search_people("воро")) == [elena]


def test_responsibles_are_agents_and_administrators(make_person: MakePerson) -> None:
    agent = make_person(Role.AGENT, name="Борис")
    admin = make_person(Role.ADMIN, name="Анна")
    chief = make_person(is_system_admin=True, name="Вера")
    make_person(Role.OBSERVER)
    make_person(Role.CLIENT)
    make_person(Role.AGENT, Role.DENIED)
    make_person(Role.AGENT, proven=False)
    assert list(selectable_responsibles()) == [admin, agent, chief]
