"""Levels and timetables in the settings (screen 07): their promise, and what changing it does."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.forms import BaseForm
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from otklik.clock.models import Level, Timetable, TimetableException
from otklik.clock.offer import LISTS
from otklik.clock.operations import (
    LevelDraft,
    TimetableDraft,
    add_exceptions,
    create_level,
    create_timetable,
)
from otklik.directory.models import Category
from otklik.office.pages import journal as journal_words
from otklik.people.models import JournalEntry, UserGroup
from otklik.tickets.models import Ticket
from otklik.tickets.operations import forecast
from otklik.tickets.operations.recount import recount_laggards
from otklik.tickets.queries.forecasts import recounted
from otklik.tickets.tasks import forecast_promise
from otklik.tickets.tests.world import World, moscow

HTMX = {"HX-Request": "true"}


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


@pytest.fixture
def table(world: World) -> Timetable:
    return world.level.timetable


def week(hours: str = "10:00–19:00", **days: str) -> dict[str, Any]:
    """Return what the form of a timetable sends: weekdays with the same hours."""
    lines = {f"day_{number}": hours if number < 5 else "" for number in range(7)}
    return {"name_ru": "Будни", "time_zone": "Europe/Moscow"} | lines | days


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return {f"initial-{name}": value for name, value in data.items()}


def sent_by(form: BaseForm) -> dict[str, Any]:
    """Return what a browser would send of a form as it stands."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        rows = value if isinstance(value, list) else [value]
        texts = ["" if each is None else str(each) for each in rows]
        sent[bound.html_initial_name] = texts
        if value is not False:
            sent[bound.html_name] = ["on"] if value is True else texts
    return sent


def promise(world: World, **changed: Any) -> dict[str, Any]:
    """Return what the form of a level sends."""
    return {
        "name_ru": "Оперативный",
        "reaction_value": "2",
        "reaction_unit": "hour",
        "warn_value": "30",
        "warn_unit": "minute",
        "resolution_unit": "hour",
        "base": "client_reply",
        "timetable": world.level.timetable_id,
        "rank": "300",
        **dict.fromkeys(LISTS.values(), "all"),
    } | changed


def shortened(world: World, hours: int = 1) -> dict[str, Any]:
    """Return what the form of the default level sends if it shall promise an answer sooner."""
    level = world.level
    stored = promise(
        world,
        name_ru=level.name_ru,
        reaction_value=str(level.reaction_value),
        warn_value=str(level.warn_value or ""),
        warn_unit=level.warn_unit,
        rank=str(level.rank),
        is_default="on",
        everyone="on" if level.everyone else "",
    )
    return shown(stored) | stored | {"reaction_value": str(hours), "warn_value": ""}


def test_a_level_is_added_for_a_group(vera: Client, world: World) -> None:
    group = UserGroup.objects.create(code="vip", name_ru="VIP")
    answer = vera.post("/office/levels/add/", promise(world, groups=[group.pk], is_default="on"))
    level = Level.objects.get(rank=300)
    assert answer.headers["Location"] == f"/office/levels/{level.pk}/"
    assert (level.reaction_value, list(level.groups.all())) == (2, [group])
    assert list(Level.objects.filter(is_default=True)) == [level]
    told = set(JournalEntry.objects.values_list("name_ru", flat=True))
    assert told == {level.name_ru, world.level.name_ru}
    refused = vera.post("/office/levels/add/", promise(world, warn_value="2", warn_unit="hour"))
    assert refused.status_code == 422
    assert 'id="id_warn_value_error"' in refused.content.decode()


def test_the_form_says_when_a_question_would_be_due(vera: Client, world: World) -> None:
    with time_machine.travel(moscow(24, 11, 30), tick=False):
        panel = vera.post("/office/levels/preview/", promise(world), headers=HTMX).content.decode()
    assert "13:30 сегодня" in panel
    assert "10:00, 30 ноября" in panel or "19:00, 27 ноября" in panel
    assert not Level.objects.filter(rank=300).exists()


