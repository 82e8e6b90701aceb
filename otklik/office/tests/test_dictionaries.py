"""The pages of dictionaries (screen 14): what they show, what they change, who may (DICT-1…7)."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from otklik.directory.models import Category, Entry, Priority, Rating, Site, Status
from otklik.directory.operations import add_site, archive, create_entry, order
from otklik.people.models import JournalEntry, Person
from otklik.tickets.tests.world import World

CATEGORIES = "/office/dictionaries/category/"
SHOWN = re.compile(r'<input[^>]*name="(initial-[\w-]+)"[^>]*?(?: value="([^"]*)")?[^>]*>')
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def stock(world: World) -> Category:
    return create_entry(entry=Category(name_ru="Склад", name_en="Warehouse", code="stock"))


@pytest.fixture
def vera(client: Client, world: World) -> Client:
    client.force_login(world.vera)
    return client


def page_of(row: Entry) -> str:
    return f"/office/dictionaries/{row._meta.model_name}/{row.pk}/"


def said(response: Any) -> str:
    return str(response.content.decode())


def sent(browser: Client, row: Entry, **changed: Any) -> dict[str, Any]:
    """Return what the browser sends: the row's form, its hidden twins, and what was typed."""
    shown: dict[str, Any] = {}
    for name, value in SHOWN.findall(said(browser.get(page_of(row)))):
        shown.setdefault(name, []).append(value)
    typed = {name.removeprefix("initial-"): values for name, values in shown.items()}
    ticked = {name: values for name, values in typed.items() if values != ["False"]}
    return {**shown, **ticked, **changed}


def test_a_list_says_what_a_form_will_offer(vera: Client, world: World, stock: Category) -> None:
    world.ticket()
    text = said(vera.get(CATEGORIES))
    for words in (
        "Склад",
        "Warehouse",
        "4 значения",
        "Действуют",
        "никто не назван",
        "Оценки ответов",
    ):
        assert words in text
    text = said(vera.get("/office/dictionaries/priority/"))
    assert "вне очереди" in text
    assert 'data-level="4"' in text


def test_a_row_is_added_at_the_end(vera: Client, world: World) -> None:
    assert "Новая запись: категория" in said(vera.get(f"{CATEGORIES}add/"))
    data = {"name_ru": "Касса", "name_en": "Tills", "code": "till", "responsible": world.anna.pk}
    answer = vera.post(f"{CATEGORIES}add/", data)
    row = Category.objects.get(code="till")
    assert answer.headers["Location"] == f"{CATEGORIES}#row-{row.pk}"
    assert row.responsible == world.anna
    assert Category.objects.last() == row
    line = JournalEntry.objects.get(object_id=row.pk, kind="directory.category")
    assert (line.by, line.verb) == (world.vera, "added")
    assert "Добавлено: «Касса»" in said(vera.get(CATEGORIES))


def test_what_does_not_fit_is_said_under_the_field(vera: Client, stock: Category) -> None:
    data = {"name_ru": "Остатки", "code": "склад"}
    answer = vera.post(f"{CATEGORIES}add/", data)
    text = said(answer)
    assert answer.status_code == 422
    assert 'value="Остатки"' in text
    assert "Только латинские буквы" in text
    data |= {"code": "stock", "name_en": "warehouse"}
    text = said(vera.post(f"{CATEGORIES}add/", data))
    assert "«warehouse» уже занято записью «Склад»" in text
    assert "«stock» уже занято записью «Склад»" in text
    assert said(vera.post(f"{CATEGORIES}add/", {})).count("field-error") == 1


def test_only_what_was_touched_is_saved(vera: Client, world: World, stock: Category) -> None:
    mine = sent(vera, stock, description="Остатки и резервы", is_default="on")
    theirs = sent(vera, stock, code="store")
    assert vera.post(f"{page_of(stock)}save/", theirs).status_code == 302
    assert vera.post(f"{page_of(stock)}save/", mine).status_code == 302
    stock.refresh_from_db()
    assert (stock.code, stock.description, stock.is_default) == ("store", "Остатки и резервы", True)
    text = said(vera.get(page_of(stock)))
    assert "последнее изменение: Vera" in text
    assert vera.post(f"{page_of(stock)}save/", sent(vera, stock)).status_code == 302


def test_of_two_who_change_the_same_the_second_is_shown_the_first(
    vera: Client, world: World, stock: Category
) -> None:
    late = sent(vera, stock, name_ru="Запасы", responsible=world.gleb.pk)
    vera.post(f"{page_of(stock)}save/", sent(vera, stock, name_ru="Остатки", code="rest"))
    answer = vera.post(f"{page_of(stock)}save/", late)
    text = said(answer)
    assert answer.status_code == 409
    assert "теперь «Остатки»" in text
    assert 'value="Запасы"' in text
    assert 'value="rest"' in text
    stock.refresh_from_db()
    assert (stock.name_ru, stock.responsible) == ("Остатки", None)
    again = dict(SHOWN.findall(text))
    twins = {name.removeprefix("initial-"): value for name, value in again.items()}
    twins.pop("is_default")
    typed = {"name_ru": "Запасы", "responsible": world.gleb.pk}
    assert vera.post(f"{page_of(stock)}save/", {**twins, **again, **typed}).status_code == 302
    stock.refresh_from_db()
    assert (stock.name_ru, stock.code, stock.responsible) == ("Запасы", "rest", world.gleb)


