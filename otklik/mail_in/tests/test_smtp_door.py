"""The SMTP door, spoken to by a real client over a real socket."""

import contextlib
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.policy import SMTP
from typing import Any

import pytest
from django.db import DatabaseError

from otklik.files.storage import storage
from otklik.mail.models import Mailbox
from otklik.mail_in import doors, intake
from otklik.mail_in.models import Door, Received
from otklik.mail_in.tests.door import open_door
from otklik.mail_in.tests.post import ADDRESS, write
from otklik.tickets.tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def port(mailbox: Mailbox, set_config: Callable[..., Any]) -> Iterator[int]:
    """The number of an open door that takes letters of up to 100 kB."""
    set_config(smtp_listen_port=0, mail_max_bytes=100_000)
    with open_door() as number:
        yield number


@pytest.fixture
def client(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        yield server


def test_a_letter_is_stored_before_it_is_taken(client: smtplib.SMTP) -> None:
    raw = write().as_bytes(policy=SMTP)
    assert client.sendmail("elena@example.org", [ADDRESS], raw) == {}
    row = Received.objects.get()
    assert (row.door, row.envelope_from) == (Door.SMTP, "elena@example.org")
    assert row.envelope_to == [ADDRESS]
    with storage().open(row.blob.sha256) as stream:
        assert stream.read() == raw


@pytest.mark.parametrize(
    "recipient", [ADDRESS.upper(), ADDRESS.replace("@", "+t1.p2.aaaaaaaaaaaaaaaa@")]
)
def test_our_mailboxes_are_known_in_every_spelling(client: smtplib.SMTP, recipient: str) -> None:
    assert client.sendmail("elena@example.org", [recipient], write().as_bytes()) == {}
    assert Received.objects.get().mailbox.address == ADDRESS


@pytest.mark.parametrize("recipient", ["nobody@lotsman.example", "help@other.example", "help"])
def test_nobody_else_is_known(client: smtplib.SMTP, recipient: str) -> None:
    client.helo()
    client.mail("elena@example.org")
    assert client.rcpt(recipient)[0] in {550, 553}
    assert not Received.objects.exists()


def test_a_mailbox_out_of_use_is_unknown(client: smtplib.SMTP, mailbox: Mailbox) -> None:
    mailbox.enabled = False
    mailbox.save()
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("elena@example.org", [ADDRESS], write().as_bytes())
    assert refused.value.recipients[ADDRESS][0] == 550


def test_a_domain_in_letters_is_found_by_its_dns_name(
    client: smtplib.SMTP, mailbox: Mailbox
) -> None:
    mailbox.address = "help@полдень.рф"
    mailbox.save()
    recipient = "help@" + "полдень.рф".encode("idna").decode()
    assert client.sendmail("elena@example.org", [recipient], write().as_bytes()) == {}


def test_what_says_to_be_too_large_is_refused_at_once(client: smtplib.SMTP) -> None:
    client.ehlo()
    assert client.mail("elena@example.org", ["SIZE=200000"])[0] == 552


def test_what_is_too_large_is_refused(client: smtplib.SMTP) -> None:
    client.helo()
    client.mail("elena@example.org")
    client.rcpt(ADDRESS)
    assert client.data(b"x" * 70 + b"\r\n" + b"x" * 200_000)[0] == 552
    assert not Received.objects.exists()


def test_a_line_may_be_long(client: smtplib.SMTP) -> None:
    raw = write().as_bytes() + b"x" * 50_000
    assert client.sendmail("elena@example.org", [ADDRESS], raw) == {}


def test_raw_bytes_of_any_kind_are_kept(client: smtplib.SMTP) -> None:
    raw = b"Subject: \xff\x00\xfe\r\n\r\n.\r\n..\xe0\x00\r\n"
    client.helo()
    client.mail("")
    client.rcpt(ADDRESS)
    assert client.data(raw)[0] == 250
    row = Received.objects.get()
    assert row.envelope_from == ""
    with storage().open(row.blob.sha256) as stream:
        assert stream.read() == raw


def test_a_database_that_is_away_lets_the_other_side_keep_the_letter(
    client: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(intake, "defer_taking", fail)
    client.helo()
    client.mail("elena@example.org")
    client.rcpt(ADDRESS)
    assert client.data(write().as_bytes())[0] == 451
    assert not Received.objects.exists()


def test_a_recipient_cannot_be_looked_up_now(
    client: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(doors, "mailbox_for", fail)
    client.helo()
    client.mail("elena@example.org")
    assert client.rcpt(ADDRESS)[0] == 451


def test_a_letter_to_two_of_our_mailboxes_is_stored_for_both(
    client: smtplib.SMTP, world: World
) -> None:
    other = "sales@lotsman.example"
    Mailbox.objects.create(site=world.site, name="Продажи", address=other)
    client.sendmail("elena@example.org", [ADDRESS, other], write().as_bytes())
    boxes = Received.objects.values_list("mailbox__address", flat=True)
    assert set(boxes) == {ADDRESS, other}


def test_recipients_have_a_limit(client: smtplib.SMTP) -> None:
    client.helo()
    client.mail("elena@example.org")
    answers = [client.rcpt(ADDRESS)[0] for _ in range(doors.RECIPIENTS_AT_MOST + 1)]
    assert answers[-1] == 452
    assert set(answers[:-1]) == {250}


def test_connections_have_a_limit_and_make_room(
    mailbox: Mailbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "CONNECTIONS_OF_ONE_ADDRESS", 1)
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as first:
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP("127.0.0.1", port, timeout=30)
        assert refused.value.smtp_code == 421
        assert first.noop()[0] == 250
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(smtplib.SMTPConnectError):
            smtplib.SMTP("127.0.0.1", port, timeout=30).quit()
            return
    pytest.fail("a guest who left still takes up room")


def test_no_address_takes_the_room_of_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "CONNECTIONS_AT_MOST", 3)
    monkeypatch.setattr(doors, "CONNECTIONS_OF_ONE_ADDRESS", 2)
    guests = doors.Guests()
    assert [guests.enter("a"), guests.enter("a"), guests.enter("a")] == [True, True, False]
    assert [guests.enter("b"), guests.enter("c")] == [True, False]
    guests.leave("a")
    assert guests.enter("c")


def test_one_connection_brings_so_many_letters(client: smtplib.SMTP) -> None:
    client.helo()
    answers = []
    for _ in range(doors.LETTERS_OF_ONE_CONNECTION + 1):
        answers.append(client.mail("elena@example.org")[0])
        if answers[-1] == 250:
            client.rset()
    assert set(answers[:-1]) == {250}
    assert answers[-1] == 421


def test_who_says_nothing_is_sent_away(
    mailbox: Mailbox, set_config: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "SECONDS_OF_SILENCE", 0.2)
    set_config(smtp_listen_port=0)
    with open_door() as number, socket.create_connection(("127.0.0.1", number), 30) as guest:
        while guest.recv(1000):
            pass


def test_so_many_letters_lie_in_memory_together_and_others_wait(port: int) -> None:
    """A server that brings one more is let in when another has finished; nothing is refused."""
    raw = write().as_bytes(policy=SMTP)
    with ExitStack() as stack:
        guests = [
            smtplib.SMTP("127.0.0.1", port, timeout=30) for _ in range(doors.LETTERS_AT_ONCE + 1)
        ]
        for guest in guests:
            stack.callback(guest.close)
            guest.helo()
            guest.mail("elena@example.org")
            guest.rcpt(ADDRESS)
        *bringing, waiting = guests
        for guest in bringing:
            assert guest.docmd("DATA")[0] == 354
        waiting.putcmd("DATA")
        assert waiting.sock is not None
        waiting.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            waiting.sock.recv(1)
        waiting.sock.settimeout(30)
        bringing[0].send(raw + b"\r\n.\r\n")
        assert bringing[0].getreply()[0] == 250
        assert waiting.getreply()[0] == 354
    assert Received.objects.count() == 1
