"""Registering: at once, unproven, with one kind of letter (screen 22, T-18, D-11)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django.asserts import assertRedirects

from otklik.gate.tests.conftest import ELENA, PASSWORD, Answer, is_in, letters_to, link_in
from otklik.people.models import Person
from otklik.people.operations import person_for, switch
from otklik.people.queries import account_with, person_with
from otklik.people.viewer import viewer_of

pytestmark = pytest.mark.django_db
PAGE = "/account/sign-up/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def send(browser: Client, **values: str) -> Answer:
    form = {"name": "Елена Воронцова", "email": ELENA, "password": PASSWORD}
    return browser.post(PAGE, form | values)


def the_account() -> Person:
    account = account_with(ELENA)
    assert account is not None
    return account


def test_it_works(client: Client) -> None:
    assertRedirects(send(client), "/", fetch_redirect_response=False)
    assert is_in(client)
    account = the_account()
    assert account.name == "Елена Воронцова"
    assert viewer_of(account).is_client
    assert not account.is_proven


def test_the_new_client_goes_on_to_the_page_wanted(client: Client) -> None:
    response = send(client, next="/portal/new/")
    assertRedirects(response, "/portal/new/", fetch_redirect_response=False)


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Подтвердите адрес"), ("en", "Confirm your address")]
)
def test_one_letter_with_the_proof_link_comes_in_the_pages_language(
    language: str, words: str
) -> None:
    send(Client(headers={"Accept-Language": language}))
    (letter,) = letters_to(ELENA)
    assert letter.subject == words
    assert letter.language == language
    assert "/account/proof/" in link_in(letter)
    assert the_account().language == language


def test_a_stranger_gets_no_words_of_whoever_typed_his_address(client: Client) -> None:
    send(client, name="Выигрыш на evil.example")
    (letter,) = letters_to(ELENA)
    assert letter.to_name == ""
    assert "evil.example" not in letter.text + letter.html + letter.subject


def test_the_browsers_time_zone_is_kept_and_nonsense_passed_over(client: Client) -> None:
    send(client, time_zone="Asia/Omsk")
    assert the_account().time_zone == "Asia/Omsk"
    other = Client()
    send(other, email="anna@example.org", time_zone="Mars/Olympus")
    anna = account_with("anna@example.org")
    assert anna is not None
    assert anna.time_zone == ""


def test_letters_from_an_unproven_address_are_not_the_accounts(client: Client) -> None:
    send(client)
    assert person_with(ELENA) is None


def test_a_contacts_address_can_register_and_learns_nothing(client: Client) -> None:
    person_for(ELENA, name="Е. Воронцова")
    page = client.get(PAGE).content.decode()
    send(client)
    assert the_account().name == "Елена Воронцова"
    assert "Е. Воронцова" not in page


@pytest.mark.parametrize("active", [True, False])
def test_an_accounts_address_leads_to_sign_in_and_new_password(elena: Person, active: bool) -> None:
    switch(person=elena, is_active=active)
    response = send(Client(headers={"Accept-Language": "ru"}), email="ELENA@example.org")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Учётная запись с таким адресом уже есть." in page
    assert 'href="/account/sign-in/' in page
    assert 'href="/account/forgotten/"' in page
    assert letters_to(ELENA) == []


@pytest.mark.parametrize(
    "values",
    [
        {"password": "short"},
        {"password": "password1234"},
        {"password": "elena@example.org"},
        {"email": "no address"},
        {"name": ""},
        {"name": "N" * 151},
    ],
)
def test_what_is_refused(client: Client, values: dict[str, str]) -> None:
    response = send(client, **values)
    assert response.status_code == 422
    assert not Person.objects.filter(can_sign_in=True).exists()


def test_registrations_from_one_place_are_limited() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(20):
            assert send(Client(), email=f"u{number}@example.org").status_code == 302
        assert send(Client()).status_code == 429
        clock.shift(timedelta(hours=1, seconds=1))
        assert send(Client()).status_code == 302


def test_all_letters_of_proof_together_have_a_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS | {"proof_letters": "1/h/key"}
    monkeypatch.setattr(settings, "ACCOUNT_RATE_LIMITS", limits)
    for address in ("first@example.org", "second@example.org"):
        assert send(Client(), email=address).status_code == 302
    assert len(letters_to("first@example.org")) == 1
    assert not letters_to("second@example.org")
