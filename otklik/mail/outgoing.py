"""Putting letters on their way, and calling them back.

Everything here happens in the caller's transaction: the row and its job share its fate (law 4).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from otklik.core.jobs import app
from otklik.core.queue import waiting_for
from otklik.core.text import one_line, storable
from otklik.core.time import now
from otklik.mail import results, threading
from otklik.mail.models import AutoSubmitted, Outgoing, Result, State
from otklik.people.addresses import normal_address

QUIET_AFTER: Final = 10
"""Letters to one address about one matter within `QUIET_WINDOW` (spec D-13)."""

QUIET_WINDOW: Final = timedelta(hours=1)

SEND_JOB: Final = "mail.send"

LEFT_AFTER: Final = timedelta(hours=1)
LEFT_BEHIND: Final = timedelta(days=3)
"""A letter that waited so long without a job is sent only if a person says so."""

BEFORE_OTHERS: Final = 1
"""The queue lets no job pass an earlier one with its lock, not even one that is due next week."""

RETRIABLE: Final = (
    State.QUEUED,
    State.FAILED,
    State.REFUSED,
    State.BOUNCED,
    State.CANCELLED,
)
"""The states out of which a person may send a letter once more."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes along with a letter.

    Attributes:
        blob: The number of the stored content.
        name: The file name that the reader sees.
        content_type: `image/png`.
    """

    blob: int
    name: str
    content_type: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a letter says, to whom, and from whom.

    Attributes:
        address: The recipient's bare address.
        person: The recipient's number, None for an address that is nobody's.
        auto_submitted: Whether a person or the service wrote it (RFC 3834).
        references: Message-IDs, oldest first.
    """

    address: str
    to_name: str = ""
    person: int | None = None
    sender_name: str
    sender_address: str
    reply_to: str = ""
    subject: str
    text: str
    html: str = ""
    language: str
    message_id: str
    in_reply_to: str = ""
    references: Sequence[str] = ()
    auto_submitted: AutoSubmitted = AutoSubmitted.GENERATED
    attachments: Sequence[Attachment] = ()


def put(
    letter: Letter,
    *,
    key: str,
    ref: str = "",
    not_before: datetime | None = None,
    cancel_key: str = "",
) -> Outgoing:
    """Write a letter to be sent after COMMIT; the same `key` and address give the same letter.

    The eleventh letter within an hour to one address about one matter is kept silent: the row
    says so, and the first one of such a silence makes a result (spec D-13).

    Args:
        letter: The letter.
        key: What caused it, "change:123"; with the address it is the natural key.
        ref: The opaque name of what it is about, "ticket.123".
        not_before: The instant before which it is not sent, aware.
        cancel_key: By which it can be called back until it is sent, "read:ticket.123:45".
    """
    with transaction.atomic():
        row, is_new = Outgoing.objects.get_or_create(
            key=key,
            address=normal_address(letter.address),
            defaults=_columns(letter)
            | {"ref": ref, "cancel_key": cancel_key, "not_before": not_before},
        )
        if is_new and not _silence(row):
            enqueue(row.pk, at=not_before)
    return row


def cancel(cancel_key: str) -> int:
    """Call back the letters with this key that have not been sent; return how many there were."""
    waiting = Outgoing.objects.filter(cancel_key=cancel_key, state=State.QUEUED)
    return waiting.exclude(cancel_key="").update(state=State.CANCELLED)


def send_after_all(cancel_key: str) -> int:
    """Send the letters with this key that were called back; return how many there were."""
    called_back = Outgoing.objects.filter(cancel_key=cancel_key, state=State.CANCELLED)
    rows = called_back.exclude(cancel_key="").order_by("pk").values_list("pk", flat=True)
    return sum(retry(pk) for pk in rows)


def throw_away(cancel_key: str) -> int:
    """Forget the letters with this key that have not been sent; return how many there were.

    Whoever put them writes them anew: one that has left is not written twice.
    """
    waiting = Outgoing.objects.filter(cancel_key=cancel_key, state=State.QUEUED)
    return waiting.exclude(cancel_key="").delete()[0]