def test_saving_tells_before_whose_deadline_changes_and_the_sweep_changes_it(
    vera: Client, world: World
) -> None:
    with time_machine.travel(moscow(24, 11), tick=False):
        ticket = world.ticket(at=moscow(24, 11))
        before = Ticket.objects.get(pk=ticket.pk).due_at
        path = f"/office/levels/{world.level.pk}/"
        data = shortened(world)
        told = vera.post(f"{path}preview/", data, headers=HTMX)
        assert "1 обращение" in told.content.decode()
        assert Ticket.objects.get(pk=ticket.pk).due_at == before
        assert vera.post(f"{path}save/", data).status_code == 302
        left = vera.get("/office/recount/").content.decode()
        assert "осталось 1 обращение" in left
        assert "?of=1" in left
        for asking in (left, vera.get(path).content.decode()):
            [asker] = re.findall(r'<div[^>]* hx-get="/office/recount/[^>]*>', asking)
            assert 'hx-target="this"' in asker, "or it takes the place of the page"
        assert recount_laggards() == 1
        assert "Все сроки пересчитаны" in vera.get("/office/recount/?of=1").content.decode()
        assert vera.get("/office/recount/?of=odd").status_code == 204
        assert Ticket.objects.get(pk=ticket.pk).due_at == moscow(24, 12)


def test_a_level_says_what_it_allows_and_includes(vera: Client, world: World) -> None:
    category, priority = Category.objects.all()[0], world.priority
    lists = {
        "categories": [category.pk],
        f"own_{priority.pk}": "1",
        f"own_unit_{priority.pk}": "hour",
        "included_ru_0": "Телефон",
        "included_en_0": "Telephone",
        "included_0": "limited",
        "included_ru_1": "",
    }
    vera.post("/office/levels/add/", promise(world, **lists))
    level = Level.objects.get(rank=300)
    assert (list(level.categories.all()), level.statuses.count()) == ([category], 0)
    assert level.reactions == [[priority.pk, 1, "hour"]]
    assert level.entitlements == [["Телефон", "Telephone", "limited"]]
    data = sent_by(vera.get(f"/office/levels/{level.pk}/").context["form"])
    path = f"/office/levels/{level.pk}/save/"
    # "All" is no row among others, and nothing ticked is not all (spec SLA-6).
    for unclear in (["all", str(category.pk)], []):
        kept = vera.post(path, data | {"categories": unclear})
        assert 'id="id_categories_error"' in kept.content.decode()
        assert kept.context["form"]["categories"].value() == unclear
        assert list(level.categories.all()) == [category]
    # What was not touched stays, and a second page gets 409.
    changed = {"categories": ["all"], f"own_{priority.pk}": "2"}
    assert vera.post(path, data | changed).status_code == 302
    level.refresh_from_db()
    assert (level.categories.count(), level.reactions) == (0, [[priority.pk, 2, "hour"]])
    assert level.entitlements == [["Телефон", "Telephone", "limited"]]
    assert vera.post(path, data | {f"own_{priority.pk}": "3"}).status_code == 409
    line = JournalEntry.objects.filter(kind="clock.level").latest("pk")
    told = {one.label: (one.before, one.after) for one in journal_words.line(line).changes}
    assert told["Категории"] == (str(category), "–")
    assert told["Время реакции по критичности"][1] == f"{priority}: 2 рабочих часа"
    refused = vera.post(path, data | {"included_en_1": "Chat"})
    assert 'id="id_included_ru_1_error"' in refused.content.decode()


