"""The bell: written with the letters, shown as far as the gate allows, read with the ticket."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.mail.models import Outgoing
from otklik.notices.matrix import Occasion
from otklik.notices.operations import choose
from otklik.notices.queries import How, questions, roles_of
from otklik.people.models import Person, SupportMembership
from otklik.tickets import access, bell
from otklik.tickets.follow import follow
from otklik.tickets.models import Change, Event, Notice, Ticket
from otklik.tickets.operations.assign import add_co_executor, assign
from otklik.tickets.operations.bell import IMPORTANCE, KEPT_FOR, forget_old, read_all
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reading import mark_read
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_author import set_author
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.queries.bell import PAGE
from otklik.tickets.tests.world import World, moscow
from otklik.tickets.topics import person_topic

SAID = Body(text="Перезагрузили дважды, не помогло")


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Elena's ticket, for which Anna is responsible and Gleb helps; all of it is followed."""
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    follow_all()
    Notice.objects.all().delete()
    return ticket


def follow_all() -> None:
    for change in Change.objects.filter(followed_at=None).order_by("pk"):
        follow(change.pk)


def say(world: World, ticket: Ticket, person: Person, write: Callable[..., object] = reply) -> None:
    write(ticket_id=ticket.pk, submit=world.by(person), body=SAID)
    follow_all()


def rings(world: World, person: Person, *, as_client: bool = False) -> list[str]:
    """Return what a person's bell says, newest first."""
    shown = bell.bell(world.viewer(person), as_client=as_client)
    return [one.title for day in shown.days for one in day.notices]


def unread(world: World, person: Person) -> int:
    return bell.count(world.viewer(person)).unread


def test_it_rings_for_those_concerned_and_for_nobody_else(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.elena)
    assert rings(world, world.anna) == ["Новое сообщение: Elena"]
    assert rings(world, world.gleb) == ["Новое сообщение: Elena"]
    # Vera gets a copy by mail; Boris has nothing to do with it, and Elena knows what she wrote.
    nobody = (world.vera, world.boris, world.elena, world.oleg)
    assert [rings(world, person) for person in nobody] == [[]] * len(nobody)
    say(world, ticket, world.anna)
    assert rings(world, world.elena) == ["Ответ: Anna"]


def test_it_says_who_what_where_and_leads_to_the_message(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.vera, note)
    say(world, ticket, world.anna)
    [day] = bell.bell(world.viewer(world.elena)).days
    [answer] = day.notices
    event = Event.objects.filter(ticket=ticket).latest("seq")
    assert answer.about == f"№\N{NO-BREAK SPACE}{ticket.pk}: «{SAID.text}»"
    # Clients count without what is hidden.
    public = f"{event.public_seq}"
    assert event.public_seq != event.seq
    assert answer.url == f"/t/{ticket.pk}?message={public}#msg-{public}"
    assert (day.title, answer.is_unread, answer.face) == ("Сегодня", True, world.anna)


def test_whoever_is_put_in_charge_hears_that_before_all(world: World, ticket: Ticket) -> None:
    assign(
        ticket_id=ticket.pk,
        submit=world.by(world.vera),
        responsible=world.boris,
        shown=world.anna.pk,
    )
    add_co_executor(ticket_id=ticket.pk, submit=world.by(world.boris), person=world.anna)
    follow_all()
    assert "Вам назначено обращение" in rings(world, world.boris)
    assert "Вы теперь соисполнитель этого обращения" in rings(world, world.anna)
    assert "Теперь ответственный: Boris" in rings(world, world.gleb)