def withdraw(outgoing_id: int) -> bool:
    """Call back one letter that has not been sent; `retry` sends it all the same.

    Returns:
        Whether it was still waiting.
    """
    waiting = Outgoing.objects.filter(pk=outgoing_id, state=State.QUEUED)
    return bool(waiting.update(state=State.CANCELLED))


def retry(outgoing_id: int) -> bool:
    """Send a letter now that was given up, refused, returned, called back, or waits for its try.

    Returns:
        Whether the letter stood in one of these states.
    """
    with transaction.atomic():
        again = Outgoing.objects.filter(pk=outgoing_id, state__in=RETRIABLE)
        if not again.update(state=State.QUEUED, attempts=0, not_before=None):
            return False
        enqueue(outgoing_id, priority=BEFORE_OTHERS)
    return True


def bounced(message_id: str, text: str) -> Outgoing | None:
    """Note that a letter came back undelivered; return it, or None if it is not one of ours.

    Args:
        message_id: The letter's Message-ID, as the report names it.
        text: What the report says of the reason.
    """
    with transaction.atomic():
        rows = Outgoing.objects.select_for_update().filter(message_id=message_id)
        row = rows.order_by("-id").first()
        if row is None or row.state == State.BOUNCED:
            return row
        row.state = State.BOUNCED
        row.last_error = threading.without_tokens(storable(text))
        row.save(update_fields=["state", "last_error"])
        results.record(row, Result.Kind.BOUNCED, row.last_error)
    return row


def enqueue(outgoing_id: int, *, at: datetime | None = None, priority: int = 0) -> None:
    """Defer the job that sends a letter; jobs of one letter never run at the same time.

    Args:
        outgoing_id: The letter.
        at: The instant before which the job does not run, aware; None for as soon as possible.
        priority: A greater one overtakes jobs of the same letter that wait for a later instant.
    """
    job = app.configure_task(
        SEND_JOB, lock=f"{SEND_JOB}.{outgoing_id}", schedule_at=at, priority=priority
    )
    job.defer(outgoing_id=outgoing_id)


def send_left() -> int:
    """Write jobs anew for letters that wait without one: theirs were lost, or have given up.

    Returns:
        How many letters there were.
    """
    waiting = Outgoing.objects.filter(
        state__in=(State.QUEUED, State.SENDING),
        created_at__range=(now() - LEFT_BEHIND, now() - LEFT_AFTER),
    )
    busy = waiting_for(SEND_JOB, "outgoing_id")
    left = [pk for pk in waiting.order_by("pk").values_list("pk", flat=True) if pk not in busy]
    for pk in left:
        enqueue(pk)
    return len(left)


def _columns(letter: Letter) -> dict[str, object]:
    return {
        "person_id": letter.person,
        "to_name": one_line(storable(letter.to_name), 150),
        "sender_name": one_line(storable(letter.sender_name), 150),
        "sender_address": letter.sender_address,
        "reply_to": letter.reply_to,
        "subject": " ".join(storable(letter.subject).split()),
        "text": storable(letter.text),
        "html": storable(letter.html),
        "language": letter.language,
        "message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": list(letter.references),
        "auto_submitted": letter.auto_submitted,
        "attachments": [asdict(attachment) for attachment in letter.attachments],
    }


def _silence(row: Outgoing) -> bool:
    """Keep a new letter silent if its reader has had too many about this matter; tell whether."""
    recent = Outgoing.objects.filter(
        ref=row.ref, address=row.address, created_at__gt=now() - QUIET_WINDOW
    ).exclude(pk=row.pk)
    if recent.exclude(state__in=(State.SILENCED, State.CANCELLED)).count() < QUIET_AFTER:
        return False
    row.state = State.SILENCED
    row.save(update_fields=["state"])
    if not recent.filter(state=State.SILENCED).exists():
        results.record(row, Result.Kind.SILENCED, "")
    return True
