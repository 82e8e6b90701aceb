"""Fetching from an IMAP mailbox: by UIDVALIDITY and UID, never by what somebody has looked at."""

import contextlib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.fernet import InvalidToken
from django.db import DatabaseError, connection, transaction
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from otklik.core.config import config
from otklik.core.text import one_line, storable
from otklik.core.time import now
from otklik.mail.models import Mailbox, Security
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Cursor, Door
from otklik.mail_in.servers import addresses_of

PATIENCE: Final = 60
"""Seconds to wait for the server."""

OVERLAP: Final = timedelta(days=2)
"""How far back is looked after the folder was renumbered; the digest keeps letters single."""

_LOCKS: Final = 0x0F7C  # one name space of advisory locks for mailboxes being fetched
_ERROR_LIMIT: Final = 500

log = logging.getLogger(__name__)


class FetchError(Exception):
    """A mailbox could not be read; `str()` is what the server or the network said."""


def fetch(mailbox_id: int) -> int:
    """Fetch what is new in a mailbox; one process at a time does.

    A letter and the place after it are stored together, so a server that goes away in the middle
    costs nothing.

    Args:
        mailbox_id: The mailbox.

    Returns:
        How many letters were fetched.

    Raises:
        FetchError: The mailbox could not be read to its end; its cursor says so too.
    """
    with _alone(mailbox_id) as is_ours:
        if not is_ours:
            return 0
        box = Mailbox.objects.get(pk=mailbox_id)
        cursor, _is_new = Cursor.objects.get_or_create(mailbox=box)
        try:
            count = _fetch(box, cursor)
        except (OSError, IMAPClientError, InvalidToken) as error:
            words = words_of(error)
            _note_failure(cursor, words)
            raise FetchError(words) from error
        Cursor.objects.filter(pk=cursor.pk).update(read_at=now(), failing_since=None, error="")
        return count