def test_a_deadline_rings_too(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    for hour in (13, 18):
        with time_machine.travel(moscow(24, hour, 30), tick=False):
            sweep()
            follow_all()
    mine = Notice.objects.filter(person=world.anna, ticket=ticket).values_list("occasion")
    assert {(Occasion.DEADLINE_NEAR,), (Occasion.DEADLINE_PASSED,)} <= set(mine)
    assert "Срок ответа прошёл" in rings(world, world.anna)


def test_every_occasion_has_its_place_and_its_words() -> None:
    assert set(IMPORTANCE) == set(bell.TITLES) == set(Occasion)


def test_another_author_rings_for_staff_alone(world: World, ticket: Ticket) -> None:
    set_author(
        ticket_id=ticket.pk, submit=world.by(world.vera), author=world.pavel, shown=world.elena.pk
    )
    follow_all()
    assert rings(world, world.anna) == ["Автор: Pavel"]
    assert rings(world, world.pavel) == rings(world, world.elena) == []


def test_following_twice_rings_once(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.elena)
    Change.objects.update(followed_at=None)
    follow_all()
    assert Notice.objects.filter(person=world.anna, occasion=Occasion.CLIENT_WROTE).count() == 1


def test_a_wish_decides_about_letter_and_bell(world: World, ticket: Ticket) -> None:
    wish(world.anna, Occasion.CLIENT_WROTE, "bell")
    wish(world.gleb, Occasion.CLIENT_WROTE, "none")
    Outgoing.objects.all().delete()
    say(world, ticket, world.elena)
    assert rings(world, world.anna) == ["Новое сообщение: Elena"]
    assert rings(world, world.gleb) == []
    addresses = set(Outgoing.objects.values_list("address", flat=True))
    assert addresses == {world.elena.email, world.vera.email}


def wish(person: Person, occasion: Occasion, how: str) -> None:
    roles = roles_of(is_staff=True, is_admin=False)
    choose(person=person, roles=roles, wishes={occasion: How(how)})


def test_what_happens_anyway_is_no_wish(world: World) -> None:
    roles = roles_of(is_staff=True, is_admin=False)
    wish(world.anna, Occasion.STATE, "none")
    wish(world.anna, Occasion.STATE, "mail")
    [state] = [one for one in questions(world.anna, roles) if one.occasion is Occasion.STATE]
    assert state.now == state.usual == "mail"
    with pytest.raises(ValueError, match="no answer"):
        wish(world.anna, Occasion.COMMENT, "mail")
    asked = {
        one.occasion for one in questions(world.elena, roles_of(is_staff=False, is_admin=False))
    }
    assert Occasion.HIDDEN not in asked


def test_the_client_who_wants_no_letters_hears_the_bell(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(answers_by_mail=False)
    Outgoing.objects.all().delete()
    say(world, ticket, world.anna)
    assert rings(world, world.elena) == ["Ответ: Anna"]
    assert not Outgoing.objects.filter(address=world.elena.email).exists()


def test_what_has_gone_out_of_sight_is_not_shown(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.elena)
    world.gleb.seats.all().delete()
    assert (rings(world, world.gleb), unread(world, world.gleb)) == ([], 0)
    Person.objects.filter(pk=world.anna.pk).update(is_active=False)
    assert rings(world, world.anna) == []


def test_who_becomes_a_client_sees_nothing_of_what_was_hidden(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.vera, note)
    say(world, ticket, world.vera)
    assert rings(world, world.anna) == ["Ответ: Vera", "Скрытая заметка: Vera"]
    Ticket.objects.filter(pk=ticket.pk).update(author=world.anna)
    assert rings(world, world.anna) == ["Ответ: Vera"]
    assert unread(world, world.anna) == 1


def test_the_expected_date_is_told_only_while_it_is_shown(world: World, ticket: Ticket) -> None:
    changes = [FieldChange("expected_on", moscow(30, 9).date(), None)]
    changes.append(FieldChange("expected_shown", True, False))
    set_fields(ticket_id=ticket.pk, submit=world.by(world.anna), changes=changes)
    follow_all()
    assert len(rings(world, world.elena)) == 1
    Ticket.objects.filter(pk=ticket.pk).update(expected_shown=False)
    assert rings(world, world.elena) == []


def test_the_clients_door_rings_for_ones_own_tickets_only(world: World, ticket: Ticket) -> None:
    own = world.ticket(author=world.gleb, responsible=world.anna)
    say(world, ticket, world.elena)
    say(world, own, world.anna)
    assert rings(world, world.gleb)[:2] == ["Ответ: Anna", "Новое сообщение: Elena"]
    assert "Новое сообщение: Elena" not in rings(world, world.gleb, as_client=True)
    read_all(viewer=world.viewer(world.gleb), as_client=True)
    assert unread(world, world.gleb) == 1
    read_all(viewer=world.viewer(world.gleb))
    assert unread(world, world.gleb) == 0


def test_opening_the_ticket_reads_what_rang_about_it(world: World, ticket: Ticket) -> None:
    other = world.ticket(responsible=world.anna)
    say(world, ticket, world.elena)
    say(world, other, world.elena)
    before = unread(world, world.anna)
    seen = access.get(world.viewer(world.anna), ticket.pk)
    with CaptureQueriesContext(connection) as queries:
        mark_read(seen=seen, seq=seen.ticket.last_seq)
    assert unread(world, world.anna) == before - 1
    told = [query["sql"] for query in queries if "pg_notify" in query["sql"]]
    assert person_topic(world.anna.pk) in "".join(told)  # the other tabs hear of it


def test_what_was_read_before_it_could_ring_does_not(world: World, ticket: Ticket) -> None:
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=SAID)
    seen = access.get(world.viewer(world.anna), ticket.pk)
    mark_read(seen=seen, seq=seen.ticket.last_seq)
    with CaptureQueriesContext(connection) as queries:
        follow_all()
    assert (unread(world, world.anna), len(rings(world, world.anna))) == (0, 1)
    told = "".join(query["sql"] for query in queries if "pg_notify" in query["sql"])
    assert person_topic(world.gleb.pk) in told
    assert person_topic(world.anna.pk) not in told


def test_it_has_pages_and_its_count_an_end(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.elena)
    [first] = Notice.objects.filter(person=world.anna)
    for _number in range(2 * PAGE + 1):
        ring_again(first)
    viewer = world.viewer(world.anna)
    newest = bell.bell(viewer)
    middle = bell.bell(viewer, before=str(newest.next))
    last = bell.bell(viewer, before=str(middle.next))
    sizes = [sum(len(day.notices) for day in one.days) for one in (newest, middle, last)]
    assert sizes == [PAGE, PAGE, 2]
    assert last.next is None
    assert bell.bell(viewer, before="no number").before is None
    for _number in range(100):
        ring_again(first)
    assert bell.count(viewer, known="5").shown == "99+"
    assert bell.count(viewer, known="5").has_grown
    assert not bell.count(viewer).has_grown


def ring_again(notice: Notice) -> None:
    change = Change.objects.get(pk=notice.change_id)
    change.pk = None
    change.save()
    Notice.objects.create(
        change=change,
        person=notice.person,
        ticket=notice.ticket,
        event=notice.event,
        occasion=notice.occasion,
    )


def test_old_ones_are_forgotten(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.elena)
    mine = Notice.objects.filter(person=world.anna)
    mine.update(created_at=mine[0].created_at - KEPT_FOR - timedelta(hours=1))
    assert (forget_old(), forget_old()) == (1, 0)
    assert rings(world, world.anna) == []
    assert len(rings(world, world.gleb)) == 1


def test_who_follows_a_group_without_seeing_it_hears_no_bell(world: World, ticket: Ticket) -> None:
    SupportMembership.objects.filter(person=world.irina).update(
        sees_group=False, hears_updates=True
    )
    say(world, ticket, world.anna)
    assert not Notice.objects.filter(person=world.irina).exists()
