"""Who hears of what: the table of spec 8.1, and the rules that stand over it."""

from dataclasses import replace

import pytest
import time_machine

from otklik.notices.matrix import Occasion
from otklik.notices.models import Preference
from otklik.people.models import Person, SupportGroup, UserGroup
from otklik.people.operations import add_to_support_group, add_to_user_group, person_for
from otklik.tickets import audience
from otklik.tickets.access import Stance
from otklik.tickets.models import Change, EventKind, Ticket, Via
from otklik.tickets.operations.actor import SYSTEM, Actor, Submit
from otklik.tickets.operations.assign import add_co_executor, assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold, unhold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Assignment, Request, StaffChoices, open_ticket
from otklik.tickets.operations.reopen import reopen
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.tests.world import World, moscow

TEXT = Body(text="Слова")


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Elena's ticket, for which Anna is responsible and Gleb helps; Vera administers."""
    return world.ticket(responsible=world.anna, co_executors=(world.gleb,))


def told(ticket: Ticket) -> dict[str, str]:
    """Return who hears of the ticket's last change, and as what."""
    change = Change.objects.filter(ticket=ticket).latest("pk")
    return {
        one.name or one.address: one.role.value
        for one in audience.recipients(
            Change.objects.select_related("ticket__site").get(pk=change.pk)
        )
    }


def change_field(world: World, ticket: Ticket, by: Person, name: str, new: object) -> None:
    now = Ticket.objects.get(pk=ticket.pk)
    shown = getattr(now, f"{name}_id", None) if hasattr(now, f"{name}_id") else getattr(now, name)
    wish = FieldChange(name, new, shown)  # type: ignore[arg-type]  # each test gives its field's type
    set_fields(ticket_id=ticket.pk, submit=world.by(by), changes=[wish])


# The rows of the table.


def open_by(world: World, person: Person, *, responsible: Person | None = None) -> Ticket:
    request = Request(world.site, "Нет чека", TEXT, world.elena)
    if responsible or person != world.elena:
        request = replace(request, staff=StaffChoices(responsible=responsible or Assignment.NOBODY))
    return open_ticket(submit=world.by(person), request=request).ticket


def test_n1_a_new_ticket_with_a_responsible(world: World) -> None:
    opened = open_by(world, world.boris, responsible=world.anna)
    assert told(opened) == {"Elena": "author", "Anna": "responsible", "Vera": "admin"}


def test_n1_a_new_ticket_without_a_responsible_goes_to_the_administrators(world: World) -> None:
    assert told(open_by(world, world.elena)) == {"Elena": "author", "Vera": "substitute"}


def test_n2_staff_answer(world: World, ticket: Ticket) -> None:
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {"Elena": "author", "Gleb": "co_executor", "Vera": "admin"}


def test_n2_staff_change_what_the_client_sees(world: World, ticket: Ticket) -> None:
    change_field(world, ticket, world.anna, "status", world.status.pk)
    assert told(ticket) == {"Elena": "author", "Gleb": "co_executor", "Vera": "admin"}


def test_n3_the_author_writes(world: World, ticket: Ticket) -> None:
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=TEXT)
    everybody = {"Elena": "author", "Anna": "responsible", "Gleb": "co_executor", "Vera": "admin"}
    assert told(ticket) == everybody


def test_n4_a_hidden_message(world: World, ticket: Ticket) -> None:
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {"Gleb": "co_executor", "Vera": "admin"}


@pytest.mark.parametrize("what", ["answer", "status", "close"])
def test_n4_whatever_is_saved_with_the_hide_flag(world: World, ticket: Ticket, what: str) -> None:
    submit = replace(world.by(world.anna), hidden=True)
    match what:
        case "answer":
            reply(ticket_id=ticket.pk, submit=submit, body=TEXT)
        case "status":
            wish = FieldChange("status", world.status.pk, ticket.status_id)
            set_fields(ticket_id=ticket.pk, submit=submit, changes=[wish])
        case _:
            close(ticket_id=ticket.pk, submit=submit)
    assert told(ticket) == {"Gleb": "co_executor", "Vera": "admin"}


def test_n5_only_the_difficulty_changes(world: World, ticket: Ticket) -> None:
    change_field(world, ticket, world.anna, "planned_minutes", 90)
    assert told(ticket) == {"Gleb": "co_executor", "Vera": "admin"}


def test_n6_a_new_responsible_and_the_former_one(world: World, ticket: Ticket) -> None:
    assign(
        ticket_id=ticket.pk,
        submit=world.by(world.vera),
        responsible=world.boris,
        shown=world.anna.pk,
    )
    assert told(ticket) == {
        "Elena": "author",
        "Boris": "responsible",
        "Gleb": "co_executor",
        "Anna": "former",
    }


