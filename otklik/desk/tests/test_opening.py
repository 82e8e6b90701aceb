"""A new ticket for a client: who asks, what staff decide at once, one ticket for two presses."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from otklik.clock.operations import LevelDraft, create_level
from otklik.clock.terms import Period, Unit
from otklik.coupons.models import Use
from otklik.coupons.operations.issue import Order, issue
from otklik.desk.tests.conftest import Browser
from otklik.directory.models import Category, Source
from otklik.people.models import Person, UserGroup
from otklik.tickets.audience import further_addresses
from otklik.tickets.models import SeatKind, Side, Ticket
from otklik.tickets.tests.world import World, moscow


def send(browser: Client, **values: Any) -> Any:
    fields = {
        "key": "k1",
        "title": "Нет чека",
        "text": "Касса молчит.",
        "responsible": "nobody",
    }
    return browser.post("/desk/new/", fields | values)


def test_it_works(world: World, browser_of: Browser) -> None:
    phone = Source.objects.get(code="phone")
    answer = send(browser_of(world.anna), author=world.elena.pk, source=phone.pk)
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/desk/t/{ticket.pk}/"
    assert (ticket.author, ticket.creator, ticket.source) == (world.elena, world.anna, phone)
    assert (ticket.last_side, ticket.responsible) == (Side.CLIENT, None)
    assert ticket.waiting_since is not None


def test_two_presses_open_one_ticket(world: World, browser_of: Browser) -> None:
    browser = browser_of(world.anna)
    addresses = {
        send(browser, author=world.elena.pk).headers["Location"],
        send(browser, author=world.elena.pk).headers["Location"],
    }
    assert len(addresses) == 1
    assert Ticket.objects.count() == 1


def test_staff_decide_at_once(world: World, browser_of: Browser) -> None:
    values = {
        "author": world.elena.pk,
        "category": world.category.pk,
        "priority": world.priority.pk,
        "status": world.status.pk,
        "level": world.level.pk,
        "responsible": str(world.anna.pk),
        "co_executors": [world.gleb.pk],
    }
    assert send(browser_of(world.anna), **values).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.priority) == (world.category, world.priority)
    assert (ticket.status, ticket.level) == (world.status, world.level)
    assert ticket.responsible == world.anna
    assert [seat.person for seat in ticket.seats.filter(kind=SeatKind.CO_EXECUTOR)] == [world.gleb]


def test_by_the_rules_the_ladder_finds_somebody(world: World, browser_of: Browser) -> None:
    Category.objects.filter(pk=world.category.pk).update(responsible=world.boris)
    values = {"author": world.elena.pk, "category": world.category.pk, "responsible": "ladder"}
    answer = send(browser_of(world.anna), **values)
    assert Ticket.objects.get().responsible == world.boris
    # Anna typed it in, so she meets it in the client's door, not at the desk.
    assert answer.headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ({"name": "Пётр", "email": "Petr@Example.com"}, "petr@example.com"),
        ({"name": "Пётр", "phone": "+7 900 000-00-00"}, ""),
        ({"email": "elena@example.org"}, "elena@example.org"),
    ],
)
def test_somebody_new_is_written_down_and_a_known_address_is_found(
    world: World, browser_of: Browser, typed: dict[str, str], known: str
) -> None:
    before = Person.objects.count()
    assert send(browser_of(world.vera), **typed).status_code == 302
    author = Ticket.objects.get().author
    assert author.email == known
    assert Person.objects.count() - before == (author != world.elena)
    assert author.can_sign_in == (author == world.elena)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Выберите клиента или укажите имя либо почту."),
        ({"name": "Пётр", "title": ""}, "Обязательное поле."),
        ({"name": "Пётр", "text": "  "}, "Напишите, о чём просит клиент, или приложите файл."),
        ({"email": "не адрес"}, "field-error"),
        ({"name": "Пётр", "responsible": "999999"}, "field-error"),
        ({"name": "Пётр", "files": ["0" * 32]}, "Файла больше нет"),
    ],
)
def test_errors_keep_what_was_typed_and_write_nobody_down(
    world: World, browser_of: Browser, typed: dict[str, Any], words: str
) -> None:
    before = Person.objects.count()
    answer = send(browser_of(world.anna), **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'name="key"' in html
    assert 'value="k1"' not in html
    assert typed.get("title", "Нет чека") in html
    assert Ticket.objects.count() == 0
    assert Person.objects.count() == before


@pytest.mark.parametrize("words", ["ele", "elena@example.org", "ELENA"])
def test_clients_are_found_as_one_types(world: World, browser_of: Browser, words: str) -> None:
    browser = browser_of(world.anna)
    html = browser.get("/desk/new/people/", {"q": words}).content.decode()
    assert f'name="author" value="{world.elena.pk}"' in html
    assert f'value="{world.pavel.pk}"' not in html
    page = browser.get("/desk/new/", {"q": words}).content.decode()
    assert f'name="author" value="{world.elena.pk}"' in page


def test_nobody_found_is_said(world: World, browser_of: Browser) -> None:
    html = browser_of(world.anna).get("/desk/new/people/", {"q": "щщщ"}).content.decode()
    assert "Никого не нашлось" in html


def test_a_client_that_was_chosen_stays_chosen(world: World, browser_of: Browser) -> None:
    answer = send(browser_of(world.anna), author=world.elena.pk, title="")
    html = answer.content.decode()
    assert f'name="author" value="{world.elena.pk}" checked' in html


def test_what_was_begun_waits_until_it_is_sent(world: World, browser_of: Browser) -> None:
    browser = browser_of(world.anna)
    begun = {"title": "Недописано", "text": "Клиент звонил"}
    assert browser.post("/desk/new/draft/", begun).status_code == 204
    html = browser.get("/desk/new/").content.decode()
    assert 'value="Недописано"' in html
    assert "Клиент звонил</textarea>" in html
    assert send(browser, name="Пётр").status_code == 302
    assert "Недописано" not in browser.get("/desk/new/").content.decode()


@pytest.mark.parametrize(("who", "status"), [("oleg", 403), ("elena", 404)])
def test_who_is_no_staff_types_in_nothing(
    world: World, browser_of: Browser, who: str, status: int
) -> None:
    browser = browser_of(getattr(world, who))
    assert browser.get("/desk/new/").status_code == status
    assert browser.get("/desk/new/people/?q=elena").status_code == status
    assert send(browser, name="Пётр").status_code == status


def test_a_client_without_an_account_may_have_several_addresses(
    world: World, browser_of: Browser
) -> None:
    browser = browser_of(world.anna)
    refused = send(browser, email="a@new.example, Борис, б@, Вера <v@new.example>")
    assert refused.status_code == 422
    assert "Это не адреса: Борис, б@" in refused.content.decode()
    send(browser, email="Анна Нова <a@new.example>; Вера <v@new.example>, w@new.example")
    ticket = Ticket.objects.get()
    assert (ticket.author.email, ticket.author.name) == ("a@new.example", "Анна Нова")
    assert further_addresses(ticket) == ["v@new.example", "w@new.example"]


def test_a_refused_coupon_leaves_no_new_client_but_a_line_in_the_log(
    world: World, browser_of: Browser
) -> None:
    other = create_level(LevelDraft(name_ru="Особый", timetable_id=world.level.timetable_id))
    coupon = issue(order=Order(other.pk))[0]
    known, browser = Person.objects.count(), browser_of(world.anna)
    newcomer = {"name": "Ольга", "email": "olga@example.com", "level": world.level.pk}
    refused = send(browser, **newcomer, coupon="SUP-COU-2")
    assert refused.status_code == 422
    assert 'value="SUP-COU-2"' in refused.content.decode()
    assert (Person.objects.count(), Ticket.objects.count()) == (known, 0)
    assert Use.objects.get().person == world.anna
    send(browser, **newcomer, coupon=coupon.code)
    ticket = Ticket.objects.get()
    assert (ticket.level, ticket.coupon_code) == (other, coupon.code)
    page = browser.get(f"/desk/t/{ticket.pk}/history/").content.decode()
    assert coupon.code in page


def test_a_coupon_of_a_client_is_looked_at_anew_for_each_client(
    world: World, browser_of: Browser
) -> None:
    """Staff type the code before they choose the client, or choose another one (spec CPN-6)."""
    order = Order(world.level.pk, person_id=world.elena.pk, only_owner=True)
    code, browser = issue(order=order)[0].code, browser_of(world.anna)

    def shown(**said: object) -> str:
        return browser.post("/desk/new/offered/", {"coupon": code, **said}).content.decode()

    assert "Купон не подходит." not in shown()
    refused = shown(author=world.pavel.pk)
    assert "Купон не подходит." in refused
    tried = re.findall(r'name="tried" value="([^"]*)"', refused)[0]
    assert "Купон не подходит." in shown(author=world.pavel.pk, tried=tried)
    assert "Купон не подходит." not in shown(author=world.elena.pk, tried=tried)
    assert Use.objects.count() == 1


@time_machine.travel(moscow(24, 11), tick=False)
def test_the_lists_and_the_promise_follow_client_and_level(
    world: World, browser_of: Browser
) -> None:
    create_level(
        LevelDraft(
            name_ru="Для своих",
            timetable_id=world.level.timetable_id,
            reaction=Period(2, Unit.HOUR),
            rank=500,
            group_ids=[UserGroup.objects.get(code="clients").pk],
            allowed={"categories": [world.category.pk]},
        )
    )
    other = Category.objects.exclude(pk=world.category.pk).order_by("sort")[0]
    browser = browser_of(world.anna)

    def shown(url: str = "/desk/new/offered/", **said: object) -> str:
        return browser.post(url, {"key": "k", "responsible": "nobody", **said}).content.decode()

    def has(html: str, row: Category) -> bool:
        return bool(re.search(rf'<option value="{row.pk}"[^>]*>{row.name_ru}<', html))

    stranger = shown()
    assert has(stranger, other)
    assert "Ответить до 15:00 сегодня" in stranger
    shown(author=world.elena.pk)  # a process reads each promise once
    with CaptureQueriesContext(connection) as for_elena:
        elenas = shown(author=world.elena.pk, category=other.pk)
    assert not has(elenas, other)
    assert has(elenas, world.category)
    for words in ("Ответить до 13:00 сегодня", "Для своих", "Клиент состоял в группе"):
        assert words in elenas
    with CaptureQueriesContext(connection) as by_hand:
        chosen = shown(author=world.elena.pk, category=other.pk, level=world.level.pk)
    assert f'value="{other.pk}" selected' in chosen
    assert "Ответить до 15:00 сегодня" in chosen
    assert len(for_elena) == len(by_hand)
    # Without JavaScript the error says what the level has not, beside what was chosen.
    refused = shown("/desk/new/", author=world.elena.pk, category=other.pk, title="а", text="б")
    assert f'value="{other.pk}" selected' in refused
    assert 'id="id_category_error"' in refused
    assert not Ticket.objects.exists()
