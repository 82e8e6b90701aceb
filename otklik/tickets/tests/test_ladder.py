"""Assignment by rules: the ladder on real rows, what the history keeps, who is told (spec 7)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from otklik.core.time import now
from otklik.directory.models import Category, FieldRights, Source
from otklik.directory.operations import change_entry, order_steps
from otklik.directory.steps import BITRIX_ORDER, SHIPPED_ORDER
from otklik.people.absence import Absence
from otklik.people.editing import Edit, Stale
from otklik.people.models import Person, SupportGroup, UserGroupMembership
from otklik.people.operations import add_absence, add_support_group, add_to_support_group
from otklik.tickets import audience
from otklik.tickets.access import Refused, Stance, rights
from otklik.tickets.models import Audience, Change, Event, EventKind, Ticket
from otklik.tickets.operations.assign import add_co_executor, assign
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Assignment, Request, StaffChoices, open_ticket
from otklik.tickets.operations.set_fields import FieldRefused
from otklik.tickets.tests.world import World

Write = Callable[..., Ticket]


@pytest.fixture
def write(world: World) -> Write:
    """Return how Elena opens a ticket in the category of the world, by mail's source."""
    source = Source.objects.get(code="email")
    asked = Request(
        world.site, "Нет чека", Body(text="Слова"), world.elena, "", world.category, None, source
    )

    def write(by: Person | None = None, **changes: object) -> Ticket:
        request = replace(asked, **changes)  # type: ignore[arg-type]  # each test gives its own
        return open_ticket(submit=world.by(by or world.elena), request=request).ticket

    return write


def name(row: object, person: Person) -> None:
    """Let a row name somebody."""
    kind = type(row)
    kind.objects.filter(pk=row.pk).update(responsible=person)  # type: ignore[attr-defined]  # a row


def decided(ticket: Ticket) -> Event:
    return Event.objects.get(ticket=ticket, kind=EventKind.RESPONSIBLE)


def told(ticket: Ticket) -> dict[str, str]:
    change = Change.objects.select_related("ticket__site").filter(ticket=ticket).latest("pk")
    return {one.name: one.role.value for one in audience.recipients(change)}


def test_the_order_is_the_sites(world: World, write: Write) -> None:
    name(world.level, world.anna)
    name(world.category, world.boris)
    assert write().responsible == world.anna
    order_steps(site_id=world.site.pk, steps=BITRIX_ORDER, shown=SHIPPED_ORDER, by=world.vera)
    world.site.refresh_from_db()
    by_category = write()
    assert by_category.responsible == world.boris
    assert decided(by_category).payload["step"] == "category"
    with pytest.raises(Stale):
        order_steps(site_id=world.site.pk, steps=BITRIX_ORDER[::-1], shown=SHIPPED_ORDER)


def test_the_search_goes_on_behind_those_who_are_gone(world: World, write: Write) -> None:
    name(world.level, world.gleb)
    name(world.category, world.boris)
    name(Source.objects.get(code="email"), world.anna)
    UserGroupMembership.objects.filter(person=world.gleb).delete()
    Person.objects.filter(pk=world.boris.pk).update(is_active=False)
    ticket = write()
    assert ticket.responsible == world.anna
    assert decided(ticket).payload == {
        "old": None,
        "new": {"id": world.anna.pk},
        "step": "source",
        "passed": [
            {"step": "level", "person": world.gleb.pk, "why": "left"},
            {"step": "category", "person": world.boris.pk, "why": "off"},
        ],
    }
    assert told(ticket) == {"Elena": "author", "Anna": "responsible", "Vera": "admin"}


def test_nobody_is_found_and_administrators_are_told(world: World, write: Write) -> None:
    name(world.category, world.boris)
    Person.objects.filter(pk=world.boris.pk).update(is_active=False)
    ticket = write()
    assert ticket.responsible is None
    assert decided(ticket).audience == Audience.STAFF
    assert told(ticket) == {"Elena": "author", "Vera": "substitute"}


