"""The pages of exceptions: a year's list, one exception, the holidays of a country."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from otklik.clock.models import Level, TimetableException
from otklik.clock.operations import LevelDraft, create_level
from otklik.core.time import now
from otklik.people.models import JournalEntry
from otklik.tickets.models import Ticket
from otklik.tickets.operations.recount import recount_laggards
from otklik.tickets.tests.world import World, moscow

ADD = "/office/exceptions/add/"
HOLIDAYS = "/office/exceptions/holidays/"
SHORT = {
    "name_ru": "Короткий день",
    "first_day": "2026-11-03",
    "last_day": "2026-11-03",
    "kind": "cut",
    "from_minute": "18:00",
    "till_minute": "19:00",
}


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


def test_an_exception_is_added_changed_and_removed(vera: Client) -> None:
    assert vera.post(ADD, SHORT).status_code == 302
    row = TimetableException.objects.get()
    assert (row.from_minute, row.till_minute) == (1080, 1140)
    page = f"/office/exceptions/{row.pk}/"
    assert 'value="18:00"' in vera.get(page).content.decode()
    shown = {f"initial-{name}": value for name, value in SHORT.items()}
    changed = vera.post(f"{page}save/", {**SHORT, **shown, "till_minute": "18:30"})
    assert changed.status_code == 302
    assert TimetableException.objects.get().till_minute == 1110
    text = vera.get("/office/exceptions/?year=2026").content.decode()
    assert "Короткий день" in text
    assert "18:00–18:30" in text
    assert vera.post(f"{page}remove/").status_code == 302
    assert not TimetableException.objects.exists()
    assert JournalEntry.objects.count() == 3


def test_before_saving_an_exception_tells_whose_deadline_changes(
    vera: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(moscow(24, 11), tick=False):
        due = world.ticket(at=moscow(24, 11)).due_at
        closed = {**SHORT, "kind": "closed", "first_day": "2026-11-24", "last_day": "2026-11-24"}
        page = vera.post("/office/exceptions/preview/", closed).content.decode()
        assert "1 обращение ждёт ответа и получит новый срок." in page
        assert 'value="2026-11-24"' in page
        assert Ticket.objects.get().due_at == due
        vera.post(ADD, closed)
        row = TimetableException.objects.get()
        part: dict[str, Any] = {
            "path": f"/office/exceptions/{row.pk}/preview/",
            "headers": {"HX-Request": "true"},
        }
        crossed = {**SHORT, "till_minute": "17:00"}
        assert "Конец раньше начала." in vera.post(data=crossed, **part).content.decode()
        assert "Сроки не изменятся." in vera.post(data=closed, **part).content.decode()
        removal = f"/office/exceptions/{row.pk}/removal/"
        without = vera.post(removal, headers={"HX-Request": "true"}).content.decode()
        # The clock of the ticket knows nothing of the exception yet: only the sweep tells it.
        assert "Сроки не изменятся." in without
        assert recount_laggards() == 1
        typed = vera.post(removal, {**closed, "name_ru": "Пожар"}).content.decode()
        assert "1 обращение ждёт ответа и получит новый срок." in typed
        assert 'value="Пожар"' in typed
        assert TimetableException.objects.get().name_ru == "Короткий день"
        for count in (1, 3):
            for number in range(count):
                draft = LevelDraft(name_ru=f"{number}", timetable_id=world.level.timetable_id)
                create_level(draft)
            other = {**closed, "levels": [Level.objects.latest("pk").pk]}
            with django_assert_num_queries(14):
                vera.post(data=other, **part)
            with django_assert_num_queries(12):
                vera.post(removal, headers={"HX-Request": "true"})


def test_what_does_not_fit_comes_back_with_its_reason(vera: Client) -> None:
    wrong = {**SHORT, "from_minute": "25:00", "last_day": "2026-11-01"}
    answer = vera.post(ADD, wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="25:00"' in text
    assert "field-error" in text


def test_holidays_are_looked_through_and_added_once(vera: Client, world: World) -> None:
    text = vera.get(f"{HOLIDAYS}?country=RU&year=2026").content.decode()
    assert "День народного единства" in text
    rows = ["2026-11-04 2026-11-04 closed", "2026-11-03 2026-11-03 cut", "nonsense"]
    with time_machine.travel(moscow(3, 17), tick=False):
        due = world.ticket(at=moscow(3, 17)).due_at
        chosen = {"country": "RU", "year": "2026", "row": rows}
        page = vera.post(f"{HOLIDAYS}preview/", chosen).content.decode()
        assert "1 обращение ждёт ответа и получит новый срок." in page
        assert page.count(" checked ") == 2
        none = vera.post(f"{HOLIDAYS}preview/", {**chosen, "row": []})
        assert "Сроки не изменятся." in none.content.decode()
        assert Ticket.objects.get().due_at == due
        added = vera.post(HOLIDAYS, chosen)
    assert added.status_code == 302
    found = TimetableException.objects.values_list("first_day", flat=True)
    assert list(found) == [date(2026, 11, 3), date(2026, 11, 4)]
    drafts = [LevelDraft(name, timetable_id=world.level.timetable_id) for name in ("А", "Б")]
    levels = [create_level(draft).pk for draft in drafts]
    first, second = TimetableException.objects.all()
    first.levels.set(Level.objects.exclude(pk=levels[0]))
    second.levels.set(levels)
    listed = vera.get("/office/exceptions/?year=2026").content.decode()
    assert ">все, кроме уровня А<" in listed
    assert ">А, Б<" in listed
    again = vera.get(f"{HOLIDAYS}?country=RU&year=2026").content.decode()
    assert again.count('class="badge"') == 2
    assert vera.get(f"{HOLIDAYS}?country=XX").status_code == 422


@pytest.mark.parametrize("year", ["0000", "9999", "2²", "-1", "1" * 5000])
def test_an_odd_year_is_this_one(vera: Client, year: str) -> None:
    page = vera.get("/office/exceptions/", {"year": year}).content.decode()
    assert re.findall(r'aria-current="page">(\d{4})<', page) == [str(now().year)]
