"""A change is followed once, its letters share its fate, and what became of them comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.core.time import now
from otklik.mail import results
from otklik.mail.models import Outgoing, Result
from otklik.people.models import Person
from otklik.tickets import audience, tasks
from otklik.tickets.follow import follow
from otklik.tickets.letters.thread import ref_of
from otklik.tickets.models import Audience, Change, Event, EventKind, Round, Ticket, Via
from otklik.tickets.operations import bell
from otklik.tickets.operations.hear_of_letter import hear_of_letter
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.operations.writing import FOLLOW
from otklik.tickets.queries.filters import Filters, Span
from otklik.tickets.tests.world import World, moscow

WARNED, OVERDUE = EventKind.WARNED, EventKind.OVERDUE


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ticket(responsible=world.anna)


def changes(ticket: Ticket) -> list[Change]:
    return list(Change.objects.filter(ticket=ticket).order_by("pk"))


def test_every_change_has_its_job_and_every_job_its_letters(world: World, ticket: Ticket) -> None:
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Ответ"))
    jobs = ProcrastinateJob.objects.filter(task_name=FOLLOW).order_by("id")
    assert [job.args["change_id"] for job in jobs] == [one.pk for one in changes(ticket)]
    for job in jobs:
        tasks.follow_change(**job.args)
    keys = sorted(Outgoing.objects.values_list("key", "address"))
    opened, answered = changes(ticket)
    assert keys == [
        (f"change:{opened.pk}", "anna@example.org"),
        (f"change:{opened.pk}", "elena@example.org"),
        (f"change:{opened.pk}", "vera@example.org"),
        (f"change:{answered.pk}", "elena@example.org"),
        (f"change:{answered.pk}", "vera@example.org"),
    ]


def test_following_twice_writes_no_second_letter(ticket: Ticket) -> None:
    [change] = changes(ticket)
    assert follow(change.pk) == 3
    assert follow(change.pk) == 0
    Change.objects.update(followed_at=None)
    assert follow(change.pk) == 3
    assert Outgoing.objects.count() == 3


def test_a_change_whose_job_has_given_up_gets_another_one(world: World) -> None:
    at = now()
    with time_machine.travel(at - timedelta(hours=2)):
        ticket = world.ticket()
    world.ticket()
    jobs = ProcrastinateJob.objects.filter(task_name=FOLLOW)
    tasks.follow_left(0)
    assert jobs.count() == 2
    jobs.update(status="failed")
    tasks.follow_left(0)
    tasks.follow_left(0)
    [change] = changes(ticket)
    assert [job.args["change_id"] for job in jobs.filter(status="todo")] == [change.pk]
    follow(change.pk)
    jobs.delete()
    tasks.follow_left(0)
    assert not jobs.exists()


def test_a_worker_that_stood_still_catches_up(world: World) -> None:
    """Spec OVD-1…OVD-4, D-7: each moment once, at its own time, whoever comes across it first."""
    swept, answered = (world.ticket(responsible=world.anna, at=moscow(24, 10)) for _ in "ab")
    noted = world.ticket(responsible=world.anna, at=moscow(24, 10))
    in_time = world.ticket(responsible=world.anna, at=moscow(24, 10))
    reply(ticket_id=in_time.pk, submit=world.by(world.anna, at=moscow(24, 12)), body=Body(text="!"))
    with time_machine.travel(moscow(24, 14, 30), tick=False):
        reply(ticket_id=answered.pk, submit=world.by(world.anna), body=Body(text="Ответ"))
        quiet = replace(world.by(world.vera), quiet=True)
        note(ticket_id=noted.pk, submit=quiet, body=Body(text="Письмо вернулось"))
    with time_machine.travel(moscow(24, 15), tick=False):
        Change.objects.exclude(via=Via.CLOCK).update(followed_at=now())
        assert [sweep(), sweep()] == [1, 0]
        for change in Change.objects.filter(followed_at=None, is_quiet=False).order_by("pk"):
            follow(change.pk)
    for ticket in (swept, answered, noted):
        events = Event.objects.filter(ticket=ticket).order_by("seq")
        told = [(one.kind, one.at) for one in events if one.kind in (WARNED, OVERDUE)]
        assert told == [(WARNED, moscow(24, 13)), (OVERDUE, moscow(24, 14))]
        assert [one.at for one in events] == sorted(one.at for one in events)
        overdue = events.get(kind=OVERDUE)
        assert (overdue.payload["number"], overdue.audience) == (1, Audience.STAFF)
        assert overdue.payload["responsible"] == world.anna.pk
        # One letter for each of them, of what is still news; none to the client.
        letters = Outgoing.objects.filter(ref=ref_of(ticket.pk)).values_list("address", flat=True)
        assert sorted(letters) == ["anna@example.org", "vera@example.org"]
    assert not Outgoing.objects.filter(ref=ref_of(in_time.pk)).exists()
    over = Round.objects.get(ticket=answered)
    assert (over.was_overdue, over.overdue_minutes, over.is_answered) == (True, 30, True)
    counted = Filters(numbers={"overdues": Span(1, None)}).condition(world.vera.pk)
    assert Ticket.objects.filter(counted).count() == 3


def test_a_failure_leaves_no_half_of_the_letters(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        assert Outgoing.objects.count() == 3
        raise RuntimeError

    [change] = changes(ticket)
    monkeypatch.setattr(bell, "ring", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        follow(change.pk)
    assert not Outgoing.objects.exists()
    change.refresh_from_db()
    assert change.followed_at is None


def test_whoever_may_no_longer_see_it_hears_nothing(world: World, ticket: Ticket) -> None:
    note(ticket_id=ticket.pk, submit=world.by(world.vera), body=Body(text="Заметка"))
    Person.objects.filter(pk=world.anna.pk).update(is_active=False)
    assert audience.recipients(changes(ticket)[-1]) == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Result.Kind.REFUSED, EventKind.LETTER_REFUSED),
        (Result.Kind.FAILED, EventKind.LETTER_REFUSED),
        (Result.Kind.BOUNCED, EventKind.LETTER_REFUSED),
        (Result.Kind.SILENCED, EventKind.LETTERS_SILENCED),
    ],
)
def test_a_letter_that_did_not_arrive_stands_in_the_history_once(
    world: World, ticket: Ticket, kind: Result.Kind, expected: EventKind
) -> None:
    follow(changes(ticket)[0].pk)
    row = Outgoing.objects.get(address="elena@example.org")
    result = results.record(row, kind, "550 5.1.1 User unknown")
    tasks.hear_of_letters(0)
    hear_of_letter(result)
    [event] = Event.objects.filter(ticket=ticket, kind=expected)
    assert event.audience == Audience.STAFF
    assert event.payload == {"letter": row.pk, "person": world.elena.pk, "why": kind}
    assert event.change.is_quiet


def test_results_about_other_things_are_passed_over(ticket: Ticket) -> None:
    follow(changes(ticket)[0].pk)
    row = Outgoing.objects.all()[0]
    before = Event.objects.count()
    for ref in ("account.5", "ticket.999999999"):
        row.ref = ref
        results.record(row, Result.Kind.REFUSED, "550")
    tasks.hear_of_letters(0)
    assert Event.objects.count() == before
    assert results.hear(tasks.LISTENER, hear_of_letter) == 0
