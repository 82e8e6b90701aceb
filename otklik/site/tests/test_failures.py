"""What went wrong is said on a page, and nothing that was typed is lost (screen 25)."""

from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from otklik.site.limits import PAGE
from otklik.tickets.tests.world import World

OWN = {"Accept": "text/html", "Origin": "http://testserver"}
FOREIGN = OWN | {"Origin": "https://elsewhere.example"}
TYPED = "Касса не печатает чеки <с утра>"
SHOWN = "Касса не печатает чеки &lt;с утра&gt;"


def test_a_page_that_is_not_there_leads_to_a_search_or_to_the_sign_in(
    client: Client, world: World
) -> None:
    for person, way in ((world.elena, "/portal/"), (world.anna, "/desk/search/")):
        client.force_login(person)
        answer = client.get("/nowhere/", headers=OWN)
        assert answer.status_code == 404
        assert f'action="{way}"' in answer.text
    client.logout()
    answer = client.get("/nowhere/", headers=OWN)
    assert "/account/sign-in/" in answer.text
    assert 'role="search"' not in answer.text


def test_who_may_not_reads_as_whom_and_may_become_another(client: Client, world: World) -> None:
    client.force_login(world.anna)
    answer = client.post("/office/dictionaries/category/add/", {"name_ru": "x"}, headers=OWN)
    assert answer.status_code == 403
    assert str(world.anna.shown_name) in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    # Whoever leaves by it takes the drafts along that lie in the browser.
    assert 'action="/account/sign-out/" data-leaves' in answer.text
    assert "/plain.js" in answer.text


@pytest.mark.parametrize(("headers", "is_given_back"), [(OWN, True), (FOREIGN, False)])
def test_a_form_sent_after_the_session_has_ended_is_given_back(
    client: Client, world: World, headers: dict[str, str], is_given_back: bool
) -> None:
    ticket = world.ticket(responsible=world.anna)
    sent = {"text": TYPED, "key": "k", "old_password": "s3cret"}
    answer = client.post(f"/portal/t/{ticket.number}/reply/", sent, headers=headers)
    assert answer.status_code == 401
    assert "/account/sign-in/" in answer.text
    assert (SHOWN in answer.text) == is_given_back
    assert "s3cret" not in answer.text


def test_a_form_with_an_old_token_is_given_back_and_can_be_sent(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.elena)
    address = f"/portal/t/{ticket.number}/reply/"
    sent = {"text": TYPED, "key": "k", "seen": "999"}
    answer = browser.post(address, sent | {"csrfmiddlewaretoken": "a" * 32}, headers=OWN)
    assert answer.status_code == 403
    assert SHOWN in answer.text
    token = str(answer.text).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert (
        browser.post(address, sent | {"csrfmiddlewaretoken": token}, headers=OWN).status_code < 400
    )
    assert SHOWN in browser.get(f"/portal/t/{ticket.number}/").text


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret of ours"), 500), (OperationalError("away"), 503)]
)
def test_a_failure_shows_its_code_and_nothing_of_the_inside(
    client: Client, error: Exception, status: int
) -> None:
    client.raise_request_exception = False
    with mock.patch("otklik.people.guards.viewer", side_effect=error):
        shown = client.get("/desk/", headers=OWN)
        sent = client.post("/desk/new/", {"text": TYPED}, headers=OWN)
    assert shown.status_code == sent.status_code == status
    assert shown.headers["X-Request-ID"] in shown.text
    assert "secret of ours" not in shown.text + sent.text
    assert "Traceback" not in shown.text + sent.text
    assert SHOWN in sent.text
    assert ("Retry-After" in shown.headers) == (status == 503)
    # A page that opens by itself would throw away what it is to give back.
    assert ('http-equiv="refresh"' in shown.text) == (status == 503)
    assert 'http-equiv="refresh"' not in sent.text


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_says_so(client: Client) -> None:
    answer = client.get("/account/sign-out/", headers=OWN)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "<h1>" in answer.text
    assert client.get("/account/sign-out/").content == b""


def test_what_is_too_large_is_answered_in_both_languages() -> None:
    page = PAGE.decode()
    assert "Слишком много" in page
    assert "Too much at once" in page