def test_many_tickets_are_counted_by_a_job_before_saving(
    vera: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "AT_ONCE", 2)
    path = f"/office/levels/{world.level.pk}/preview/"
    with time_machine.travel(moscow(24, 13), tick=False):
        tickets = [
            world.ticket(at=moscow(24, *at)) for at in ((10,), (11,), (11,), (12, 30), (13,))
        ]
        due = [ticket.due_at for ticket in tickets]
        Ticket.objects.filter(pk=tickets[4].pk).update(clock_state={"odd": 1})
        typing = vera.post(path, shortened(world, 3)).context["follows"].found
        page = vera.post(path, shortened(world))
        found = page.context["follows"].found
        assert (found.is_running, found.total, found.counted) == (True, 5, 0)
        part = f"/office/forecasts/{found.forecast_id}/"
        assert f'hx-get="{part}"' in page.content.decode()
        jobs = ProcrastinateJob.objects.filter(task_name=forecast.FORECAST_JOB)
        asked = [{"forecast_id": one.forecast_id} for one in (typing, found)]
        assert list(jobs.order_by("pk").values_list("args", flat=True)) == asked
        assert not forecast.count_on(typing.forecast_id), "another one was asked for"
        assert forecast.count_on(found.forecast_id)
        assert 'max="5" value="2"' in vera.get(part).content.decode()
        forecast_promise(forecast_id=found.forecast_id)
        assert recounted(found.forecast_id, by=world.anna) is None
        for answer in (vera.get(part), vera.post(path, shortened(world))):
            told = answer.content.decode()
            assert "4 обращения ждут ответа и получат новый срок." in told
            assert "3 обращения станут просроченными." in told
            assert "/office/forecasts/" not in told
        assert forecast.forget_forecasts() == 0
    with time_machine.travel(moscow(25, 14), tick=False):
        assert forecast.forget_forecasts() == 1
    assert [Ticket.objects.get(pk=ticket.pk).due_at for ticket in tickets] == due


def test_switching_what_categories_do_asks_before_lists_are_lost(
    vera: Client, world: World
) -> None:
    world.level.categories.add(Category.objects.all()[0])
    path = "/office/levels/categories/"
    assert str(world.level) in vera.get(path).content.decode()
    assert vera.post(f"{path}save/", {"mode": "chooses"}).status_code == 422
    assert world.level.categories.exists()
    assert vera.post(f"{path}save/", {"mode": "chooses", "agreed": "on"}).status_code == 302
    assert not world.level.categories.exists()
    assert JournalEntry.objects.filter(kind="clock.levelsettings").count() == 1


