"""Every route for everybody: `routes.txt` is the specification of who may ask what (law 5).

A route without a row fails, and so does a row without a route. What is the same everywhere is not
in the table and is tested for all of its rows: wrong methods, forms without their token, fragments
that strangers ask for, answers that nobody else may keep.
"""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from otklik.gate.links import proof_link, reset_link
from otklik.live.routing import websocket_urlpatterns
from otklik.mail.models import Outgoing
from otklik.people.models import Person
from otklik.tickets.tests.world import PASSWORD
from tests.house.routes import all_routes
from tests.stage import Stage, body_of, browser_with, file_of, session_of, undone, upload_of

pytestmark = pytest.mark.django_db

TABLE: Final = Path(__file__).with_name("routes.txt")
METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
SIGN_IN: Final = "in"

FORMS: Final[dict[str, dict[str, str]]] = {
    "/account/sign-in/": {"email": "elena@example.org", "password": PASSWORD},
    "/account/sign-up/": {"name": "Ян", "email": "new@example.org", "password": f"{PASSWORD}!"},
    "/account/forgotten/": {"email": "elena@example.org"},
    "/account/new-password/?key={reset}": {"password": f"{PASSWORD}!"},
    "/account/profile/": {"name": "Новое имя", "language": "ru", "time_zone": ""},
    "/account/profile/password/": {
        "password-current": PASSWORD,
        "password-new": "battery horse staple",
    },
    "/account/profile/address/": {
        "address-email": "other@example.org",
        "address-current": PASSWORD,
    },
    "/account/language/": {"language": "en"},
    "/desk/new/": {
        "key": "k",
        "name": "Ян",
        "phone": "555-01-01",
        "title": "По телефону",
        "text": "Просит перезвонить",
        "priority": "{priority}",
        "responsible": "nobody",
    },
    "/desk/t/{ticket}/read/": {"seq": "1"},
    "/desk/t/{ticket}/write/": {"key": "k", "mode": "reply", "text": "Слова", "seen": "99"},
    "/desk/t/{free}/write/": {"key": "k", "mode": "note", "text": "Слова", "seen": "99"},
    "/desk/t/{ticket}/draft/": {"mode": "note", "text": "Слова"},
    "/desk/t/{ticket}/fields/status/": {"new": "{status}", "shown": "{shown}"},
    "/desk/t/{ticket}/fields/category/": {"new": "{category}"},
    "/desk/t/{ticket}/edit/title/": {"title": "Новое", "shown-title": "{title}"},
    "/desk/t/{ticket}/responsible/": {"new": "{admin}", "shown": "{responsible}"},
    "/desk/t/{ticket}/co-executors/": {"new": "{admin}"},
    "/portal/new/": {"key": "k", "title": "Новое", "text": "Слова", "priority": "{priority}"},
    "/portal/new/draft/": {"text": "Слова"},
    "/portal/t/{ticket}/reply/": {"key": "k", "text": "Слова"},
    "/portal/t/{ticket}/draft/": {"text": "Слова"},
    "/portal/t/{ticket}/reopen/": {"key": "k", "text": "Снова"},
    "/portal/t/{ticket}/priority/": {
        "key": "k",
        "priority": "{priority}",
        "shown": "{criticality}",
    },
}
"""What the forms send; an address that is not named here is sent nothing."""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        method: The method.
        path: The address, with names in braces for what differs between visitors.
        expected: What each visitor gets: a status, ">" with the door to which a redirect leads, or
            `SIGN_IN`.
    """

    method: str
    path: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def read_table() -> list[Row]:
    """Return the rows of the table; its first line names the visitors."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    (_, _, *visitors), *rows = [line.split() for line in lines if line and line[0] != "#"]
    return [
        Row(method, path, dict(zip(visitors, answers, strict=True)))
        for method, path, *answers in rows
    ]


ROWS: Final = read_table()


