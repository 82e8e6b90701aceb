"""People at the gate, and the letters they get."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from otklik.core.time import now
from otklik.mail.models import Outgoing
from otklik.people.models import Person, UserGroup
from otklik.people.operations import Profile, add_account, add_to_user_group

PASSWORD = "correct horse battery staple"
ELENA = "elena@example.org"

Answer = Any
"""What a test browser gets: a response with things that no public type names."""
MakeAccount = Callable[..., Person]
_LINK = re.compile(r"https?://[^/\s]+(/account/\S+)")


@pytest.fixture
def make_account(db: None) -> MakeAccount:
    """Return a function that makes a client's account, proven unless said otherwise."""

    def make(email: str = ELENA, *, proven: bool = True, **values: Any) -> Person:
        person = add_account(
            email=email,
            profile=Profile(name=values.pop("name", "Елена"), language=values.pop("language", "")),
            password=values.pop("password", PASSWORD),
            proven_at=now() if proven else None,
            **values,
        )
        add_to_user_group(person=person, group=UserGroup.objects.get(code="clients"))
        return person

    return make


@pytest.fixture
def elena(make_account: MakeAccount) -> Person:
    """Return a client with a proven address."""
    return make_account()


def signed_in(person: Person) -> Client:
    """Return a browser in which the person is signed in."""
    browser = Client(headers={"Accept-Language": "ru"})
    browser.force_login(person)
    return browser


def is_in(browser: Client) -> bool:
    """Tell whether somebody is signed in in the browser."""
    return browser.get("/account/profile/").status_code == 200


def letters_to(address: str) -> list[Outgoing]:
    """Return the letters to an address, oldest first."""
    return list(Outgoing.objects.filter(address=address).order_by("pk"))


def link_in(letter: Outgoing) -> str:
    """Return the path and query of the link in a letter."""
    found = _LINK.search(letter.text)
    assert found, letter.text
    assert found.group() in letter.html.replace("&amp;", "&")
    return found.group(1)


def press(browser: Client, link: str, **values: str) -> Answer:
    """Send the form to which a letter's link leads."""
    parts = urlsplit(link)
    (key,) = parse_qs(parts.query)["key"]
    return browser.post(parts.path, {"key": key, **values})
