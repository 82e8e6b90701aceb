"""A client asks, an agent answers, the client replies: rows, numbers, lamps and clock agree."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from otklik.tickets import access
from otklik.tickets.access import Stance
from otklik.tickets.lamps import Lamp, lamp
from otklik.tickets.models import Audience, Event, EventKind, Message, Side, Ticket
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.operations.reopen import reopen
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, FieldRefused, Stale, set_fields
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.operations.writing import writing
from otklik.tickets.tests.world import World, moscow


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related(*access.PEOPLE, *access.DICTIONARIES).get(pk=ticket.pk)


def kinds(ticket: Ticket) -> list[str]:
    return list(Event.objects.filter(ticket=ticket).order_by("seq").values_list("kind", flat=True))


def test_it_works(world: World) -> None:
    request = Request(world.site, "Нет чека", Body(text="Касса молчит."), world.elena)
    opened = open_ticket(submit=world.by(world.elena, at=moscow(24, 11, 30)), request=request)
    ticket = opened.ticket
    assert ticket.due_at == moscow(24, 15, 30)
    assign(
        ticket_id=ticket.pk,
        submit=world.by(world.anna, at=moscow(24, 12)),
        responsible=world.anna,
        shown=None,
    )
    assert fresh(ticket).due_at == moscow(24, 15, 30)  # spec CLK-12
    reply(
        ticket_id=ticket.pk,
        submit=world.by(world.anna, at=moscow(24, 14)),
        body=Body(text="Проверьте бумагу."),
    )
    ticket = fresh(ticket)
    assert (ticket.due_at, ticket.waiting_since, ticket.last_side) == (None, None, Side.STAFF)
    reply(
        ticket_id=ticket.pk,
        submit=world.by(world.elena, at=moscow(25, 18, 10)),
        body=Body(text="Бумага есть."),
    )
    ticket = fresh(ticket)
    assert ticket.due_at == moscow(26, 13, 10)
    assert ticket.last_seq == Event.objects.filter(ticket=ticket).count()
    assert ticket.message_count == 3
    assert ticket.excerpt == "Бумага есть."


def test_events_are_numbered_without_gaps_for_both_audiences(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Секрет"))
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Ответ"))
    events = list(Event.objects.filter(ticket=ticket).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    public = [event.public_seq for event in events if event.public_seq]
    assert public == list(range(1, len(public) + 1))
    messages = Message.objects.filter(ticket=ticket, is_hidden=False).order_by("number")
    assert [message.public_number for message in messages] == [1, 2]


def test_the_database_refuses_to_change_the_past(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.filter(ticket=ticket).update(kind=EventKind.CLOSED)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute("DELETE FROM tickets_event WHERE ticket_id=%s", [ticket.pk])


def test_a_repeated_submit_returns_the_first_result(world: World) -> None:
    request = Request(world.site, "Дважды", Body(text="Нажали дважды."), world.elena)
    first = open_ticket(submit=world.by(world.elena, key="k1"), request=request)
    again = open_ticket(submit=world.by(world.elena, key="k1"), request=request)
    assert first.ticket.pk == again.ticket.pk
    one = reply(
        ticket_id=first.ticket.pk, submit=world.by(world.elena, key="k2"), body=Body(text="Ещё")
    )
    two = reply(
        ticket_id=first.ticket.pk, submit=world.by(world.elena, key="k2"), body=Body(text="Ещё")
    )
    assert one.pk == two.pk
    assert fresh(first.ticket).message_count == 2


def test_lamps_follow_the_trace_of_example_16(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 11, 30))

    def lamps() -> list[Lamp]:
        now = fresh(ticket)
        staff = [lamp(now, person.pk, Stance.STAFF) for person in (world.anna, world.boris)]
        return [*staff, lamp(now, world.elena.pk, Stance.CLIENT)]

    assert lamps() == [Lamp.WAIT, Lamp.WAIT_OTHER, Lamp.ANSWERED]
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Ответ"))
    assert lamps() == [Lamp.ANSWERED, Lamp.ANSWERED_OTHER, Lamp.WAIT]
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Вопрос"))
    assert lamps() == [Lamp.WAIT, Lamp.WAIT_OTHER, Lamp.ANSWERED]
    close(ticket_id=ticket.pk, submit=world.by(world.elena))
    assert lamps() == [Lamp.CLOSED] * 3


def test_an_answer_by_a_late_worker_still_records_the_missed_deadline(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    note(ticket_id=ticket.pk, submit=world.by(world.anna, at=moscow(24, 11)), body=Body(text="…"))
    reply(
        ticket_id=ticket.pk, submit=world.by(world.anna, at=moscow(24, 14, 10)), body=Body(text="!")
    )
    events = Event.objects.filter(ticket=ticket, kind__in=[EventKind.WARNED, EventKind.OVERDUE])
    assert [(event.kind, event.at) for event in events.order_by("seq")] == [
        (EventKind.WARNED, moscow(24, 13)),
        (EventKind.OVERDUE, moscow(24, 14)),
    ]
    assert (fresh(ticket).is_overdue, fresh(ticket).overdue_count) == (False, 1)
    assert ticket.rounds.get().overdue_minutes == 10


def test_the_sweep_settles_once(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(3, 10))
    assert sweep() == 1
    assert sweep() == 0
    assert kinds(ticket).count(EventKind.OVERDUE) == 1
    assert fresh(ticket).is_overdue


def test_a_stale_property_is_shown_not_overwritten(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    shown = ticket.status_id
    change = FieldChange("status", world.status.pk, shown)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.anna), changes=[change])
    other = FieldChange("status", shown, None)
    with pytest.raises(Stale) as stale:
        set_fields(ticket_id=ticket.pk, submit=world.by(world.vera), changes=[other])
    assert stale.value.present == world.status.pk


def test_a_client_may_change_the_priority_and_nothing_else(world: World) -> None:
    ticket = world.ticket()
    wish = FieldChange("priority", world.priority.pk, ticket.priority_id)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.elena), changes=[wish])
    assert fresh(ticket).priority_id == world.priority.pk
    for name, new in (("category", world.category.pk), ("title", "Мой"), ("status", 1)):
        with pytest.raises(FieldRefused):
            set_fields(
                ticket_id=ticket.pk,
                submit=world.by(world.elena),
                changes=[FieldChange(name, new, None)],
            )


def test_a_letter_into_a_closed_ticket_reopens_it_and_starts_the_clock(world: World) -> None:
    ticket = world.ticket(at=moscow(24, 10))
    close(ticket_id=ticket.pk, submit=world.by(world.elena, at=moscow(27, 12)))
    reply(
        ticket_id=ticket.pk,
        submit=world.by(world.elena, at=moscow(30, 9, 5)),
        body=Body(text="Снова"),
    )
    ticket = fresh(ticket)
    assert (ticket.is_closed, ticket.due_at) == (False, moscow(30, 14))


def test_a_client_reopens_only_with_a_text(world: World) -> None:
    ticket = world.ticket()
    close(ticket_id=ticket.pk, submit=world.by(world.elena))
    with pytest.raises(ValidationError):
        reopen(ticket_id=ticket.pk, submit=world.by(world.elena))
    assert fresh(ticket).is_closed
    reopen(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Не решено"))
    assert not fresh(ticket).is_closed
    assert fresh(ticket).waiting_since is not None


def test_a_client_message_ends_the_hold(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    for hidden, audience in ((False, Audience.ALL), (True, Audience.STAFF)):
        hold(ticket_id=ticket.pk, submit=replace(world.by(world.anna), hidden=hidden))
        reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Есть новости?"))
        assert not fresh(ticket).is_held
        ended = Event.objects.filter(ticket=ticket, kind=EventKind.UNHELD).latest("seq")
        assert ended.audience == audience


def test_an_agent_who_asks_for_himself_writes_as_a_client(world: World) -> None:
    """Spec CLK-6: what he says answers nothing and starts the clock."""
    ticket = world.ticket(author=world.boris, responsible=world.anna)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Готово"))
    said = reply(ticket_id=ticket.pk, submit=world.by(world.boris), body=Body(text="Не совсем"))
    assert said.side == Side.CLIENT
    assert fresh(ticket).waiting_since == said.at


def test_one_submit_is_one_change(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    submit = world.by(world.anna)
    with writing(ticket.pk, submit):
        reply(ticket_id=ticket.pk, submit=submit, body=Body(text="Готово"))
        set_fields(
            ticket_id=ticket.pk,
            submit=submit,
            changes=[FieldChange("status", world.status.pk, ticket.status_id)],
        )
        close(ticket_id=ticket.pk, submit=submit)
    last = ticket.changes.latest("pk")
    assert [event.kind for event in last.events.order_by("seq")] == [
        EventKind.MESSAGE,
        EventKind.FIELD,
        EventKind.CLOSED,
    ]


def test_nothing_is_half_done_when_one_part_fails(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    submit = world.by(world.anna)

    def answer_and_fail() -> None:
        with writing(ticket.pk, submit):
            reply(ticket_id=ticket.pk, submit=submit, body=Body(text="Готово"))
            wish = FieldChange("title", "", ticket.title)
            set_fields(ticket_id=ticket.pk, submit=submit, changes=[wish])

    with pytest.raises(ValidationError):
        answer_and_fail()
    assert fresh(ticket).message_count == 1
