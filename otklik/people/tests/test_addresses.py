"""Whose address is it (spec MAIL-5, D-11, D-12)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from otklik.core.time import now
from otklik.people.addresses import normal_address
from otklik.people.models import Address, Person
from otklik.people.operations import person_for, prove_address, switch
from otklik.people.queries import is_taken, person_with
from otklik.people.tests.conftest import MakePerson


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" Elena@Example.ORG ", "elena@example.org"),
        ("info@xn--80akhbyknj4f.xn--p1ai", "info@испытание.рф"),
        ("info@Испытание.РФ", "info@испытание.рф"),
        ("x@xn--", "x@xn--"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_one_spelling_for_one_mailbox(written: str, normal: str) -> None:
    assert normal_address(written) == normal


@given(st.text(max_size=60))
def test_the_normal_spelling_is_final_and_never_fails(text: str) -> None:
    once = normal_address(text)
    assert normal_address(once) == once


@pytest.mark.django_db
def test_a_stranger_becomes_a_contact_once() -> None:
    contact = person_for("Elena@Example.org", name="Елена\nВоронцова")
    assert not contact.can_sign_in
    assert contact.name == "Елена Воронцова"
    assert contact.email == "elena@example.org"
    assert not contact.has_usable_password()
    assert person_for("elena@example.ORG", name="Другая").pk == contact.pk
    contact.refresh_from_db()
    assert contact.name == "Елена Воронцова"


@pytest.mark.django_db
def test_a_nameless_contact_takes_the_first_name_it_hears() -> None:
    person_for("elena@example.org")
    assert person_for("elena@example.org", name="Елена").name == "Елена"
    assert Person.objects.get().name == "Елена"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["no address", "", "a b@example.org", "x@"])
def test_what_is_no_address_is_nobody(text: str) -> None:
    with pytest.raises(ValidationError):
        person_for(text)


def test_a_proven_account_comes_before_a_contact(make_person: MakePerson) -> None:
    contact = person_for("elena@example.org")
    account = make_person(email="elena@example.org")
    assert person_with("ELENA@example.org") == account
    assert contact.pk != account.pk


def test_an_unproven_account_is_never_matched(make_person: MakePerson) -> None:
    account = make_person(email="elena@example.org", proven=False)
    assert person_with("elena@example.org") is None
    contact = person_for("elena@example.org")
    assert contact.pk != account.pk
    assert not contact.can_sign_in


def test_an_account_that_was_switched_off_is_not_matched(make_person: MakePerson) -> None:
    account = make_person(email="elena@example.org")
    switch(person=account, is_active=False)
    assert person_with("elena@example.org") is None


def test_a_further_address_is_the_persons_too(make_person: MakePerson) -> None:
    account = make_person()
    Address.objects.create(person=account, address="elena@home.example", proven_at=now())
    assert person_with("Elena@Home.example") == account
    assert is_taken("elena@home.example")


def test_whole_addresses_are_compared(make_person: MakePerson) -> None:
    make_person(email="user@d.example")
    assert person_with("xuser@d.example") is None
    assert person_with("user@d.example.evil.example") is None


def test_a_contact_that_was_taken_over_is_not_met_again(make_person: MakePerson) -> None:
    contact = person_for("elena@example.org")
    account = make_person(email="elena@example.org", proven=False)
    prove_address(person=account)
    prove_address(person=account, address="elena@new.example")
    again = person_for("elena@example.org")
    assert again.pk not in {contact.pk, account.pk}
