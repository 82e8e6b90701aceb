"""The history of a ticket, its letters, and how its deadline was counted."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from otklik.core.config import Config
from otklik.desk.tests.conftest import Browser
from otklik.mail.models import Outgoing, State
from otklik.mail.tests.conftest import Sink, sink
from otklik.tickets.models import Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold, unhold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.writing import writing
from otklik.tickets.tests.world import World, moscow

__all__ = ["sink"]

SetConfig = Callable[..., Config]


def html_of(browser: Client, ticket: Ticket, page: str) -> str:
    answer = browser.get(f"/desk/t/{ticket.pk}/{page}/")
    assert answer.status_code == 200
    return answer.content.decode()


@time_machine.travel(moscow(24, 12), tick=False)
def test_everything_is_told_with_old_and_new(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(23, 10))
    submit = world.by(world.anna)
    with writing(ticket.pk, submit):
        reply(ticket_id=ticket.pk, submit=submit, body=Body(text="Готово"))
        changes = [
            FieldChange("status", world.status.pk, ticket.status_id),
            FieldChange("title", "Касса печатает", ticket.title),
            FieldChange("planned_minutes", 90, None),
        ]
        set_fields(ticket_id=ticket.pk, submit=submit, changes=changes)
    note(ticket_id=ticket.pk, submit=world.by(world.vera), body=Body(text="Проверить завтра"))
    hold(ticket_id=ticket.pk, submit=world.by(world.anna))
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Спасибо"))
    close(ticket_id=ticket.pk, submit=world.by(world.elena))
    html = html_of(browser_of(world.anna), ticket, "history")
    for words in (
        "Статус: Принято к рассмотрению → Успешно решено",
        "Тема: «Касса не печатает чек» → «Касса печатает»",
        "Трудоёмкость: нет → 1 ч 30 м",
        "Скрытая заметка",
        "клиент не видит",
        "Снова в работе: написал клиент",
        "Срок ответа прошёл",
        "Закрыто",
        "Открыто, клиент: Elena",
        "автоматически",
        "Система",
    ):
        assert words in html
    assert html.count('data-cell="lead"') == ticket.changes.count()


@time_machine.travel(moscow(24, 12), tick=False)
def test_a_deadline_is_explained_and_the_sum_comes_out(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(23, 17))
    html = html_of(browser_of(world.anna), ticket, "clock")
    for words in (
        "Ответить до 12:00 сегодня",
        "По уровню «Четыре часа» на ответ 4 рабочих часа",
        "Пн, 23 ноября",
        "Вт, 24 ноября",
        "19 ч",
        "−15 ч",
        "4 ч",
        "Новые сообщения клиента до ответа срок не сдвигают.",
        f'href="/office/levels/{ticket.level_id}/"',
        f'href="/office/timetables/{ticket.level.timetable_id}/"',
        'href="/office/exceptions/"',
    ):
        assert words.replace("Ответить до", "") in html
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Готово"))
    over = html_of(browser_of(world.anna), ticket, "clock")
    assert "Ответили: сегодня, 12:00, вовремя." in over


def test_a_ticket_without_a_round_says_so(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    Ticket.objects.filter(pk=ticket.pk).update(clock_state={})
    assert "Считать пока нечего" in html_of(browser_of(world.anna), ticket, "clock")


@time_machine.travel(moscow(24, 12), tick=False)
def test_a_pause_is_drawn_where_hold_stops_the_clock(world: World, browser_of: Browser) -> None:
    world.site.hold_pauses_clock = True
    world.site.save()
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    hold(ticket_id=ticket.pk, submit=world.by(world.anna, at=moscow(24, 11)))
    unhold(ticket_id=ticket.pk, submit=world.by(world.anna, at=moscow(24, 11, 30)))
    html = html_of(browser_of(world.anna), ticket, "clock")
    assert 'class="hold"' in html
    assert "останавливает часы" in html
    assert "−30 мин" in html


def letter(ticket: Ticket, **values: Any) -> Outgoing:
    fields = {
        "key": "change:1",
        "ref": f"ticket.{ticket.pk}",
        "address": "elena@example.org",
        "to_name": "Elena",
        "sender_name": "Поддержка",
        "sender_address": "support@otklik.example",
        "reply_to": "support+t1@otklik.example",
        "subject": f"[#{ticket.pk}] Касса не печатает чек",
        "text": "Проверьте бумагу.",
        "html": "<p style='color:red'>Проверьте <b>бумагу</b>.</p><script>1</script>",
        "language": "ru",
        "message_id": "<change.1@otklik.example>",
        "state": State.SENT,
    }
    return Outgoing.objects.create(**(fields | values))


def test_letters_are_shown_in_a_frame_with_its_own_rules(world: World, browser_of: Browser) -> None:
    ticket, other = world.ticket(responsible=world.anna), world.ticket(responsible=world.anna)
    mine, foreign = letter(ticket), letter(other, key="change:2")
    browser = browser_of(world.anna)
    html = html_of(browser, ticket, "letters")
    frame = f'sandbox="allow-popups" src="/desk/t/{ticket.pk}/letters/{mine.pk}/"'
    assert frame in html
    with translation.override("ru"):
        assert mine.get_state_display() in html
    assert "Ответить за этого клиента" not in html
    framed = browser.get(f"/desk/t/{ticket.pk}/letters/{mine.pk}/")
    policy = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert browser.get(f"/desk/t/{ticket.pk}/letters/{foreign.pk}/").status_code == 404
    url = f"/desk/t/{ticket.pk}/letters/{mine.pk}/answer/"
    assert browser.post(url, {"text": "Есть"}).status_code == 404


def test_without_letters_the_page_says_when_they_come(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    assert "Писем ещё не было" in html_of(browser_of(world.anna), ticket, "letters")


@pytest.fixture
def door(sink: Sink, set_config: SetConfig) -> Sink:
    """A mail server in the place of our own door, and the demo's settings."""
    set_config(mode="demo", smtp_listen_host="127.0.0.1", smtp_listen_port=sink.port)
    return sink


def test_in_the_demo_a_letter_is_answered_by_a_real_letter(
    world: World, browser_of: Browser, door: Sink
) -> None:
    ticket = world.ticket(responsible=world.anna)
    sent = letter(ticket)
    browser = browser_of(world.anna)
    assert "Ответить за этого клиента" in html_of(browser, ticket, "letters")
    letter(ticket, key="change:2", address=world.anna.email, person=world.anna)
    assert "Ответить за этого клиента" not in html_of(browser, ticket, "letters")
    url = f"/desk/t/{ticket.pk}/letters/{sent.pk}/answer/"
    assert browser.post(url, {"text": ""}).status_code == 422
    assert browser.post(url, {"text": "Бумага есть."}).status_code == 302
    (taken,) = door.taken
    message = taken.message
    assert message["To"] == sent.reply_to
    assert message["In-Reply-To"] == sent.message_id
    assert "elena@example.org" in message["From"]
    body = message.get_content()
    assert body.startswith("Бумага есть.")
    assert "> Проверьте бумагу." in body


def test_a_shut_door_is_said_and_the_text_kept(
    world: World, browser_of: Browser, set_config: SetConfig
) -> None:
    set_config(mode="demo", smtp_listen_port=1)
    ticket = world.ticket(responsible=world.anna)
    url = f"/desk/t/{ticket.pk}/letters/{letter(ticket).pk}/answer/"
    answer = browser_of(world.anna).post(url, {"text": "Бумага есть."})
    assert answer.status_code == 422
    assert "Письма сейчас не принимаются" in answer.content.decode()
    assert "Бумага есть." in answer.content.decode()
