"""Dictionaries: what is offered where, defaults, archive, order (spec DICT-1…DICT-7)."""

from typing import Any, TypeVar

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from otklik.directory.models import (
    Category,
    Difficulty,
    Entry,
    Priority,
    Rating,
    Site,
    Source,
    Status,
)
from otklik.directory.operations import (
    add_site,
    archive,
    change_entry,
    change_site,
    create_entry,
    order,
    restore,
)
from otklik.directory.queries import active, default_of, default_site, with_code
from otklik.people.editing import Edit, Stale
from otklik.people.models import JournalEntry, JournalVerb

pytestmark = pytest.mark.django_db

E = TypeVar("E", bound=Entry)


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def other_site() -> Site:
    return add_site(site=Site(code="other", name_ru="Другая"))


def change(entry: E, **values: Any) -> E:
    """Change what a page shows of a row."""
    shown = {
        name: list(entry.sites.all()) if name == "sites" else getattr(entry, name)
        for name in values
    }
    return change_entry(kind=type(entry), entry_id=entry.pk, edit=Edit(values, shown))


def test_the_shipped_rows(site: Site) -> None:
    counts = {
        kind.__name__: active(kind, site).count()
        for kind in (Category, Priority, Status, Rating, Source, Difficulty)
    }
    assert counts == {
        "Category": 3,
        "Priority": 4,
        "Status": 4,
        "Rating": 3,
        "Source": 3,
        "Difficulty": 3,
    }
    assert [row.code for row in Source.objects.all()] == ["email", "phone", "forum"]
    assert list(Priority.objects.values_list("bars", "out_of_turn")) == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert not Status.objects.filter(closes=True).exists()
    first = default_of(Status, site)
    assert first is not None
    assert first == Status.objects.first()


def test_english_falls_back_to_russian(site: Site) -> None:
    row = create_entry(entry=Category(name_ru="Склад"))
    shipped = active(Category, site)[0]
    with translation.override("en"):
        assert str(row) == "Склад"
        assert str(shipped) == "Errors"
    with translation.override("ru"):
        assert str(shipped) == "Ошибки"


def test_a_new_row_stands_last(site: Site) -> None:
    row = create_entry(entry=Category(name_ru="Склад", code="stock"))
    assert active(Category, site).last() == row
    assert row.sort == 400
    assert with_code(Category, "stock") == row
    assert with_code(Category, "") is None


def test_codes_are_single_and_latin() -> None:
    create_entry(entry=Category(name_ru="Склад", code="stock"))
    with pytest.raises(ValidationError, match="Склад"):
        create_entry(entry=Category(name_ru="Склад 2", code="stock"))
    with pytest.raises(ValidationError):
        create_entry(entry=Category(name_ru="Склад 3", code="склад"))
    create_entry(entry=Category(name_ru="Без кода"))
    create_entry(entry=Category(name_ru="Тоже без кода"))


def test_a_taken_name_is_refused_by_the_name_of_the_other_row() -> None:
    row = create_entry(entry=Category(name_ru="Отчёты", name_en="Reports"))
    other = create_entry(entry=Category(name_ru="Обмен"))
    with pytest.raises(ValidationError) as refused:
        change(other, name_en="reports")
    assert "Отчёты" in str(refused.value.message_dict["name_en"])
    archive(kind=Category, entry_id=row.pk)
    with pytest.raises(ValidationError, match=r"archive|архив"):
        change(other, name_ru="ОТЧЁТЫ")
    change(row, name_en="REPORTS")
    create_entry(entry=Status(name_ru="Отчёты"))


def test_rows_are_offered_on_their_sites(site: Site, other_site: Site) -> None:
    row = create_entry(entry=Category(name_ru="Склад"), sites=[other_site])
    both = create_entry(entry=Category(name_ru="Касса"), sites=[site, other_site])
    assert row not in active(Category, site)
    assert row in active(Category, other_site)
    assert list(active(Category, site)).count(both) == 1
    change(row, sites=[])
    assert row in active(Category, site)


def test_one_default_for_each_site(site: Site, other_site: Site) -> None:
    here = create_entry(entry=Category(name_ru="Здесь", is_default=True), sites=[site])
    there = create_entry(entry=Category(name_ru="Там", is_default=True), sites=[other_site])
    assert default_of(Category, site) == here
    assert default_of(Category, other_site) == there
    everywhere = create_entry(entry=Category(name_ru="Везде"))
    everywhere = change(everywhere, is_default=True)
    assert default_of(Category, site) == everywhere
    assert default_of(Category, other_site) == everywhere
    assert Category.objects.filter(is_default=True).count() == 1
    told = JournalEntry.objects.filter(verb=JournalVerb.CHANGED).values_list("object_id", flat=True)
    assert set(told) == {everywhere.pk, here.pk, there.pk}
    change(everywhere, is_default=False)
    assert default_of(Category, site) is None


def test_an_archived_row_is_kept_but_not_offered(site: Site) -> None:
    row = default_of(Status, site)
    assert row is not None
    row = archive(kind=Status, entry_id=row.pk)
    assert row not in active(Status, site)
    assert default_of(Status, site) is None
    assert with_code(Status, row.code) == row
    with pytest.raises(ValidationError):
        change(row, is_default=True)
    archive(kind=Status, entry_id=row.pk)
    restore(kind=Status, entry_id=row.pk)
    assert row in active(Status, site)
    told = JournalEntry.objects.order_by("pk").values_list("verb", "name_ru")
    assert list(told) == [("archived", row.name_ru), ("restored", row.name_ru)]


def test_order_is_kept_for_rows_that_are_not_named(site: Site) -> None:
    first, second, third = active(Category, site)
    order(kind=Category, ids=[third.pk, third.pk, 10**6])
    assert list(active(Category, site)) == [third, first, second]
    assert list(Category.objects.values_list("sort", flat=True)) == [100, 200, 300]
    order(kind=Category, ids=[third.pk], shown=[third.pk, first.pk, second.pk])
    assert JournalEntry.objects.count() == 1


def test_of_two_who_order_or_change_the_second_is_told(site: Site) -> None:
    first, second, third = active(Category, site)
    shown = [first.pk, second.pk, third.pk]
    order(kind=Category, ids=[second.pk, first.pk, third.pk], shown=shown)
    with pytest.raises(Stale):
        order(kind=Category, ids=[third.pk, first.pk, second.pk], shown=shown)
    change(first, description="Сломалось")
    with pytest.raises(Stale) as stale:
        change(first, description="Что-то не так", name_en="Faults")
    assert stale.value.fields == ("description",)
    assert Category.objects.get(pk=first.pk).name_en == first.name_en
    change(first, name_en="Faults")
    change(first, description="Сломалось")


def test_there_is_always_one_default_site(site: Site, other_site: Site) -> None:
    edit = Edit({"is_default": False}, {"is_default": True})
    with pytest.raises(ValidationError):
        change_site(site_id=site.pk, edit=edit)
    edit = Edit({"is_default": True}, {"is_default": False})
    change_site(site_id=other_site.pk, edit=edit)
    assert default_site() == other_site
    assert Site.objects.filter(is_default=True).count() == 1
