"""What the desk writes: a message with all that goes with it (spec D-6), a person's own columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from otklik.desk.models import QueueColumns
from otklik.directory.models import Source
from otklik.people.models import Person
from otklik.tickets.access import Seen
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reading import drop_draft
from otklik.tickets.operations.reply import message_of, reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.writing import Repeated, writing
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.words import EventKind


class Unread(Exception):  # noqa: N818 - nothing failed: somebody wrote meanwhile
    """A visible message has come that the writer has not seen (spec PRES-5).

    Attributes:
        author: Who wrote it; nobody for the system.
        at: When.
        html: Its text, cleaned when it was written.
        seq: Its number in the ticket.
    """

    def __init__(self, *, author: Person | None, at: datetime, html: SafeString, seq: int) -> None:
        super().__init__(f"message {seq}")
        self.author = author
        self.at = at
        self.html = html
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to send.

    Attributes:
        text: The text.
        html: The same with its formatting, from the visual editor.
        is_note: For the staff alone; then the client hears nothing of the whole save (spec C-5).
        files: The keys of uploads.
        seen_seq: The newest message that the page showed when the text was begun.
        status: A status to set with it.
        closes: Close the ticket with it.
        for_author: These are the client's words (spec MSG-20).
        source: Through what the client said them.
        keeps_status: Visible, but no answer (spec CLK-5).
    """

    text: str
    is_note: bool
    files: Sequence[str] = ()
    html: str = ""
    seen_seq: int = 0
    status: FieldChange | None = None
    closes: bool = False
    for_author: bool = False
    source: Source | None = None
    keeps_status: bool = False


def send(*, seen: Seen, key: str, wish: Wish) -> int:
    """Write a message and all that goes with it, in one change; a repeat writes nothing.

    Args:
        seen: The ticket and who writes.
        key: From the form; makes a second press harmless.
        wish: What is sent.

    Returns:
        The number of the message in the ticket: nothing newer was visible before it.

    Raises:
        Unread: An answer would miss a newer message; nothing is saved.
        Stale: Somebody else has changed the status meanwhile; nothing is saved.
        Refused: The person may not do one of these things.
        ValidationError: There is nothing to say, a file is no longer there, or the status cannot be
            chosen.
    """
    number = seen.ticket.number
    submit = replace(Submit.of(seen.viewer, key=key), hidden=wish.is_note)
    try:
        with writing(number, submit, EventKind.MESSAGE):
            if not wish.is_note:
                _refuse_unread(seen, wish.seen_seq)
            seq = _write(seen, submit, wish)
            if wish.status:
                set_fields(ticket_id=number, submit=submit, changes=[wish.status])
            if wish.closes:
                close(ticket_id=number, submit=submit)
            drop_draft(viewer=seen.viewer, seen=seen)
    except Repeated as repeated:
        return message_of(repeated).seq
    return seq


def _write(seen: Seen, submit: Submit, wish: Wish) -> int:
    number = seen.ticket.number
    body = Body.written(text=wish.text, html=wish.html, uploads=wish.files)
    if wish.is_note:
        return note(ticket_id=number, submit=submit, body=body).seq
    message = reply(
        ticket_id=number,
        submit=submit,
        body=body,
        for_author=wish.for_author,
        source=wish.source,
        keeps_status=wish.keeps_status,
    )
    return message.seq


def _refuse_unread(seen: Seen, seen_seq: int) -> None:
    """Stop an answer that misses a newer visible message; asked under the ticket's lock.

    Raises:
        Unread: With the newest one.
    """
    newer = seen.messages().filter(is_hidden=False, deleted_at=None, seq__gt=seen_seq)
    newest = newer.exclude(author=seen.viewer.person).select_related("author").last()
    if newest is not None:
        raise Unread(
            author=newest.author,
            at=newest.at,
            html=mark_safe(newest.html),  # noqa: S308 - cleaned when it was written
            seq=newest.seq,
        )


def keep_columns(*, person: Person, columns: Sequence[SortBy]) -> None:
    """Keep which columns of the queue a person wants, and in which order (spec LIST-1).

    Args:
        person: Who.
        columns: In their order; none brings the shipped ones back.
    """
    if not columns:
        QueueColumns.objects.filter(pk=person.pk).delete()
        return
    names = [column.value for column in columns]
    QueueColumns.objects.update_or_create(pk=person.pk, defaults={"names": names})