def test_n6_nobody_is_responsible_any_more(world: World, ticket: Ticket) -> None:
    assign(ticket_id=ticket.pk, submit=world.by(world.anna), responsible=None, shown=world.anna.pk)
    assert told(ticket) == {"Elena": "author", "Gleb": "co_executor", "Vera": "substitute"}


def test_a_new_co_executor_is_staffs_business(world: World, ticket: Ticket) -> None:
    add_co_executor(ticket_id=ticket.pk, submit=world.by(world.anna), person=world.boris)
    assert told(ticket) == {"Gleb": "co_executor", "Boris": "co_executor", "Vera": "admin"}


@pytest.mark.parametrize("what", ["close", "reopen", "hold", "unhold"])
def test_n7_closed_opened_held(world: World, ticket: Ticket, what: str) -> None:
    submit = world.by(world.anna)
    if what == "reopen":
        close(ticket_id=ticket.pk, submit=submit)
        reopen(ticket_id=ticket.pk, submit=submit)
    elif what == "unhold":
        hold(ticket_id=ticket.pk, submit=submit)
        unhold(ticket_id=ticket.pk, submit=submit)
    else:
        {"close": close, "hold": hold}[what](ticket_id=ticket.pk, submit=submit)
    assert told(ticket) == {"Elena": "author", "Gleb": "co_executor", "Vera": "admin"}


def test_n9_and_n10_a_deadline_is_near_and_passes(world: World) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,), at=moscow(24, 10))
    nobodys = world.ticket(at=moscow(24, 10))
    for hour, minute, kind in ((13, 30, EventKind.WARNED), (16, 0, EventKind.OVERDUE)):
        with time_machine.travel(moscow(24, hour, minute), tick=False):
            sweep()
        passed = Change.objects.filter(via=Via.CLOCK, events__kind=kind)
        assert told(ticket) == {"Anna": "responsible", "Gleb": "co_executor", "Vera": "admin"}
        assert told(nobodys) == {"Vera": "substitute"}
        assert passed.count() == 2


def test_n12_only_the_comment_changes(world: World, ticket: Ticket) -> None:
    change_field(world, ticket, world.anna, "comment", "Звонить после обеда")
    assert told(ticket) == {}


# Groups.


def test_the_clients_group_follows_by_its_flags(world: World, ticket: Ticket) -> None:
    group = SupportGroup.objects.get(members=world.irina)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert "Irina" not in told(ticket)
    add_to_support_group(person=world.irina, group=group, sees_group=True, hears_updates=True)
    assert told(ticket)["Irina"] == "authors_watcher"
    assert "Irina" not in told(open_by(world, world.elena))
    add_to_support_group(person=world.irina, group=group, sees_group=True, hears_new=True)
    assert told(open_by(world, world.elena))["Irina"] == "authors_watcher"


def test_the_responsibles_team_follows_by_its_flags(world: World, ticket: Ticket) -> None:
    team = SupportGroup.objects.create(name="Касса", is_team=True)
    for person in (world.anna, world.boris):
        add_to_support_group(person=person, group=team, sees_group=True)
    note(ticket_id=ticket.pk, submit=world.by(world.gleb), body=TEXT)
    assert told(ticket) == {"Anna": "responsible", "Boris": "team_watcher", "Vera": "admin"}


def test_who_hears_but_does_not_see_reads_what_a_client_may_read(
    world: World, ticket: Ticket
) -> None:
    team = SupportGroup.objects.create(name="Касса", is_team=True)
    for person in (world.anna, world.boris):
        add_to_support_group(person=person, group=team)
    note(ticket_id=ticket.pk, submit=world.by(world.gleb), body=TEXT)
    assert "Boris" not in told(ticket)
    reply(ticket_id=ticket.pk, submit=world.by(world.gleb), body=TEXT)
    change = Change.objects.filter(ticket=ticket).latest("pk")
    [boris] = [one for one in audience.recipients(change) if one.person == world.boris]
    assert (boris.reads_as, boris.may_open) == (Stance.CLIENT, False)


def test_a_membership_that_is_over_hears_nothing(world: World, ticket: Ticket) -> None:
    group = SupportGroup.objects.get(members=world.irina)
    add_to_support_group(
        person=world.irina,
        group=group,
        sees_group=True,
        hears_updates=True,
        valid_till=moscow(1, 0),
    )
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert "Irina" not in told(ticket)


# One's own acts, machines, silence.


def test_nobody_on_the_staff_hears_of_his_own_act(world: World, ticket: Ticket) -> None:
    close(ticket_id=ticket.pk, submit=world.by(world.vera))
    assert "Vera" not in told(ticket)


