"""A changed promise touches the waiting tickets, many at once (law 8, spec CAL-4, D-8)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from otklik.clock.models import Level
from otklik.clock.operations import change_level
from otklik.people.editing import Edit
from otklik.tickets.models import Change, Event, EventKind, Round, Ticket
from otklik.tickets.operations import recount
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.recount import recount_laggards
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.tests.world import World, moscow

pytestmark = pytest.mark.django_db


def promise(world: World, hours: int) -> None:
    present = Level.objects.get(pk=world.level.pk)
    wished = {"reaction_value": hours, "warn_value": None}
    change_level(world.level.pk, Edit(wished, {name: getattr(present, name) for name in wished}))


def test_it_works(
    world: World, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recount, "BATCH", 2)
    time_machine.move_to(moscow(24, 10), tick=False)
    early, late, answered = (world.ticket(at=moscow(24, hour)) for hour in (10, 12, 10))
    time_machine.move_to(moscow(24, 12))
    reply(ticket_id=answered.pk, submit=world.by(world.anna), body=Body(text="…"))
    before = Round.objects.get(ticket=answered).due_at
    promise(world, 1)
    changes = Change.objects.count()
    counted = [recount_laggards(), recount_laggards()]
    assert counted == [2, 0]
    early.refresh_from_db()
    late.refresh_from_db()
    # One is late at once, and since the promise changed, not before (spec D-7); it is told once.
    assert (early.due_at, early.is_overdue, early.overdue_count) == (moscow(24, 11), True, 1)
    [event] = Event.objects.filter(kind=EventKind.OVERDUE)
    assert (event.ticket_id, event.at) == (early.pk, moscow(24, 12))
    assert (late.due_at, late.due_order, late.is_overdue) == (
        moscow(24, 13),
        moscow(24, 13),
        False,
    )
    assert Change.objects.count() == changes + 1
    assert Round.objects.get(ticket=answered).due_at == before
    promise(world, 5)
    assert recount_laggards() == 2
    early.refresh_from_db()
    assert (early.due_at, early.is_overdue, early.overdue_count) == (moscow(24, 15), False, 1)


def test_many_cost_as_many_statements_as_one(
    world: World, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(moscow(24, 10), tick=False)
    cost = []
    for count, hours in ((1, 3), (5, 5)):
        for _ in range(count):
            world.ticket(at=moscow(24, 10))
        promise(world, hours)
        with CaptureQueriesContext(connection) as queries:
            recount_laggards()
        cost.append(len(queries))
    assert cost[0] == cost[1]


def test_a_broken_clock_stops_no_other(world: World, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(moscow(24, 10), tick=False)
    broken, sound = (world.ticket(at=moscow(24, 10)) for _ in range(2))
    Ticket.objects.filter(pk=broken.pk).update(clock_state={"odd": 1})
    promise(world, 2)
    assert [recount_laggards(), recount_laggards()] == [1, 0]
    sound.refresh_from_db()
    assert sound.due_at == moscow(24, 12)
    time_machine.move_to(moscow(24, 15))
    assert [sweep(), sweep()] == [1, 0]
    sound.refresh_from_db()
    assert sound.is_overdue
