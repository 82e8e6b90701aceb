"""A ticket whose client does not answer closes by itself (spec CLS-1…CLS-7, E24)."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from otklik.mail.models import Outgoing
from otklik.tickets.follow import follow
from otklik.tickets.models import ActorKind, Audience, Change, Event, EventKind, Ticket, Via
from otklik.tickets.operations.auto_close import auto_close, auto_close_due
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold, unhold
from otklik.tickets.operations.hold_until import unhold_due
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reopen import reopen
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import MOSCOW, World, moscow

ANSWERED = moscow(24, 16, 40)
TERM_ENDS = datetime(2026, 12, 1, 16, 40, tzinfo=MOSCOW)
LATER = datetime(2026, 12, 1, 17, 25, tzinfo=MOSCOW)


@pytest.fixture
def answered(world: World) -> Ticket:
    """Anna answered at 16:40 on Tuesday the 24th; seven days for Elena."""
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 12))
    say(world, ticket, at=ANSWERED)
    return ticket


def say(world: World, ticket: Ticket, *, at: datetime, keeps_status: bool = False) -> None:
    body = Body(text="Проверьте бумагу.")
    by = world.by(world.anna, at=at)
    reply(ticket_id=ticket.pk, submit=by, body=body, keeps_status=keeps_status)


def closed_at(ticket: Ticket, moment: datetime) -> datetime | None:
    """Let the sweep run at a moment, and return when the ticket closed."""
    with time_machine.travel(moment, tick=False):
        auto_close_due()
    ticket.refresh_from_db()
    return ticket.closed_at


def test_e24_seven_days_after_the_answer_whatever_was_hidden(
    world: World, answered: Ticket
) -> None:
    monday = moscow(30, 11)
    note(ticket_id=answered.pk, submit=world.by(world.anna, at=monday), body=Body(text="Ждём."))
    say(world, answered, at=monday, keeps_status=True)
    assert closed_at(answered, TERM_ENDS) is None
    assert closed_at(answered, LATER) == TERM_ENDS
    assert answered.auto_closed
    change = Change.objects.filter(ticket=answered).latest("pk")
    assert (change.actor, change.via, change.at) == (ActorKind.SYSTEM, Via.CLOCK, TERM_ENDS)
    event = Event.objects.get(ticket=answered, kind=EventKind.CLOSED)
    assert (event.payload, event.public_seq is None) == ({"why": "silence"}, False)
    assert closed_at(answered, LATER) == TERM_ENDS


def test_author_and_staff_are_told_and_an_answer_opens_it_again(
    world: World, answered: Ticket
) -> None:
    closed_at(answered, LATER)
    follow(Change.objects.filter(ticket=answered).latest("pk").pk)
    letters = {one.address: one.text for one in Outgoing.objects.all()}
    assert set(letters) == {"elena@example.org", "anna@example.org", "vera@example.org"}
    assert "закрыто: ответа не было" in letters["elena@example.org"]
    assert "ответьте на это письмо" in letters["elena@example.org"]
    with time_machine.travel(LATER, tick=False):
        reply(ticket_id=answered.pk, submit=world.by(world.elena), body=Body(text="Не помогло."))
    answered.refresh_from_db()
    assert (answered.closed_at, answered.auto_closed) == (None, False)
    assert answered.auto_close_at is None
    assert answered.waiting_since == LATER


def test_whoever_answers_before_the_sweep_is_in_time(world: World, answered: Ticket) -> None:
    with time_machine.travel(LATER, tick=False):
        reply(ticket_id=answered.pk, submit=world.by(world.elena), body=Body(text="Печатает."))
        assert not auto_close(ticket_id=answered.pk)
    assert closed_at(answered, datetime(2027, 1, 11, 12, tzinfo=MOSCOW)) is None


def test_a_held_ticket_stays_and_has_its_whole_time_afterwards(
    world: World, answered: Ticket
) -> None:
    hold(ticket_id=answered.pk, submit=world.by(world.anna, at=moscow(25, 12)))
    assert closed_at(answered, LATER) is None
    unhold(ticket_id=answered.pk, submit=world.by(world.anna, at=LATER))
    answered.refresh_from_db()
    assert answered.auto_close_at is not None
    assert answered.auto_close_at.astimezone(MOSCOW).date() == date(2026, 12, 8)


def test_a_ticket_comes_back_on_the_day_until_which_it_was_held(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(2, 10))
    quiet = world.ticket(responsible=world.anna, at=moscow(2, 10))
    submit = world.by(world.anna, at=moscow(2, 12))
    hold(ticket_id=ticket.pk, submit=submit, until=date(2026, 11, 5))
    hold(ticket_id=quiet.pk, submit=replace(submit, hidden=True), until=date(2026, 11, 5))
    with time_machine.travel(moscow(4, 23, 59), tick=False):
        assert unhold_due() == 0
    with time_machine.travel(moscow(5, 8), tick=False):
        assert (unhold_due(), unhold_due()) == (2, 0)
    ticket.refresh_from_db()
    assert (ticket.is_held, ticket.held_until) == (False, None)
    told = Event.objects.filter(kind=EventKind.UNHELD).order_by("pk")
    assert [(one.at, one.payload["why"]) for one in told] == [(moscow(5, 0), "until")] * 2
    assert {one.ticket_id: one.audience for one in told} == {
        ticket.pk: Audience.ALL,
        quiet.pk: Audience.STAFF,
    }


def test_a_day_that_has_begun_by_the_sites_clock_holds_nothing(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(2, 10))
    submit = world.by(world.anna, at=moscow(5, 0, 30))  # it is still the 4th in London
    with pytest.raises(ValidationError, match="позже сегодняшнего"):
        hold(ticket_id=ticket.pk, submit=submit, until=date(2026, 11, 5))
    assert hold(ticket_id=ticket.pk, submit=submit, until=date(2026, 11, 6)).is_held


def test_what_staff_open_again_does_not_close_at_the_next_sweep(
    world: World, answered: Ticket
) -> None:
    close(ticket_id=answered.pk, submit=world.by(world.anna, at=moscow(25, 12)))
    reopen(ticket_id=answered.pk, submit=world.by(world.anna, at=LATER))
    with time_machine.travel(LATER, tick=False):
        assert auto_close_due() == 0


@pytest.mark.parametrize(("days", "ends"), [(None, None), (1, moscow(25, 16, 40))])
def test_staff_choose_how_long_or_never(
    world: World, answered: Ticket, days: int | None, ends: datetime | None
) -> None:
    wish = FieldChange("auto_close_days", days, 7)
    submit = world.by(world.anna, at=moscow(25, 9))
    set_fields(ticket_id=answered.pk, submit=submit, changes=[wish])
    assert closed_at(answered, LATER) == ends


@pytest.mark.parametrize("days", [0, 91])
def test_it_takes_from_1_to_90_days(world: World, answered: Ticket, days: int) -> None:
    wish = FieldChange("auto_close_days", days, 7)
    with pytest.raises(ValidationError):
        set_fields(ticket_id=answered.pk, submit=world.by(world.anna), changes=[wish])


def test_it_is_not_dated_before_what_was_done_since(world: World, answered: Ticket) -> None:
    """The worker stood still, and meanwhile a colleague left a note."""
    noted = datetime(2026, 12, 1, 17, tzinfo=MOSCOW)
    note(ticket_id=answered.pk, submit=world.by(world.anna, at=noted), body=Body(text="Пора?"))
    assert closed_at(answered, LATER) == noted
