"""The pages about letters that leave: who sees what, sending once more, calling back (17b)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from otklik.core.time import now
from otklik.mail import outgoing
from otklik.mail.models import Mailbox, Outgoing, State
from otklik.mail_in.queries import sent
from otklik.mail_in.queries.sent import View
from otklik.mail_in.tests.post import ADDRESS
from otklik.people.models import Person
from otklik.tickets.follow import follow
from otklik.tickets.models import Change, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World

SECRET = "зелёный-тарантул"
LIST = "/office/letters/out/"


def page_of(row: Outgoing) -> str:
    return reverse("office:letter_out", args=[row.pk])


def body_of(row: Outgoing) -> str:
    return reverse("office:letter_body", args=[row.pk])


def ask(client: Client, person: Person, path: str) -> Any:
    client.force_login(person)
    return client.get(path)


def said(response: Any) -> str:
    return str(response.content.decode())


def letters_after(ticket: Ticket) -> list[Outgoing]:
    """Write the letters about everything so far; return them, the newest last."""
    for change in Change.objects.filter(ticket=ticket, followed_at=None).order_by("pk"):
        follow(change.pk)
    return list(Outgoing.objects.order_by("pk"))


@pytest.fixture
def answer(world: World, ticket: Ticket) -> Outgoing:
    """The letter by which Elena learns what Anna has answered."""
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Замените ленту."))
    letters_after(ticket)
    return Outgoing.objects.filter(address=world.elena.email).latest("pk")


def plain_letter(**changes: Any) -> outgoing.Letter:
    values: dict[str, Any] = {
        "address": "elena@example.org",
        "sender_name": "Лоцман",
        "sender_address": ADDRESS,
        "subject": "Новый пароль",
        "text": f"https://lotsman.example/?key={SECRET}",
        "language": "ru",
        "message_id": "<n.x@lotsman.example>",
    }
    return outgoing.Letter(**(values | changes))


def test_the_list_says_where_letters_stand(client: Client, world: World, answer: Outgoing) -> None:
    later = now() + timedelta(minutes=8)
    Outgoing.objects.filter(pk=answer.pk).update(
        attempts=2, not_before=later, last_error="451 4.7.1 greylisted"
    )
    text = said(ask(client, world.vera, LIST))
    for words in ("повторим в", "попытка 2 из 8: 451 4.7.1 greylisted", answer.subject):
        assert words in text


def test_a_letter_is_shown_as_its_reader_sees_it_and_harms_nobody(
    client: Client, world: World, answer: Outgoing
) -> None:
    page = said(ask(client, world.vera, page_of(answer)))
    assert f'src="{body_of(answer)}"' in page
    assert 'sandbox="allow-popups"' in page
    shown = client.get(body_of(answer))
    assert "Замените ленту." in said(shown)
    policy = shown.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy


def test_nobody_learns_a_readers_address_for_answers(
    client: Client, world: World, answer: Outgoing
) -> None:
    assert answer.reply_to
    token = answer.reply_to.partition("+")[2].partition("@")[0]
    for path in (page_of(answer), body_of(answer)):
        assert token not in said(ask(client, world.vera, path))


def test_a_letter_about_a_ticket_is_read_by_who_reads_the_ticket(
    client: Client, world: World, answer: Outgoing
) -> None:
    for person, status in (
        (world.anna, 200),
        (world.oleg, 200),
        (world.boris, 404),
        (world.elena, 404),
    ):
        for path in (page_of(answer), body_of(answer)):
            assert ask(client, person, path).status_code == status
    assert page_of(answer) not in said(ask(client, world.boris, LIST))


def test_an_agent_who_is_the_author_reads_no_letter_about_the_note(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    ticket = world.ticket(author=world.boris, responsible=world.anna)
    note(ticket_id=ticket.pk, submit=world.by(world.vera), body=Body(text=SECRET))
    rows = letters_after(ticket)
    told = [row for row in rows if SECRET in row.text]
    assert told
    client.force_login(world.boris)
    text = said(client.get(LIST))
    for row in rows:
        assert page_of(row) not in text
        assert client.get(page_of(row)).status_code == 404
        assert client.get(body_of(row)).status_code == 404


def test_letters_that_open_accounts_are_known_to_administrators_and_read_by_nobody(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    row = outgoing.put(plain_letter(), key="account:1:x", ref="account.1")
    odd = outgoing.put(plain_letter(address="x@y.example"), key="odd", ref="ticket.1; drop")
    for one in (row, odd):
        assert ask(client, world.anna, page_of(one)).status_code == 404
        page = said(ask(client, world.vera, page_of(one)))
        assert "только для адресата" in page
        assert SECRET not in page
        assert client.get(body_of(one)).status_code == 404


def test_a_letter_that_did_not_arrive_is_sent_once_more(
    client: Client, world: World, answer: Outgoing
) -> None:
    Outgoing.objects.filter(pk=answer.pk).update(
        state=State.REFUSED, attempts=1, last_error="550 5.1.1 User unknown"
    )
    assert "Отправить ещё раз" in said(ask(client, world.vera, page_of(answer)))
    done = client.post(reverse("office:letter_send_again", args=[answer.pk]), follow=True)
    assert "Письмо отправляется." in said(done)
    answer.refresh_from_db()
    assert (answer.state, answer.attempts) == (State.QUEUED, 0)


def test_calling_back_can_be_undone(client: Client, world: World, answer: Outgoing) -> None:
    client.force_login(world.vera)
    done = client.post(reverse("office:letter_call_back", args=[answer.pk]), follow=True)
    again = reverse("office:letter_send_again", args=[answer.pk])
    assert f'data-undo="{again}"' in said(done)
    answer.refresh_from_db()
    assert answer.state == State.CANCELLED
    client.post(again)
    answer.refresh_from_db()
    assert answer.state == State.QUEUED


def test_what_has_left_cannot_be_called_back(
    client: Client, world: World, answer: Outgoing
) -> None:
    Outgoing.objects.filter(pk=answer.pk).update(state=State.SENT)
    client.force_login(world.vera)
    done = client.post(reverse("office:letter_call_back", args=[answer.pk]), follow=True)
    assert "Поздно" in said(done)
    answer.refresh_from_db()
    assert answer.state == State.SENT


@pytest.mark.parametrize("name", ["send_again", "call_back"])
def test_only_administrators_decide(
    client: Client, world: World, answer: Outgoing, name: str
) -> None:
    path = reverse(f"office:letter_{name}", args=[answer.pk])
    for person, status in ((world.anna, 403), (world.oleg, 403), (world.elena, 404)):
        client.force_login(person)
        assert client.post(path).status_code == status
    assert path not in said(ask(client, world.anna, page_of(answer)))


def fill(ticket: Ticket, count: int) -> None:
    states = list(State)
    Outgoing.objects.bulk_create(
        Outgoing(
            key=f"fill:{index}",
            ref=f"ticket.{ticket.pk}",
            address=f"reader{index}@example.org",
            sender_address=ADDRESS,
            subject=f"Письмо {index}",
            text="…",
            language="ru",
            message_id=f"<{index}@lotsman.example>",
            state=states[index % len(states)],
        )
        for index in range(count)
    )


def test_the_parts_make_up_the_whole(world: World, ticket: Ticket) -> None:
    fill(ticket, 16)
    sums = sent.sums(world.viewer(world.vera))
    whole = sums.pop("all")
    assert whole == sum(sums.values()) == 16


@pytest.mark.parametrize("size", [1, 3, 16, 50])
@pytest.mark.parametrize("view", list(View))
def test_pages_show_every_letter_once(world: World, ticket: Ticket, view: View, size: int) -> None:
    fill(ticket, 16)
    viewer = world.viewer(world.vera)
    found, after = [], ""
    while True:
        page = sent.letters(viewer, view, after=after, size=size)
        found += [row.pk for row in page.rows]
        after = page.next
        if not after:
            break
    assert found == sorted(set(found), reverse=True)
    assert len(found) == {View.ALL: 16, View.WAITING: 4, View.LOST: 6}[view]


@pytest.mark.parametrize("count", [1, 60])
def test_a_list_costs_the_same_with_much_and_with_little(
    client: Client,
    world: World,
    ticket: Ticket,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    fill(ticket, count)
    path = page_of(Outgoing.objects.latest("pk"))
    client.force_login(world.anna)
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
    with django_assert_num_queries(10):
        client.get(path)
