"""Letters that cannot be read, programs that end in the middle: nothing is lost (law 10)."""

from dataclasses import replace

import pytest
from django.db import OperationalError

from otklik.files.storage import storage
from otklik.mail.models import Mailbox
from otklik.mail_in import reader
from otklik.mail_in import take as take_module
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Door, Fate, Reason, Received
from otklik.mail_in.reader import SMALL
from otklik.mail_in.reading.letter import Letter
from otklik.mail_in.reading.letter import read as read_letter
from otklik.mail_in.take import TRIES, take
from otklik.mail_in.tests.post import (
    bring,
    message_of,
    our_id,
    store,
    write,
)
from otklik.tickets.models import Ticket

FROM_NOBODY = {"no header", "nothing"}
BROKEN = {
    "nul": b"From: elena@example.org\r\nSubject: a\x00b\r\n\r\n\x00before\x00after\x00",
    "cp1251": "From: elena@example.org\r\nSubject: Касса\r\n\r\nНе печатает".encode("cp1251"),
    "unknown charset": (
        b"From: elena@example.org\r\nSubject: =?x-klingon?B?0JrQsNGB0YHQsA==?=\r\n"
        b'Content-Type: text/plain; charset="x-klingon"\r\n\r\n' + "Касса".encode()
    ),
    "unknown encoding": (
        b"From: elena@example.org\r\nContent-Transfer-Encoding: x-what\r\n\r\n\xff\xfe\xfd text"
    ),
    "half a surrogate": b"From: elena@example.org\r\nSubject: \xed\xa0\x80\r\n\r\n\xed\xa0\x80",
    "no header": b"elena@example.org\n\njust words",
    "nothing": b"",
    "long names": b"From: "
    + b"a" * 400
    + b" <elena@example.org>\r\nSubject: "
    + b"s" * 5000
    + b"\r\nMessage-ID: <"
    + b"m" * 3000
    + b"@x>\r\n\r\ntext",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_letters_are_stored_and_lose_nothing(mailbox: Mailbox, kind: str) -> None:
    row = bring(mailbox, BROKEN[kind])
    assert row.fate == (Fate.TRAY if kind in FROM_NOBODY else Fate.TAKEN)
    assert row.reason in {"", Reason.SENDER_UNKNOWN}
    with storage().open(row.blob.sha256) as stream:
        assert stream.read() == BROKEN[kind]


def test_undeclared_cyrillic_is_read(mailbox: Mailbox) -> None:
    row = bring(mailbox, BROKEN["cp1251"])
    assert row.subject == "Касса"
    assert message_of(row).text == "Не печатает"


def test_nul_bytes_go_and_the_rest_stays(mailbox: Mailbox) -> None:
    assert message_of(bring(mailbox, BROKEN["nul"])).text == "beforeafter"


def test_what_cannot_be_read_stands_in_the_tray_and_stops_nothing(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(raw: bytes) -> Letter:
        if b"poison" in raw:
            raise RecursionError("too deep")
        return read_letter(raw)

    monkeypatch.setattr(reader, "read", reading)
    poisoned, next_one = store(mailbox, write(text="poison")), store(mailbox, write())
    take(poisoned.pk)
    take(next_one.pk)
    for row in (poisoned, next_one):
        row.refresh_from_db()
    assert (poisoned.fate, poisoned.reason) == (Fate.TRAY, Reason.ERROR)
    assert poisoned.error == "RecursionError: too deep"
    assert next_one.fate == Fate.TAKEN


def test_a_letter_that_fails_while_written_shows_its_head_in_the_tray(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_ticket(**_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(take_module, "open_ticket", open_ticket)
    row = bring(mailbox, write(name="Елена", subject="Касса"))
    assert (row.sender, row.sender_name, row.subject) == ("elena@example.org", "Елена", "Касса")
    assert row.fate == Fate.TRAY


def test_a_lost_content_is_no_reason_to_wait(mailbox: Mailbox) -> None:
    row = store(mailbox, write())
    storage().remove(row.blob.sha256)
    take(row.pk)
    row.refresh_from_db()
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.ERROR)


@pytest.mark.parametrize("away", [OperationalError("no database"), PermissionError("no disk")])
def test_what_will_pass_is_tried_again(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, away: Exception
) -> None:
    row = store(mailbox, write())

    def fail(*_: object) -> None:
        raise away

    with monkeypatch.context() as broken:
        broken.setattr(take_module, "open_ticket", lambda **_: fail())
        with pytest.raises(type(away)):
            take(row.pk)
    row.refresh_from_db()
    assert (row.fate, row.attempts) == (Fate.NEW, 1)
    take(row.pk)
    row.refresh_from_db()
    assert row.fate == Fate.TAKEN


def test_a_letter_that_ends_the_program_each_time_goes_to_the_tray(mailbox: Mailbox) -> None:
    row = store(mailbox, write())
    Received.objects.filter(pk=row.pk).update(attempts=TRIES)
    take(row.pk)
    row.refresh_from_db()
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.STUCK)


def large(head: bytes, line: bytes) -> bytes:
    """Return a letter that is read in a process of its own."""
    return (
        b"From: elena@example.org\r\nSubject: =?utf-8?b?0JrQsNGB0YHQsA==?=\r\n"
        b"Message-ID: <large@example.org>\r\n" + head + b"\r\n\r\n" + line * (SMALL // len(line))
    )


def test_a_large_letter_is_read_apart_and_says_the_same(mailbox: Mailbox) -> None:
    letter = write(
        name="Елена",
        text="Касса молчит",
        headers={"Reply-To": "Касса <kassa@example.org>", "Date": "Mon, 1 Jan 2001 00:00:00 +0300"},
        files=[
            ("чек.bin", "application/octet-stream", bytes(range(256)) * 2000),
            ("b.txt", "text/plain", b"b"),
        ],
    ).as_bytes()
    row = store(mailbox, letter)
    assert row.blob.size > SMALL
    assert reader.read_stored(row.blob) == read_letter(letter)


UNLIMITED = reader._limits(0)
LEAST = {
    "memory": replace(UNLIMITED, memory=200 * 1024**2),
    "cpu_seconds": replace(UNLIMITED, cpu_seconds=0),
    "output": replace(UNLIMITED, output=1000),
    "wall_seconds": replace(UNLIMITED, wall_seconds=0.001),
}


@pytest.mark.parametrize("limit", LEAST)
def test_a_letter_that_is_too_much_to_read_is_a_ticket_all_the_same(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(reader, "_limits", lambda _size: LEAST[limit])
    line = b"a\n" * 2_000 if limit == "memory" else b"words and more words\n"
    raw = large(b"X-Mark: 1", line)
    row = bring(mailbox, raw * 20 if limit == "memory" else raw)
    assert (row.fate, row.subject, row.sender) == (Fate.TAKEN, "Касса", "elena@example.org")
    assert message_of(row).text == (
        "Касса\n\nТекст прочитать не удалось, он сохранён вместе с исходным письмом."
    )
    assert bring(mailbox, write()).fate == Fate.TAKEN


def test_a_letter_of_which_only_the_head_was_read_still_finds_its_ticket(
    mailbox: Mailbox, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_limits", lambda _size: LEAST["wall_seconds"])
    row = bring(mailbox, large(b"References: " + our_id(ticket).encode(), b"words\n"))
    assert row.ticket_number == ticket.pk


def test_a_child_that_cannot_work_is_our_fault(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_SCRIPT", "nowhere")
    row = bring(mailbox, large(b"X-Mark: 1", b"words\n"))
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.ERROR)


def test_a_letter_cut_at_the_door_is_taken_and_says_so(mailbox: Mailbox) -> None:
    row = receive(mailbox, Delivery(write().as_bytes()[:2000], Door.IMAP, is_cut=True))
    take(row.pk)
    assert message_of(row).text.endswith("Письмо слишком велико; принято только его начало.")