@contextmanager
def _alone(mailbox_id: int) -> Iterator[bool]:
    """Hold a lock of this database session that other processes see; says whether we got it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, mailbox_id])
        [is_ours] = cursor.fetchone() or [False]
        try:
            yield is_ours
        finally:
            # A session that has broken meanwhile has lost its locks.
            with contextlib.suppress(DatabaseError):
                if is_ours:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, mailbox_id])


@contextmanager
def signed_in(box: Mailbox) -> Iterator[IMAPClient]:
    """Connect to a mailbox's server and sign in.

    Args:
        box: A mailbox with an IMAP host.

    Raises:
        OSError: The server cannot be reached, or its certificate is wrong.
        IMAPClientError: It refused us.
        InvalidToken: The stored password was sealed under another secret.
    """
    with connected(box) as client:
        sign_in(client, box)
        yield client


@contextmanager
def connected(box: Mailbox, *, patience: float = PATIENCE) -> Iterator[IMAPClient]:
    """Connect to a mailbox's server, protected as the mailbox says.

    Args:
        box: A mailbox with an IMAP host.
        patience: Seconds to wait for each answer.

    Raises:
        OSError: The server cannot be reached, its address is forbidden, or its certificate wrong.
        IMAPClientError: It speaks another language.
    """
    addresses_of(box.imap_host, box.imap_port)
    context = ssl.create_default_context()
    client = IMAPClient(
        box.imap_host,
        port=box.imap_port,
        ssl=box.imap_security == Security.TLS,
        ssl_context=context if box.imap_security == Security.TLS else None,
        timeout=patience,
    )
    with contextlib.ExitStack() as stack:
        stack.callback(_part_from, client)
        client.normalise_times = False  # times stay aware
        if box.imap_security == Security.STARTTLS:
            client.starttls(context)
        yield client


def sign_in(client: IMAPClient, box: Mailbox) -> None:
    """Sign in; the command LOGIN knows no letters but ASCII's (RFC 3501), SASL does (RFC 4616).

    Raises:
        IMAPClientError: The server refused us.
        InvalidToken: The stored password was sealed under another secret.
    """
    user, password = box.imap_user or box.address, box.imap_password
    if user.isascii() and password.isascii():
        client.login(user, password)
    else:
        client.plain_login(user, password)


def _part_from(client: IMAPClient) -> None:
    """End the connection, whatever state it is in."""
    try:
        client.logout()
    except (OSError, IMAPClientError):
        with contextlib.suppress(OSError):
            client.shutdown()  # logout closes the socket only when the server says goodbye


def _fetch(box: Mailbox, cursor: Cursor) -> int:
    with signed_in(box) as client:
        folder: dict[bytes, Any] = client.select_folder(box.imap_folder, readonly=True)
        _turn_to(box, cursor, int(folder[b"UIDVALIDITY"]))
        uids = _new_uids(client, box, cursor)
        for uid in uids:
            _store(client, box, cursor, uid)
        if not cursor.last_uid and b"UIDNEXT" in folder:
            # Nothing is recent enough: from now on every number above these is new, whatever its
            # date, for people move old letters into the folder too.
            _move_on(cursor, int(folder[b"UIDNEXT"]) - 1)
        return len(uids)


def _turn_to(box: Mailbox, cursor: Cursor, uidvalidity: int) -> None:
    """Begin anew in a folder that is another one, or was renumbered (RFC 3501, 2.3.1.1)."""
    if (cursor.folder, cursor.uidvalidity) != (box.imap_folder, uidvalidity):
        cursor.folder, cursor.uidvalidity, cursor.last_uid = box.imap_folder, uidvalidity, 0
        cursor.save(update_fields=["folder", "uidvalidity", "last_uid"])


def _new_uids(client: IMAPClient, box: Mailbox, cursor: Cursor) -> list[int]:
    """Return the UIDs to fetch, in order.

    A folder that is read from its beginning is read from shortly before the last time all was
    well, or before the mailbox was set up: nobody wants ten years of letters as new tickets.
    """
    if cursor.last_uid:
        found = client.search(["UID", f"{cursor.last_uid + 1}:*"])
        # RFC 3501, 6.4.8: the range always names the last letter, even an old one.
        return sorted(uid for uid in found if uid > cursor.last_uid)
    since = (cursor.read_at or box.created_at) - OVERLAP
    return sorted(client.search(["SINCE", since.date()]))


def _store(client: IMAPClient, box: Mailbox, cursor: Cursor, uid: int) -> None:
    """Fetch one letter, as much of it as we take, and store it together with the place after it."""
    limit = config().mail_max_bytes
    about = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
    raw = _content(client, uid, limit) if about else None
    with transaction.atomic():
        if about and raw is not None:  # else somebody has deleted it since we asked
            receive(box, _delivery(cursor, uid, raw, about, limit))
        _move_on(cursor, uid)


def _content(client: IMAPClient, uid: int, limit: int) -> bytes | None:
    r"""Return the first `limit` bytes of a letter; reading them marks nothing as `\Seen`."""
    answer: dict[bytes, Any] = client.fetch([uid], [f"BODY.PEEK[]<0.{limit}>"]).get(uid) or {}
    return next((value for key, value in answer.items() if key.startswith(b"BODY[]")), None)


def _delivery(
    cursor: Cursor, uid: int, raw: bytes, about: dict[bytes, Any], limit: int
) -> Delivery:
    received_at: datetime = about[b"INTERNALDATE"]
    return Delivery(
        raw=raw,
        door=Door.IMAP,
        received_at=received_at,
        uidvalidity=cursor.uidvalidity,
        uid=uid,
        is_cut=int(about[b"RFC822.SIZE"]) > limit,
    )


def _move_on(cursor: Cursor, uid: int) -> None:
    cursor.last_uid = max(cursor.last_uid, uid)
    cursor.save(update_fields=["last_uid"])


def words_of(error: Exception) -> str:
    """Return what the server said, as a person may read it."""
    if isinstance(error, InvalidToken):
        return "The stored password cannot be opened with this installation's secret."
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return one_line(storable(text) or type(error).__name__, _ERROR_LIMIT)


def _note_failure(cursor: Cursor, words: str) -> None:
    """Write down since when the mailbox cannot be read, and why."""
    Cursor.objects.filter(pk=cursor.pk, failing_since=None).update(failing_since=now())
    Cursor.objects.filter(pk=cursor.pk).update(error=words)
    log.warning("mailbox not read", extra={"mailbox": cursor.mailbox_id, "error": words})
