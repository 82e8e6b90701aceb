"""Fetching from a real IMAP server (Dovecot): every letter once, whatever happens meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine

from otklik.core.time import now
from otklik.files.storage import storage
from otklik.mail.models import Mailbox, Security
from otklik.mail_in import fetch as fetch_module
from otklik.mail_in.fetch import FetchError, fetch
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Cursor, Door, Received
from otklik.mail_in.take import take
from otklik.mail_in.tests.dovecot import PASSWORD, Dovecot, running
from otklik.mail_in.tests.post import message_of, write
from otklik.tickets.tests.world import World

_numbers = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running() as dovecot:
        yield dovecot


@pytest.fixture
def box(world: World, server: Dovecot) -> Mailbox:
    """A mailbox that nobody has looked into."""
    name = f"help{next(_numbers)}@lotsman.example"
    box = Mailbox(
        site=world.site,
        name="Помощь",
        address=name,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_security=Security.NONE,
    )
    box.imap_password = PASSWORD
    box.save()
    return box


def subjects() -> list[str]:
    """Return the subjects of all stored letters, as their bytes say."""
    found = []
    for row in Received.objects.order_by("pk"):
        with storage().open(row.blob.sha256) as stream:
            [line] = [one for one in stream.read().splitlines() if one.startswith(b"Subject: ")]
            found.append(line.decode().removeprefix("Subject: "))
    return found


def test_letters_are_fetched_with_their_place_and_time(server: Dovecot, box: Mailbox) -> None:
    at = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    server.put(box.address, write(subject="one"), at=at)
    with time_machine.travel(at + timedelta(hours=1)):
        box.created_at = now()
        box.save()
        assert fetch(box.pk) == 1
    row = Received.objects.get()
    assert (row.door, row.mailbox, row.uid) == (Door.IMAP, box, 1)
    assert row.received_at == at
    cursor = Cursor.objects.get()
    assert (cursor.uidvalidity, cursor.last_uid) == (row.uidvalidity, 1)
    assert cursor.error == ""


def test_a_fetched_letter_becomes_a_ticket(server: Dovecot, box: Mailbox) -> None:
    server.put(box.address, write(subject="one", text="Касса молчит."))
    fetch(box.pk)
    row = Received.objects.get()
    take(row.pk)
    assert message_of(row).text == "Касса молчит."


def test_letters_that_somebody_has_looked_at_are_fetched_too(server: Dovecot, box: Mailbox) -> None:
    server.put(box.address, write(subject="seen"), seen=True)
    server.put(box.address, write(subject="unseen"))
    assert fetch(box.pk) == 2
    assert subjects() == ["seen", "unseen"]
    with server.client(box.address) as client:
        client.select_folder("INBOX")
        assert client.search("UNSEEN") == [2]


def test_only_what_is_new_is_fetched_again(server: Dovecot, box: Mailbox) -> None:
    server.put(box.address, write(subject="one"))
    assert fetch(box.pk) == 1
    assert fetch(box.pk) == 0
    server.put(box.address, write(subject="two"))
    assert fetch(box.pk) == 1
    assert subjects() == ["one", "two"]


def test_an_empty_mailbox_waits_for_its_first_letter(server: Dovecot, box: Mailbox) -> None:
    assert fetch(box.pk) == 0
    server.put(box.address, write(subject="one"))
    assert fetch(box.pk) == 1


def test_old_letters_are_left_where_they_are(server: Dovecot, box: Mailbox) -> None:
    server.put(box.address, write(subject="years ago"), at=now() - timedelta(days=900))
    assert fetch(box.pk) == 0
    server.put(box.address, write(subject="moved here"), at=now() - timedelta(days=900))
    assert fetch(box.pk) == 1
    assert subjects() == ["moved here"]


def test_a_deleted_letter_stops_nothing(server: Dovecot, box: Mailbox) -> None:
    for subject in ("one", "two", "three"):
        server.put(box.address, write(subject=subject))
    with server.client(box.address) as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()
    assert fetch(box.pk) == 2
    assert subjects() == ["one", "three"]


def test_a_letter_that_came_by_the_other_door_is_stored_once(server: Dovecot, box: Mailbox) -> None:
    raw = write(subject="one").as_bytes().replace(b"\n", b"\r\n")
    receive(box, Delivery(raw, Door.SMTP))
    server.put(box.address, raw)
    assert fetch(box.pk) == 1
    assert Received.objects.count() == 1


def test_a_renumbered_folder_is_read_again_and_no_letter_twice(
    server: Dovecot, box: Mailbox
) -> None:
    box.imap_folder = "Support"
    box.save()
    letters = {name: write(subject=name) for name in ("one", "two", "three")}

    def fill(*names: str) -> None:
        with server.client(box.address) as client:
            if client.folder_exists("Support"):
                client.delete_folder("Support")
            client.create_folder("Support")
        for name in names:
            server.put(box.address, letters[name], folder="Support")

    fill("one", "two")
    assert fetch(box.pk) == 2
    before = Cursor.objects.get().uidvalidity
    fill("two", "one", "three")
    assert fetch(box.pk) == 3
    assert Cursor.objects.get().uidvalidity > before
    assert subjects() == ["one", "two", "three"]


def test_after_a_long_failure_and_a_renumbering_nothing_is_missed(
    server: Dovecot, box: Mailbox
) -> None:
    fetch(box.pk)
    week_ago = now() - timedelta(days=7)
    Cursor.objects.update(read_at=week_ago, uidvalidity=1, last_uid=77)
    server.put(box.address, write(subject="five days old"), at=now() - timedelta(days=5))
    server.put(box.address, write(subject="ten days old"), at=now() - timedelta(days=10))
    assert fetch(box.pk) == 1
    assert subjects() == ["five days old"]


def test_another_folder_is_another_place(server: Dovecot, box: Mailbox) -> None:
    server.put(box.address, write(subject="inbox"))
    fetch(box.pk)
    with server.client(box.address) as client:
        client.create_folder("Заявки")
    server.put(box.address, write(subject="folder"), folder="Заявки")
    box.imap_folder = "Заявки"
    box.save()
    assert fetch(box.pk) == 1
    assert subjects() == ["inbox", "folder"]


def test_a_server_that_goes_away_in_the_middle_costs_nothing(
    server: Dovecot, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for subject in ("one", "two", "three"):
        server.put(box.address, write(subject=subject))
    stored = []

    def receive_and_break(mailbox: Mailbox, delivery: Delivery) -> Received:
        row = receive(mailbox, delivery)
        stored.append(row)
        if len(stored) == 2:
            server.stop()
        return row

    with monkeypatch.context() as broken:
        broken.setattr(fetch_module, "receive", receive_and_break)
        with pytest.raises(FetchError):
            fetch(box.pk)
    cursor = Cursor.objects.get()
    assert cursor.last_uid == 2
    assert cursor.failing_since is not None
    with pytest.raises(FetchError):
        fetch(box.pk)
    server.start()
    assert fetch(box.pk) == 1
    assert subjects() == ["one", "two", "three"]
    healed = Cursor.objects.get()
    assert (healed.failing_since, healed.error) == (None, "")


def test_a_wrong_password_is_noted_with_the_servers_words(box: Mailbox) -> None:
    at = datetime(2026, 11, 24, 9, 52, tzinfo=UTC)
    box.imap_password = "wrong"
    box.save()
    with time_machine.travel(at, tick=False), pytest.raises(FetchError):
        fetch(box.pk)
    with pytest.raises(FetchError):
        fetch(box.pk)
    cursor = Cursor.objects.get()
    assert "Authentication failed" in cursor.error
    assert "wrong" not in cursor.error
    assert cursor.failing_since == at
    assert cursor.read_at is None


def test_a_password_sealed_under_another_secret_is_noted(box: Mailbox) -> None:
    Mailbox.objects.filter(pk=box.pk).update(imap_password_sealed="gibberish")
    with pytest.raises(FetchError, match="cannot be opened"):
        fetch(box.pk)


def test_a_folder_that_is_not_there_is_noted(box: Mailbox) -> None:
    box.imap_folder = "Nowhere"
    box.save()
    with pytest.raises(FetchError, match="Nowhere"):
        fetch(box.pk)


def test_a_server_that_is_not_there_is_noted(box: Mailbox) -> None:
    box.imap_port = 1
    box.save()
    with pytest.raises(FetchError, match="refused"):
        fetch(box.pk)
    assert Cursor.objects.get().failing_since is not None


def test_a_letter_that_is_too_large_is_taken_as_far_as_we_take_letters(
    server: Dovecot, box: Mailbox, set_config: Any
) -> None:
    set_config(mail_max_bytes=70_000)
    server.put(box.address, write(subject="huge", text="строка\n" * 50_000))
    server.put(box.address, write(subject="next"))
    assert fetch(box.pk) == 2
    huge, following = Received.objects.order_by("pk")
    assert (huge.is_cut, following.is_cut) == (True, False)
    assert huge.blob.size == 70_000
    take(huge.pk)
    assert "Письмо слишком велико" in message_of(huge).text
