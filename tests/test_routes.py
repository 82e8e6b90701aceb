"""Every route for everybody: `routes.txt` is the specification of who may ask what (law 5).

A route without a row fails, and so does a row without a route. What is the same everywhere is not
in the table and is tested for all of its rows: wrong methods, forms without their token, fragments
that strangers ask for, answers that nobody else may keep.
"""

import re
from dataclasses import dataclass
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from pytest_django import DjangoDbBlocker

from otklik.live.routing import websocket_urlpatterns
from tests.everybody import FORMS, ROWS, SIGN_IN, Answer, House, Row
from tests.house.routes import all_routes

pytestmark = pytest.mark.django_db

WRITES: Final = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"(\w+)\"", re.IGNORECASE)
MAY_BE_WRITTEN: Final = {"tickets_readmark", "tickets_notice", "files_blob", "files_derived"}
"""What looking may change: a ticket is read, and so are its notices; a thumbnail is made."""

METHODS: Final = frozenset({"GET", "POST", "DELETE"})
"""A link that acts, a form where none is, and one for all those that no route knows."""


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_table_says(house: House, row: Row):
    got = {visitor: house.ask(row, visitor).in_short for visitor in house.people}
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
            status = house.ask(row, visitor, method=method).in_short
            if status != "405":
                odd.append(f"{method} {row.path}: {status}")
    assert odd == []


def test_no_form_is_taken_without_its_token(house: House):
    rows = [row for row in ROWS if row.method != "GET"]
    taken = [str(row) for row in rows if house.ask(row, "admin", strict=True).in_short != "403"]
    assert taken == []


def test_a_fragment_is_never_answered_with_the_page_that_asks_to_sign_in(house: House):
    rows = [row for row in ROWS if row.method == "GET" and row.expected["stranger"] == SIGN_IN]
    got = {str(row): house.ask(row, "stranger", fragment=True).in_short for row in rows}
    assert set(got.values()) == {"401"}, got


@dataclass(frozen=True)
class Look:
    """Somebody has opened a page.

    Attributes:
        row: Which.
        answer: What came back.
        written: The tables into which the request wrote.
    """

    row: Row
    answer: Answer
    written: set[str]


@pytest.fixture(scope="module")
def looks(house: House, django_db_blocker: DjangoDbBlocker) -> list[Look]:
    """Every page, opened by the first visitor to whom it is shown."""
    found = []
    for row in ROWS:
        visitor = next((who for who, got in row.expected.items() if got == "200"), "")
        if row.method != "GET" or not visitor:
            continue
        with django_db_blocker.unblock(), CaptureQueriesContext(connection) as queries:
            answer = house.ask(row, visitor)
        told = (WRITES.match(query["sql"]) for query in queries)
        found.append(Look(row, answer, {match[1] for match in told if match}))
    return found


def test_what_is_for_somebody_is_kept_by_nobody_else(looks: list[Look]):
    """No cache on the way may serve one person's page to another."""
    shared = []
    for look in looks:
        told = look.answer.headers.get("Cache-Control", "")
        if not {"private", "no-store"} & set(told.split(", ")):
            shared.append(str(look.row))
    assert shared == []


def test_looking_changes_nothing(looks: list[Look]):
    """No link or picture in a letter can make its reader do something."""
    assert {str(look.row): look.written for look in looks if look.written - MAY_BE_WRITTEN} == {}


def test_the_socket_is_the_only_other_way_in():
    """It asks for origin, session and tokens itself (`otklik/live/tests/test_sockets.py`)."""
    assert [str(route.pattern) for route in websocket_urlpatterns] == ["live/"]
