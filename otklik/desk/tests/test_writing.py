"""The composer: answers, hidden notes, the guard, drafts, one submit for several things."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otklik.desk.tests.conftest import Browser
from otklik.directory.models import Source, Status
from otklik.tickets.models import Change, Event, EventKind, Message, Side, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import World

HTMX = {"HX-Request": "true"}


def send(browser: Client, ticket: Ticket, **values: Any) -> Any:
    fields = {"key": "k1", "seen": "999", "mode": "reply", "text": "Проверьте бумагу."} | values
    return browser.post(f"/desk/t/{ticket.pk}/write/", fields, headers=HTMX)


def newest(ticket: Ticket) -> Message:
    return Message.objects.filter(ticket=ticket).latest("number")


def test_it_works(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    answer = send(browser_of(world.anna), ticket)
    assert answer.status_code == 200
    assert "live:ticket" in answer.headers["HX-Trigger"]
    assert "Проверьте бумагу." not in answer.content.decode()
    message = newest(ticket)
    assert (message.text, message.side, message.is_hidden) == (
        "Проверьте бумагу.",
        Side.STAFF,
        False,
    )


def test_a_second_press_writes_nothing(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    assert [send(browser, ticket).status_code for _ in range(2)] == [200, 200]
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_a_note_is_hidden_with_everything_saved_beside_it(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    values = {
        "mode": "note",
        "text": "Позвоню сам",
        "status": world.status.pk,
        "shown_status": ticket.status_id,
        "close": "1",
    }
    assert send(browser_of(world.anna), ticket, **values).status_code == 200
    change = Change.objects.filter(ticket=ticket).latest("pk")
    assert change.is_hidden
    kinds = [event.kind for event in change.events.order_by("seq")]
    assert kinds == [EventKind.MESSAGE, EventKind.FIELD, EventKind.CLOSED]
    assert not change.events.exclude(audience="staff").exists()


def test_an_answer_with_a_status_and_a_closing_is_one_change(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    values = {"status": world.status.pk, "shown_status": ticket.status_id, "close": "1"}
    assert send(browser_of(world.anna), ticket, **values).status_code == 200
    change = Change.objects.filter(ticket=ticket).latest("pk")
    assert (change.events.count(), change.is_hidden) == (3, False)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_closed) == (world.status, True)


def test_the_guard_stands_for_an_answer_that_missed_a_message(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    seen = newest(ticket).seq
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Нашли сами"))
    browser = browser_of(world.anna)
    answer = send(browser, ticket, seen=seen)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Нашли сами" in html
    assert "Проверьте бумагу." in html
    assert f'data-seen="{newest(ticket).seq}"' in html
    assert Message.objects.filter(ticket=ticket).count() == 2
    assert send(browser, ticket, seen=newest(ticket).seq).status_code == 200
    assert newest(ticket).text == "Проверьте бумагу."


def test_a_note_and_own_or_hidden_messages_raise_no_guard(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    seen = newest(ticket).seq
    note(ticket_id=ticket.pk, submit=world.by(world.gleb), body=Body(text="Между нами"))
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Уже писала"))
    browser = browser_of(world.anna)
    assert send(browser, ticket, seen=seen).status_code == 200
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Новое"))
    assert send(browser, ticket, seen=seen, mode="note", key="k2").status_code == 200


def test_without_scripts_the_text_comes_back_with_a_word(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    seen = newest(ticket).seq
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Нашли сами"))
    fields = {"key": "k1", "seen": seen, "mode": "reply", "text": "Моё письмо"}
    answer = browser_of(world.anna).post(f"/desk/t/{ticket.pk}/write/", fields)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Моё письмо</textarea>" in html
    assert "Пока вы писали, пришло ещё сообщение: Elena" in html
    assert f'name="seen" value="{newest(ticket).seq}"' in html


def test_a_status_that_somebody_changed_is_shown_and_nothing_is_sent(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    shown = ticket.status_id
    change = FieldChange("status", world.status.pk, shown)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.gleb), changes=[change])
    other = Status.objects.filter(code="impossible").first()
    assert other
    answer = send(browser_of(world.anna), ticket, status=other.pk, shown_status=shown)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Gleb" in html
    assert str(world.status) in html
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_nothing_to_say_comes_back(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    answer = send(browser_of(world.anna), ticket, text="  ", mode="note")
    assert answer.status_code == 422
    assert 'data-mode="note"' in answer.content.decode()
    assert 'value="k1"' not in answer.content.decode()


def test_words_of_the_client_are_the_clients(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    phone = Source.objects.get(code="phone")
    values = {"for_author": "on", "source": phone.pk, "text": "Бумага есть"}
    assert send(browser_of(world.anna), ticket, **values).status_code == 200
    message = newest(ticket)
    assert (message.author, message.creator) == (world.elena, world.anna)
    assert (message.side, message.source) == (Side.CLIENT, phone)


def test_a_message_may_leave_lamp_and_deadline_alone(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    assert send(browser_of(world.anna), ticket, keeps_status="on").status_code == 200
    ticket.refresh_from_db()
    assert ticket.waiting_since is not None
    assert ticket.last_side == Side.CLIENT


def test_files_go_with_the_message(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    file = SimpleUploadedFile("отчёт.txt", b"1, 2, 3", content_type="text/plain")
    uploaded = browser.post("/files/uploads/", {"file": file}).json()
    assert send(browser, ticket, text="", files=[uploaded["key"]]).status_code == 200
    assert newest(ticket).attachments.get().name == "отчёт.txt"
    again = send(browser, ticket, text="", files=[uploaded["key"]], key="k2")
    assert again.status_code == 422


@pytest.mark.parametrize(("who", "status"), [("oleg", 403), ("elena", 404), ("boris", 404)])
def test_who_may_not_write_here_does_not(
    world: World, browser_of: Browser, who: str, status: int
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(getattr(world, who))
    assert send(browser, ticket).status_code == status
    assert send(browser, ticket, mode="note").status_code == status
    assert browser.post(f"/desk/t/{ticket.pk}/draft/", {"text": "Я"}).status_code == status
    assert Event.objects.filter(ticket=ticket, kind=EventKind.MESSAGE).count() == 1


def test_a_draft_is_kept_with_its_mode_and_dropped_when_it_is_sent(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    url = f"/desk/t/{ticket.pk}/draft/"
    kept = {"text": "Недописано", "mode": "note", "seen": "1", "key": "k1"}
    assert browser.post(url, kept).status_code == 204
    html = browser.get(f"/desk/t/{ticket.pk}/").content.decode()
    assert "Недописано</textarea>" in html
    assert '<ok-composer class="composer" id="composer" data-mode="note"' in html
    assert "Недописано" not in browser_of(world.vera).get(f"/desk/t/{ticket.pk}/").content.decode()
    assert send(browser, ticket, mode="note").status_code == 200
    assert "Недописано" not in browser.get(f"/desk/t/{ticket.pk}/").content.decode()


def test_a_message_that_came_while_nothing_was_written_is_known_to_the_composer(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Ещё"))
    newer = f"/desk/t/{ticket.pk}/newer/?after=1"
    field = f'name="seen" value="{newest(ticket).seq}"'
    assert field in browser.get(newer, headers=HTMX).content.decode()
    browser.post(f"/desk/t/{ticket.pk}/draft/", {"text": "Пишу", "seen": "1"})
    assert field not in browser.get(newer, headers=HTMX).content.decode()
