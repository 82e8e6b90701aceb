"""The profile: name, language, time zone, address, sessions (screen 22c)."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from otklik.gate.tests.conftest import (
    ELENA,
    PASSWORD,
    MakeAccount,
    is_in,
    letters_to,
    link_in,
    press,
    signed_in,
)
from otklik.people.models import Person, Role, UserGroup
from otklik.people.operations import add_to_user_group

PAGE = "/account/profile/"
FORM = {"name": "Елена Воронцова", "language": "ru", "time_zone": "Asia/Omsk", "single_keys": "on"}


def test_it_works(elena: Person) -> None:
    browser = signed_in(elena)
    assert browser.post(PAGE, FORM | {"phone": "+7 916 123-45-67"}).status_code == 302
    elena.refresh_from_db()
    assert (elena.name, elena.phone) == ("Елена Воронцова", "+7 916 123-45-67")
    assert (elena.language, elena.time_zone, elena.single_keys) == ("ru", "Asia/Omsk", True)


def test_staff_can_turn_off_shortcuts_of_one_letter_and_clients_have_none(elena: Person) -> None:
    form = {name: value for name, value in FORM.items() if name != "single_keys"}
    browser = signed_in(elena)
    assert "single_keys" not in browser.get(PAGE).content.decode()
    browser.post(PAGE, form)
    elena.refresh_from_db()
    assert elena.single_keys
    add_to_user_group(person=elena, group=UserGroup.objects.get(code="agents"))
    assert "single_keys" in browser.get(PAGE).content.decode()
    browser.post(PAGE, form)
    elena.refresh_from_db()
    assert not elena.single_keys


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"language": "xx"}, {"time_zone": "Mars/Olympus"}]
)
def test_what_is_refused(elena: Person, values: dict[str, str]) -> None:
    assert signed_in(elena).post(PAGE, FORM | values).status_code == 422


def test_the_language_chosen_stands_over_the_browsers(elena: Person) -> None:
    browser = signed_in(elena)
    assert 'lang="ru"' in browser.get(PAGE).content.decode()
    browser.post(PAGE, FORM | {"language": "en"})
    page = browser.get(PAGE).content.decode()
    assert 'lang="en"' in page
    assert "My profile" in page


def test_a_stranger_chooses_a_language_for_the_browser(db: None) -> None:
    browser = Client(headers={"Accept-Language": "ru"})
    browser.post("/account/language/", {"language": "en", "next": "/account/sign-in/"})
    assert 'lang="en"' in browser.get("/account/sign-in/").content.decode()
    browser.post("/account/language/", {"language": "xx"})
    assert 'lang="en"' in browser.get("/account/sign-in/").content.decode()


def test_a_person_chooses_a_language_everywhere(elena: Person) -> None:
    signed_in(elena).post("/account/language/", {"language": "en"})
    assert 'lang="en"' in signed_in(elena).get(PAGE).content.decode()


def test_zones_are_offered_with_their_offsets_and_the_usual_one_first(elena: Person) -> None:
    page = signed_in(elena).get(PAGE).content.decode()
    assert "Как у всех здесь: Москва, UTC+3" in page
    assert "Омск, UTC+6" in page
    assert "Индия, UTC+5:30" in page
    assert '<option value="" selected>' in page
    assert "Сент-Джонс, UTC\N{MINUS SIGN}" in page
    assert page.count("Киев") == 1


def test_a_zone_is_kept_under_its_present_name_and_a_rare_one_is_shown(elena: Person) -> None:
    browser = signed_in(elena)
    browser.post(PAGE, FORM | {"time_zone": "Europe/Kiev"})
    elena.refresh_from_db()
    assert elena.time_zone == "Europe/Kyiv"
    browser.post(PAGE, FORM | {"time_zone": "Europe/Zagreb"})
    assert '<option value="Europe/Zagreb" selected>Zagreb' in browser.get(PAGE).content.decode()


def test_the_zone_chosen_is_selected(elena: Person) -> None:
    browser = signed_in(elena)
    browser.post(PAGE, FORM)
    assert '<option value="Asia/Omsk" selected>Омск' in browser.get(PAGE).content.decode()


def test_ending_the_other_sessions(elena: Person) -> None:
    here, elsewhere = signed_in(elena), signed_in(elena)
    assert here.post("/account/profile/end-sessions/").status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_proven_address_stays_until_the_new_one_is_proven(elena: Person) -> None:
    browser = signed_in(elena)
    form = {"address-email": "New@example.org", "address-current": PASSWORD}
    assert browser.post("/account/profile/address/", form).status_code == 302
    elena.refresh_from_db()
    assert elena.email == ELENA
    assert letters_to(ELENA) == []
    press(browser, link_in(letters_to("new@example.org")[0]))
    elena.refresh_from_db()
    assert elena.email == "new@example.org"
    assert elena.is_proven
    (notice,) = letters_to(ELENA)
    assert "new@example.org" in notice.text
    assert "/account/" not in notice.text


def test_an_unproven_address_is_corrected_and_hears_nothing(make_account: MakeAccount) -> None:
    slip = make_account("elena@exmaple.org", proven=False)
    form = {"address-email": ELENA, "address-current": PASSWORD}
    signed_in(slip).post("/account/profile/address/", form)
    slip.refresh_from_db()
    assert slip.email == ELENA
    assert not slip.is_proven
    assert letters_to("elena@exmaple.org") == []
    assert len(letters_to(ELENA)) == 1


@pytest.mark.parametrize(
    ("email", "current"),
    [
        ("anna@example.org", PASSWORD),
        (ELENA, PASSWORD),
        ("new@example.org", "wrong password"),
        ("no address", PASSWORD),
    ],
)
def test_what_address_is_refused(make_account: MakeAccount, email: str, current: str) -> None:
    elena = make_account()
    make_account("anna@example.org")
    form = {"address-email": email, "address-current": current}
    assert signed_in(elena).post("/account/profile/address/", form).status_code == 422
    assert letters_to(email) == []


def test_an_unproven_account_is_told_so(make_account: MakeAccount) -> None:
    page = signed_in(make_account(proven=False)).get(PAGE).content.decode()
    assert "не подтверждён" in page
    assert "/account/proof/send/" in page


def test_who_is_denied_has_no_pages_but_can_sign_out(elena: Person) -> None:
    group = UserGroup.objects.create(code="out", name_ru="Закрыт", role=Role.DENIED)
    add_to_user_group(person=elena, group=group)
    browser = signed_in(elena)
    assert browser.get(PAGE).status_code == 403
    assert browser.post("/account/sign-out/").status_code == 302
    assert browser.get(PAGE).status_code == 302


def test_what_the_page_costs(
    elena: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(elena)
    browser.get(PAGE)
    with django_assert_num_queries(5):  # session, person, viewer, wishes, small tables
        browser.get(PAGE)
