"""Sending one letter: claim it, hand it over, write down what became of it.

The server's answer and our COMMIT cannot be one step. A worker killed between them leaves the
letter `sending`; its job runs again and sends it again, under the same Message-ID, so the reader's
mail program sees one letter. Jobs of one letter exclude each other by the queue's lock
(`outgoing.enqueue`), so a letter found `sending` has no living sender.
"""

import logging
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from otklik.core.time import now
from otklik.mail import message, outgoing, results
from otklik.mail.message import ReadBlob
from otklik.mail.models import Outgoing, Result, State
from otklik.mail.threading import without_tokens
from otklik.mail.transport import PermanentError, TemporaryError, Transport

WAITS: Final = (
    timedelta(minutes=2),
    timedelta(minutes=8),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=16),
)
"""The waits between attempts: eight attempts in about a day and a half."""

log = logging.getLogger(__name__)


def deliver(outgoing_id: int, *, transport: Transport, read: ReadBlob) -> None:
    """Try once to send a letter; do nothing if it is no longer to be sent.

    Args:
        outgoing_id: The letter.
        transport: The way out.
        read: Gives the content of attached files.
    """
    row = _claim(outgoing_id)
    if row is None:
        return
    try:
        built = message.compose(row, at=now(), read=read)
        sender = message.envelope_sender(row)
        transport.hand_over(built, sender=sender, recipient=row.address)
    except (PermanentError, ValueError) as error:
        _end(row, State.REFUSED, without_tokens(str(error)))
    except (TemporaryError, OSError) as error:
        _postpone(row, without_tokens(str(error)))
    else:
        _settle(row, State.SENT, "", sent_at=now())


def _claim(outgoing_id: int) -> Outgoing | None:
    """Mark the letter as being sent, or return None if it is done with or called back."""
    waiting = Outgoing.objects.filter(pk=outgoing_id, state__in=(State.QUEUED, State.SENDING))
    if not waiting.update(state=State.SENDING, attempts=F("attempts") + 1):
        return None
    return Outgoing.objects.get(pk=outgoing_id)


def _postpone(row: Outgoing, error: str) -> None:
    """Plan the next attempt, or give up after the last one."""
    if row.attempts > len(WAITS):
        _end(row, State.FAILED, error)
        return
    next_try = now() + WAITS[row.attempts - 1]
    with transaction.atomic():
        if _settle(row, State.QUEUED, error, not_before=next_try):
            outgoing.enqueue(row.pk, at=next_try)
    log.info("letter postponed", extra={"outgoing_id": row.pk, "attempt": row.attempts})


def _end(row: Outgoing, state: State, error: str) -> None:
    """Write the last state of a letter that was not delivered, which makes a result."""
    with transaction.atomic():
        if _settle(row, state, error):
            results.record(row, Result.Kind(state.value), error)


def _settle(row: Outgoing, state: State, error: str, **more: object) -> bool:
    """Move a letter on from `sending`; tell whether it still stood there.

    A bounce can arrive before the server's own answer has been written down, and it stays.
    """
    standing = Outgoing.objects.filter(pk=row.pk, state=State.SENDING)
    return bool(standing.update(state=state, last_error=error, **more))