def test_an_author_who_wrote_by_mail_gets_no_copy(world: World, ticket: Ticket) -> None:
    submit = replace(world.by(world.elena), via=Via.MAIL)
    reply(ticket_id=ticket.pk, submit=submit, body=TEXT)
    assert told(ticket) == {"Anna": "responsible", "Gleb": "co_executor", "Vera": "admin"}


def test_an_author_who_opened_by_mail_hears_that_the_ticket_was_received(world: World) -> None:
    submit = replace(world.by(world.elena), via=Via.MAIL)
    request = Request(world.site, "Нет чека", TEXT, world.elena)
    opened = open_ticket(submit=submit, request=request)
    assert told(opened.ticket)["Elena"] == "author"


@pytest.mark.parametrize("by_system", [True, False])
def test_a_machines_letter_causes_none_to_its_sender(world: World, by_system: bool) -> None:
    actor = SYSTEM if by_system else Actor.person_of(world.viewer(world.elena))
    submit = Submit(by=actor, via=Via.MAIL, automatic=True)
    request = Request(world.site, "Я в отпуске", TEXT, world.elena)
    opened = open_ticket(submit=submit, request=request)
    assert told(opened.ticket) == {"Vera": "substitute"}


def test_a_quiet_change_tells_nobody(world: World, ticket: Ticket) -> None:
    close(ticket_id=ticket.pk, submit=replace(world.by(world.anna), quiet=True))
    assert told(ticket) == {}


def test_an_unproven_address_gets_no_letter(world: World) -> None:
    ticket = world.ticket(author=world.nina, responsible=world.anna)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {"Vera": "admin"}


def test_a_contact_gets_letters_without_a_link(world: World) -> None:
    contact = person_for("marina@example.com", name="Марина")
    ticket = world.ticket(author=contact, responsible=world.anna)
    change = Change.objects.filter(ticket=ticket).latest("pk")
    [marina] = [one for one in audience.recipients(change) if one.person == contact]
    assert (marina.role, marina.may_open) == ("author", False)


def test_further_addresses_of_the_client_hear_as_the_author_does(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    text = "Елена <elena@example.org>, Бухгалтерия <Buh@Example.org>, по телефону"
    Ticket.objects.filter(pk=ticket.pk).update(author_text=text)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {"Elena": "author", "buh@example.org": "author", "Vera": "admin"}
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {"Vera": "admin"}


@pytest.mark.parametrize(("confirm", "answers"), [(False, True), (True, False)])
def test_the_client_chose_which_letters_come(world: World, confirm: bool, answers: bool) -> None:
    request = Request(
        world.site, "Тема", TEXT, world.elena, confirm_by_mail=confirm, answers_by_mail=answers
    )
    opened = open_ticket(submit=world.by(world.elena), request=request).ticket
    assert ("Elena" in told(opened)) is confirm
    reply(ticket_id=opened.pk, submit=world.by(world.vera), body=TEXT)
    assert ("Elena" in told(opened)) is answers


def test_somebody_switched_off_or_denied_hears_nothing(world: World, ticket: Ticket) -> None:
    Person.objects.filter(pk=world.gleb.pk).update(is_active=False)
    denied = UserGroup.objects.create(code="denied", name_ru="Закрыто", role="denied")
    add_to_user_group(person=world.elena, group=denied)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {"Vera": "admin"}


def test_whoever_stands_in_several_places_gets_one_letter(world: World) -> None:
    ticket = world.ticket(responsible=world.vera, co_executors=(world.gleb,))
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=TEXT)
    found = audience.recipients(Change.objects.filter(ticket=ticket).latest("pk"))
    addresses = [one.address for one in found]
    assert sorted(addresses) == sorted(set(addresses))
    assert told(ticket) == {"Elena": "author", "Vera": "responsible", "Gleb": "co_executor"}


def test_an_author_on_the_staff_reads_as_a_client_whatever_else_he_is(world: World) -> None:
    ticket = world.ticket(author=world.vera, responsible=world.anna)
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    assert told(ticket) == {}
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=TEXT)
    [vera] = audience.recipients(Change.objects.filter(ticket=ticket).latest("pk"))
    assert (vera.role, vera.reads_as) == ("author", Stance.CLIENT)


def test_an_administrators_copy_can_be_switched_off_but_not_his_duty(world: World) -> None:
    Preference.objects.create(person=world.vera, occasion=Occasion.OPENED, how="none")
    assert "Vera" not in told(open_by(world, world.boris, responsible=world.anna))
    assert told(open_by(world, world.elena))["Vera"] == "substitute"


@pytest.mark.parametrize("shown", [True, False])
def test_an_expected_date_is_the_clients_only_when_shown(
    world: World, ticket: Ticket, shown: bool
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(expected_shown=shown)
    change_field(world, ticket, world.anna, "expected_on", moscow(30, 0).date())
    assert ("Elena" in told(ticket)) is shown
