"""Fetching from an IMAP mailbox: by UIDVALIDITY and UID, never by what somebody has looked at."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from imapclient import IMAPClient

from otklik.core.time import now
from otklik.mail.models import Mailbox, Security
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Cursor, Door

BATCH: Final = 50
"""How many letters are asked for at once; one that is too large costs memory only for itself."""

PATIENCE: Final = 60
"""Seconds to wait for the server."""

OVERLAP: Final = timedelta(days=2)
"""How far back is looked after the folder was renumbered; the digest keeps letters single."""

_LOCKS: Final = 0x0F7C  # one name space of advisory locks for mailboxes being fetched


def fetch(mailbox_id: int) -> int:
    """Fetch what is new in a mailbox; one process at a time does.

    Letters are stored before the place is moved on, so a server that goes away in the middle costs
    a second look and no letter.

    Args:
        mailbox_id: The mailbox.

    Returns:
        How many letters were stored.

    Raises:
        OSError: The server cannot be reached.
        imapclient.exceptions.IMAPClientError: It refused something.
    """
    with _alone(mailbox_id) as mine:
        if not mine:
            return 0
        box = Mailbox.objects.get(pk=mailbox_id)
        try:
            count = _fetch(box)
        except Exception as error:
            _note(box, error=f"{type(error).__name__}: {error}")
            raise
        _note(box, error="")
        return count


@contextmanager
def _alone(mailbox_id: int) -> Iterator[bool]:
    """Hold a lock of this session that other processes see; says whether we got it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, mailbox_id])
        row = cursor.fetchone()
        try:
            yield bool(row and row[0])
        finally:
            if row and row[0]:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, mailbox_id])


@contextmanager
def signed_in(box: Mailbox) -> Iterator[IMAPClient]:
    """Connect to a mailbox's server and sign in.

    Args:
        box: A mailbox with an IMAP host.
    """
    client = IMAPClient(
        box.imap_host,
        port=box.imap_port,
        ssl=box.imap_security == Security.TLS,
        ssl_context=ssl.create_default_context(),
        timeout=PATIENCE,
    )
    with client:
        if box.imap_security == Security.STARTTLS:
            client.starttls(ssl.create_default_context())
        client.login(box.imap_user or box.address, box.imap_password)
        yield client


def _fetch(box: Mailbox) -> int:
    with signed_in(box) as client:
        folder: dict[bytes, Any] = client.select_folder(box.imap_folder, readonly=True)
        uidvalidity = int(folder[b"UIDVALIDITY"])
        cursor = _cursor(box, uidvalidity)
        stored = 0
        for uids in _batches(_new_uids(client, box, cursor)):
            stored += _store(client, box, uidvalidity, uids)
            cursor.last_uid = max(cursor.last_uid, *uids)
            cursor.save(update_fields=["last_uid"])
        return stored


def _cursor(box: Mailbox, uidvalidity: int) -> Cursor:
    """Return the place in this folder; a moved or renumbered one is read from its beginning."""
    cursor, _made = Cursor.objects.get_or_create(
        mailbox=box, defaults={"folder": box.imap_folder, "uidvalidity": uidvalidity}
    )
    if (cursor.folder, cursor.uidvalidity) != (box.imap_folder, uidvalidity):
        cursor.folder, cursor.uidvalidity, cursor.last_uid = box.imap_folder, uidvalidity, 0
        cursor.save()
    return cursor


def _new_uids(client: IMAPClient, box: Mailbox, cursor: Cursor) -> list[int]:
    """Return the UIDs to fetch, in order.

    A folder that is read for the first time, or again from its beginning, is read from a day on:
    nobody wants ten years of letters as new tickets.
    """
    if cursor.last_uid:
        found = client.search(["UID", f"{cursor.last_uid + 1}:*"])
        # RFC 3501: the range always names the last letter, even an old one.
        return sorted(uid for uid in found if uid > cursor.last_uid)
    since = (cursor.checked_at or box.created_at) - OVERLAP
    return sorted(client.search(["SINCE", since.date()]))


def _batches(uids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(uids), BATCH):
        yield uids[start : start + BATCH]


def _store(client: IMAPClient, box: Mailbox, uidvalidity: int, uids: list[int]) -> int:
    stored = 0
    for uid in uids:
        answer = client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE"]).get(uid)
        if not answer:
            continue  # deleted by somebody since we asked
        delivery = Delivery(
            raw=answer[b"BODY[]"],
            door=Door.IMAP,
            received_at=_aware(answer[b"INTERNALDATE"]),
            uidvalidity=uidvalidity,
            uid=uid,
        )
        with transaction.atomic():
            receive(box, delivery)
        stored += 1
    return stored


def _aware(at: datetime) -> datetime:
    """Return the server's time as an instant: IMAPClient gives it in this machine's local time."""
    return at.astimezone(UTC)


def _note(box: Mailbox, *, error: str) -> None:
    Cursor.objects.update_or_create(
        mailbox=box,
        defaults={"checked_at": now(), "error": error[:2000]},
        create_defaults={
            "folder": "",
            "uidvalidity": 0,
            "checked_at": now(),
            "error": error[:2000],
        },
    )
