"""The canary: what staff hide walks past everything that a client can see (laws 5 and 6).

Secret words stand in a note, in the name and the bytes of its file, in the staff's comment and
fields, in changes that are hidden from the author, in a colleague's draft, in an answer that was
hidden afterwards, in what a shown note said before, and in notices that should not be there.
Clients meet them nowhere: the ticket's author, a colleague who sees and hears of everything, an
agent who is the author himself. Staff meet them where they belong.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.directory.models import Difficulty
from otklik.directory.operations import create_entry
from otklik.live import tokens
from otklik.mail.models import Outgoing
from otklik.people.models import Person
from otklik.tickets import access
from otklik.tickets.audience import occasion_of
from otklik.tickets.models import Event, Message, Notice, Ticket
from otklik.tickets.operations.edit_message import Content, Properties, edit_message
from otklik.tickets.operations.hold import hold, unhold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reading import DraftText, save_draft
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, Value, set_fields
from otklik.tickets.tests.world import World, moscow
from otklik.tickets.topics import client_topic, person_topic, staff_topic
from tests.everybody import ROWS, House, Row
from tests.stage import Stage, browser_with, file, follow_all, undone

pytestmark = pytest.mark.django_db

NOTE: Final = "zq-note"
FILE: Final = "zq-file"
BYTES: Final = "zq-bytes"
COMMENT: Final = "zq-comment"
DIFFICULTY: Final = "zq-difficulty"
DRAFT: Final = "zq-draft"
WITHDRAWN: Final = "zq-withdrawn"
EARLIER: Final = "zq-earlier"
EXPECTED: Final = "июля 2031"
EFFORT: Final = "20 ч 34"
SECRETS: Final = (NOTE, FILE, BYTES, COMMENT, DIFFICULTY, DRAFT, EXPECTED, EFFORT, WITHDRAWN)
FOR_NO_CLIENT: Final = (*SECRETS, EARLIER)
PUBLIC: Final = "zq-public"

CLIENTS: Final = ("author", "colleague", "himself")
STAFF: Final = ("assignee", "helper", "observer", "admin")
WITH_QUERIES: Final = [
    Row("GET", path, {})
    for path in (
        "/portal/?state=closed",
        "/portal/list/?state=closed",
        "/portal/?q=zq",
        "/portal/list/?q=zq",
        "/portal/?q=касса",
        "/portal/t/{ticket}/newer/?after=0",
        "/portal/t/{ticket}/earlier/?before=99&click=4",
        "/files/{secret}/any?download",
    )
]
NOW: Final = moscow(24, 12)
LATER: Final = moscow(24, 13)


def hide_things(world: World, ticket: Ticket) -> None:
    """Do to a ticket everything that its author is not told."""
    anna = world.by(world.anna)
    body = Body(text=NOTE, files=[file(f"{FILE}.txt", BYTES.encode())])
    note(ticket_id=ticket.pk, submit=anna, body=body)
    now = access.get(world.viewer(world.anna), ticket.pk).ticket
    difficulty = Difficulty.objects.filter(name_ru=DIFFICULTY).first() or create_entry(
        entry=Difficulty(name_ru=DIFFICULTY, name_en=DIFFICULTY)
    )
    wishes: dict[str, tuple[Value, Value]] = {
        "comment": (COMMENT, now.comment),
        "difficulty": (difficulty.pk, now.difficulty_id),
        "expected_on": (date(2031, 7, 19), now.expected_on),
        "planned_minutes": (20 * 60 + 34, now.planned_minutes),
    }
    changes = [FieldChange(name, new, shown) for name, (new, shown) in wishes.items()]
    set_fields(ticket_id=ticket.pk, submit=anna, changes=changes)
    hold(ticket_id=ticket.pk, submit=replace(anna, hidden=True))
    unhold(ticket_id=ticket.pk, submit=replace(anna, hidden=True))
    seen = access.get(world.viewer(world.anna), ticket.pk)
    save_draft(viewer=seen.viewer, seen=seen, draft=DraftText(text=DRAFT, mode="note"))
    follow_all()


def edit_things(world: World, ticket: Ticket) -> None:
    """Hide an answer, and show a note after taking a word out of it (spec MSG-9)."""
    anna = world.by(world.anna)
    said = reply(ticket_id=ticket.pk, submit=anna, body=Body(text=WITHDRAWN))
    noted = note(ticket_id=ticket.pk, submit=anna, body=Body(text=EARLIER, quoted=EARLIER))
    hidden = Properties(said.author, said.source, is_hidden=True, counts=True)
    shown = Properties(noted.author, noted.source, is_hidden=False, counts=True)
    edits: list[tuple[Message, Content | Properties, int]] = [
        (said, hidden, 0),
        (noted, Content(Body(text=PUBLIC)), 0),
        (noted, shown, 1),
    ]
    vera = world.by(world.vera)
    for one, wish, known in edits:
        edit_message(ticket_id=ticket.pk, message_id=one.pk, submit=vera, wish=wish, shown=known)


@pytest.fixture(scope="module")
def house(stage: Stage) -> Iterator[House]:
    """The stage with secrets in Elena's and Boris's tickets; the file of {secret} is one."""
    with time_machine.travel(NOW, tick=False):
        for ticket in (stage.ticket, stage.own):
            reply(
                ticket_id=ticket.pk,
                submit=stage.world.by(stage.world.anna),
                body=Body(text=PUBLIC),
            )
            edit_things(stage.world, ticket)
            hide_things(stage.world, ticket)
        misdirect_notices(stage)
        yield House(stage)


def misdirect_notices(stage: Stage) -> None:
    """Ring in the clients' bells for everything, as a fault of ours might: the gate stands."""
    world = stage.world
    for event in Event.objects.filter(ticket__in=(stage.ticket, stage.own)):
        occasion = occasion_of(event)
        for person in (world.elena, world.irina, world.boris):
            if occasion is not None:
                Notice.objects.get_or_create(
                    change=event.change,
                    person=person,
                    defaults={"ticket": event.ticket, "event": event, "occasion": occasion},
                )


