"""What a level allows its tickets, promises them, and tells about itself (spec section 10)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from time_machine import TimeMachineFixture

from otklik.clock.choice import By
from otklik.clock.models import CategoryMode, Level
from otklik.clock.offer import LISTS, lists_on, rows_for
from otklik.clock.operations import (
    LevelDraft,
    archive_level,
    change_level,
    create_level,
    set_category_mode,
)
from otklik.clock.terms import Period, Unit
from otklik.directory.models import Category, Priority, Rating, Source, Status
from otklik.people.editing import Edit
from otklik.people.models import Person
from otklik.tickets.models import Event, EventKind, Round, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Request, StaffChoices, open_ticket
from otklik.tickets.operations.rate import Verdict, rate
from otklik.tickets.operations.recount import recount_laggards
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields, value_of
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.tests.world import World, moscow

pytestmark = pytest.mark.django_db


def limit(world: World, **lists: list[Any]) -> None:
    change_level(world.level.pk, Edit(lists, {name: [] for name in lists}))


def asks(world: World, **chosen: object) -> Ticket:
    request = Request(
        site=world.site,
        title="Касса",
        body=Body(text="Не печатает"),
        author=world.elena,
        **chosen,  # type: ignore[arg-type]  # the tests know what they give
    )
    return open_ticket(submit=world.by(world.elena), request=request).ticket


def change(world: World, ticket: Ticket, name: str, new: int) -> None:
    ticket.refresh_from_db()
    wish = FieldChange(name, new, value_of(ticket, name))
    set_fields(ticket_id=ticket.pk, submit=world.by(world.vera), changes=[wish])


def refused(call: Callable[..., object], *args: object, **rest: object) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        call(*args, **rest)
    return set(caught.value.message_dict)


def test_a_level_keeps_out_what_it_does_not_name(world: World) -> None:
    kept = {kind: list(rows_for(kind, site=world.site))[-1] for kind in LISTS}
    other = {kind: rows_for(kind, site=world.site)[0] for kind in LISTS}
    limit(world, **{name: [kept[kind]] for kind, name in LISTS.items()})
    shown = lists_on(world.site, *LISTS, level=world.level)
    for kind, row in kept.items():
        assert shown[kind] == list(rows_for(kind, site=world.site, level=world.level)) == [row]
    wrong = {
        "category": other[Category],
        "priority": other[Priority],
        "source": other[Source],
    }
    assert refused(asks, world, **wrong) == {"category", "priority", "source"}
    assert not Ticket.objects.exists()
    # What nobody chose is the default only if the level allows it.
    ticket = asks(world, category=kept[Category], source=kept[Source])
    for name, kind in (("priority", Priority), ("status", Status)):
        assert getattr(ticket, name) == (kept[kind] if kept[kind].is_default else None)
    assert refused(change, world, ticket, "status", other[Status].pk) == {"status"}
    change(world, ticket, "status", kept[Status].pk)
    answer = reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Готово"))
    verdict = Verdict(answer.pk, other[Rating].pk, None)
    submit = world.by(world.elena)
    assert refused(rate, ticket_id=ticket.pk, submit=submit, verdict=verdict) == {"rating"}


def test_naming_every_row_is_another_thing_than_all(world: World) -> None:
    """A row that is made later belongs to "all" and to no list of names (spec SLA-6)."""
    before = list(rows_for(Category, site=world.site))
    made = Category.objects.create(name_ru="Новая")
    assert made in rows_for(Category, site=world.site, level=world.level)
    limit(world, categories=before)
    assert list(rows_for(Category, site=world.site, level=world.level)) == before
    assert refused(asks, world, category=made) == {"category"}


def test_where_categories_choose_levels_only_channels_are_kept_out(world: World) -> None:
    category, priority, source = (
        rows_for(kind, site=world.site)[0] for kind in (Category, Priority, Source)
    )
    limit(
        world,
        categories=[category],
        priorities=list(Priority.objects.exclude(pk=priority.pk)),
        sources=list(Source.objects.exclude(pk=source.pk)),
    )
    set_category_mode(CategoryMode.CHOOSES, by=world.vera)
    assert not world.level.categories.exists()
    limit(world, categories=[category])
    assert refused(asks, world, source=source, priority=priority) == {"source"}
    ticket = asks(world, category=category, priority=priority)
    assert ticket.level_choice["by"] == By.CATEGORY
    page = Client()
    page.force_login(world.vera)
    shown = page.get(f"/desk/t/{ticket.pk}/").content.decode()
    assert "Уровень называет категорию обращения" in shown
    opened = Event.objects.get(ticket=ticket, kind=EventKind.OPENED)
    assert opened.payload["level_choice"] == ticket.level_choice


def test_a_level_is_chosen_read_and_archived(
    world: World, time_machine: TimeMachineFixture
) -> None:
    """Spec SLA-13, SLA-14, SLA-16: staff change it, client and agent read what it includes."""
    time_machine.move_to(moscow(24, 11), tick=False)
    ticket = world.ticket(responsible=world.anna)
    draft = LevelDraft(
        name_ru="Особый",
        timetable_id=world.level.timetable_id,
        description="Для тех, кому срочно",
        reaction=Period(1, Unit.HOUR),
        entitlements=[["Выезд", "A visit", "limited"]],
    )
    special = create_level(draft)
    change(world, ticket, "level", special.pk)
    archive_level(special.pk)
    ticket.refresh_from_db()
    assert (ticket.level, ticket.due_at) == (special, moscow(24, 12))
    for person, page in ((world.elena, "/portal/t/"), (world.anna, "/desk/t/")):
        browser = Client()
        browser.force_login(person)
        shown = browser.get(f"{page}{ticket.pk}/").content.decode()
        assert all(words in shown for words in ("Особый", "Выезд", "с ограничением"))
        assert ("Для тех, кому срочно" in shown) == (person == world.elena)
    # In the archive it serves no other ticket, whoever asks; and no level is ever deleted.
    assert refused(change, world, world.ticket(), "level", special.pk) == {"level"}
    request = Request(
        world.site, "Ещё", Body(text="…"), world.elena, staff=StaffChoices(level=special)
    )
    assert refused(open_ticket, submit=world.by(world.anna), request=request) == {"level"}
    with pytest.raises(ProtectedError):
        special.delete()


def test_without_a_time_nothing_is_ever_late(
    world: World, time_machine: TimeMachineFixture
) -> None:
    """Spec SLA-4, CAL-4: and what was late by the former promise is so no more."""
    time_machine.move_to(moscow(24, 11), tick=False)
    ticket = world.ticket()
    time_machine.move_to(moscow(24, 16))
    sweep()
    assert Ticket.objects.get(pk=ticket.pk).is_overdue
    wished = {"reaction_value": None, "warn_value": None}
    shown = {name: getattr(world.level, name) for name in wished}
    change_level(world.level.pk, Edit(wished, shown))
    recount_laggards()
    world.ticket(title="Другой вопрос")
    time_machine.move_to(moscow(24, 16) + timedelta(days=400))
    assert sweep() == 0
    assert set(Ticket.objects.values_list("due_at", "warn_at", "is_overdue")) == {
        (None, None, False)
    }


def test_a_criticality_has_a_time_of_its_own(
    world: World, time_machine: TimeMachineFixture
) -> None:
    ordinary, down = Priority.objects.exclude(pk=world.priority.pk)[0], world.priority

    def set_to(priority: Priority, hour: int, minute: int = 0) -> datetime | None:
        time_machine.move_to(moscow(24, hour, minute))
        change(world, ticket, "priority", priority.pk)
        return Ticket.objects.get(pk=ticket.pk).due_at

    def says(person: Person, hour: int) -> None:
        time_machine.move_to(moscow(24, hour))
        reply(ticket_id=ticket.pk, submit=world.by(person), body=Body(text="…"))

    def promise(hours: int, hour: int) -> datetime | None:
        time_machine.move_to(moscow(24, hour))
        present = Level.objects.get(pk=world.level.pk).reactions
        rows = [[down.pk, hours, "hour"]]
        change_level(world.level.pk, Edit({"reactions": rows}, {"reactions": present}))
        recount_laggards()
        return Ticket.objects.get(pk=ticket.pk).due_at

    time_machine.move_to(moscow(24, 11), tick=False)
    ticket = world.ticket()
    assert set_to(ordinary, 11) == promise(1, 11) == moscow(24, 15)
    # A shorter promise counts from the change, a longer one from where it counted before (CLK-8).
    assert set_to(down, 12) == moscow(24, 13)
    assert set_to(ordinary, 12, 30) == moscow(24, 16)
    assert set_to(down, 12, 40) == moscow(24, 13, 40)
    says(world.anna, 13)
    story = Round.objects.get(ticket=ticket).story
    assert story["terms"][-1] == down.pk
    # The next round begins with the time of the criticality, and what is over stays (D-8).
    says(world.elena, 14)
    assert promise(2, 14) == moscow(24, 16)
    assert Round.objects.get(ticket=ticket).story == story
