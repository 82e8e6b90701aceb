"""Putting letters on their way, and calling them back.

Everything here happens in the caller's transaction: the row and its job share its fate (law 4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from procrastinate.jobs import Job

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

_UNHEARD: Final = (State.SILENCED, State.CANCELLED)
"""The states of letters that do not count among those that somebody was sent."""


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
    """Write one letter; see `put_all`.

    Args:
        letter: The letter.
        key: What caused it, "change:123"; with the address it is the natural key.
        ref: The opaque name of what it is about, "ticket.123".
        not_before: The instant before which it is not sent, aware.
        cancel_key: By which it can be called back until it is sent, "read:ticket.123:45".
    """
    [row] = put_all([letter], key=key, ref=ref, not_before=not_before, cancel_key=cancel_key)
    return row


def put_all(
    letters: Sequence[Letter],
    *,
    key: str,
    ref: str = "",
    not_before: datetime | None = None,
    cancel_key: str = "",
) -> list[Outgoing]:
    """Write letters to be sent after COMMIT; the same `key` and address give the same letter.

    The eleventh letter within an hour to one address about one matter is kept silent: the row
    says so, and the first one of such a silence makes a result (spec D-13).

    Args:
        letters: The letters, each to another address.
        key: What caused them, "change:123"; with the address it is the natural key.
        ref: The opaque name of what they are about, "ticket.123".
        not_before: The instant before which they are not sent, aware.
        cancel_key: By which they can be called back until they are sent, "read:ticket.123:45".

    Returns:
        Their rows, in the order of the letters.
    """
    if not letters:
        return []
    named = {normal_address(letter.address): letter for letter in letters}
    more = {"key": key, "ref": ref, "cancel_key": cancel_key, "not_before": not_before}
    rows = {
        address: Outgoing(address=address, **_columns(letter), **more)
        for address, letter in named.items()
    }
    try:
        with transaction.atomic():
            return _put(rows, key=key, ref=ref)
    except IntegrityError:
        # Somebody wrote one of them at the same time; this time it is found.
        with transaction.atomic():
            return _put(rows, key=key, ref=ref)


def _put(rows: Mapping[str, Outgoing], *, key: str, ref: str) -> list[Outgoing]:
    """Store the letters that are not stored yet, silence those that are too many, defer the rest.

    Args:
        rows: The letters as they would be new, by their addresses.
        key: What caused them.
        ref: What they are about.
    """
    stored = Outgoing.objects.filter(key=key, address__in=rows)
    known = {row.address: row for row in stored}
    new = [row for address, row in rows.items() if address not in known]
    recent = _recent(ref, [row.address for row in new])
    silent = [row for row in new if _is_too_many(recent[row.address])]
    for row in silent:
        row.state = State.SILENCED
    Outgoing.objects.bulk_create(new)
    for row in silent:
        if State.SILENCED not in recent[row.address]:
            results.record(row, Result.Kind.SILENCED, "")
    jobs = [_job(row.pk, at=row.not_before) for row in new if row not in silent]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)
    return [known.get(address, row) for address, row in rows.items()]


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
    app.job_manager.defer_job(_job(outgoing_id, at=at, priority=priority))


def _job(outgoing_id: int, *, at: datetime | None = None, priority: int = 0) -> Job:
    deferrer = app.configure_task(
        SEND_JOB, lock=f"{SEND_JOB}.{outgoing_id}", schedule_at=at, priority=priority
    )
    return deferrer.make_new_job(outgoing_id=outgoing_id)


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


def _recent(ref: str, addresses: Collection[str]) -> dict[str, list[str]]:
    """Return the states of the letters that went to each address about a matter of late."""
    states: dict[str, list[str]] = {address: [] for address in addresses}
    recent = Outgoing.objects.filter(
        ref=ref, address__in=addresses, created_at__gt=now() - QUIET_WINDOW
    )
    for address, state in recent.values_list("address", "state"):
        states[address].append(state)
    return states


def _is_too_many(recent: Collection[str]) -> bool:
    """Tell whether a reader has had enough letters about a matter, by the states of these."""
    return sum(state not in _UNHEARD for state in recent) >= QUIET_AFTER
