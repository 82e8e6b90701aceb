"""Storing a letter as it came, before anything is said to the server that brought it (law 10)."""

import contextlib
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from procrastinate.exceptions import AlreadyEnqueued

from otklik.core.jobs import app
from otklik.core.text import storable
from otklik.core.time import now
from otklik.files.store import store
from otklik.mail.models import Mailbox
from otklik.mail_in.models import Door, Received

TAKE_JOB: Final = "mail_in.take"
_ADDRESS_LIMIT: Final = 320


@dataclass(frozen=True, slots=True)
class Delivery:
    """A letter at the door.

    Attributes:
        raw: Its bytes.
        door: Through which door it came.
        envelope_from: The sender that the server named; empty for reports.
        envelope_to: The recipients that the server named.
        received_at: When the mailbox's server received it, aware (spec D-10); now if not given.
        uidvalidity: Which generation of the IMAP folder.
        uid: Its number in the IMAP folder.
        is_cut: Whether the letter was larger than we take, so that `raw` is only its beginning.
    """

    raw: bytes
    door: Door
    envelope_from: str = ""
    envelope_to: Sequence[str] = ()
    received_at: datetime | None = None
    uidvalidity: int | None = None
    uid: int | None = None
    is_cut: bool = False


def receive(mailbox: Mailbox, delivery: Delivery) -> Received:
    """Store a letter and defer the job that takes it, in one transaction.

    Offered twice it is stored once. When this has returned and its transaction is committed, the
    server may be told that we have it.

    Args:
        mailbox: Whose letter it is.
        delivery: The letter.
    """
    digest = hashlib.sha256(delivery.raw).hexdigest()
    same = Received.objects.filter(mailbox=mailbox, digest=digest)
    try:
        with transaction.atomic():
            return same.first() or _stored(mailbox, delivery, digest)
    except IntegrityError:
        # It was offered twice at the same moment; the other one is stored.
        return same.get()


def _stored(mailbox: Mailbox, delivery: Delivery, digest: str) -> Received:
    recorded_at = now()
    letter = Received.objects.create(
        mailbox=mailbox,
        digest=digest,
        door=delivery.door,
        blob=store(io.BytesIO(delivery.raw), name="letter.eml"),
        envelope_from=storable(delivery.envelope_from)[:_ADDRESS_LIMIT],
        envelope_to=[storable(one)[:_ADDRESS_LIMIT] for one in delivery.envelope_to],
        received_at=min(delivery.received_at or recorded_at, recorded_at),
        recorded_at=recorded_at,
        uidvalidity=delivery.uidvalidity,
        uid=delivery.uid,
        is_cut=delivery.is_cut,
    )
    defer_taking(letter.pk)
    return letter


def defer_taking(letter_id: int) -> None:
    """Let a worker take a stored letter; the jobs of one letter never run at the same time.

    A second job for a letter that still waits for its first one is not written.

    Args:
        letter_id: The row in the ledger.
    """
    name = f"{TAKE_JOB}.{letter_id}"
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TAKE_JOB, lock=name, queueing_lock=name).defer(letter_id=letter_id)