def test_staff_choose_the_rules_somebody_or_nobody(world: World, write: Write) -> None:
    name(world.category, world.boris)
    assert write(world.anna).responsible == world.boris
    chosen = StaffChoices(responsible=world.gleb)
    assert write(world.anna, staff=chosen).responsible == world.gleb
    assert write(world.anna, staff=StaffChoices(responsible=Assignment.NOBODY)).responsible is None
    with pytest.raises(FieldRefused):  # a client's wish counts for nothing (ASG-4)
        write(staff=chosen)


def test_nobody_answers_himself(world: World, write: Write) -> None:
    name(world.category, world.boris)
    ticket = write(world.boris, author=world.boris)
    assert ticket.responsible is None
    assert decided(ticket).payload["passed"][0]["why"] == "author"
    name(world.category, world.gleb)
    absence = Absence(person=world.gleb, starts_at=now(), substitute=world.boris)
    add_absence(absence=absence, by=world.gleb)
    stood_in = write(world.boris, author=world.boris)
    assert stood_in.responsible is None
    assert [one["why"] for one in decided(stood_in).payload["passed"]] == ["away", "author"]
    submit = world.by(world.vera)
    with pytest.raises(ValidationError, match="клиент обращения"):
        assign(ticket_id=ticket.pk, submit=submit, responsible=world.boris, shown=None)
    with pytest.raises(ValidationError, match="клиент обращения"):
        add_co_executor(ticket_id=ticket.pk, submit=submit, person=world.boris)


def test_the_default_responsible_gives_tickets_away_and_takes_them_back(
    world: World, write: Write
) -> None:
    world.site.default_responsible = world.anna
    world.site.field_rights = FieldRights.STRICT
    world.site.save()
    ticket = write()
    assert ticket.responsible == world.anna
    for to, shown in ((world.boris, world.anna), (world.gleb, world.boris)):
        submit = world.by(world.anna)
        assign(ticket_id=ticket.pk, submit=submit, responsible=to, shown=shown.pk)
    ticket.refresh_from_db()
    assert rights(world.viewer(world.anna), ticket).stance is Stance.OBSERVER
    client = Client()
    client.force_login(world.anna)
    assert b"-responsible" in client.get(f"/desk/t/{ticket.pk}/").content
    client.post(f"/desk/t/{ticket.pk}/responsible/", {"new": world.anna.pk, "shown": world.gleb.pk})
    ticket.refresh_from_db()
    assert ticket.responsible == world.anna
    with pytest.raises(Refused):
        assign(
            ticket_id=ticket.pk,
            submit=world.by(world.gleb),
            responsible=world.boris,
            shown=world.anna.pk,
        )


def test_a_team_takes_turns_and_leaves_out_who_is_away(world: World, write: Write) -> None:
    team = add_support_group(name="Первая линия", is_team=True)
    for person in (world.anna, world.boris, world.gleb):
        add_to_support_group(person=person, group=team)
    Category.objects.filter(pk=world.category.pk).update(team=team)
    assert write().responsible is None, "it shares nothing out yet"
    SupportGroup.objects.filter(pk=team.pk).update(distribution="turn")
    absence = Absence(person=world.boris, starts_at=now(), substitute=world.anna)
    add_absence(absence=absence, by=world.boris)
    tickets = [write() for _each in range(3)]
    assert [one.responsible for one in tickets] == [world.anna, world.gleb, world.anna]
    payload = decided(tickets[1]).payload
    assert payload["team"] == {"id": team.pk, "ru": "Первая линия"}
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(world.vera)
    history = client.get(f"/desk/t/{tickets[1].pk}/history/").content.decode()
    assert "Gleb, по категории (команда «Первая линия», по очереди)" in history
    tried = {"try": "1", "level": f"{world.level.pk}", "category": f"{world.category.pk}"}
    page = client.get(f"/office/assignment/{world.site.pk}/", tried).content.decode()
    assert "команда «Первая линия» → Gleb" in page
    SupportGroup.objects.filter(pk=team.pk).update(distribution="load")
    assert write().responsible == world.gleb
    edit = Edit({"responsible": world.anna}, {"responsible": None})
    with pytest.raises(ValidationError):
        change_entry(kind=Category, entry_id=world.category.pk, edit=edit)
