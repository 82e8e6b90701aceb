"""The list as its address says it: filters, order, columns, and the way back from a ticket."""

import re
from html import unescape

import time_machine

from otklik.desk.models import QueueColumns
from otklik.desk.tests.conftest import Browser
from otklik.desk.tests.test_queue import HTMX, NOON, page_of, shown
from otklik.directory.models import Difficulty
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import World, moscow


def heads(html: str) -> list[str]:
    return re.findall(r'<th class="([\w-]+)"', html)


def links(html: str, css: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'class="{css}"[^>]* href="([^"]+)"', html)]


@time_machine.travel(NOON, tick=False)
def test_filters_stand_in_the_address_and_can_be_taken_away(
    world: World, browser_of: Browser
) -> None:
    mine = world.ticket(responsible=world.anna, at=moscow(24, 10))
    free = world.ticket(at=moscow(24, 11))
    asked = f"view=open&lamp=wait&responsible={world.anna.pk}&number-from={mine.pk}"
    html = page_of(browser_of, world, f"?{asked}&sort=-created")
    assert shown(html) == [mine.pk]
    assert "<span>Чей ход</span>" in html
    without = links(html, "chip-x")
    assert len(without) == 3
    assert all("view=open" in url and "sort=-created" in url for url in without)
    rest = page_of(browser_of, world, without[0].removeprefix("/desk/"))
    assert shown(rest) == [mine.pk]
    # Live updates and the ticket's page keep all of it.
    refresh = unescape(re.search(r'hx-get="(/desk/refresh/[^"]+)"', html)[1])  # type: ignore[index]
    fresh = browser_of(world.anna).get(refresh, headers=HTMX).content.decode()
    assert shown(fresh) == [mine.pk]
    ticket = links(html, "subject")[0]
    page = browser_of(world.anna).get(ticket).content.decode()
    back = unescape(re.search(r'href="([^"]+)"[^>]* data-key="Escape"', page)[1])  # type: ignore[index]
    assert back.endswith(f"sort=-created#row-{mine.pk}")
    assert shown(browser_of(world.anna).get(back).content.decode()) == [mine.pk]
    empty = page_of(browser_of, world, f"?view=open&responsible={world.gleb.pk}")
    assert shown(empty) == []
    assert 'href="/desk/?view=open">Убрать все фильтры' in empty
    assert free.pk in shown(page_of(browser_of, world, "?view=open"))


@time_machine.travel(NOON, tick=False)
def test_when_a_ticket_closes_by_itself_is_a_column_and_a_filter(
    world: World, browser_of: Browser
) -> None:
    answered = world.ticket(responsible=world.anna, at=moscow(24, 10))
    reply(ticket_id=answered.pk, submit=world.by(world.anna), body=Body(text="Да"))
    waits = world.ticket(responsible=world.anna, at=moscow(24, 11))
    QueueColumns.objects.create(person=world.anna, names=["subject", "auto-close"])
    html = page_of(browser_of, world, "?view=open")
    assert shown(html) == [waits.pk, answered.pk]
    assert re.findall(r'class="c-more">(?:<time [^>]*>)?([^<]*)', html) == ["–", "1 дек"]
    html = page_of(browser_of, world, "?view=open&closes-from=2026-12-01&closes-to=2026-12-01")
    assert shown(html) == [answered.pk]
    assert "<span>Закроется само</span>" in html
    card = browser_of(world.anna).get(f"/desk/t/{answered.pk}/").content.decode()
    assert "осталось 7 дней" in card


def test_an_odd_address_is_told_and_breaks_nothing(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    odd = (
        "lamp=blue&due=x&status=-1&status=1e9&created-from=2026-13-45&created-to=9999-12-31"
        "&number-from=99999999999999999999&sort=--number&view=x&author=abc&after=%00"
        "&client=%00&rating=%F0%9F%98%80"
    )
    browser = browser_of(world.anna)
    for path in ("/desk/", "/desk/filters/", "/desk/refresh/", f"/desk/t/{ticket.pk}/"):
        assert browser.get(f"{path}?{odd}").status_code == 200
    html = page_of(browser_of, world, f"?{odd}")
    assert shown(html) == [ticket.pk]
    assert "Часть адреса не понята" in html
    far = f"?view=open&status={2**62}&number-to={2**62}&messages-to={2**62}&client=%27%3A%2A"
    assert shown(page_of(browser_of, world, far)) == []
    blank = browser.get("/desk/?view=open&status=&created-from=&client=")
    assert (blank.status_code, blank["Location"]) == (302, "/desk/?view=open")


def test_the_form_shows_what_is_chosen(world: World, browser_of: Browser) -> None:
    asked = f"?view=open&status={world.status.pk}&status=none&client=ел&created-from=2026-11-01"
    html = browser_of(world.anna).get(f"/desk/filters/{asked}&sort=-due").content.decode()
    assert f'name="status" value="{world.status.pk}" checked' in html
    assert 'name="status" value="none" checked' in html
    assert 'value="2026-11-01"' in html
    assert 'name="sort" value="-due"' in html
    assert 'name="view" value="open"' in html


def test_a_head_orders_one_way_then_the_other_then_as_it_was(
    world: World, browser_of: Browser
) -> None:
    old, new = world.ticket(at=moscow(24, 10)), world.ticket(at=moscow(24, 11))

    def pressed(html: str) -> str:
        url = re.search(r'<th class="c-id"[^>]*><a href="/desk/([^"]*)"', html)
        assert url
        return page_of(browser_of, world, unescape(url[1]))

    first = pressed(page_of(browser_of, world, "?view=open"))
    assert shown(first) == [new.pk, old.pk]
    assert 'class="c-id" scope="col" role="columnheader" aria-sort="descending"' in first
    second = pressed(first)
    assert shown(second) == [old.pk, new.pk]
    assert "aria-sort" not in pressed(second)


def test_a_person_keeps_columns_of_the_own(world: World, browser_of: Browser) -> None:
    world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    shipped = heads(page_of(browser_of, world))
    kept = browser.post(
        "/desk/columns/?view=open", {"column": ["due", "nonsense", "subject", "rating", "due"]}
    )
    assert kept["Location"] == "/desk/?view=open"
    assert heads(page_of(browser_of, world)) == [
        "c-check",
        "c-lamp",
        "c-sla",
        "c-subject",
        "c-more",
    ]
    assert heads(page_of(browser_of, world, person="vera")) == shipped
    # Without scripts the arrows move a column by one place.
    moved = browser.post("/desk/columns/", {"column": ["due", "rating"], "move": "up:rating"})
    assert moved.status_code == 200
    assert heads(page_of(browser_of, world)) == [
        "c-check",
        "c-lamp",
        "c-subject",
        "c-more",
        "c-sla",
    ]
    browser.post("/desk/columns/", {"column": ["rating"], "reset": "1"})
    assert heads(page_of(browser_of, world)) == shipped


def test_of_the_own_ticket_no_column_tells_what_is_hidden(
    world: World, browser_of: Browser
) -> None:
    own = world.ticket(author=world.anna, responsible=world.boris)
    difficulty = Difficulty.objects.first()
    assert difficulty
    change = FieldChange("difficulty", difficulty.pk, None)
    set_fields(ticket_id=own.pk, submit=world.by(world.vera), changes=[change])
    columns = {"column": ["subject", "difficulty", "changed", "overdues", "source"]}
    for person, tells in (("vera", True), ("anna", False)):
        browser_of(getattr(world, person)).post("/desk/columns/", columns)
        html = page_of(browser_of, world, "?view=open", person=person)
        assert shown(html) == [own.pk]
        assert (str(difficulty) in html) is tells
