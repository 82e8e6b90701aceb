"""Every route for everybody: `routes.txt` is the specification of who may ask what (law 5).

A route without a row fails, and so does a row without a route. What is the same everywhere is not
in the table and is tested for all of its rows: wrong methods, forms without their token, fragments
that strangers ask for, answers that nobody else may keep.
"""

from typing import Final

import pytest
from django.urls import resolve

from otklik.live.routing import websocket_urlpatterns
from tests.everybody import FORMS, ROWS, SIGN_IN, House, Row
from tests.house.routes import all_routes

pytestmark = pytest.mark.django_db

METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


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


def test_what_is_for_somebody_is_kept_by_nobody_else(house: House):
    """No cache on the way may serve one person's page to another."""
    shared = []
    for row in ROWS:
        visitor = next((who for who, got in row.expected.items() if got == "200"), "")
        if row.method != "GET" or not visitor:
            continue
        told = house.ask(row, visitor).headers.get("Cache-Control", "")
        if not {"private", "no-store"} & set(told.split(", ")):
            shared.append(str(row))
    assert shared == []


def test_the_socket_is_the_only_other_way_in():
    """It asks for origin, session and tokens itself (`otklik/live/tests/test_sockets.py`)."""
    assert [str(route.pattern) for route in websocket_urlpatterns] == ["live/"]
