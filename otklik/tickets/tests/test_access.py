"""The gate: stances, rights and the lists that start from them say the same."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from otklik.directory.models import FieldRights
from otklik.live.models import Presence, Revocation
from otklik.people.models import Person, SupportGroup, UserGroup
from otklik.people.operations import add_to_support_group, add_to_user_group, contact_for
from otklik.people.viewer import viewer_of
from otklik.tickets import access
from otklik.tickets.access import Stance
from otklik.tickets.models import Ticket
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.take_over import take_over
from otklik.tickets.tests.world import World
from otklik.tickets.topics import staff_topic

NOBODYS = {
    "anna": Stance.STAFF,
    "boris": Stance.STAFF,
    "gleb": Stance.STAFF,
    "vera": Stance.STAFF,
    "oleg": Stance.OBSERVER,
    "elena": Stance.CLIENT,
    "irina": Stance.CLIENT,
    "pavel": Stance.NONE,
    "nina": Stance.NONE,
}
ANNAS = NOBODYS | {"boris": Stance.NONE}


def stances(world: World, ticket: Ticket) -> dict[str, Stance]:
    fresh = Ticket.objects.select_related("site").get(pk=ticket.pk)
    people = {name: getattr(world, name) for name in NOBODYS}
    return {name: access.stance(world.viewer(one), fresh) for name, one in people.items()}


def listed(world: World, ticket: Ticket) -> dict[str, bool]:
    people = {name: getattr(world, name) for name in NOBODYS}
    return {
        name: access.visible_to(world.viewer(one)).filter(pk=ticket.pk).exists()
        for name, one in people.items()
    }


def test_a_ticket_that_is_nobodys_is_every_agents(world: World) -> None:
    assert stances(world, world.ticket()) == NOBODYS


def test_a_ticket_belongs_to_its_agent_and_the_co_executors(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    assert stances(world, ticket) == ANNAS


def test_lists_say_what_stances_say(world: World) -> None:
    tickets = [
        world.ticket(),
        world.ticket(responsible=world.anna, co_executors=(world.gleb,)),
        world.ticket(author=world.boris, responsible=world.anna),
        world.ticket(author=world.pavel, responsible=world.boris),
        world.ticket(author=world.nina, responsible=world.boris),
    ]
    for ticket in tickets:
        seen = {name: how is not Stance.NONE for name, how in stances(world, ticket).items()}
        assert listed(world, ticket) == seen


def test_an_agent_who_is_the_author_sees_no_note(world: World) -> None:
    ticket = world.ticket(author=world.boris, responsible=world.anna)
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="О Борисе"))
    seen = access.get(world.viewer(world.boris), ticket.pk)
    assert seen.stance is Stance.CLIENT
    assert [message.number for message in seen.messages()] == [1]
    assert not seen.events().filter(audience="staff").exists()


def test_a_former_responsible_reads_and_writes_nothing(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    assign(
        ticket_id=ticket.pk,
        submit=world.by(world.vera),
        responsible=world.boris,
        shown=world.anna.pk,
    )
    assert stances(world, ticket)["anna"] is Stance.OBSERVER
    with pytest.raises(PermissionDenied):
        reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Ещё слово"))


def test_a_team_sees_its_tickets(world: World) -> None:
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    add_to_support_group(person=world.anna, group=team)
    add_to_support_group(person=world.boris, group=team, sees_group=True)
    ticket = world.ticket(responsible=world.anna)
    assert stances(world, ticket)["boris"] is Stance.STAFF
    assert stances(world, world.ticket(responsible=world.boris))["anna"] is Stance.NONE


def test_unassigned_tickets_can_be_kept_from_agents(world: World) -> None:
    world.site.agents_see_unassigned = False
    world.site.save()
    ticket = world.ticket()
    assert stances(world, ticket)["anna"] is Stance.NONE
    assert not listed(world, ticket)["anna"]


def test_an_unproven_account_sees_what_it_wrote_and_no_colleague(world: World) -> None:
    customers = SupportGroup.objects.get(name="Гранит-Строй")
    add_to_support_group(person=world.nina, group=customers, sees_group=True)
    assert stances(world, world.ticket())["nina"] is Stance.NONE
    assert stances(world, world.ticket(author=world.nina))["nina"] is Stance.CLIENT


def test_a_denied_person_has_no_stance_anywhere(world: World) -> None:
    denied = UserGroup.objects.create(code="denied", name_ru="Закрыто", role="denied")
    ticket = world.ticket()
    add_to_user_group(person=world.elena, group=denied)
    assert stances(world, ticket)["elena"] is Stance.NONE
    assert not listed(world, ticket)["elena"]


def test_somebody_switched_off_sees_nothing(world: World) -> None:
    ticket = world.ticket()
    Person.objects.filter(pk=world.anna.pk).update(is_active=False)
    assert stances(world, ticket)["anna"] is Stance.NONE


FREE = {
    *("title", "status", "difficulty", "level", "comment", "auto_close_days", "source"),
    *("planned_minutes", "expected_on", "expected_shown"),
}
CLIENTS = ({"reply", "close", "reopen", "rate"}, {"priority"})
STAFFS = {"reply", "note", "close", "reopen", "hold", "speak_for_author", "hide"}
WORKS = ({*STAFFS, "assign", "take", "co_execute", "set_author"}, {*FREE, "category", "priority"})
ADMIN = ({*WORKS[0], "correct"}, WORKS[1])
NOTHING: tuple[set[str], set[str]] = (set(), set())
TABLE = {
    FieldRights.TEAM: {"anna": WORKS, "gleb": WORKS, "boris": (STAFFS, FREE)},
    FieldRights.STRICT: {
        "anna": ({*STAFFS, "co_execute", "set_author"}, FREE),
        "gleb": (STAFFS, set[str]()),
        "boris": (STAFFS, set[str]()),
    },
}
"""Verbs and fields of agents by the preset: responsible, co-executor, colleague of the team."""
ALWAYS = {"vera": ADMIN, "oleg": NOTHING, "elena": CLIENTS, "irina": CLIENTS, "pavel": NOTHING}


@pytest.mark.parametrize("preset", FieldRights)
def test_who_may_what_is_table_1_2(world: World, preset: FieldRights) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    team = SupportGroup.objects.create(name="Первая линия", is_team=True)
    add_to_support_group(person=world.anna, group=team)
    add_to_support_group(person=world.boris, group=team, sees_group=True)
    world.site.field_rights = preset
    world.site.save()
    fresh = Ticket.objects.select_related("site").get(pk=ticket.pk)
    wanted = ALWAYS | TABLE[preset] | {"nina": NOTHING}
    found: dict[str, tuple[set[str], set[str]]] = {}
    for name in NOBODYS:
        rights = access.rights(world.viewer(getattr(world, name)), fresh)
        found[name] = ({*rights.verbs}, {*rights.fields})
    assert found == wanted


def test_what_may_not_be_seen_does_not_exist(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    for person in (world.boris, world.pavel, world.nina):
        with pytest.raises(Http404):
            access.get(viewer_of(person), ticket.pk)
    with pytest.raises(Http404):
        access.get(viewer_of(world.vera), 10**9)


def test_an_observer_writes_nothing(world: World) -> None:
    ticket = world.ticket()
    assert access.get(world.viewer(world.oleg), ticket.pk).rights.verbs == frozenset()
    with pytest.raises(PermissionDenied):
        note(ticket_id=ticket.pk, submit=world.by(world.oleg), body=Body(text="?"))


def test_whoever_loses_a_ticket_stops_hearing_of_it(world: World) -> None:
    ticket = world.ticket()
    for person in (world.boris, world.vera):
        Presence.objects.create(
            connection_id=uuid4(), topic=staff_topic(ticket.pk), person_id=person.pk, mode="view"
        )
    assign(ticket_id=ticket.pk, submit=world.by(world.anna), responsible=world.anna, shown=None)
    assert set(Revocation.objects.values_list("person_id", "prefix")) == {
        (world.boris.pk, f"ticket.{ticket.pk}")
    }


def test_whoever_becomes_the_author_stops_hearing_of_notes(world: World) -> None:
    contact = contact_for("boris@home.example")
    ticket = world.ticket(author=contact)
    for person in (world.boris, world.vera):
        Presence.objects.create(
            connection_id=uuid4(), topic=staff_topic(ticket.pk), person_id=person.pk, mode="view"
        )
    take_over(contact_id=contact.pk, account=world.boris, submit=world.by(world.boris))
    assert set(Revocation.objects.values_list("person_id", "prefix")) == {
        (world.boris.pk, staff_topic(ticket.pk))
    }
