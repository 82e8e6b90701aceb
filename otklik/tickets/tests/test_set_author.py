"""Staff change whose ticket it is (spec T-5, T-6, table 1.2)."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from otklik.directory.models import FieldRights, Site
from otklik.live.models import Revocation
from otklik.live.presence import enter
from otklik.mail.models import Outgoing
from otklik.people.models import Person
from otklik.people.operations import add_contact
from otklik.tickets import access
from otklik.tickets.access import Refused, Stance
from otklik.tickets.follow import follow
from otklik.tickets.models import Audience, Change, Event, EventKind, Message, Side, Ticket
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_author import set_author
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.tests.world import World, moscow
from otklik.tickets.topics import client_topic, staff_topic


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Elena's, whom Anna answers; Elena's company has a second address."""
    made = world.ticket(responsible=world.anna, co_executors=(world.gleb,), at=moscow(24, 12))
    Ticket.objects.filter(pk=made.pk).update(author_text="office@example.org")
    return made


def give(world: World, ticket: Ticket, person: Person, *, by: str = "anna") -> Ticket:
    return set_author(
        ticket_id=ticket.pk,
        submit=world.by(getattr(world, by)),
        author=person,
        shown=world.elena.pk,
    )


def stance(world: World, ticket: Ticket, person: Person) -> Stance:
    ticket.refresh_from_db()
    return access.stance(world.viewer(person), ticket)


def test_the_ticket_becomes_the_other_clients(world: World, ticket: Ticket) -> None:
    """Only staff know; sides, level and clock stay (D-4); the other addresses go (T-6)."""
    before = Ticket.objects.get(pk=ticket.pk)
    after = give(world, ticket, world.pavel)
    assert (after.author, after.author_text) == (world.pavel, "")
    assert (after.level, after.due_at, after.waiting_since) == (
        before.level,
        before.due_at,
        before.waiting_since,
    )
    assert Message.objects.get(ticket=ticket).side == Side.CLIENT
    event = Event.objects.get(ticket=ticket, kind=EventKind.AUTHOR)
    assert event.audience == Audience.STAFF
    assert event.payload["old"] == {"id": world.elena.pk}
    assert event.payload["new"] == {"id": world.pavel.pk}
    assert stance(world, ticket, world.pavel) is Stance.CLIENT
    assert stance(world, ticket, world.elena) is Stance.NONE
    assert stance(world, ticket, world.irina) is Stance.NONE


def test_staff_are_told_and_neither_client(world: World, ticket: Ticket) -> None:
    give(world, ticket, world.pavel)
    follow(Change.objects.filter(ticket=ticket).latest("pk").pk)
    assert set(Outgoing.objects.values_list("address", flat=True)) == {
        "gleb@example.org",
        "vera@example.org",
    }
    assert "Pavel" in Outgoing.objects.filter(address="gleb@example.org").get().text
    Outgoing.objects.all().delete()
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Проверьте бумагу."))
    follow(Change.objects.filter(ticket=ticket).latest("pk").pk)
    told = set(Outgoing.objects.values_list("address", flat=True))
    assert "pavel@example.org" in told
    assert not told & {"elena@example.org", "office@example.org", "irina@example.org"}


def test_whoever_loses_it_hears_nothing_more(world: World, ticket: Ticket) -> None:
    for person in (world.elena, world.irina):
        enter(uuid4(), topic=client_topic(ticket.pk), person_id=person.pk, mode="view")
    give(world, ticket, world.pavel)
    lost = set(Revocation.objects.values_list("person_id", "prefix"))
    assert lost == {(one.pk, f"ticket.{ticket.pk}") for one in (world.elena, world.irina)}


def test_whoever_does_not_look_loses_the_token_too(world: World, ticket: Ticket) -> None:
    """A page that was closed, or lost its connection, may come back within twelve hours."""
    give(world, ticket, world.pavel)
    lost = set(Revocation.objects.values_list("person_id", "prefix"))
    assert lost == {(one.pk, f"ticket.{ticket.pk}") for one in (world.elena, world.irina)}


def test_an_observer_who_becomes_the_author_reads_no_more_notes(
    world: World, ticket: Ticket
) -> None:
    """Oleg could read everything; as the author he stands as client (D-5)."""
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Между нами."))
    enter(uuid4(), topic=staff_topic(ticket.pk), person_id=world.oleg.pk, mode="view")
    give(world, ticket, world.oleg, by="vera")
    seen = access.get(world.viewer(world.oleg), ticket.pk)
    assert seen.stance is Stance.CLIENT
    assert not seen.messages().filter(is_hidden=True).exists()
    assert Revocation.objects.filter(person_id=world.oleg.pk).exists()


@pytest.mark.parametrize("who", ["anna", "gleb", "nina"])
def test_nobody_traps_himself_or_who_works_on_it(world: World, ticket: Ticket, who: str) -> None:
    """Nina has not proven her address, so she sees only what she wrote herself (D-11)."""
    with pytest.raises(ValidationError):
        give(world, ticket, getattr(world, who))
    assert stance(world, ticket, world.elena) is Stance.CLIENT


@pytest.mark.parametrize("who", ["boris", "vera", "oleg"])
def test_an_agent_hides_no_notes_from_a_colleague(world: World, ticket: Ticket, who: str) -> None:
    """An author stands as client (D-5): it would be the end of reading for who reads as staff."""
    with pytest.raises(ValidationError, match=r"администратор|administrator"):
        give(world, ticket, getattr(world, who))
    assert stance(world, ticket, world.elena) == Stance.CLIENT


def test_an_administrator_does_not_take_it_for_himself(world: World, ticket: Ticket) -> None:
    with pytest.raises(ValidationError):
        give(world, ticket, world.vera, by="vera")


@pytest.mark.parametrize("preset", list(FieldRights))
def test_the_responsible_agent_and_administrators_may(
    world: World, ticket: Ticket, preset: FieldRights
) -> None:
    Site.objects.update(field_rights=preset)
    for by in ("elena", "oleg"):
        with pytest.raises(Refused):
            give(world, ticket, world.pavel, by=by)
    assert give(world, ticket, world.pavel, by="anna").author == world.pavel
    submit = world.by(world.vera)
    set_author(ticket_id=ticket.pk, submit=submit, author=world.elena, shown=world.pavel.pk)
    assign(ticket_id=ticket.pk, submit=submit, responsible=world.boris, shown=world.anna.pk)
    with pytest.raises(Refused):
        give(world, ticket, world.pavel, by="anna")


def test_of_two_who_change_it_one_is_told(world: World, ticket: Ticket) -> None:
    contact = add_contact(name="Роман", phone="+7 900 000-00-00")
    give(world, ticket, contact, by="vera")
    with pytest.raises(Stale) as met:
        give(world, ticket, world.pavel)
    assert (met.value.field, met.value.present) == ("author", contact.pk)