def test_hours_are_read_as_people_write_them(vera: Client, table: Timetable) -> None:
    data = week(day_0="9-13, 14:00 - 18.30", day_5="22:00–24:00 20:00-23:00", day_6="00:00–02:00")
    data |= shown(week())
    assert vera.post(f"/office/timetables/{table.pk}/save/", data).status_code == 302
    table.refresh_from_db()
    assert table.hours[0] == [[540, 780], [840, 1110]]
    assert table.hours[5:] == [[[1200, 1440]], [[0, 120]]]
    [line] = JournalEntry.objects.filter(kind="clock.timetable")
    [hours] = journal_words.line(line).changes
    assert "пн 10:00–19:00" in (hours.before or "")
    assert "пн 09:00–13:00, 14:00–18:30" in (hours.after or "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("20:00–02:00", "20:00–24:00"),
        ("10:00–25:00", "25:00"),
        ("с утра", "с утра"),
        ("10:00–10:00", "10:00–10:00"),
    ],
)
def test_hours_that_cannot_be_are_explained_and_kept(
    vera: Client, table: Timetable, line: str, words: str
) -> None:
    before = table.hours
    answer = vera.post(f"/office/timetables/{table.pk}/save/", week(day_2=line) | shown(week()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{line}"' in page
    assert words in page.split('id="id_day_2_error"')[1][:300]
    table.refresh_from_db()
    assert table.hours == before


def test_a_day_is_copied_without_being_saved(vera: Client, table: Timetable) -> None:
    data = week(day_0="08:00–12:00") | shown(week()) | {"copy": "1", "from": "0", "to": "5-6"}
    page = vera.post(f"/office/timetables/{table.pk}/preview/", data).content.decode()
    assert page.count('value="08:00–12:00"') == 3
    table.refresh_from_db()
    assert table.hours[5] == []


def test_who_was_slower_sees_the_present_hours(vera: Client, table: Timetable) -> None:
    path = f"/office/timetables/{table.pk}/save/"
    assert vera.post(path, shown(week()) | week(day_4="10:00–18:00")).status_code == 302
    late = vera.post(path, shown(week()) | week(day_4="10:00–17:00"))
    assert late.status_code == 409
    assert "«10:00–18:00»" in late.content.decode()
    table.refresh_from_db()
    assert table.hours[4] == [[600, 1080]]


def test_the_default_is_not_archived_and_staff_find_no_button(
    vera: Client, world: World, client: Client
) -> None:
    vera.post(f"/office/levels/{world.level.pk}/archive/")
    world.level.refresh_from_db()
    assert world.level.archived_at is None
    other = Level.objects.exclude(pk=world.level.pk).earliest("pk")
    vera.post(f"/office/levels/{other.pk}/archive/")
    other.refresh_from_db()
    assert other.archived_at is not None
    client.force_login(world.anna)
    page = client.get(f"/office/levels/{world.level.pk}/").content.decode()
    assert world.level.name_ru in page
    assert "form-foot" not in page


def test_a_level_without_hours_needs_a_person(vera: Client, world: World, table: Timetable) -> None:
    assert "Требует внимания" not in vera.get("/office/").content.decode()
    vera.post(f"/office/timetables/{table.pk}/save/", week("") | shown(week()))
    assert world.level.name_ru in vera.get("/office/").content.decode()


def day_off(day: date, *levels: Level, name: str = "Праздник") -> TimetableException:
    row = TimetableException(name_ru=name, first_day=day, last_day=day)
    [made] = add_exceptions([row], level_ids=[level.pk for level in levels])
    return made


@time_machine.travel(moscow(19, 12), tick=False)
def test_the_coming_year_of_exceptions_stands_beside_the_hours(
    vera: Client, world: World, table: Timetable
) -> None:
    other = create_level(LevelDraft(name_ru="Другой", timetable_id=table.pk))
    common = day_off(date(2027, 1, 7), name="Рождество")
    own = day_off(date(2026, 12, 31), other, name="Инвентаризация")
    for day in (date(2026, 10, 31), date(2027, 11, 1)):
        day_off(day, name="Не в этом году")
    level = vera.get(f"/office/levels/{world.level.pk}/")
    hours = vera.get(f"/office/timetables/{table.pk}/")
    links = {row.pk: f'href="/office/exceptions/{row.pk}/"' for row in (common, own)}
    assert [month.name for month in level.context["year"].months] == [
        "Ноябрь 2026",
        "Декабрь 2026",
        "Январь 2027",
    ]
    assert level.content.decode().count(links[common.pk]) == 2, "in the month and in the list"
    assert links[own.pk] not in level.content.decode()
    assert hours.content.decode().count(links[own.pk]) == 2
    assert "выходной, Другой" in hours.content.decode()
    assert "Не в этом году" not in hours.content.decode()


@pytest.mark.parametrize("count", [0, 20])
def test_the_pages_cost_the_same_with_much_and_with_little(
    vera: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    day_off(date(2027, 2, 23))
    for number in range(count):
        draft = TimetableDraft(name_ru=f"Будни {number}", hours=world.level.timetable.hours)
        made = create_timetable(draft)
        for table_id in (made.pk, world.level.timetable_id):
            create_level(LevelDraft(name_ru=f"Уровень {number}", timetable_id=table_id))
        day_off(date(2027, 1, 1 + number))
    vera.get(f"/office/levels/{world.level.pk}/")
    with django_assert_num_queries(18):
        vera.get(f"/office/levels/{world.level.pk}/")
    path = f"/office/timetables/{world.level.timetable_id}/"
    with django_assert_num_queries(13):
        page = vera.get(path)
    assert len(page.context["answers"]) == count + 1
    with django_assert_num_queries(13):
        part = vera.post(f"{path}preview/", week("9–18") | shown(week()), headers=HTMX)
    assert "1 обращение" not in part.content.decode()
