"""Which level a new ticket gets, and what may be chosen for it (spec SLA-7)."""

from datetime import UTC, datetime, timedelta

import pytest

from otklik.clock.choice import By, Given, Passed, choose
from otklik.clock.models import CategoryMode, Level, Timetable
from otklik.clock.offer import (
    default_level,
    levels_of,
    lists_on,
    offer,
    rows_for,
)
from otklik.clock.operations import LevelDraft, archive_level, create_level, set_category_mode
from otklik.directory.models import Category, Priority, Site
from otklik.people.models import Person, UserGroup, UserGroupMembership

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def site() -> Site:
    return Site.objects.get(is_default=True)


@pytest.fixture
def other_site() -> Site:
    return Site.objects.create(code="shop", name_ru="Магазин")


@pytest.fixture
def partners() -> UserGroup:
    return UserGroup.objects.create(code="partners", name_ru="Партнёры")


@pytest.fixture
def person(partners: UserGroup) -> Person:
    person = Person.objects.create(name="Елена", email="elena@example.com", can_sign_in=True)
    UserGroupMembership.objects.create(person=person, group=partners)
    return person


def level_for(*, person: Person | None, site: Site, at: datetime) -> Level:
    return choose(person=person, site=site, at=at).level


def make(name: str, rank: int, **rest: object) -> Level:
    timetable = Timetable.objects.earliest("id")
    return create_level(LevelDraft(name_ru=name, timetable_id=timetable.pk, rank=rank, **rest))  # type: ignore[arg-type]  # the tests know what they give


def test_the_strongest_level_of_the_persons_groups_wins(
    site: Site, person: Person, partners: UserGroup
) -> None:
    make("Первый", 100, group_ids=[partners.pk])
    strong = make("Сильный", 300, group_ids=[partners.pk])
    make("Такой же, но моложе", 300, group_ids=[partners.pk])
    make("Чужой", 900)
    assert level_for(person=person, site=site, at=NOW) == strong
    assert level_for(person=Person.objects.create(), site=site, at=NOW) == default_level()


def test_lists_of_many_kinds_hold_what_each_alone_does(site: Site, other_site: Site) -> None:
    here = Category.objects.create(name_ru="Здесь", sort=7)
    there = Category.objects.create(name_ru="Там", sort=5)
    both = Category.objects.create(name_ru="Обе", sort=6)
    here.sites.add(site)
    there.sites.add(other_site)
    both.sites.add(site, other_site)
    Category.objects.create(name_ru="Убрана", archived_at=NOW)
    make("Сильный", 300)
    found = lists_on(site, Category, Priority, Level)
    assert found[Category] == list(rows_for(Category, site=site).distinct())
    assert found[Priority] == list(rows_for(Priority, site=site).distinct())
    assert found[Level] == list(levels_of(site).distinct())


def test_two_groups_offer_a_level_once(site: Site, person: Person, partners: UserGroup) -> None:
    friends = UserGroup.objects.create(code="friends", name_ru="Друзья")
    UserGroupMembership.objects.create(person=person, group=friends)
    level = make("Общий", 300, group_ids=[partners.pk, friends.pk])
    assert list(levels_of(site)).count(level) == 1
    assert level_for(person=person, site=site, at=NOW) == level


def test_a_membership_counts_while_it_is_valid(
    site: Site, person: Person, partners: UserGroup
) -> None:
    level = make("Год поддержки", 300, group_ids=[partners.pk])
    UserGroupMembership.objects.update(valid_from=NOW - DAY, valid_till=NOW)
    assert level_for(person=person, site=site, at=NOW - DAY) == level
    assert level_for(person=person, site=site, at=NOW) == default_level()
    assert level_for(person=person, site=site, at=NOW - 2 * DAY) == default_level()


def test_a_stranger_gets_a_level_for_everyone(site: Site, partners: UserGroup) -> None:
    make("Партнёрский", 300, group_ids=[partners.pk])
    everyone = make("Всем", 200, everyone=True)
    assert level_for(person=None, site=site, at=NOW) == everyone


def test_groups_count_for_who_signs_in(site: Site, person: Person, partners: UserGroup) -> None:
    level = make("Партнёрский", 300, group_ids=[partners.pk])
    choice = choose(person=person, site=site, at=NOW)
    assert (choice.by, choice.group["ru"]) == (By.GROUP, "Партнёры")  # type: ignore[index]  # it has one
    Person.objects.filter(pk=person.pk).update(can_sign_in=False)
    contact = choose(person=Person.objects.get(pk=person.pk), site=site, at=NOW)
    assert contact.by in {By.DEFAULT, By.EVERYONE}
    assert contact.passed == [(level, Passed.CONTACT)]


def test_a_category_chooses_where_it_may(site: Site, person: Person) -> None:
    """In mode B a level that names the category comes first; in mode A it makes no difference."""
    category = Category.objects.all()[0]
    strong = make("Сильный", 300, everyone=True)
    named = make("Названный", 100, everyone=True, allowed={"categories": [category.pk]})
    assert choose(person=person, site=site, at=NOW, category=category).level == strong
    set_category_mode(CategoryMode.CHOOSES)
    assert not named.categories.exists()
    named.categories.add(category)
    choice = choose(person=person, site=site, at=NOW, category=category)
    assert (choice.level, choice.by) == (named, By.CATEGORY)
    assert choice.passed == [(strong, Passed.WEAKER), (default_level(), Passed.WEAKER)]
    assert choose(person=person, site=site, at=NOW).level == strong


def test_a_level_is_offered_on_its_sites(site: Site, other_site: Site) -> None:
    level = make("Магазинный", 300, everyone=True, site_ids=[other_site.pk])
    assert level_for(person=None, site=other_site, at=NOW) == level
    assert level_for(person=None, site=site, at=NOW) == default_level()


def test_what_staff_choose_comes_first(site: Site, person: Person) -> None:
    make("Всем", 200, everyone=True)
    chosen = make("Выбранный", 0)
    assert choose(person=person, site=site, at=NOW, given=Given(staff=chosen)).level == chosen


def test_an_archived_level_serves_nobody_new(site: Site) -> None:
    level = make("Бывший", 300, everyone=True)
    archive_level(level.pk)
    assert level_for(person=None, site=site, at=NOW) == default_level()


def test_rows_of_this_site_and_of_all_are_offered(site: Site, other_site: Site) -> None:
    Category.objects.all().delete()
    everywhere = Category.objects.create(name_ru="Везде", sort=2)
    here = Category.objects.create(name_ru="Здесь", sort=1)
    here.sites.add(site, other_site)
    elsewhere = Category.objects.create(name_ru="Там")
    elsewhere.sites.add(other_site)
    Category.objects.create(name_ru="Бывшая", archived_at=NOW)
    found = offer(person=None, site=site, at=NOW)
    assert list(found.categories) == [here, everywhere]
    assert list(found.priorities) == list(Priority.objects.all())
    assert found.level == default_level()