REFUSED: Final = frozenset({"in", "401", "403", "404"})


def met(house: House, visitor: str, rows: list[Row], *, fragments: bool) -> str:
    """Return everything that a visitor gets where the table lets him in, whole and in parts."""
    answers = [
        house.ask(row, visitor, fragment=fragment)
        for row in rows
        for fragment in {False, fragments}
        if row.expected.get(visitor) not in REFUSED
    ]
    return "\n".join(f"{dict(one.headers)}\n{one.text}" for one in answers)


@pytest.mark.parametrize("visitor", CLIENTS)
def test_no_client_meets_it_at_any_address(house: House, visitor: str):
    told = met(house, visitor, [*ROWS, *WITH_QUERIES], fragments=True)
    assert PUBLIC in told
    # The words of the dictionaries are offered to every agent; they tell nothing of his ticket.
    known = {DIFFICULTY} if visitor == "himself" else set()
    assert [secret for secret in FOR_NO_CLIENT if secret in told] == list(known)


@pytest.mark.parametrize("visitor", ["helper"])
def test_the_bell_tells_of_notes_at_the_desk_only(house: House, visitor: str):
    assert NOTE in house.ask(Row("GET", "/desk/bell/", {}), visitor).text
    assert NOTE not in house.ask(Row("GET", "/portal/bell/", {}), visitor).text


@pytest.mark.parametrize("visitor", STAFF)
def test_staff_meet_all_of_it_but_the_draft_of_another(house: House, visitor: str):
    doors = ("/desk/t/{ticket}/", "/files/{secret}/")
    rows = [row for row in ROWS if row.method == "GET" and row.path.startswith(doors)]
    told = met(house, visitor, rows, fragments=False)
    own = visitor == "assignee"
    assert [secret for secret in SECRETS if secret not in told] == ([] if own else [DRAFT])


def letters_to(person: Person) -> str:
    """Return everything that letters told a person, headers and names of files included."""
    return str(list(Outgoing.objects.filter(address=person.email).values()))


def test_no_letter_tells_it_to_a_client(house: House):
    world = house.stage.world
    for person in (world.elena, world.irina, world.boris):
        told = letters_to(person)
        assert PUBLIC in told
        assert [secret for secret in FOR_NO_CLIENT if secret in told] == []
    assert NOTE in letters_to(world.gleb)


def topics_in(page: str) -> set[str]:
    """Return what a page may hear."""
    [told] = re.findall(r'data-tokens="([^"]*)"', page)
    return {tokens.read(pair.partition("=")[2]).topic for pair in told.split()}


@pytest.mark.parametrize("visitor", CLIENTS)
def test_a_clients_page_hears_what_clients_may_hear(house: House, visitor: str):
    person = house.people[visitor]
    assert person is not None
    page = house.ask(Row("GET", "/portal/t/{ticket}/", {}), visitor).text
    number = house.names[visitor]["ticket"]
    assert topics_in(page) == {client_topic(number), person_topic(person.pk)}


def test_a_hidden_change_is_announced_to_staff_alone(house: House):
    ticket = house.stage.ticket
    with undone(), CaptureQueriesContext(connection) as queries:
        hide_things(house.stage.world, ticket)
    told = "\n".join(query["sql"] for query in queries if "pg_notify" in query["sql"])
    assert staff_topic(ticket.pk) in told
    assert client_topic(ticket.pk) not in told
    assert person_topic(ticket.author_id) not in told


@pytest.mark.parametrize("visitor", CLIENTS)
def test_a_clients_pages_do_not_change_by_it(house: House, visitor: str):
    """Neither a number, nor an order, a time or a lamp betrays that something was hidden."""
    rows = [*(row for row in ROWS if row.path.startswith("/portal/")), *WITH_QUERIES]
    shown = [row for row in rows if row.method == "GET"]
    tickets = (house.stage.ticket, house.stage.own, house.stage.free)
    with undone():
        browser = browser_with(house.sessions[visitor])
        for ticket in tickets:
            browser.get(f"/portal/t/{ticket.pk}/")  # all is read before
        before = [steady(house.ask(row, visitor).text) for row in shown]
        with time_machine.travel(LATER, tick=False):
            for ticket in tickets:
                hide_things(house.stage.world, ticket)
        after = [steady(house.ask(row, visitor).text) for row in shown]
    for row, was, now in zip(shown, before, after, strict=True):
        assert now.splitlines() == was.splitlines(), row


def steady(page: str) -> str:
    """Return a page without the keys and tokens that are new each time."""
    page = re.sub(r'data-tokens="[^"]*"', "", page)
    return re.sub(r'(value|content)="[\w-]{20,}"', "", page)
