"""Signing in and out (screen 08)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertRedirects

from otklik.gate.models import Counter
from otklik.gate.tests.conftest import ELENA, PASSWORD, Answer, MakeAccount, is_in, signed_in
from otklik.people.models import Person
from otklik.people.operations import person_for, switch

PAGE = "/account/sign-in/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def send(browser: Client, **values: str) -> Answer:
    return browser.post(PAGE, {"email": ELENA, "password": PASSWORD, **values})


def test_it_works(client: Client, elena: Person) -> None:
    response = send(client, email=" Elena@Example.ORG ")
    assertRedirects(response, "/", fetch_redirect_response=False)
    assert is_in(client)


@pytest.mark.parametrize(
    ("wanted", "to"),
    [
        ("/t/5", "/t/5"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_person_goes_on_to_a_page_of_ours(
    client: Client, elena: Person, wanted: str, to: str
) -> None:
    assertRedirects(send(client, next=wanted), to, fetch_redirect_response=False)


def test_who_is_in_needs_no_sign_in(elena: Person) -> None:
    response = signed_in(elena).get(PAGE, {"next": "/t/5"})
    assertRedirects(response, "/t/5", fetch_redirect_response=False)


@pytest.mark.parametrize("email", [ELENA, "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_look_alike(
    client: Client, elena: Person, email: str
) -> None:
    response = send(client, email=email, password="wrong password")
    assert response.status_code == 422
    assert "Пароль не подошёл." in response.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("language", "typed", "hint"),
    [
        ("ru", "lheu", "Включена раскладка EN"),
        ("ru", "пароль", "Включена раскладка RU"),
        ("en", "зфыыцщкв", "Your keyboard is on RU"),
        ("en", "password", ""),
        ("ru", "12345", ""),
    ],
)
def test_a_slip_of_the_layout_is_named(elena: Person, language: str, typed: str, hint: str) -> None:
    browser = Client(headers={"Accept-Language": language})
    page = send(browser, password=typed).content.decode()
    assert (hint in page) if hint else ("раскладка" not in page and "keyboard" not in page)


def test_contacts_do_not_sign_in(client: Client, elena: Person) -> None:
    contact = person_for("contact@example.org")
    contact.set_password(PASSWORD)
    contact.save()
    assert send(client, email=contact.email).status_code == 422


def test_who_is_switched_off_hears_it_only_with_the_right_password(
    client: Client, elena: Person
) -> None:
    switch(person=elena, is_active=False)
    assert "отключена" in send(client).content.decode()
    assert "отключена" not in send(client, password="wrong password").content.decode()
    assert not is_in(client)


def test_a_session_of_somebody_switched_off_ends(elena: Person) -> None:
    browser = signed_in(elena)
    switch(person=elena, is_active=False)
    assert not is_in(browser)


@pytest.mark.parametrize(("remember", "outlives"), [({}, False), ({"remember": "on"}, True)])
def test_a_session_outlives_the_browser_on_demand(
    client: Client, elena: Person, remember: dict[str, str], outlives: bool
) -> None:
    send(client, **remember)
    cookie = client.cookies["otklik_session"]
    assert bool(cookie["max-age"]) is outlives


def test_the_browsers_time_zone_is_kept_if_there_is_none(client: Client, elena: Person) -> None:
    send(client, time_zone="Asia/Omsk")
    elena.refresh_from_db()
    assert elena.time_zone == "Asia/Omsk"


def test_attempts_at_one_account_are_limited_from_wherever_they_come(
    make_account: MakeAccount,
) -> None:
    make_account()
    make_account("anna@example.org")
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(5):
            stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
            assert send(stranger, password="wrong password").status_code == 422
        owner = Client(REMOTE_ADDR="198.51.100.1", headers={"Accept-Language": "ru"})
        assert "Слишком много попыток" in send(owner).content.decode()
        assert send(owner, email="anna@example.org").status_code == 302
        clock.shift(timedelta(minutes=5, seconds=1))
        assert send(Client(REMOTE_ADDR="198.51.100.2")).status_code == 302


def test_attempts_from_one_place_are_limited_whatever_the_account(db: None) -> None:
    with time_machine.travel(NOON, tick=False):
        browser = Client(headers={"Accept-Language": "ru"})
        for number in range(30):
            send(browser, email=f"u{number}@example.org")
        assert send(browser, email="another@example.org").status_code == 429
        assert browser.get(PAGE).status_code == 200


def test_right_passwords_are_not_counted_as_wrong(elena: Person) -> None:
    with time_machine.travel(NOON, tick=False):
        for number in range(7):
            assert send(Client(REMOTE_ADDR=f"192.0.2.{number}")).status_code == 302


def test_the_counters_stand_where_all_processes_see_them(client: Client, elena: Person) -> None:
    send(client, password="wrong password")
    assert Counter.objects.filter(cache_key__contains="login_failed").exists()


def test_signing_out_needs_a_press_of_a_button(elena: Person) -> None:
    browser = signed_in(elena)
    assert browser.get("/account/sign-out/").status_code == 405
    assert is_in(browser)
    browser.post("/account/sign-out/")
    assert not is_in(browser)


def test_forms_from_elsewhere_are_refused(elena: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert send(browser).status_code == 403


def test_what_the_page_costs(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)
    with django_assert_num_queries(1):
        client.get(PAGE)
