"""Two connections on one ticket: no lost change, no gap, one winner (issue: at once)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection
from django.http import Http404

from otklik.core.time import now
from otklik.directory.models import Category
from otklik.people.absence import Absence
from otklik.people.distribution import Distribution
from otklik.people.models import SupportGroup
from otklik.people.operations import absences, add_support_group, add_to_support_group
from otklik.people.queries import absences_now
from otklik.tickets.models import Event, Message, Ticket
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.tests.world import World, make_world

T = TypeVar("T")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """Run `act` in threads with connections of their own, started together."""
    start = Barrier(count)

    def one(index: int) -> T:
        try:
            start.wait()
            return act(index)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_no_change_is_lost_and_seq_has_no_gaps(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    people = [world.anna, world.elena, world.vera, world.irina]

    def write(index: int) -> int:
        submit = world.by(people[index])
        return reply(ticket_id=ticket.pk, submit=submit, body=Body(text=f"{index}")).number

    assert sorted(at_once(4, write)) == [2, 3, 4, 5]
    seqs = Event.objects.filter(ticket=ticket).order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, len(seqs) + 1))
    assert Ticket.objects.get(pk=ticket.pk).message_count == 5


def test_two_take_it_and_one_wins(world: World) -> None:
    ticket = world.ticket()
    agents = [world.anna, world.boris]

    def take(index: int) -> str:
        agent = agents[index]
        try:
            assign(ticket_id=ticket.pk, submit=world.by(agent), responsible=agent, shown=None)
        except (Stale, Http404):
            return "late"
        return agent.name

    results = at_once(2, take)
    assert sorted(results)[-1] == "late"
    winner = Ticket.objects.select_related("responsible").get(pk=ticket.pk).responsible
    assert winner is not None
    assert winner.name in results


def test_one_key_at_once_opens_one_ticket(world: World) -> None:
    def open_(index: int) -> int:
        del index
        request = Request(world.site, "Дважды", Body(text="Двойной щелчок."), world.elena)
        submit = world.by(world.elena, key="same")
        return open_ticket(submit=submit, request=request).ticket.pk

    assert len(set(at_once(3, open_))) == 1
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1


def test_tickets_at_once_go_to_different_people_of_the_team(world: World) -> None:
    team = add_support_group(name="Первая линия", is_team=True)
    for person in (world.anna, world.boris):
        add_to_support_group(person=person, group=team)
    Category.objects.filter(pk=world.category.pk).update(team=team)

    def open_(_index: int) -> str:
        asked = Request(world.site, "Чек", Body(text="Нет"), world.elena, category=world.category)
        ticket = open_ticket(submit=world.by(world.elena), request=asked).ticket
        return ticket.responsible.name if ticket.responsible else ""

    for sharing in Distribution.values:
        SupportGroup.objects.filter(pk=team.pk).update(distribution=sharing)
        assert sorted(at_once(4, open_)) == ["Anna", "Anna", "Boris", "Boris"], sharing


def test_two_who_stand_in_for_each_other_both_save(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_locked = Barrier(2)
    monkeypatch.setattr(absences, "_refuse_second", lambda _absence: both_have_locked.wait())

    def leave(index: int) -> Absence:
        person, other = [(world.anna, world.boris), (world.boris, world.anna)][index]
        absence = Absence(person=person, starts_at=now(), substitute=other)
        return absences.add_absence(absence=absence, by=person)

    at_once(2, leave)
    assert set(absences_now()) == {world.anna.pk, world.boris.pk}
