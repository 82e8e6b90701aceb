"""Messages edited by an administrator: what is read, who waits, and what no client gets (MSG-9)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from time_machine import TimeMachineFixture

from otklik.core.search import question
from otklik.directory.models import Source
from otklik.mail.models import Outgoing
from otklik.tickets import access
from otklik.tickets.access import Refused, Unseen
from otklik.tickets.models import Event, EventKind, Message, Side, Ticket
from otklik.tickets.operations.edit_message import Content, Earlier, Properties, edit_message
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.queries.bell import heard
from otklik.tickets.queries.search import Meant, search_own
from otklik.tickets.tests.world import World, moscow
from tests.stage import file, follow_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(world: World, time_machine: TimeMachineFixture) -> Ticket:
    """Asked at ten, to be answered by two; it is eleven."""
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    time_machine.move_to(moscow(24, 11), tick=False)
    follow_all()
    return ticket


def answer(world: World, ticket: Ticket, text: str, *files: Any) -> Message:
    body = Body(text=text, files=files)
    return reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)


def edit(world: World, one: Message, wish: Content | Properties | Earlier) -> None:
    """Edit a message as Vera, the administrator, and read it anew."""
    edit_message(
        ticket_id=one.ticket_id,
        message_id=one.pk,
        submit=world.by(world.vera),
        wish=wish,
        shown=one.versions.count(),
    )
    one.refresh_from_db()
    one.ticket.refresh_from_db()


def be(one: Message, **changed: Any) -> Properties:
    now = {
        "author": one.author,
        "source": one.source,
        "is_hidden": one.is_hidden,
        "counts": not one.keeps_status,
    }
    return Properties(**now | changed)


def page_of(world: World, ticket: Ticket, after: int) -> tuple[str, str]:
    """Return Elena's page, and what an open one of hers hears after an event."""
    browser, path = Client(headers={"Accept-Language": "ru"}), f"/portal/t/{ticket.pk}/"
    browser.force_login(world.elena)
    newer = browser.get(f"{path}newer/?after={after}", headers={"HX-Request": "true"})
    return browser.get(path).text, newer.text


def test_what_is_hidden_goes_out_of_the_clients_sight(world: World, ticket: Ticket) -> None:
    one = answer(world, ticket, "Пароль кукушка", file("кукушка.txt", b"zq"))
    link, elena = one.attachments.get(), world.viewer(world.elena)
    follow_all()
    letters = Outgoing.objects.filter(address=world.elena.email, text__contains="кукушка")
    place, number, known = one.public_seq, one.public_number, ticket.last_public_seq
    assert letters.exists()
    assert heard(elena).filter(event__message=one).exists()
    edit(world, one, be(one, is_hidden=True))
    follow_all()
    shown, newer = page_of(world, ticket, known)
    assert f'id="msg-{place}" hx-swap-oob="delete"' in newer
    assert "кукушк" not in shown + newer
    assert not search_own(elena, question("кукушка"), Meant()).hits
    assert not letters.exists()
    assert not heard(elena).filter(event__message=one).exists()
    with pytest.raises(Unseen):
        access.attachment(elena, link.key)
    now = one.ticket
    assert (now.waiting_since, now.last_side) == (moscow(24, 10), Side.CLIENT)
    assert "кукушк" not in now.excerpt
    edit(world, one, be(one, is_hidden=False))
    shown, newer = page_of(world, ticket, known)
    assert "Пароль кукушка" in newer
    assert newer.count(f'id="msg-{one.public_seq}"') == 1
    assert (one.public_number, one.ticket.waiting_since) == (number, None)
    assert access.attachment(elena, link.key) == link