class House:
    """The stage, asked by everybody.

    Attributes:
        people: The visitors; nobody for a stranger. The last one asks for his own ticket, all
            others for Elena's.
        names: What the names in braces mean, by visitor.

    Args:
        stage: The people and tickets.
    """

    def __init__(self, stage: Stage) -> None:
        world = stage.world
        self.stage = stage
        self.people: dict[str, Person | None] = {
            "stranger": None,
            "unproven": world.nina,
            "author": world.elena,
            "colleague": world.irina,
            "client": world.pavel,
            "assignee": world.anna,
            "agent": world.boris,
            "helper": world.gleb,
            "observer": world.oleg,
            "admin": world.vera,
            "himself": world.boris,
        }
        self._sessions = {
            name: session_of(person) if person else None for name, person in self.people.items()
        }
        self.names = {visitor: self._names(visitor) for visitor in self.people}

    def browser(self, visitor: str, *, strict: bool = False) -> Client:
        return browser_with(self._sessions[visitor], strict=strict)

    def ask(self, row: Row, visitor: str, method: str = "", **more: Any) -> Any:
        """Return the answer to a request, which leaves no trace."""
        names = self.names[visitor]
        with undone():
            data = {key: said.format(**names) for key, said in FORMS.get(row.path, {}).items()}
            browser = self.browser(visitor, strict=more.pop("strict", False))
            verb = getattr(browser, (method or row.method).lower())
            sent = {"data": data} if verb == browser.post else {}
            response = verb(row.path.format(**names), **sent, **more)
            body_of(response)
        return response

    def _names(self, visitor: str) -> dict[str, Any]:
        world, person = self.stage.world, self.people[visitor]
        ticket = self.stage.own if visitor == "himself" else self.stage.ticket
        who = person or world.elena
        return {
            "ticket": ticket.pk,
            "title": ticket.title,
            "shown": ticket.status_id or "",
            "criticality": ticket.priority_id or "",
            "free": self.stage.free.pk,
            "letter": Outgoing.objects.filter(ref=f"ticket.{ticket.pk}")[0].pk,
            "file": f"{file_of(ticket, hidden=False).key}",
            "secret": f"{file_of(ticket, hidden=True).key}",
            "upload": upload_of(who),
            "foreign": upload_of(world.pavel if who == world.elena else world.elena),
            "proof": proof_link(world.nina, world.nina.email).partition("key=")[2],
            "reset": reset_link(who).partition("key=")[2],
            "elena": world.elena.pk,
            "admin": world.vera.pk,
            "responsible": world.anna.pk,
            "category": world.category.pk,
            "priority": world.priority.pk,
            "status": world.status.pk,
        }


@pytest.fixture(scope="module")
def house(stage: Stage) -> House:
    """The stage, asked by everybody."""
    return House(stage)


def in_short(response: Any) -> str:
    """Return what the table says of an answer."""
    if response.status_code != HTTPStatus.FOUND:
        return str(response.status_code)
    to = response["Location"]
    return SIGN_IN if to.startswith(settings.LOGIN_URL) else f">{urlsplit(to).path.split('/')[1]}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_table_says(house: House, row: Row):
    got = {visitor: in_short(house.ask(row, visitor)) for visitor in house.people}
    assert got == row.expected


def test_every_route_stands_in_the_table_and_nothing_else(house: House):
    names = house.names["admin"]
    told = {resolve(row.path.format(**names).partition("?")[0]).route for row in ROWS}
    assert told == {route.pattern for route in all_routes()}


def test_every_row_stands_there_once():
    assert len(ROWS) == len({str(row) for row in ROWS})
    assert set(FORMS) <= {row.path for row in ROWS if row.method == "POST"}


def test_no_route_answers_to_other_methods(house: House):
    allowed: dict[str, set[str]] = {}
    for row in ROWS:
        allowed.setdefault(row.path, set()).add(row.method)
    odd = []
    for row in ROWS:
        visitor = next((who for who, got in row.expected.items() if got[0] in "2>"), "admin")
        for method in METHODS - allowed[row.path]:
            status = in_short(house.ask(row, visitor, method))
            if status != "405":
                odd.append(f"{method} {row.path}: {status}")
    assert odd == []


def test_no_form_is_taken_without_its_token(house: House):
    rows = [row for row in ROWS if row.method != "GET"]
    taken = [str(row) for row in rows if in_short(house.ask(row, "admin", strict=True)) != "403"]
    assert taken == []


def test_a_fragment_is_never_answered_with_the_page_that_asks_to_sign_in(house: House):
    rows = [row for row in ROWS if row.method == "GET" and row.expected["stranger"] == SIGN_IN]
    headers = {"HX-Request": "true"}
    got = {str(row): in_short(house.ask(row, "stranger", headers=headers)) for row in rows}
    assert set(got.values()) == {"401"}, got


def test_what_is_for_somebody_is_kept_by_nobody_else(house: House):
    """No cache on the way may serve one person's page to another."""
    shared = []
    for row in ROWS:
        visitor = next((who for who, got in row.expected.items() if got == "200"), "")
        if row.method != "GET" or not visitor:
            continue
        response = house.ask(row, visitor)
        if not {"private", "no-store"} & set(response.get("Cache-Control", "").split(", ")):
            shared.append(str(row))
    assert shared == []


def test_the_socket_is_the_only_other_way_in():
    """It asks for origin, session and tokens itself (`otklik/live/tests/test_sockets.py`)."""
    assert [str(route.pattern) for route in websocket_urlpatterns] == ["live/"]
