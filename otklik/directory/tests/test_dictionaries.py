"""Dictionaries: what is offered where, defaults, archive, order (spec DICT-1…DICT-7)."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from otklik.directory.models import (
    Category,
    Difficulty,
    Priority,
    Rating,
    Site,
    Source,
    Status,
)
from otklik.directory.operations import (
    archive,
    change_entry,
    create_entry,
    order,
    restore,
    save_site,
    set_default,
)
from otklik.directory.queries import active, default_of, default_site, with_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def other_site() -> Site:
    return save_site(site=Site(code="other", name_ru="Другая"))


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
    with pytest.raises(ValidationError):
        create_entry(entry=Category(name_ru="Склад 2", code="stock"))
    with pytest.raises(ValidationError):
        create_entry(entry=Category(name_ru="Склад 3", code="склад"))
    create_entry(entry=Category(name_ru="Без кода"))
    create_entry(entry=Category(name_ru="Тоже без кода"))


def test_rows_are_offered_on_their_sites(site: Site, other_site: Site) -> None:
    row = create_entry(entry=Category(name_ru="Склад"), sites=[other_site])
    both = create_entry(entry=Category(name_ru="Касса"), sites=[site, other_site])
    assert row not in active(Category, site)
    assert row in active(Category, other_site)
    assert list(active(Category, site)).count(both) == 1
    change_entry(entry=row, sites=[])
    assert row in active(Category, site)


def test_one_default_for_each_site(site: Site, other_site: Site) -> None:
    here = create_entry(entry=Category(name_ru="Здесь", is_default=True), sites=[site])
    there = create_entry(entry=Category(name_ru="Там", is_default=True), sites=[other_site])
    assert default_of(Category, site) == here
    assert default_of(Category, other_site) == there
    everywhere = create_entry(entry=Category(name_ru="Везде"))
    set_default(entry=everywhere)
    assert default_of(Category, site) == everywhere
    assert default_of(Category, other_site) == everywhere
    assert Category.objects.filter(is_default=True).count() == 1
    set_default(entry=everywhere, is_default=False)
    assert default_of(Category, site) is None


def test_an_archived_row_is_kept_but_not_offered(site: Site) -> None:
    row = default_of(Status, site)
    assert row is not None
    archive(entry=row)
    assert row not in active(Status, site)
    assert default_of(Status, site) is None
    assert with_code(Status, row.code) == row
    with pytest.raises(ValidationError):
        set_default(entry=row)
    restore(entry=row)
    assert row in active(Status, site)


def test_order_is_kept_for_rows_that_are_not_named(site: Site) -> None:
    first, second, third = active(Category, site)
    order(kind=Category, ids=[third.pk, third.pk, 10**6])
    assert list(active(Category, site)) == [third, first, second]
    assert list(Category.objects.values_list("sort", flat=True)) == [100, 200, 300]


def test_there_is_always_one_default_site(site: Site, other_site: Site) -> None:
    site.is_default = False
    with pytest.raises(ValidationError):
        save_site(site=site)
    other_site.is_default = True
    save_site(site=other_site)
    assert default_site() == other_site
    assert Site.objects.filter(is_default=True).count() == 1
