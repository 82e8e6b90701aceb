"""The page of a ticket: conversation, folded events, what is live, who may look."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from otklik.desk.pages.happened import IMPORTANCE, LINES
from otklik.desk.tests.conftest import Browser
from otklik.directory.models import Answering, Site
from otklik.live.presence import enter
from otklik.people.models import Person
from otklik.tickets.models import Change, Event, EventKind, Message, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.auto_close import auto_close_due
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold, unhold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import World, moscow, read_kept_tables
from otklik.tickets.topics import client_topic, staff_topic

HTMX = {"HX-Request": "true"}
NOON = moscow(24, 12)
SECRET = "Кодовое слово: рябина"


def html_of(browser: Client, url: str, **headers: str) -> str:
    answer = browser.get(url, headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def cards(html: str) -> list[int]:
    """Return the numbers of the message cards, in order."""
    return [int(one) for one in re.findall(r'<article class="msg" id="msg-(\d+)"', html)]


def newest_of(html: str) -> int:
    """Return the number from which the page asks for newer things."""
    found = re.search(r'id="after" name="after" value="(\d+)"', html)
    assert found
    return int(found[1])


def talk(world: World, ticket: Ticket, times: int) -> None:
    """Let client and agent write in turn; straight into the tables, for there are many."""
    ticket.refresh_from_db()
    change = Change.objects.filter(ticket=ticket).earliest("pk")
    last = Message.objects.filter(ticket=ticket).latest("number")
    for turn in range(1, times + 1):
        person, side = (world.elena, "client") if turn % 2 else (world.anna, "staff")
        message = Message.objects.create(
            ticket=ticket,
            number=last.number + turn,
            public_number=last.number + turn,
            seq=ticket.last_seq + turn,
            public_seq=ticket.last_public_seq + turn,
            author=person,
            creator=person,
            side=side,
            html=f"<p>Слово {turn}</p>",
            at=NOON,
            recorded_at=NOON,
        )
        Event.objects.create(
            change=change,
            ticket=ticket,
            seq=message.seq,
            public_seq=message.public_seq,
            kind=EventKind.MESSAGE,
            audience="all",
            message=message,
            payload={"hidden": False, "keeps_status": False, "side": side},
            at=NOON,
            recorded_at=NOON,
        )
    Ticket.objects.filter(pk=ticket.pk).update(
        last_seq=ticket.last_seq + times, last_public_seq=ticket.last_public_seq + times
    )


@time_machine.travel(NOON, tick=False)
def test_it_works(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 11))
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text=SECRET))
    html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/")
    assert "Касса не печатает чек" in html
    assert "Перезагрузили дважды" in html
    assert 'data-kind="note" aria-label="Скрытая заметка: клиент не увидит"' in html
    assert SECRET in html
    assert "Ответить до 15:00 сегодня" in html
    assert 'data-mode="reply"' in html
    assert "Elena, письмом и на сайте" in html


def test_a_ticket_out_of_sight_does_not_exist(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    pages = ("", "earlier/", "newer/", "presence/", "live/", "properties/", "history/", "clock/",
             "letters/")  # fmt: skip
    for person in (world.boris, world.elena, world.pavel):
        browser = browser_of(person)
        assert {browser.get(f"/desk/t/{ticket.pk}/{page}").status_code for page in pages} == {404}
    assert browser_of(world.anna).get("/desk/t/999999/").status_code == 404


def test_an_agent_meets_his_own_ticket_in_the_clients_door(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(author=world.anna, responsible=world.boris)
    note(ticket_id=ticket.pk, submit=world.by(world.boris), body=Body(text=SECRET))
    browser = browser_of(world.anna)
    assert browser.get(f"/desk/t/{ticket.pk}/").headers["Location"] == f"/t/{ticket.pk}"
    for page in ("newer/", "history/", "earlier/", "properties/", "letters/"):
        answer = browser.get(f"/desk/t/{ticket.pk}/{page}")
        assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)
    assert browser.post(f"/desk/t/{ticket.pk}/write/", {"text": "?"}).status_code == 404


def test_an_observer_reads_and_is_offered_nothing(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    html = html_of(browser_of(world.oleg), f"/desk/t/{ticket.pk}/")
    assert "<ok-composer" not in html
    assert "/fields/" not in html
    assert "/close/" not in html
    assert "Новое обращение" not in html


def test_earlier_messages_come_in_parts_and_the_fourth_click_brings_all(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    talk(world, ticket, 60)
    browser = browser_of(world.anna)
    html = html_of(browser, f"/desk/t/{ticket.pk}/")
    assert len(cards(html)) == 6
    left = 55
    for click in range(1, 5):
        assert f"Показать {left} предыдущ" in html
        link = re.search(r'hx-get="(/desk/t/\d+/earlier/\?[^"]*)"', html)
        assert link
        assert f"click={click}" in link[1]
        html = html_of(browser, link[1].replace("&amp;", "&"), **HTMX)
        come = len(cards(html))
        assert come == (10 if click < 4 else left)
        left -= come
    assert left == 0
    assert "earlier/" not in html


def test_newer_brings_everything_once(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    html = html_of(browser, f"/desk/t/{ticket.pk}/")
    after = newest_of(html)
    url = f"/desk/t/{ticket.pk}/newer/?after="
    assert browser.get(f"{url}{after}").status_code == 204
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Ещё вопрос"))
    set_fields(
        ticket_id=ticket.pk,
        submit=world.by(world.anna),
        changes=[FieldChange("status", world.status.pk, ticket.status_id)],
    )
    fresh = html_of(browser, f"{url}{after}", **HTMX)
    assert len(cards(fresh)) == 1
    assert "Ещё вопрос" in fresh
    assert f"Статус «{world.status}»" in fresh
    assert "1 новое сообщение" in fresh
    assert 'id="panel"' in fresh
    later = newest_of(fresh)
    assert later > after
    assert browser.get(f"{url}{later}").status_code == 204


def test_reading_is_remembered_and_goes_never_back(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Ещё"))
    browser = browser_of(world.anna)
    assert "data-unread" in html_of(browser, "/desk/")
    for seq in ("999", "1", "мало"):
        assert browser.post(f"/desk/t/{ticket.pk}/read/", {"seq": seq}).status_code == 200
    assert "data-unread" not in html_of(browser, "/desk/")
    assert "data-unread" not in html_of(browser, f"/desk/t/{ticket.pk}/")


def test_a_site_says_who_is_shown_as_answering(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    begun = re.compile(r'data-mode="(\w+)" data-answering="(\w+)"')

    def shown_as(person: Person) -> list[tuple[str, str]]:
        return begun.findall(html_of(browser_of(person), f"/desk/t/{ticket.pk}/"))

    assert shown_as(world.anna) == [("view", "writing")]
    Site.objects.update(answering=Answering.OPEN)
    assert shown_as(world.anna) == [("answer", "open")]
    assert shown_as(world.oleg) == [("view", "open")]
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    assert shown_as(world.anna) == [("view", "open")]


def test_presence_says_who_looks_and_who_answers(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    enter(uuid4(), topic=staff_topic(ticket.pk), person_id=world.gleb.pk, mode="answer")
    enter(uuid4(), topic=client_topic(ticket.pk), person_id=world.elena.pk, mode="answer")
    enter(uuid4(), topic=staff_topic(ticket.pk), person_id=world.anna.pk, mode="answer")
    html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/presence/", **HTMX)
    assert "Gleb отвечает" in html
    assert "Elena (клиент) смотрит" in html
    assert "icons.svg#user" in html
    assert "Anna" not in html
    assert "Gleb отвечает прямо сейчас." in html
    assert 'data-write="note"' in html


def test_an_answer_of_a_colleague_is_news_for_a_minute(world: World, browser_of: Browser) -> None:
    """The callout above the composer says so whether the page was open or is opened (PRES-5)."""
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,), at=moscow(24, 11))
    with time_machine.travel(NOON, tick=False):
        reply(ticket_id=ticket.pk, submit=world.by(world.gleb), body=Body(text="Смотрю."))
        for page in ("", "presence/"):
            html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/{page}", **HTMX)
            assert f'data-about="{world.gleb.pk}-sent"' in html
        own = html_of(browser_of(world.gleb), f"/desk/t/{ticket.pk}/presence/", **HTMX)
        assert "data-about" not in own
    with time_machine.travel(moscow(24, 12, 2), tick=False):
        html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/presence/", **HTMX)
        assert "data-about" not in html


def test_the_card_says_when_the_ticket_closes_by_itself(world: World, browser_of: Browser) -> None:
    """The day and the days that are left; a dash when it will not (spec CLS-3, CLS-4)."""
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 11))
    page, term = f"/desk/t/{ticket.pk}/properties/", "<dt>Закроется само</dt><dd>"
    browser = browser_of(world.anna)
    with time_machine.travel(NOON, tick=False):
        assert f"{term}–</dd>" in html_of(browser, page)
        reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Проверьте."))
        assert f"{term}1 декабря, 12:00, осталось 7 дней</dd>" in html_of(browser, page)
        hold(ticket_id=ticket.pk, submit=world.by(world.anna))
        assert f"{term}–</dd>" in html_of(browser, page)
        unhold(ticket_id=ticket.pk, submit=world.by(world.anna))
    with time_machine.travel(moscow(24, 12) + timedelta(days=8), tick=False):
        auto_close_due()
        html = html_of(browser_of(world.anna), page)
    assert "Закрылось само" in html
    assert "Закроется само" not in html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["Ответственный теперь Gleb, статус «Успешно решено» и ещё 3 события"]),
        ("en", ["The assignee is now Gleb, status “Solved” and 3 more events"]),
    ],
)
def test_events_fold_into_a_sentence_in_the_readers_language(
    world: World, browser_of: Browser, language: str, words: list[str]
) -> None:
    ticket = world.ticket(responsible=world.anna)
    world.vera.language = language
    world.vera.save()
    submit = world.by(world.vera)
    assign(ticket_id=ticket.pk, submit=submit, responsible=world.gleb, shown=world.anna.pk)
    set_fields(
        ticket_id=ticket.pk,
        submit=submit,
        changes=[
            FieldChange("status", world.status.pk, ticket.status_id),
            FieldChange("priority", world.priority.pk, ticket.priority_id),
            FieldChange("comment", "Ждём поставщика", ""),
        ],
    )
    html = html_of(browser_of(world.vera), f"/desk/t/{ticket.pk}/")
    for one in words:
        assert one in html


def test_a_row_that_was_renamed_keeps_its_name_of_that_day(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    change = FieldChange("status", world.status.pk, ticket.status_id)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.anna), changes=[change])
    world.status.name_ru = "Другое имя"
    world.status.save()
    html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/")
    assert "статус «Успешно решено»" in html


def test_quoted_text_of_a_letter_is_folded_and_kept(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    body = Body(text="Спасибо", quoted="Вы писали: проверьте бумагу")
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=body)
    html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/")
    assert '<details class="quoted"><summary>Цитата из письма</summary>' in html
    assert "проверьте бумагу" in html


def test_what_the_client_wrote_cannot_run(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(
        responsible=world.anna, title="<script>1</script>", text="<script>2</script>"
    )
    html = html_of(browser_of(world.anna), f"/desk/t/{ticket.pk}/")
    assert "<script>1" not in html
    assert "<script>2" not in html
    assert "&lt;script&gt;1" in html


def test_the_queue_is_walked_from_ticket_to_ticket(world: World, browser_of: Browser) -> None:
    first, second, third = (
        world.ticket(responsible=world.anna, at=moscow(24, 10, minute)) for minute in range(3)
    )
    browser = browser_of(world.anna)
    html = html_of(browser, f"/desk/t/{second.pk}/?view=mine")
    assert "2 из 3" in html
    assert f'href="/desk/t/{first.pk}/?view=mine"' in html
    assert f'href="/desk/t/{third.pk}/?view=mine"' in html
    reply(ticket_id=second.pk, submit=Submit.of(world.viewer(world.anna)), body=Body(text="Да"))
    html = html_of(browser, f"/desk/t/{second.pk}/")
    assert f'href="/desk/t/{first.pk}/"' in html


def test_the_number_of_queries_does_not_grow(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    talk(world, ticket, 8)
    world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    urls = [
        f"/desk/t/{ticket.pk}/{page}" for page in ("", "history/", "newer/", "earlier/?before=9")
    ]

    def count() -> dict[str, int]:
        found = {}
        for url in urls:
            read_kept_tables()
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url).status_code == 200
            found[url] = len(queries)
        return found

    assign_many(world, ticket.pk)
    little = count()
    talk(world, ticket, 192)
    assign_many(world, ticket.pk)
    for _ in range(7):
        world.ticket(responsible=world.anna)
    assert count() == little
    html = html_of(browser, urls[0])
    assert len(cards(html)) == 6
    assert little[urls[0]] <= 36


def assign_many(world: World, number: int) -> None:
    """Let several things happen that events speak of."""
    submit = world.by(world.vera)
    assign(ticket_id=number, submit=submit, responsible=world.gleb, shown=world.anna.pk)
    assign(ticket_id=number, submit=submit, responsible=world.anna, shown=world.gleb.pk)
    for new, old in (("а", ""), ("", "а")):
        change = FieldChange("comment", new, old)
        set_fields(ticket_id=number, submit=submit, changes=[change])


def test_every_kind_of_event_has_words() -> None:
    assert set(LINES) == set(EventKind)
    assert set(IMPORTANCE) == set(EventKind)
