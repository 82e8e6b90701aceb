"""Planned maintenance: said on every page, written down, put back (screen 25)."""

from unittest import mock

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from otklik.directory.models import Maintenance
from otklik.people.models import JournalEntry
from otklik.tickets.tests.world import World, moscow

PAGE = "/office/maintenance/"
SAVE = "/office/maintenance/save/"
SENT = {
    "starts_at": "2026-11-25T13:30",
    "ends_at": "2026-11-25T14:00",
    "words_ru": "Телефон работает.",
}


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


def said(client: Client, world: World) -> list[str]:
    """Return a page of the desk, one of the portal and the way in, as their readers see them."""
    client.force_login(world.anna)
    desk = client.get("/desk/").text
    client.force_login(world.elena)
    return [desk, client.get("/portal/").text, Client().get("/account/sign-in/").text]


def test_every_page_says_it_before_and_meanwhile_and_then_no_more(
    vera: Client, world: World
) -> None:
    with time_machine.travel(moscow(24, 12), tick=False):
        assert vera.post(SAVE, SENT).status_code == 302
        for page in said(vera, world):
            assert "Плановые работы:" in page
            assert "завтра, 13:30</time>–" in page
            assert "Телефон работает." in page
    with time_machine.travel(moscow(25, 13, 40), tick=False):
        for page in said(vera, world):
            assert "Идут плановые работы, до" in page
        vera.raise_request_exception = False
        with mock.patch("otklik.people.guards.viewer", side_effect=OperationalError("away")):
            away = vera.get("/desk/", headers={"Accept": "text/html"})
        assert away.status_code == 503
        for words in ("Обновляемся до", "Телефон работает.", "14:00", "13:40", "Москва, UTC+3"):
            assert words in away.text
    with time_machine.travel(moscow(25, 14), tick=False):
        assert not any("работы" in page for page in said(vera, world))


def test_it_is_written_down_put_back_and_refused_if_it_ends_before_it_begins(
    vera: Client, world: World
) -> None:
    vera.post(SAVE, SENT)
    line = JournalEntry.objects.get()
    assert {one["field"] for one in line.changes} == set(SENT)
    assert vera.post(f"/office/journal/{line.pk}/undo/").status_code == 302
    assert Maintenance.objects.get().starts_at is None
    refused = vera.post(SAVE, SENT | {"ends_at": "2026-11-25T13:00"})
    assert refused.status_code == 422
    assert 'value="2026-11-25T13:00"' in refused.text
    vera.force_login(world.anna)
    assert "disabled" in vera.get(PAGE).text
