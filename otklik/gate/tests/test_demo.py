"""Entering a demo as one of its people."""

from collections.abc import Callable

import pytest
from django.test import Client

from otklik.core.config import Config
from otklik.gate.tests.conftest import MakeAccount, is_in
from otklik.people.models import Person
from otklik.people.operations import offer_in_demo, switch

SetConfig = Callable[..., Config]


@pytest.fixture
def anna(make_account: MakeAccount) -> Person:
    person = make_account("anna@example.org", name="Анна Ковалёва")
    offer_in_demo(person=person, sort=1, about_ru="Сотрудник поддержки", about_en="Agent")
    return person


def test_a_demo_offers_its_accounts(set_config: SetConfig, anna: Person) -> None:
    set_config(mode="demo")
    browser = Client(headers={"Accept-Language": "ru"})
    page = browser.get("/account/sign-in/").content.decode()
    assert "Анна Ковалёва" in page
    assert "Сотрудник поддержки" in page
    response = browser.post(f"/account/enter/{anna.pk}/", {"next": "/t/1"})
    assert response["Location"] == "/t/1"
    assert is_in(browser)


@pytest.mark.parametrize("mode", ["production", "development"])
def test_nothing_but_a_demo_does(set_config: SetConfig, anna: Person, mode: str) -> None:
    set_config(mode=mode)
    browser = Client()
    assert "Анна Ковалёва" not in browser.get("/account/sign-in/").content.decode()
    assert browser.post(f"/account/enter/{anna.pk}/").status_code == 404
    assert not is_in(browser)


def test_only_offered_accounts_that_may_sign_in(
    set_config: SetConfig, anna: Person, make_account: MakeAccount
) -> None:
    set_config(mode="demo")
    other = make_account()
    assert Client().post(f"/account/enter/{other.pk}/").status_code == 404
    switch(person=anna, is_active=False)
    assert Client().post(f"/account/enter/{anna.pk}/").status_code == 404


def test_entering_needs_a_form_of_ours(set_config: SetConfig, anna: Person) -> None:
    set_config(mode="demo")
    path = f"/account/enter/{anna.pk}/"
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    assert Client().get(path).status_code == 405
