"""The queue: views, groups, words, live refresh, the way by number."""

import re
from datetime import datetime
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.desk.tests.conftest import Browser
from otklik.live.presence import enter
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import World, moscow, read_kept_tables
from otklik.tickets.topics import staff_topic

HTMX = {"HX-Request": "true"}
NOON = moscow(24, 12)


def shown(html: str) -> list[int]:
    """Return the numbers of the rows, in order."""
    return [int(one) for one in re.findall(r'<tr [^>]*id="row-(\d+)"', html)]


def page_of(browser_of: Browser, world: World, query: str = "", person: str = "anna") -> str:
    answer = browser_of(getattr(world, person)).get(f"/desk/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_it_works(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 11))
    html = page_of(browser_of, world)
    assert shown(html) == [ticket.pk]
    assert "Касса не печатает чек" in html
    assert "Перезагрузили дважды" in html
    assert "ООО «Гранит-Строй»" in html
    assert 'aria-label="Ваш ход: клиент ждёт"' in html
    assert "3 ч" in html


@pytest.mark.parametrize("person", ["anna", "vera", "oleg"])
def test_whoever_reads_the_settings_gets_there_and_back(
    world: World, browser_of: Browser, person: str
) -> None:
    """Agents and observers read them too (spec C-3); the bar of a phone has both links."""
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(getattr(world, person))
    for page in ("/desk/", f"/desk/t/{ticket.pk}/"):
        html = browser.get(page).content.decode()
        assert re.search(r'<a class="nav-link" href="/office/"[^>]* data-tab', html)
    html = browser.get("/office/").content.decode()
    assert 'href="/desk/search/"' in html
    assert 'action="/account/sign-out/"' in html
    assert ('href="/desk/new/"' in html) is (person != "oleg")
    assert re.search(r'<a class="nav-link" href="/desk/"[^>]* data-tab', html)


@time_machine.travel(NOON, tick=False)
def test_every_view_holds_its_own(world: World, browser_of: Browser) -> None:
    mine = world.ticket(responsible=world.anna, at=moscow(24, 11))
    helped = world.ticket(responsible=world.boris, co_executors=(world.anna,), at=moscow(24, 11))
    free = world.ticket(at=moscow(24, 11))
    held = world.ticket(responsible=world.anna, at=moscow(24, 11))
    hold(ticket_id=held.pk, submit=world.by(world.anna))
    closed = world.ticket(responsible=world.anna, at=moscow(24, 11))
    close(ticket_id=closed.pk, submit=world.by(world.anna))
    found = {
        view: set(shown(page_of(browser_of, world, f"?view={view}")))
        for view in (
            "waiting", "mine", "co-executing", "unassigned", "open", "held", "closed", "nonsense"
        )
    }  # fmt: skip
    waiting = {mine.pk, helped.pk, free.pk}
    assert found == {
        "waiting": waiting,
        "mine": {mine.pk},
        "co-executing": {helped.pk},
        "unassigned": {free.pk},
        "open": waiting,
        "held": {held.pk},
        "closed": {closed.pk},
        "nonsense": waiting,
    }


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return moscow(day, hour, minute)


@time_machine.travel(NOON, tick=False)
def test_groups_come_in_the_order_of_what_has_to_be_done(world: World, browser_of: Browser) -> None:
    late = world.ticket(responsible=world.anna, at=at(23, 10))
    today = world.ticket(responsible=world.anna, at=at(24, 11))
    later = world.ticket(responsible=world.anna, at=at(24, 11, 59), title="Завтра")
    answered = world.ticket(responsible=world.anna, at=at(24, 10))
    reply(ticket_id=answered.pk, submit=world.by(world.anna), body=Body(text="Проверьте бумагу."))
    with time_machine.travel(moscow(24, 18), tick=False):
        tomorrow = world.ticket(responsible=world.anna)
        urgent = world.ticket(responsible=world.anna)
    wish = FieldChange("priority", world.priority.pk, urgent.priority_id)
    set_fields(ticket_id=urgent.pk, submit=world.by(world.vera), changes=[wish])
    html = page_of(browser_of, world, "?view=open")
    assert shown(html) == [urgent.pk, late.pk, today.pk, later.pk, tomorrow.pk, answered.pk]
    headings = re.findall(r'<tr class="group".*?<strong>(.*?)</strong>', html, re.DOTALL)
    assert headings == ["Вне очереди", "Просрочено", "Сегодня", "Позже", "Ход за клиентом"]
    assert "Вы: Проверьте бумагу." in html
    assert 'role="timer" title="4 рабочих часа; ' in unescape(html)
    assert f'id="row-{late.pk}" data-id="{late.pk}" data-unread data-overdue' in html


@time_machine.travel(NOON, tick=False)
def test_a_colleague_who_answers_is_shown(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.gleb, co_executors=(world.anna,), at=at(24, 11))
    enter(uuid4(), topic=staff_topic(ticket.pk), person_id=world.gleb.pk, mode="answer")
    assert "Gleb отвечает" in page_of(browser_of, world)
    assert "отвечает" not in page_of(browser_of, world, person="gleb").partition("<tbody")[2]


def test_an_empty_view_says_what_comes_next(world: World, browser_of: Browser) -> None:
    assert "Всем ответили" in page_of(browser_of, world)
    with time_machine.travel(NOON, tick=False):
        ticket = world.ticket(at=at(24, 11))
        html = page_of(browser_of, world, "?view=mine")
    assert "У вас нет открытых обращений" in html
    assert "Ближайший срок" in html
    assert f'href="/desk/t/{ticket.pk}/"' in html


@time_machine.travel(NOON, tick=False)
def test_refresh_moves_nothing_while_somebody_is_at_the_list(
    world: World, browser_of: Browser
) -> None:
    first = world.ticket(responsible=world.anna, at=at(24, 11))
    browser = browser_of(world.anna)
    second = world.ticket(responsible=world.anna, at=at(24, 10))
    calm = browser.get(f"/desk/refresh/?shown={first.pk}", headers=HTMX)
    assert shown(calm.content.decode()) == [second.pk, first.pk]
    busy = browser.get(f"/desk/refresh/?shown={first.pk}&busy=1", headers=HTMX)
    html = busy.content.decode()
    assert busy.headers["HX-Reswap"] == "none"
    assert shown(html) == [first.pk]
    assert "1 новое обращение" in html
    asked = browser.get(f"/desk/refresh/?shown={first.pk}&busy=1&now=1", headers=HTMX)
    assert shown(asked.content.decode()) == [second.pk, first.pk]


@time_machine.travel(NOON, tick=False)
def test_a_row_that_left_the_view_is_renewed_in_its_place(
    world: World, browser_of: Browser
) -> None:
    first = world.ticket(responsible=world.anna, at=at(24, 10))
    second = world.ticket(responsible=world.anna, at=at(24, 11))
    reply(ticket_id=first.pk, submit=world.by(world.anna), body=Body(text="Готово"))
    browser = browser_of(world.anna)
    query = f"shown={first.pk}&shown={second.pk}&busy=1"
    html = browser.get(f"/desk/refresh/?{query}", headers=HTMX).content.decode()
    assert shown(html) == [first.pk, second.pk]
    assert 'aria-label="Вы ответили"' in html
    assert "Порядок изменился" in html


def test_a_page_goes_on_from_a_mark(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "otklik.tickets.queries.lists.queue.__kwdefaults__", {"after": "", "size": 2}
    )
    numbers = [world.ticket(responsible=world.anna, at=at(24, 10, m)).pk for m in range(3)]
    html = page_of(browser_of, world)
    assert shown(html) == numbers[:2]
    link = re.search(r'href="(/desk/\?after=[^"]+)"', html)
    assert link
    rest = browser_of(world.anna).get(link[1].replace("&amp;", "&")).content.decode()
    assert shown(rest) == numbers[2:]


def test_two_take_a_ticket_and_one_wins(world: World, browser_of: Browser) -> None:
    ticket = world.ticket()
    url = f"/desk/t/{ticket.pk}/take/"
    anna, boris = browser_of(world.anna), browser_of(world.boris)
    assert anna.post(url, {"next": "queue"}, headers=HTMX).status_code == 204
    # Boris does not see Anna's ticket any more: there is nothing to take.
    assert boris.post(url, {"next": "queue"}, headers=HTMX).status_code == 404
    vera = browser_of(world.vera).post(url, {"next": "queue"}, headers=HTMX)
    assert vera.status_code == 409
    ticket.refresh_from_db()
    assert ticket.responsible == world.anna


def test_a_client_does_not_know_the_desk(world: World, browser_of: Browser) -> None:
    assert browser_of(world.elena).get("/desk/").status_code == 404
    assert browser_of(world.oleg).get("/desk/").status_code == 200
    assert browser_of(world.oleg).get("/desk/new/").status_code == 403


def test_the_number_of_queries_does_not_grow(world: World, browser_of: Browser) -> None:
    browser = browser_of(world.anna)

    def count(query: str) -> int:
        read_kept_tables()
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/desk/{query}").status_code == 200
        return len(found)

    def fill(number: int) -> None:
        for minute in range(number):
            ticket = world.ticket(
                responsible=world.anna if minute % 2 else None,
                co_executors=(world.gleb,) if minute % 3 else (),
                author=world.elena if minute % 2 else world.pavel,
                at=at(24, 10, minute % 60),
            )
            if minute % 4 == 0:
                reply(ticket_id=ticket.pk, submit=world.by(world.vera), body=Body(text="Да"))
            if minute % 8 == 1:
                assign(
                    ticket_id=ticket.pk,
                    submit=world.by(world.vera),
                    responsible=world.gleb,
                    shown=ticket.responsible_id,
                )

    with time_machine.travel(NOON, tick=False):
        fill(4)
        little = count("?view=open")
        fill(40)
        assert count("?view=open") == little
        assert little <= 16
