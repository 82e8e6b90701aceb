"""The pages about received letters: who sees what, what they say, what they do (screen 17)."""

from base64 import b64encode
from email.header import Header
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from otklik.core.time import now
from otklik.mail.models import Mailbox
from otklik.mail_in.models import Fate, Reason, Received
from otklik.mail_in.queries import incoming
from otklik.mail_in.queries.incoming import View
from otklik.mail_in.tests.post import (
    ADDRESS,
    bring,
    last_message,
    message_of,
    our_id,
    reply_address,
    store,
    write,
)
from otklik.people.models import Person
from otklik.tickets import access
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World

SECRET = "зелёный-тарантул"
LIST = "/office/letters/in/"


def page_of(row: Received) -> str:
    return reverse("office:letter", args=[row.pk])


def act(row: Received, name: str) -> str:
    return reverse(f"office:letter_{name}", args=[row.pk])


def ask(client: Client, person: Person, path: str) -> Any:
    client.force_login(person)
    return client.get(path)


def said(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def doubtful(world: World, mailbox: Mailbox, ticket: Ticket) -> Received:
    """A letter in Anna's name about her ticket, without a proof."""
    letter = write(
        sender=world.anna.email,
        name="Анна",
        subject=f"Re: [#{ticket.pk}] Касса",
        text=f"Скажите клиенту: {SECRET}",
        references=[our_id(ticket)],
    )
    return bring(mailbox, letter)


def test_the_ledger_says_what_became_of_letters(
    client: Client, world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    answer = bring(mailbox, write(subject=f"Re: [#{ticket.pk}] касса"))
    new = bring(mailbox, write(sender="petr@else.example", name="Пётр", subject=f"[#{ticket.pk}]"))
    bring(mailbox, write(headers={"Precedence": "bulk"}))
    text = said(ask(client, world.vera, LIST))
    assert f"в № {answer.ticket_number}" in text.replace("\xa0", " ")
    assert f"новое № {new.ticket_number}" in text.replace("\xa0", " ")
    for words in ("Пётр", "номер в теме", "но адрес чужой", "автоответ или рассылка"):
        assert words in text


def test_the_ledger_speaks_english_too(
    client: Client, world: World, mailbox: Mailbox, doubtful: Received
) -> None:
    world.vera.language = "en"
    world.vera.save()
    text = said(ask(client, world.vera, page_of(doubtful)))
    for words in ("in the tray", "It names a member of staff", "Put aside", "Accept as an answer"):
        assert words in text


def test_a_letter_shows_how_it_was_read(client: Client, world: World, doubtful: Received) -> None:
    text = said(ask(client, world.vera, page_of(doubtful)))
    for words in (
        "Подписано именем сотрудника",
        SECRET,
        "Сохранили целиком",
        doubtful.message_id,
        "автор письма действительно Anna",
    ):
        assert words in text


def test_a_letter_whose_bytes_are_lost_or_unreadable_still_has_its_page(
    client: Client, world: World, doubtful: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr("otklik.mail_in.views.incoming.read_stored", fail)
    assert ask(client, world.vera, page_of(doubtful)).status_code == 200


@pytest.mark.parametrize(
    ("who", "sees"),
    [("anna", True), ("vera", True), ("oleg", True), ("boris", False)],
)
def test_a_letter_about_a_ticket_is_read_by_who_reads_the_ticket(
    client: Client, world: World, doubtful: Received, who: str, *, sees: bool
) -> None:
    person: Person = getattr(world, who)
    assert ask(client, person, page_of(doubtful)).status_code == (200 if sees else 404)
    assert (page_of(doubtful) in said(client.get(LIST))) is sees
    assert client.get(act(doubtful, "source")).status_code == (200 if sees else 404)


def test_a_message_leads_to_the_letter_that_brought_it(
    client: Client, world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    """Whoever reads it at the desk gets there; the client's door has no such way (MAIL-12)."""
    to = reply_address(ticket, world.elena)
    row = bring(mailbox, write(sender=world.elena.email, to=to, text="Вот снимок."), to=[to])
    for person in (world.anna, world.oleg):
        html = said(ask(client, person, f"/desk/t/{ticket.pk}/"))
        assert html.count(f'href="{page_of(row)}"') == 1
        assert client.get(page_of(row)).status_code == 200
    html = said(ask(client, world.elena, f"/portal/t/{ticket.pk}/"))
    assert "Вот снимок." in html
    assert "/office/" not in html


@pytest.mark.parametrize("who", ["elena", "nina"])
def test_clients_know_of_no_ledger(
    client: Client, world: World, doubtful: Received, who: str
) -> None:
    client.force_login(getattr(world, who))
    for path in (LIST, page_of(doubtful), act(doubtful, "source")):
        assert client.get(path).status_code == 404


def test_an_agent_who_is_the_author_reads_no_note_about_himself(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    ticket = world.ticket(author=world.boris, responsible=world.anna)
    to = reply_address(ticket, world.anna)
    note = bring(mailbox, write(sender=world.anna.email, to=to, text=f"#hidden\n{SECRET}"), to=[to])
    assert message_of(note).is_hidden
    assert ask(client, world.boris, page_of(note)).status_code == 404
    assert page_of(note) not in said(client.get(LIST))
    assert ask(client, world.vera, page_of(note)).status_code == 200


def test_lists_of_letters_say_what_stances_say(world: World) -> None:
    tickets = [
        world.ticket(),
        world.ticket(responsible=world.anna, co_executors=(world.gleb,)),
        world.ticket(author=world.boris, responsible=world.anna),
        world.ticket(author=world.vera, responsible=world.boris),
    ]
    for name in ("anna", "boris", "gleb", "vera", "oleg", "elena", "irina", "nina"):
        viewer = world.viewer(getattr(world, name))
        listed = set(access.read_as_staff(viewer).values_list("pk", flat=True))
        assert listed == {one.pk for one in tickets if access.stance(viewer, one).sees_hidden}


def test_reports_about_no_ticket_are_for_administrators(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    row = store(mailbox, write(text="https://lotsman.example/account/new-password/?key=…"))
    Received.objects.filter(pk=row.pk).update(fate=Fate.BOUNCE)
    assert ask(client, world.anna, page_of(row)).status_code == 404
    assert ask(client, world.vera, page_of(row)).status_code == 200


def test_the_source_is_plain_and_can_be_kept(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    row = bring(mailbox, write(html="<script>alert(1)</script>"))
    shown = ask(client, world.vera, act(row, "source"))
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    kept = client.get(act(row, "source") + "?file")
    assert kept.headers["Content-Type"] == "message/rfc822"
    assert "attachment" in kept.headers["Content-Disposition"]
    assert b"Subject: " in kept.content


def test_nobody_learns_a_colleagues_reply_address(
    client: Client, world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.vera)
    row = bring(mailbox, write(sender=world.vera.email, to=to, text=f"> {to}"), to=[to])
    token = to.partition("+")[2]
    paths = [page_of(row), act(row, "source"), act(row, "source") + "?file"]
    for path in paths:
        assert token.encode() not in ask(client, world.anna, path).content
    assert token.encode() in ask(client, world.vera, paths[-1]).content


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_no_encoding_hides_a_colleagues_reply_address(
    client: Client, world: World, mailbox: Mailbox, ticket: Ticket, encoding: str
) -> None:
    to = reply_address(ticket, world.vera)
    token = to.partition("+")[2]
    letter = EmailMessage()
    letter["From"], letter["To"] = world.vera.email, to
    letter["Subject"] = Header(f"к {to}", "utf-8", maxlinelen=300).encode()
    letter.set_content(f"Пишите на {to}", cte=encoding)
    hidden = b"X-To: =?utf-8?b?" + b64encode(to.encode()) + b"?=\n"
    raw = hidden + letter.as_bytes()
    row = bring(mailbox, raw, to=[to])
    for path in (act(row, "source"), act(row, "source") + "?file"):
        shown = ask(client, world.anna, path).content
        assert "Пишите на".encode() in shown
        assert token.encode() not in shown
        assert b64encode(to.encode()) not in shown
        assert encoding.encode() in shown
    assert ask(client, world.vera, act(row, "source")).content.count(b"X-To:") == 1


def test_an_answer_is_accepted_only_when_confirmed(
    client: Client, world: World, ticket: Ticket, doubtful: Received
) -> None:
    client.force_login(world.vera)
    refused = client.post(act(doubtful, "accept"))
    assert refused.status_code == 422
    assert "Сначала подтвердите" in said(refused)
    assert last_message(ticket).number == 1
    done = client.post(act(doubtful, "accept"), {"confirmed": "on"}, follow=True)
    assert "Письмо записано" in said(done)
    message = message_of(doubtful)
    assert (message.author, message.is_by_staff) == (world.anna, True)
    assert "принято: Vera" in said(done)


def test_a_letter_of_the_tray_becomes_a_ticket(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    row = bring(mailbox, f"From: Сторож\r\nTo: {ADDRESS}\r\n\r\nТечёт крыша".encode())
    client.force_login(world.vera)
    done = client.post(act(row, "open_ticket"), follow=True)
    assert "По письму создано обращение" in said(done)
    row.refresh_from_db()
    assert (row.fate, row.opened, row.decided_by) == (Fate.TAKEN, True, world.vera)


def test_reading_again_says_that_nothing_has_changed(
    client: Client, world: World, mailbox: Mailbox
) -> None:
    row = bring(mailbox, write(sender=ADDRESS))
    Received.objects.filter(pk=row.pk).update(reason=Reason.ERROR, error="boom")
    client.force_login(world.vera)
    done = client.post(act(row, "read_again"), follow=True)
    assert "Письмо осталось в лотке" in said(done)
    row.refresh_from_db()
    assert (row.reason, row.error) == (Reason.OWN_ADDRESS, "")


def test_putting_aside_can_be_undone(client: Client, world: World, doubtful: Received) -> None:
    client.force_login(world.vera)
    done = client.post(act(doubtful, "put_aside"), follow=True)
    assert f'data-undo="{act(doubtful, "bring_back")}"' in said(done)
    doubtful.refresh_from_db()
    assert (doubtful.fate, doubtful.decided_by) == (Fate.DISCARDED, world.vera)
    assert "отложено: Vera" in said(client.get(page_of(doubtful)))
    client.post(act(doubtful, "bring_back"))
    doubtful.refresh_from_db()
    assert (doubtful.fate, doubtful.reason) == (Fate.TRAY, Reason.STAFF_UNPROVEN)


def test_a_page_renews_itself_after_an_undoing(
    client: Client, world: World, doubtful: Received
) -> None:
    client.force_login(world.vera)
    part = said(client.get(page_of(doubtful), headers={"HX-Request": "true"}))
    assert f'hx-get="{page_of(doubtful)}"' in part
    assert "<html" not in part
    assert SECRET in part


@pytest.mark.parametrize("name", ["accept", "open_ticket", "read_again", "put_aside", "bring_back"])
def test_only_administrators_decide(
    client: Client, world: World, doubtful: Received, name: str
) -> None:
    for person, status in ((world.anna, 403), (world.oleg, 403), (world.elena, 404)):
        client.force_login(person)
        assert client.post(act(doubtful, name), {"confirmed": "on"}).status_code == status
    doubtful.refresh_from_db()
    assert doubtful.fate == Fate.TRAY
    assert "Что можно сделать" not in said(ask(client, world.anna, page_of(doubtful)))


@pytest.mark.parametrize("name", ["accept", "open_ticket", "read_again", "put_aside", "bring_back"])
def test_whoever_comes_too_late_is_told(
    client: Client, world: World, mailbox: Mailbox, name: str
) -> None:
    row = bring(mailbox, write())
    client.force_login(world.vera)
    done = client.post(act(row, name), follow=True)
    assert "Кто-то успел раньше" in said(done)
    assert Ticket.objects.count() == 1


def test_the_parts_make_up_the_whole(world: World, mailbox: Mailbox, doubtful: Received) -> None:
    bring(mailbox, write())
    bring(mailbox, write(headers={"Precedence": "bulk"}))
    store(mailbox, write())
    sums = incoming.sums(world.viewer(world.vera))
    assert sums == {"all": 4, "taken": 1, "skipped": 1, "tray": 1, "new": 1}


def fill(mailbox: Mailbox, count: int, fate: Fate, *, start: int) -> list[int]:
    """Lay letters into the ledger that were never sent; return their numbers."""
    blob = store(mailbox, write(text=f"{start}")).blob
    Received.objects.filter(fate=Fate.NEW).delete()
    rows = Received.objects.bulk_create(
        Received(
            mailbox=mailbox,
            door="smtp",
            blob=blob,
            digest=f"{fate}-{start + index}",
            received_at=now(),
            recorded_at=now(),
            fate=fate,
            reason=Reason.ERROR if fate == Fate.TRAY else "",
        )
        for index in range(count)
    )
    return [row.pk for row in rows]


def walk(world: World, view: View, size: int) -> list[int]:
    """Return the numbers of all letters, page after page."""
    viewer = world.viewer(world.vera)
    found, after = [], ""
    while True:
        page = incoming.letters(viewer, view, after=after, size=size)
        assert len(page.rows) <= size
        found += [row.pk for row in page.rows]
        after = page.next
        if not after:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 50])
def test_pages_show_every_letter_once_the_tray_first(
    world: World, mailbox: Mailbox, size: int
) -> None:
    old_tray = fill(mailbox, 2, Fate.TRAY, start=0)
    taken = fill(mailbox, 3, Fate.TAKEN, start=10)
    new_tray = fill(mailbox, 1, Fate.TRAY, start=20)
    left_out = fill(mailbox, 1, Fate.BOUNCE, start=30)
    tray = sorted(old_tray + new_tray, reverse=True)
    rest = sorted(taken + left_out, reverse=True)
    assert walk(world, View.ALL, size) == tray + rest
    assert walk(world, View.TRAY, size) == tray
    assert walk(world, View.TAKEN, size) == sorted(taken, reverse=True)
    assert walk(world, View.SKIPPED, size) == left_out


@pytest.mark.parametrize("mark", ["t", "x", "-1", "٣", "9" * 30, "t999999"])
def test_a_damaged_mark_is_no_error(
    client: Client, world: World, mailbox: Mailbox, mark: str
) -> None:
    assert ask(client, world.vera, f"{LIST}?view=nonsense&after={mark}").status_code == 200


@pytest.mark.parametrize("count", [1, 40])
def test_a_list_costs_the_same_with_much_and_with_little(
    client: Client,
    world: World,
    mailbox: Mailbox,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    fill(mailbox, count, Fate.TRAY, start=0)
    [number, *_] = fill(mailbox, count, Fate.TAKEN, start=100)
    client.force_login(world.anna)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)
    with django_assert_num_queries(11):
        client.get(reverse("office:letter", args=[number]))
