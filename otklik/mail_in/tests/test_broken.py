"""Letters that cannot be read, programs that end in the middle: nothing is lost (law 10)."""

import pytest
from django.db import OperationalError

from otklik.files.storage import storage
from otklik.mail.models import Mailbox
from otklik.mail_in import take as take_module
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Door, Fate, Reason, Received
from otklik.mail_in.reading.letter import Letter
from otklik.mail_in.reading.letter import read as read_letter
from otklik.mail_in.take import TRIES, take
from otklik.mail_in.tests.post import (
    bring,
    message_of,
    store,
    write,
)

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

    monkeypatch.setattr(take_module, "read", reading)
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


def test_a_letter_cut_at_the_door_is_taken_and_says_so(mailbox: Mailbox) -> None:
    row = receive(mailbox, Delivery(write().as_bytes()[:2000], Door.IMAP, is_cut=True))
    take(row.pk)
    assert message_of(row).text.endswith("Письмо слишком велико; принято только его начало.")
