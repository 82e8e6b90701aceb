"""The journal's page: readable sentences in both languages, filters, paging."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from otklik.clock.models import CategoryMode, Level, Timetable, TimetableException
from otklik.clock.operations import (
    add_exceptions,
    change_level,
    change_timetable,
    set_category_mode,
)
from otklik.core.time import now
from otklik.coupons.models import Coupon, IssueDefaults
from otklik.coupons.operations.issue import Order, change_usual, issue
from otklik.directory.models import Category
from otklik.directory.operations import (
    archive,
    change_entry,
    change_site,
    create_entry,
    order,
    order_steps,
)
from otklik.directory.steps import BITRIX_ORDER, SHIPPED_ORDER
from otklik.office.operations import add_member, remove_member, switch_person
from otklik.people.absence import Absence
from otklik.people.editing import Edit
from otklik.people.models import (
    JournalEntry,
    JournalVerb,
    Person,
    SupportGroup,
    SupportMembership,
)
from otklik.people.operations import add_absence
from otklik.people.queries import absences_now
from otklik.tickets.tests.world import World

JOURNAL = "/office/journal/"


@pytest.fixture
def category(world: World) -> Category:
    row = create_entry(entry=Category(name_ru="Склад", name_en="Warehouse"), by=world.vera)
    edit = Edit({"name_ru": "Остатки", "responsible": world.anna}, {"name_ru": "Склад"})
    change_entry(kind=Category, entry_id=row.pk, edit=edit, by=world.vera)
    return archive(kind=Category, entry_id=row.pk, by=world.boris)


def said(client: Client, person: Person, query: str = "") -> str:
    client.force_login(person)
    return str(client.get(JOURNAL + query).content.decode())


def test_an_empty_journal_says_what_will_stand_there(client: Client, world: World) -> None:
    assert "Пока ничего не меняли" in said(client, world.vera)


def test_it_tells_who_changed_what_in_both_languages(
    client: Client, world: World, category: Category
) -> None:
    rows = list(Category.objects.all())
    order(kind=Category, ids=[row.pk for row in reversed(rows)], by=world.vera)
    change_site(
        site_id=world.site.pk, edit=Edit({"field_rights": "strict"}, {"field_rights": "team"})
    )
    text = said(client, world.oleg)
    for words in (
        "Добавлено: категория «Склад»",
        "Изменено: категория «Остатки»",
        "<del>Склад</del>",
        "<ins>Остатки</ins>",
        "<ins>Anna</ins>",
        "В архив: категория «Остатки»",
        "Новый порядок: категории",
        "Изменено: сайт",
        "Только администраторы; ответственный меняет статус",
        "система",
    ):
        assert words in text
    world.oleg.language = "en"
    world.oleg.save()
    text = said(client, world.oleg)
    for words in ("Changed: category “Warehouse”", "Name in Russian", "New order: categories"):
        assert words in text


def test_it_is_filtered_by_kind_and_by_person(
    client: Client, world: World, category: Category
) -> None:
    change_site(
        site_id=world.site.pk,
        edit=Edit({"name_en": "Pilot"}, {"name_en": world.site.name_en}),
        by=world.vera,
    )
    by_kind = said(client, world.vera, "?kind=directory.site")
    assert "Pilot" in by_kind
    assert "Остатки" not in by_kind
    by_person = said(client, world.vera, f"?by={world.boris.pk}")
    assert "В архив" in by_person
    assert "Pilot" not in by_person
    assert "Таких изменений нет" in said(client, world.vera, f"?by={world.anna.pk}")
    assert "Остатки" in said(client, world.vera, "?by=nonsense&after=-3")


def test_a_kind_or_field_that_is_no_more_keeps_its_code(client: Client, world: World) -> None:
    changes: list[dict[str, Any]] = [{"field": "mood", "from": None, "to": ["a", "b"]}]
    for kind in ("directory.gone", "directory.site"):
        JournalEntry.objects.create(
            verb=JournalVerb.CHANGED, kind=kind, name_ru="Что-то", changes=changes
        )
    text = said(client, world.vera)
    assert "directory.gone «Что-то»" in text
    assert "a, b" in text


def newest() -> JournalEntry:
    return JournalEntry.objects.latest("pk")


def put_back(client: Client, entry: JournalEntry) -> str:
    answer = client.post(f"{JOURNAL}{entry.pk}/undo/?kind=", follow=True)
    return str(answer.content.decode())


def test_a_line_is_put_back_and_forth(client: Client, world: World, category: Category) -> None:
    client.force_login(world.vera)
    archived, changed = JournalEntry.objects.order_by("-pk")[:2]
    assert "Снова так, как было" in put_back(client, archived)
    assert newest().verb == JournalVerb.RESTORED
    assert "Снова так, как было" in put_back(client, changed)
    category.refresh_from_db()
    assert (category.name_ru, category.responsible, category.archived_at) == ("Склад", None, None)
    put_back(client, newest())
    category.refresh_from_db()
    assert (category.name_ru, category.responsible) == ("Остатки", world.anna)
    before = list(Category.objects.values_list("pk", flat=True))
    order(kind=Category, ids=before[::-1], by=world.vera)
    put_back(client, newest())
    assert list(Category.objects.values_list("pk", flat=True)) == before
    order_steps(site_id=world.site.pk, steps=BITRIX_ORDER, by=world.vera)
    put_back(client, newest())
    world.site.refresh_from_db()
    assert world.site.assignment_order == [*SHIPPED_ORDER]
    timetable = world.level.timetable
    closed: list[list[object]] = [[] for _day in range(7)]
    change_timetable(
        timetable.pk, Edit({"hours": closed}, {"hours": timetable.hours}), by=world.vera
    )
    put_back(client, newest())
    put_back(client, newest())
    assert Timetable.objects.get(pk=timetable.pk).hours == closed
    put_back(client, newest())
    assert Timetable.objects.get(pk=timetable.pk).hours == timetable.hours
    switch_person(person_id=world.gleb.pk, is_active=False, by=world.vera)
    put_back(client, newest())
    world.gleb.refresh_from_db()
    assert world.gleb.is_active


def test_what_was_changed_since_is_left_alone(
    client: Client, world: World, category: Category
) -> None:
    client.force_login(world.vera)
    archived, changed = JournalEntry.objects.order_by("-pk")[:2]
    put_back(client, archived)
    edit = Edit({"name_ru": "Ещё иначе"}, {"name_ru": "Остатки"})
    change_entry(kind=Category, entry_id=category.pk, edit=edit, by=world.boris)
    count = JournalEntry.objects.count()
    told = put_back(client, changed)
    assert "С тех пор изменено, поэтому ничего не возвращено: Название по-русски" in told
    assert "С тех пор изменено" in put_back(client, archived)
    category.refresh_from_db()
    assert (category.name_ru, category.responsible) == ("Ещё иначе", world.anna)
    lost = JournalEntry.objects.create(
        verb=JournalVerb.CHANGED,
        kind="directory.category",
        object_id=category.pk,
        changes=[{"field": "responsible", "from": {"id": 999_999, "ru": "x"}, "to": None}],
    )
    assert "больше нет" in put_back(client, lost)
    added = JournalEntry.objects.earliest("pk")
    assert f"/{added.pk}/undo/" in told
    Person.objects.filter(pk=world.anna.pk).update(is_active=False)
    edit = Edit({"responsible": None}, {"responsible": world.anna})
    change_entry(kind=Category, entry_id=category.pk, edit=edit, by=world.boris)
    assert "Anna больше не сотрудник" in put_back(client, newest())
    assert "Снова так, как было" in put_back(client, added)
    assert "С тех пор изменено" in put_back(client, added)
    assert JournalEntry.objects.count() == count + 3


def test_rows_of_a_level_and_exceptions_come_back(client: Client, world: World) -> None:
    """Spec SLA-16, TAR-8, CAL-3: lists that are columns, rows that were added or removed."""
    client.force_login(world.vera)
    rows = {
        "reactions": [[world.priority.pk, 1, "hour"]],
        "entitlements": [["Звонок", "A call", "limited"]],
    }
    change_level(world.level.pk, Edit(rows, {name: [] for name in rows}), by=world.vera)
    for expected in ([], [["Звонок", "A call", "limited"]]):
        assert "Снова так, как было" in put_back(client, newest())
        assert Level.objects.get(pk=world.level.pk).entitlements == expected
    assert Level.objects.get(pk=world.level.pk).reactions == rows["reactions"]
    holiday = TimetableException(
        name_ru="Переезд", kind="closed", first_day=date(2026, 12, 1), last_day=date(2026, 12, 1)
    )
    add_exceptions([holiday], level_ids=[world.level.pk], by=world.vera)
    for count in (0, 1, 0):
        assert "Снова так, как было" in put_back(client, newest())
        assert TimetableException.objects.count() == count
    put_back(client, newest())
    back = TimetableException.objects.get()
    assert (back.name_ru, list(back.levels.all())) == ("Переезд", [world.level])


def test_members_come_and_go_with_their_flags(client: Client, world: World) -> None:
    client.force_login(world.vera)
    team = SupportGroup.objects.create(name="Ночная смена", is_team=True)
    flags = {"sees_group": True, "hears_updates": False}
    add_member(kind=SupportMembership, person=world.anna, group=team, by=world.vera, **flags)
    row = SupportMembership.objects.get(person=world.anna, group=team)
    added = newest()
    remove_member(kind=SupportMembership, member_id=row.pk, by=world.vera)
    removed = newest()
    assert "Снова так, как было" in put_back(client, removed)
    back = SupportMembership.objects.get(person=world.anna, group=team)
    assert (back.sees_group, back.hears_updates) == (True, False)
    assert "С тех пор изменено" in put_back(client, removed)
    assert "больше нет" in put_back(client, added)
    assert "Снова так, как было" in put_back(client, JournalEntry.objects.latest("pk"))
    assert not SupportMembership.objects.filter(group=team).exists()


def test_absences_are_called_off_and_count_again(client: Client, world: World) -> None:
    client.force_login(world.vera)
    away = Absence(person=world.anna, starts_at=now(), substitute=world.gleb)
    add_absence(absence=away, by=world.vera)
    added = newest()
    for expected in (set(), {world.anna.pk}, set()):
        assert "Снова так, как было" in put_back(client, newest())
        assert absences_now().keys() == expected
    assert "С тех пор изменено" in put_back(client, added)


def test_issued_coupons_are_switched_off(client: Client, world: World) -> None:
    client.force_login(world.vera)
    issue(order=Order(level_id=world.level.pk), by=world.vera)
    assert "Снова так, как было" in put_back(client, newest())
    assert not Coupon.objects.get().is_active
    assert "Снова так, как было" in put_back(client, newest())
    assert Coupon.objects.get().is_active
    many = issue(order=Order(level_id=world.level.pk, count=3), by=world.vera)
    line = newest()
    assert "Снова так, как было" in put_back(client, line)
    assert not Coupon.objects.filter(pk__in=[one.pk for one in many], is_active=True).exists()
    assert "С тех пор изменено" in put_back(client, line)
    change_usual(edit=Edit({"requests": 15}, {"requests": 5}), by=world.vera)
    assert "Снова так, как было" in put_back(client, newest())
    assert IssueDefaults.objects.get().requests == 5


def test_a_list_of_categories_does_not_come_back_with_another_meaning(
    client: Client, world: World
) -> None:
    client.force_login(world.vera)
    edit = Edit({"categories": [world.category]}, {"categories": []})
    change_level(world.level.pk, edit, by=world.vera)
    listed = newest()
    set_category_mode(CategoryMode.CHOOSES, by=world.vera)
    cleared = JournalEntry.objects.filter(kind="clock.level").latest("pk")
    for line in (cleared, listed):
        assert "значат другое" in put_back(client, line)
    assert not Level.objects.get(pk=world.level.pk).categories.exists()
    # Switched back, they mean the same again.
    set_category_mode(CategoryMode.LIMITS, by=world.vera)
    assert "Снова так, как было" in put_back(client, cleared)
    assert list(Level.objects.get(pk=world.level.pk).categories.all()) == [world.category]


@pytest.mark.parametrize("count", [1, 130])
def test_it_costs_the_same_with_much_and_with_little(
    client: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    JournalEntry.objects.bulk_create(
        JournalEntry(
            by=world.vera, verb=JournalVerb.CHANGED, kind="directory.site", name_ru=f"n{number}"
        )
        for number in range(count)
    )
    client.force_login(world.vera)
    client.get(JOURNAL)
    with django_assert_num_queries(7):
        page = client.get(JOURNAL).content.decode()
    is_long = count > 50
    assert ("after=" in page) == is_long
    if is_long:
        assert "n79" not in page
        last = JournalEntry.objects.order_by("-pk")[49].pk
        assert "n79" in said(client, world.vera, f"?after={last}")
