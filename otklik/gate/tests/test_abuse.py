"""What somebody tries at the gate who wants more than to come in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from otklik.core.config import config
from otklik.gate.links import invitation_link, proof_link, reset_link
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

OURS = "testserver"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CSRF = re.compile(r'"[A-Za-z0-9]{64}"')
ELSEWHERE = [
    "https://evil.example/",
    "http:///evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example\\@testserver/",
    "https://evil.example#@testserver/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    "\x01//evil.example/",
    " //evil.example/",
    "\u3000//evil.example/",
    "\u2028//evil.example/",
    "//evil.example%00.testserver/",
    "//\u2100.evil.example/",
    "//[evil.example",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "/\r\nSet-Cookie: otklik_session=x",
    "/" + "x" * 20_000,
]


def as_a_browser_reads(location: str) -> str:
    r"""Return where a browser goes (URL Standard: it drops tabs and line ends, `\` is `/`)."""
    plain = "".join(char for char in location if char not in "\t\r\n").strip(" \x00\x01")
    return urljoin(f"http://{OURS}/account/", plain.replace("\\", "/"))


def sign_in(browser: Client, wanted: str) -> Answer:
    form = {"email": ELENA, "password": PASSWORD, "next": wanted}
    return browser.post("/account/sign-in/", form)


def sign_up(browser: Client, wanted: str) -> Answer:
    form = {"name": "Ян", "email": "yan@example.org", "password": PASSWORD, "next": wanted}
    return browser.post("/account/sign-up/", form)


def choose_language(browser: Client, wanted: str) -> Answer:
    return browser.post("/account/language/", {"language": "ru", "next": wanted})


def sign_out(browser: Client, wanted: str) -> Answer:
    return browser.post("/account/sign-out/", {"next": wanted})


def come_again(browser: Client, wanted: str) -> Answer:
    browser.force_login(Person.objects.get(email=ELENA))
    return browser.get("/account/sign-in/", {"next": wanted})


@pytest.mark.parametrize(
    ("way", "wishes"),
    [
        (sign_in, ELSEWHERE),
        (sign_up, ELSEWHERE[2::10]),
        (choose_language, ELSEWHERE[1::5]),
        (sign_out, ELSEWHERE[2::5]),
        (come_again, ELSEWHERE[3::5]),
    ],
)
def test_nobody_is_led_elsewhere(
    elena: Person, way: Callable[[Client, str], Answer], wishes: list[str]
) -> None:
    led = {}
    for number, wanted in enumerate(wishes):
        answer = way(Client(REMOTE_ADDR=f"192.0.2.{number}"), wanted)
        assert answer.status_code == 302, wanted
        Person.objects.filter(email="yan@example.org").delete()
        to = as_a_browser_reads(answer.headers["Location"])
        if (urlsplit(to).scheme, urlsplit(to).netloc) != ("http", OURS):
            led[wanted] = to
        assert answer.cookies.get(settings.SESSION_COOKIE_NAME) != "x"
    assert led == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "https://evil.example/", "X-Forwarded-Server": "evil.example"},
        {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
    ],
)
def test_a_link_in_a_letter_leads_to_us_whatever_the_request_says(
    elena: Person, headers: dict[str, str]
) -> None:
    Client(headers=headers).post("/account/forgotten/", {"email": ELENA})
    (letter,) = letters_to(ELENA)
    assert f"{config().url}{link_in(letter)}" in letter.text
    assert "evil.example" not in letter.text + letter.html


def test_nobody_is_answered_under_another_name(elena: Person) -> None:
    stranger = Client(headers={"Host": "evil.example"}, SERVER_NAME="evil.example")
    assert stranger.post("/account/forgotten/", {"email": ELENA}).status_code == 400
    assert letters_to(ELENA) == []


@pytest.mark.parametrize("way", [sign_in, sign_up])
def test_a_session_that_somebody_planted_is_not_the_one_that_begins(
    elena: Person, way: Callable[[Client, str], Answer]
) -> None:
    attacker = Client()
    attacker.force_login(elena)
    attacker.post("/account/sign-out/")
    planted = attacker.session
    planted["planted"] = True
    planted.save()
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)
    way(victim, "/")
    assert is_in(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(planted.session_key)
    assert not is_in(thief)


def without_tokens(answer: Answer, address: str) -> list[Any]:
    """Return what an answer tells, without what is new in each."""
    body = CSRF.sub("", answer.content.decode()).replace(address, "…")
    own = {"X-Request-ID", "Content-Length"}
    headers = {name: said for name, said in answer.headers.items() if name not in own}
    return [answer.status_code, headers, body]


@pytest.mark.parametrize("path", ["/account/sign-in/", "/account/forgotten/"])
def test_no_answer_tells_whether_an_address_is_known(
    make_account: MakeAccount, elena: Person, path: str
) -> None:
    unproven = make_account("unproven@example.org", proven=False)
    off = make_account("off@example.org")
    switch(person=off, is_active=False)
    person_for("contact@example.org")
    told = []
    addresses = [ELENA, unproven.email, off.email, "contact@example.org", "nobody@example.org"]
    with time_machine.travel(NOON, tick=False):
        for address in addresses:
            browser = Client(headers={"Accept-Language": "ru"}, REMOTE_ADDR="192.0.2.9")
            answer = browser.post(path, {"email": address, "password": "wrong password"})
            told.append([*without_tokens(answer, address), sorted(answer.cookies)])
    for one in told:
        assert one == told[0]


def test_a_key_opens_what_it_was_made_for_and_nothing_else(
    make_account: MakeAccount, elena: Person
) -> None:
    other = make_account("anna@example.org", proven=False)
    keys = {
        name: link.partition("key=")[2]
        for name, link in {
            "reset": reset_link(elena),
            "invitation": invitation_link(other),
            "proof": proof_link(other, other.email),
        }.items()
    }
    mine, theirs = keys["reset"].partition("-"), reset_link(other).partition("key=")[2]
    swapped = f"{theirs.partition('-')[0]}-{mine[2]}"
    no_passwords = [keys["proof"], swapped, f"{keys['reset']}x", keys["reset"].swapcase()]
    for key in no_passwords:
        answer = Client().post("/account/new-password/", {"key": key, "password": "a new phrase 7"})
        assert answer.status_code == 410, key
    for key in (keys["reset"], keys["invitation"], f"{keys['proof']}x", keys["proof"].swapcase()):
        press(signed_in(other), f"/account/proof/?key={key}")
    for person in (elena, other):
        was = person.password
        person.refresh_from_db()
        assert person.password == was
    assert not other.is_proven


def test_nobody_counts_as_somebody_else_by_a_header_of_his_own(elena: Person) -> None:
    codes = set()
    for number in range(31):
        headers = {
            "X-Forwarded-For": f"198.51.100.{number}",
            "X-Real-IP": f"198.51.100.{number}",
            "CF-Connecting-IP": f"198.51.100.{number}",
            "Forwarded": f"for=198.51.100.{number}",
        }
        browser = Client(headers=headers, REMOTE_ADDR="192.0.2.1")
        form = {"email": f"u{number}@example.org", "password": "wrong password"}
        codes.add(browser.post("/account/sign-in/", form).status_code)
    assert 429 in codes


def test_a_form_with_the_right_token_from_another_site_is_refused(elena: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    token = browser.get("/account/sign-in/").context["csrf_token"]
    form = {"email": ELENA, "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = browser.post("/account/sign-in/", form, headers={"Origin": origin})
        assert answer.status_code == 403
    assert browser.post("/account/sign-in/", form, secure=True).status_code == 403  # no Referer
    own = browser.post("/account/sign-in/", form, headers={"Origin": "http://testserver"})
    assert own.status_code == 302
