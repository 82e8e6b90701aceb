"""Proving an address: sessions end, the contact's tickets join (D-11, T-7)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from otklik.gate import letters
from otklik.gate.tests.conftest import (
    ELENA,
    MakeAccount,
    is_in,
    letters_to,
    link_in,
    press,
    signed_in,
)
from otklik.people.models import Person
from otklik.people.operations import end_sessions, person_for, prove_address
from otklik.people.queries import person_with
from otklik.people.viewer import viewer_of
from otklik.tickets.access import visible_to
from otklik.tickets.tests.world import World

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def newcomer(make_account: MakeAccount) -> Person:
    return make_account(proven=False)


def proof_of(person: Person, address: str = "") -> str:
    letters.send_proof(person, address or person.email)
    return link_in(letters_to(address or person.email)[-1])


def test_it_works_and_ends_the_other_sessions(newcomer: Person) -> None:
    link = proof_of(newcomer)
    here, elsewhere = signed_in(newcomer), signed_in(newcomer)
    page = here.get(link).content.decode()
    assert "Подтвердить elena@example.org" in page
    assert press(here, link).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.is_proven
    assert person_with(ELENA) == newcomer
    assert is_in(here)
    assert not is_in(elsewhere)


def test_looking_at_the_link_proves_nothing(newcomer: Person) -> None:
    signed_in(newcomer).get(proof_of(newcomer))
    newcomer.refresh_from_db()
    assert not newcomer.is_proven


def test_the_link_alone_is_not_enough(newcomer: Person) -> None:
    link = proof_of(newcomer)
    stranger = Client(headers={"Accept-Language": "ru"})
    page = stranger.get(link).content.decode()
    assert "/account/sign-in/?next=%2Faccount%2Fproof%2F%3Fkey%3D" in page
    press(stranger, link)
    newcomer.refresh_from_db()
    assert not newcomer.is_proven


def test_another_account_cannot_use_the_link(newcomer: Person, make_account: MakeAccount) -> None:
    link = proof_of(newcomer)
    other = signed_in(make_account("anna@example.org", name="Анна"))
    assert "Вы вошли как Анна" in other.get(link).content.decode()
    press(other, link)
    newcomer.refresh_from_db()
    assert not newcomer.is_proven


def test_a_used_link_says_so(newcomer: Person) -> None:
    link = proof_of(newcomer)
    browser = signed_in(newcomer)
    press(browser, link)
    assert "уже подтверждён" in browser.get(link).content.decode()


@pytest.mark.parametrize("key", ["", "nonsense", "a:b:c"])
def test_a_damaged_link_is_dead(db: None, client: Client, key: str) -> None:
    assert client.get("/account/proof/", {"key": key}).status_code == 410


def test_a_link_lives_for_seven_days(newcomer: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        link = proof_of(newcomer)
        clock.shift(timedelta(days=7, seconds=-1))
        assert Client().get(link).status_code == 200
        clock.shift(timedelta(seconds=2))
        assert Client().get(link).status_code == 410


def test_ending_all_sessions_kills_the_links(newcomer: Person) -> None:
    link = proof_of(newcomer)
    end_sessions(person=newcomer)
    assert signed_in(newcomer).get(link).status_code == 410


def test_the_contacts_tickets_become_the_accounts(world: World, make_account: MakeAccount) -> None:
    contact = person_for("newcomer@example.org", name="Елена из письма")
    ticket = world.ticket(author=contact)
    account = make_account("newcomer@example.org", proven=False)
    assert not visible_to(viewer_of(account)).exists()
    press(signed_in(account), proof_of(account))
    account.refresh_from_db()
    assert [seen.pk for seen in visible_to(viewer_of(account))] == [ticket.pk]


def test_the_letter_is_sent_again_but_not_at_every_press(newcomer: Person) -> None:
    browser = signed_in(newcomer)
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            assert browser.post("/account/proof/send/").status_code == 302
        assert len(letters_to(ELENA)) == 1
        for _ in range(7):
            clock.shift(timedelta(minutes=2))
            browser.post("/account/proof/send/")
        assert len(letters_to(ELENA)) == 5


def test_a_proven_address_needs_no_letter(elena: Person) -> None:
    signed_in(elena).post("/account/proof/send/")
    assert letters_to(ELENA) == []


def test_an_address_that_was_taken_meanwhile_is_not_given_twice(
    elena: Person, make_account: MakeAccount
) -> None:
    link = proof_of(elena, "new@example.org")
    make_account("new@example.org")
    press(signed_in(elena), link)
    elena.refresh_from_db()
    assert elena.email == ELENA


def test_a_link_to_an_older_address_is_dead(elena: Person) -> None:
    link = proof_of(elena, "new@example.org")
    prove_address(person=elena, address="newer@example.org")
    assert signed_in(elena).get(link).status_code == 410
