"""What is kept of small tables is never older than the database."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from otklik.core.kept import asked_once, attach, rows_of
from otklik.directory.models import Category, Site

pytestmark = pytest.mark.django_db


def _names() -> list[str]:
    return [row.name_ru for row in rows_of([Category])[Category]]


def test_every_writing_is_seen_and_what_stands_is_not_read_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    before = _names()
    with django_assert_num_queries(1):
        assert _names() == before
    made = Category.objects.create(name_ru="Сети", sort=0)
    assert _names() == ["Сети", *before]
    Category.objects.filter(pk=made.pk).update(name_ru="Связь")
    assert _names() == ["Связь", *before]
    made.delete()
    assert _names() == before


def test_one_piece_of_work_asks_once_and_the_next_one_anew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with asked_once():  # from here on this process knows the tables, however others left them
        rows_of([Site])
        before = _names()
    with asked_once(), django_assert_num_queries(1):
        assert _names() == before
        rows_of([Site])
        with asked_once():
            assert _names() == before
    Category.objects.create(name_ru="Сети", sort=0)
    assert _names() == ["Сети", *before]


def test_what_was_undone_is_forgotten() -> None:
    before = _names()
    for name in ("Сети", "Связь"):
        point = transaction.savepoint()
        Category.objects.create(name_ru=name, sort=0)
        assert _names() == [name, *before]
        transaction.savepoint_rollback(point)
        assert _names() == before


def test_rows_get_what_they_refer_to_and_share_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    site = Site.objects.get(is_default=True)
    category = Category.objects.create(name_ru="Сети")
    through = Category.sites.through
    links = [through(category=category, site=site) for _place in range(2)]
    bare = [through(category_id=one.category_id, site_id=one.site_id) for one in links]
    attach(bare, ("category", "site"))
    with django_assert_num_queries(0):
        assert [one.category.name_ru for one in bare] == ["Сети", "Сети"]
        assert bare[0].site == site
    assert bare[0].category is bare[1].category
    with django_assert_num_queries(0):
        attach([through()], ("category", "site"))
