"""Forgotten passwords and new ones (screen 22b)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from otklik.gate.tests.conftest import (
    ELENA,
    PASSWORD,
    Answer,
    MakeAccount,
    is_in,
    letters_to,
    link_in,
    press,
    signed_in,
)
from otklik.people.models import Person
from otklik.people.operations import person_for, switch

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CSRF = re.compile(r'"[A-Za-z0-9]{64}"')
NEW = "an entirely different phrase"


def ask(address: str = ELENA) -> str:
    browser = Client(headers={"Accept-Language": "ru"})
    response = browser.post("/account/forgotten/", {"email": address})
    assert response.status_code == 200
    return CSRF.sub("", response.content.decode()).replace(address, "…")


def set_new(browser: Client, link: str, password: str = NEW) -> Answer:
    return press(browser, link, password=password)


def test_it_works_and_ends_all_earlier_sessions(elena: Person) -> None:
    elsewhere = signed_in(elena)
    ask("Elena@Example.org")
    (letter,) = letters_to(ELENA)
    browser = Client(headers={"Accept-Language": "ru"})
    assert "elena@example.org" in browser.get(link_in(letter)).content.decode()
    assert set_new(browser, link_in(letter)).status_code == 302
    elena.refresh_from_db()
    assert elena.check_password(NEW)
    assert is_in(browser)
    assert not is_in(elsewhere)


def test_setting_a_password_by_the_letter_proves_the_address(make_account: MakeAccount) -> None:
    contact = person_for(ELENA)
    squatted = make_account(proven=False, password="the squatter knows it")
    squatter = signed_in(squatted)
    ask()
    set_new(Client(), link_in(letters_to(ELENA)[-1]))
    squatted.refresh_from_db()
    contact.refresh_from_db()
    assert squatted.is_proven
    assert not squatted.check_password("the squatter knows it")
    assert not is_in(squatter)
    assert contact.taken_over_by == squatted


def test_the_answer_is_the_same_for_any_address(elena: Person) -> None:
    person_for("contact@example.org")
    answers = {ask(address) for address in (ELENA, "contact@example.org", "nobody@example.org")}
    assert len(answers) == 1
    assert letters_to("contact@example.org") == []
    assert letters_to("nobody@example.org") == []


def test_no_letter_to_who_is_switched_off(elena: Person) -> None:
    switch(person=elena, is_active=False)
    ask()
    assert letters_to(ELENA) == []


def test_a_link_works_once_and_for_half_an_hour(elena: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask()
        link = link_in(letters_to(ELENA)[-1])
        clock.shift(timedelta(minutes=30))
        assert Client().get(link).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert Client().get(link).status_code == 410
        clock.shift(timedelta(minutes=1))
        ask()
        link = link_in(letters_to(ELENA)[-1])
        assert set_new(Client(), link).status_code == 302
        assert set_new(Client(), link, "yet another good phrase").status_code == 410
    elena.refresh_from_db()
    assert elena.check_password(NEW)


def test_signing_in_meanwhile_kills_the_link(elena: Person) -> None:
    ask()
    Client().post("/account/sign-in/", {"email": ELENA, "password": PASSWORD})
    assert Client().get(link_in(letters_to(ELENA)[-1])).status_code == 410


@pytest.mark.parametrize("key", ["", "-", "zzz-abc-def", "1-", "%00-x"])
def test_a_damaged_link_is_dead(db: None, client: Client, key: str) -> None:
    assert client.get("/account/new-password/", {"key": key}).status_code == 410


def test_a_weak_password_is_refused(elena: Person) -> None:
    ask()
    assert set_new(Client(), link_in(letters_to(ELENA)[-1]), "elena@example.org").status_code == 422
    elena.refresh_from_db()
    assert elena.check_password(PASSWORD)


def test_asking_is_limited_by_address(elena: Person) -> None:
    with time_machine.travel(NOON, tick=False):
        ask()
        again = Client().post("/account/forgotten/", {"email": ELENA})
        unknown = "nobody@example.org"
        ask(unknown)
        assert again.status_code == 429
        assert Client().post("/account/forgotten/", {"email": unknown}).status_code == 429
    assert len(letters_to(ELENA)) == 1


def test_changing_it_ends_the_other_sessions(elena: Person) -> None:
    here, elsewhere = signed_in(elena), signed_in(elena)
    form = {"password-current": PASSWORD, "password-new": NEW}
    assert here.post("/account/profile/password/", form).status_code == 302
    elena.refresh_from_db()
    assert elena.check_password(NEW)
    assert is_in(here)
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    "form",
    [
        {"password-current": "wrong password", "password-new": NEW},
        {"password-current": PASSWORD, "password-new": "short"},
        {"password-current": PASSWORD},
    ],
)
def test_what_is_refused(elena: Person, form: dict[str, str]) -> None:
    assert signed_in(elena).post("/account/profile/password/", form).status_code == 422
    elena.refresh_from_db()
    assert elena.check_password(PASSWORD)


def test_guessing_the_present_password_is_limited(elena: Person) -> None:
    browser = signed_in(elena)
    form = {"password-current": "wrong password", "password-new": NEW}
    with time_machine.travel(NOON, tick=False):
        codes = [browser.post("/account/profile/password/", form).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