def test_what_tickets_have_goes_into_the_archive_and_comes_back(vera: Client, world: World) -> None:
    row = world.status
    ticket = world.ticket()
    vera.post(f"{page_of(row)}archive/")
    ticket.refresh_from_db()
    row.refresh_from_db()
    assert row.archived_at
    listed = "/office/dictionaries/status/"
    text = said(vera.get(listed))
    assert f'id="row-{row.pk}"' not in text
    assert f'data-undo="{page_of(row)}restore/"' in text
    assert f'id="row-{row.pk}"' in said(vera.get(f"{listed}?view=archive"))
    assert "Вернуть" in said(vera.get(page_of(row)))
    vera.post(f"{page_of(row)}restore/")
    row.refresh_from_db()
    assert row.archived_at is None


def test_rows_are_ordered_by_script_and_by_buttons(vera: Client, stock: Category) -> None:
    first, second, third, last = (row.pk for row in Category.objects.all())
    shown = f"{first},{second},{third},{last}"
    ids = f"{last},{first},{second},{third}"
    answer = vera.post(f"{CATEGORIES}order/", {"shown": shown, "ids": ids}, headers=FETCH)
    assert answer.status_code == 204
    assert Category.objects.first() == stock
    answer = vera.post(f"{CATEGORIES}order/", {"shown": shown, "ids": shown}, headers=FETCH)
    assert answer.status_code == 409
    vera.post(f"{CATEGORIES}order/", {"shown": ids, "down": last})
    assert [row.pk for row in Category.objects.all()] == [first, last, second, third]
    vera.post(f"{CATEGORIES}order/", {"shown": ids, "up": third})
    assert "Порядок только что изменили" in said(vera.get(CATEGORIES))
    shown = f"{first},{last},{second},{third}"
    vera.post(f"{CATEGORIES}order/", {"shown": shown, "up": first})
    assert Category.objects.first() == Category.objects.get(pk=first)


@pytest.mark.parametrize("role", ["anna", "oleg"])
def test_others_read_everything_and_are_shown_no_buttons(
    client: Client, world: World, stock: Category, role: str
) -> None:
    client.force_login(getattr(world, role))
    pages = [said(client.get(page_of(stock))), said(client.get(CATEGORIES))]
    text = "".join(page.partition("<main")[2] for page in pages)  # the rail can sign out
    assert "Warehouse" in text
    for words in ('method="post"', "grip", "Сохранить", "В архив", "Вернуть"):
        assert words not in text
    assert ("Обращений" in text or 'class="nums' in text) == (role == "oleg")


def test_sites_are_asked_for_where_there_are_several(vera: Client, stock: Category) -> None:
    assert 'name="sites"' not in said(vera.get(page_of(stock)))
    other = add_site(site=Site(code="other", name_ru="Другая"))
    assert 'name="sites"' in said(vera.get(page_of(stock)))
    vera.post(f"{page_of(stock)}save/", sent(vera, stock, sites=[other.pk]))
    assert list(stock.sites.all()) == [other]
    vera.post(f"{page_of(stock)}save/", sent(vera, stock, sites=[]))
    assert not stock.sites.exists()


def test_somebody_who_left_the_support_still_stands_in_the_form(
    vera: Client, world: World, stock: Category
) -> None:
    vera.post(f"{page_of(stock)}save/", sent(vera, stock, responsible=world.gleb.pk))
    Person.objects.filter(pk=world.gleb.pk).update(is_active=False)
    vera.post(f"{page_of(stock)}save/", sent(vera, stock, description="Слова"))
    stock.refresh_from_db()
    assert stock.responsible == world.gleb


def test_every_kind_has_the_fields_of_its_rows(vera: Client) -> None:
    for kind, own in ((Priority, "out_of_turn"), (Status, "closes"), (Rating, "description")):
        row = kind.objects.first()
        assert row is not None
        assert f'name="{own}"' in said(vera.get(page_of(row)))
        assert vera.post(f"{page_of(row)}save/", sent(vera, row)).status_code == 302
    assert not JournalEntry.objects.exists()
    assert vera.get("/office/dictionaries/mood/").status_code == 404
    assert vera.get(f"{CATEGORIES}999999/").status_code == 404


@pytest.mark.parametrize("count", [1, 60])
def test_it_costs_the_same_with_much_and_with_little(
    vera: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        create_entry(entry=Category(name_ru=f"Категория {number}", responsible=world.anna))
    order(kind=Category, ids=[], by=world.vera)
    row = Category.objects.first()
    assert row is not None
    archive(kind=Category, entry_id=row.pk, by=world.vera)
    vera.get(CATEGORIES)
    with django_assert_num_queries(7):
        vera.get(CATEGORIES)
    with django_assert_num_queries(14):
        vera.get(page_of(row))
