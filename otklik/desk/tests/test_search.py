"""The search of the desk: page, results while one types, palette (screens 09, 25e)."""

import html
import re

import pytest

from otklik.desk.tests.conftest import Browser
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.queries import search as queries
from otklik.tickets.tests.world import World


def page_of(browser_of: Browser, world: World, person: str = "anna", **query: str) -> str:
    answer = browser_of(getattr(world, person)).get("/desk/search/", query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def links(page: str) -> list[str]:
    """Return where the hits lead, in order."""
    return re.findall(r'<a class="hit" href="([^"]+)"', page)


def test_it_works(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    world.ticket(title="Другое", text="Иное", responsible=world.anna)
    page = page_of(browser_of, world, q="перезагрузить кассу")
    assert links(page) == [f"/desk/t/{ticket.pk}/"]
    assert "<mark>Касса</mark> не печатает чек" in page
    assert "<mark>Перезагрузили</mark> дважды" in page
    assert "1 обращение" in page
    assert 'value="перезагрузить кассу"' in page


@pytest.mark.parametrize("typed", ["{n}", "№ {n}", "[#{n}]", " {n} "])
def test_a_number_comes_first(world: World, browser_of: Browser, typed: str) -> None:
    ticket = world.ticket(responsible=world.anna)
    other = world.ticket(text=f"Смотрите обращение {ticket.pk}", responsible=world.anna)
    page = page_of(browser_of, world, q=typed.format(n=ticket.pk))
    assert links(page)[0] == f"/desk/t/{ticket.pk}/"
    assert f"/desk/t/{other.pk}/" in links(page)
    assert links(page_of(browser_of, world, "boris", q=str(ticket.pk))) == []


def test_a_client_leads_to_the_own_tickets(world: World, browser_of: Browser) -> None:
    mine = world.ticket(responsible=world.anna)
    world.ticket(author=world.pavel, responsible=world.anna)
    page = page_of(browser_of, world, q="elena@example.org")
    client = f"/desk/search/?author={world.elena.pk}"
    assert links(page) == [client, f"/desk/t/{mine.pk}/"]
    page = page_of(browser_of, world, author=str(world.elena.pk))
    assert links(page) == [f"/desk/t/{mine.pk}/"]
    assert "Elena" in page
    assert "Вам не видно обращений этого клиента" in page_of(
        browser_of, world, "boris", author=str(world.elena.pk)
    )


def test_nothing_found_says_what_would_be(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(text="Возврат по чеку", responsible=world.anna)
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    page = page_of(browser_of, world, q="возврат чек", state="open")
    assert "По «возврат чек» ничего не нашлось" in page
    assert "Искать и в закрытых: 1 обращение" in page
    page = page_of(browser_of, world, q="возврат чек 0417")
    assert "Без слова «0417»: 1 обращение" in page
    assert "Без слова «чек»" not in page


def test_an_own_ticket_leads_to_the_clients_door(world: World, browser_of: Browser) -> None:
    own = world.ticket(author=world.boris, text="Отпуск", responsible=world.anna)
    note(ticket_id=own.pk, submit=world.by(world.anna), body=Body(text="Тайна"))
    page = page_of(browser_of, world, "boris", q="отпуск")
    assert links(page) == [f"/t/{own.pk}"]
    assert "Тайна" not in page
    assert links(page_of(browser_of, world, "boris", q="тайна")) == []


def test_pages_go_on_and_nothing_odd_in_the_address_fails(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 20)
    numbers = [world.ticket(responsible=world.anna).pk for _ in range(22)][::-1]
    page = page_of(browser_of, world, q="касса")
    assert links(page) == [f"/desk/t/{one}/" for one in numbers[:20]]
    assert "больше 20 обращений" in page
    [following] = re.findall(r'href="(/desk/search/\?[^"]+)" rel="next"', page)
    rest = browser_of(world.anna).get(following).content.decode()
    assert links(rest) == [f"/desk/t/{one}/" for one in numbers[20:]]
    odd = {"q": "\x00'", "state": "no", "author": "9" * 30, "before": "-1"}
    assert "Найти" in page_of(browser_of, world, **odd)


def test_results_come_while_one_types(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    answer = browser.get("/desk/search/found/", {"q": "кас", "state": "open"})
    assert answer.headers["HX-Replace-Url"] == "/desk/search/?q=%D0%BA%D0%B0%D1%81&state=open"
    assert links(answer.content.decode()) == [f"/desk/t/{ticket.pk}/"]
    quick = browser.get("/desk/search/quick/", {"q": "кас"}).content.decode()
    assert f'href="/desk/t/{ticket.pk}/"' in quick
    assert "<mark>Касса</mark>" in quick
    assert browser.get("/desk/search/quick/", {"q": " "}).content.strip() == b""


def test_words_that_stand_everywhere_are_said(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_asked: object, **_named: object) -> None:
        raise queries.TookTooLong

    monkeypatch.setattr("otklik.desk.pages.search.search", stop)
    assert "Эти слова есть почти везде" in page_of(browser_of, world, q="касса")
    assert browser_of(world.anna).get("/desk/search/quick/", {"q": "касса"}).status_code == 200
