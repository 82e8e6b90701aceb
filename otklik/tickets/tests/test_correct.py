"""Messages corrected by an administrator: who waits, what is read, what is found (CLK-11)."""

from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from otklik.core.search import question
from otklik.mail.models import Outgoing, State
from otklik.tickets import access
from otklik.tickets.access import Refused, Unseen
from otklik.tickets.models import Event, EventKind, Message, Round, Side, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.correct import delete_message, restore_message
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.queries.search import Meant, search_own
from otklik.tickets.tests.world import World, moscow
from tests.stage import file, follow_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(world: World, time_machine: TimeMachineFixture) -> Ticket:
    """Asked at ten, answered at eleven, asked again at twelve and at one; it is two."""
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    said = [(world.anna, 11, "Ответ"), (world.elena, 12, "Снова"), (world.elena, 13, "И ещё")]
    for person, hour, text in said:
        time_machine.move_to(moscow(24, hour), tick=False)
        reply(ticket_id=ticket.pk, submit=world.by(person), body=Body(text=text))
    time_machine.move_to(moscow(24, 14), tick=False)
    ticket.refresh_from_db()
    return ticket


def message(ticket: Ticket, number: int) -> Message:
    return Message.objects.get(ticket=ticket, number=number)


def delete(world: World, ticket: Ticket, number: int) -> None:
    pk = message(ticket, number).pk
    delete_message(ticket_id=ticket.pk, message_id=pk, submit=world.by(world.vera))
    ticket.refresh_from_db()


def restore(world: World, ticket: Ticket, number: int) -> None:
    pk = message(ticket, number).pk
    restore_message(ticket_id=ticket.pk, message_id=pk, submit=world.by(world.vera))
    ticket.refresh_from_db()


def test_it_works(world: World, ticket: Ticket) -> None:
    assert ticket.due_at == moscow(24, 16)
    delete(world, ticket, 3)
    assert (ticket.due_at, ticket.message_count) == (moscow(24, 17), 3)
    delete(world, ticket, 4)
    assert ticket.waiting_since is None
    assert (ticket.last_side, ticket.excerpt) == (Side.STAFF, "Ответ")
    assert ticket.auto_close_at == moscow(24, 14) + timedelta(days=7)
    restore(world, ticket, 3)
    assert (ticket.due_at, ticket.excerpt) == (moscow(24, 16), "Снова")
    kinds = list(Event.objects.filter(ticket=ticket).values_list("kind", flat=True))[-3:]
    assert kinds == [EventKind.MESSAGE_DELETED] * 2 + [EventKind.MESSAGE_RESTORED]


def test_a_deleted_answer_answers_nothing(
    world: World, ticket: Ticket, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(moscow(24, 15), tick=False)
    delete(world, ticket, 2)
    assert (ticket.waiting_since, ticket.is_overdue) == (moscow(24, 10), True)
    overdue = Event.objects.get(ticket=ticket, kind=EventKind.OVERDUE)
    assert (overdue.at, overdue.payload["message"]) == (moscow(24, 15), message(ticket, 1).pk)
    assert Round.objects.get(ticket=ticket).is_answered
    restore(world, ticket, 2)
    assert (ticket.waiting_since, ticket.is_overdue) == (moscow(24, 12), False)
    assert ticket.overdue_count == 1


def test_a_question_whose_late_answer_is_deleted_is_overdue_once(
    world: World, ticket: Ticket, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(moscow(24, 17), tick=False)
    late = reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Поздно"))
    delete(world, ticket, late.number)
    missed = Event.objects.filter(ticket=ticket, kind=EventKind.OVERDUE)
    assert (ticket.is_overdue, ticket.overdue_count, missed.count()) == (True, 1, 1)


def test_what_came_before_a_reopening_waits_no_more(world: World, ticket: Ticket) -> None:
    close(ticket_id=ticket.pk, submit=world.by(world.elena))
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Опять"))
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Хм"))
    delete(world, ticket, 6)
    assert ticket.waiting_since == moscow(24, 14)


def test_what_is_deleted_is_read_nowhere(world: World, ticket: Ticket) -> None:
    follow_all()
    Outgoing.objects.all().delete()
    body = Body(text="Пароль кукушка", files=[file("ключ.txt", b"zq")])
    written = reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)
    link = written.attachments.get()
    elena = world.viewer(world.elena)
    assert search_own(elena, question("кукушка"), Meant()).hits
    delete(world, ticket, written.number)
    assert not search_own(elena, question("кукушка"), Meant()).hits
    with pytest.raises(Unseen):
        access.attachment(world.viewer(world.vera), link.key)
    follow_all()
    assert not Outgoing.objects.filter(text__contains="кукушка").exists()
    restore(world, ticket, written.number)
    assert access.attachment(elena, link.key) == link
    assert search_own(elena, question("кукушка"), Meant()).hits


def test_letters_about_a_deleted_message_that_have_not_left_are_called_back(
    world: World, ticket: Ticket
) -> None:
    follow_all()
    Outgoing.objects.all().delete()
    body = Body(text="Пароль кукушка")
    written = reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)
    follow_all()
    letters = Outgoing.objects.filter(text__contains="кукушка")
    assert set(letters.values_list("state", flat=True)) == {State.QUEUED}
    delete(world, ticket, written.number)
    assert set(letters.values_list("state", flat=True)) == {State.CANCELLED}
    restore(world, ticket, written.number)
    assert set(letters.values_list("state", flat=True)) == {State.QUEUED}


def test_only_administrators_correct_and_never_the_question(world: World, ticket: Ticket) -> None:
    for person, number in ((world.anna, 2), (world.elena, 3), (world.vera, 1)):
        pk = message(ticket, number).pk
        with pytest.raises(Refused):
            delete_message(ticket_id=ticket.pk, message_id=pk, submit=world.by(person))
    other = message(world.ticket(), 1).pk
    with pytest.raises(Unseen):
        delete_message(ticket_id=ticket.pk, message_id=other, submit=world.by(world.vera))