def test_a_note_that_is_shown_says_nothing_that_it_said_before(
    world: World, ticket: Ticket
) -> None:
    body = Body(text="Ответ. zq-words", quoted="zq-quoted", files=[file("zq-file.txt", b"zq")])
    one = note(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)
    answer(world, ticket, "Позже")
    key = one.attachments.get().key
    edit(world, one, Content(Body(text="Ответ."), removed=[key]))
    edit(world, one, be(one, is_hidden=False))
    follow_all()
    shown, newer = page_of(world, ticket, 0)
    elena = world.viewer(world.elena)
    told = shown + newer + str(list(Outgoing.objects.filter(address=world.elena.email).values()))
    assert "Ответ." in told
    assert "zq-" not in told
    assert not search_own(elena, question("zq"), Meant()).hits
    for viewer in (elena, world.viewer(world.vera)):
        with pytest.raises(Unseen):
            access.attachment(viewer, key)
    assert [old.is_hidden for old in one.versions.all()] == [True, True]
    events = Event.objects.filter(ticket=ticket, kind=EventKind.MESSAGE_EDITED)
    assert [event.audience for event in events.order_by("seq")] == ["staff", "all"]
    assert "zq" not in str(list(events.values()))


def test_a_letter_that_has_not_left_says_what_the_message_says_now(
    world: World, ticket: Ticket
) -> None:
    one = answer(world, ticket, "Пароль кукушка")
    follow_all()
    edit(world, one, Content(Body(text="Пароль пришлём")))
    follow_all()
    letters = Outgoing.objects.filter(address=world.elena.email, text__contains="Пароль")
    assert ["Пароль пришлём" in one.text for one in letters] == [True]
    assert (one.ticket.excerpt, one.ticket.waiting_since) == ("Пароль пришлём", None)


def test_words_that_were_written_down_for_the_wrong_person_and_putting_them_back(
    world: World, ticket: Ticket
) -> None:
    one = answer(world, ticket, "Не включается", file("снимок.txt", b"zq"))
    phone = Source.objects.filter(archived_at=None).latest("pk")
    edit(world, one, be(one, author=world.elena, source=phone))
    assert (one.side, one.ticket.waiting_since) == (Side.CLIENT, moscow(24, 10))
    edit(
        world, one, Content(Body(text="Не включается совсем"), removed=[one.attachments.get().key])
    )
    edit(world, one, Earlier(one.versions.all()[0].pk))
    assert (one.author, one.source, one.side) == (world.anna, None, Side.STAFF)
    assert (one.text, one.attachments.get().name) == ("Не включается", "снимок.txt")
    assert (one.ticket.waiting_since, one.versions.count()) == (None, 3)
    assert not one.removed_files.exists()


def test_an_answer_counts_or_does_not(world: World, ticket: Ticket) -> None:
    one = answer(world, ticket, "Смотрим")
    edit(world, one, be(one, counts=False))
    assert (one.ticket.waiting_since, one.ticket.last_side) == (moscow(24, 10), Side.CLIENT)
    assert one.edited_at is None
    edit(world, one, be(one, counts=True))
    assert (one.ticket.waiting_since, one.ticket.last_side) == (None, Side.STAFF)


def test_what_cannot_be_edited_is_refused_and_nothing_is_kept(world: World, ticket: Ticket) -> None:
    one, first = answer(world, ticket, "Ответ"), Message.objects.get(ticket=ticket, number=1)
    with pytest.raises(ValidationError):
        edit(world, one, Content(Body(text=" ")))
    with pytest.raises(ValidationError):
        edit(world, one, be(one, author=world.irina))
    for refused in (be(first, is_hidden=True), be(first, author=world.anna)):
        with pytest.raises(Refused):
            edit(world, first, refused)
    edit(world, first, Content(Body(text="Касса молчит")))
    again = {"ticket_id": ticket.pk, "message_id": first.pk}
    wish = Content(Body(text="Позже"))
    with pytest.raises(Stale):
        edit_message(**again, submit=world.by(world.vera), wish=wish, shown=0)
    with pytest.raises(Refused):
        edit_message(**again, submit=world.by(world.anna), wish=wish, shown=1)
    with pytest.raises(Unseen):
        edit(world, first, Earlier(0))
    assert (first.text, first.versions.count(), one.versions.count()) == ("Касса молчит", 1, 0)
