"""Deleting a message and putting it back, and what every correction causes (MSG-10, CLK-11).

The message keeps its place and number. Whoever waits is asked anew. Editing is told in
`edit_message`.
"""

from collections.abc import Callable, Sequence

from otklik.clock.facts import FactKind, Said
from otklik.mail import outgoing
from otklik.tickets.access import Refused, Unseen, Verb
from otklik.tickets.letters.thread import key_of
from otklik.tickets.models import (
    Audience,
    Change,
    DeletedText,
    Event,
    EventKind,
    Message,
    Side,
    Ticket,
)
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import count_anew
from otklik.tickets.operations.search_text import index_ticket
from otklik.tickets.operations.writing import (
    Repeated,
    Writing,
    defer_following,
    writing,
)


def delete_message(*, ticket_id: int, message_id: int, submit: Submit) -> None:
    """Take a message's text and files away from everybody; a deleted one stays as it is.

    Letters about it that have not left are called back; what has left cannot be.

    Args:
        ticket_id: The ticket's number.
        message_id: The message, not the one that opened the ticket.
        submit: Who acts, through what, when.

    Raises:
        Unseen: The ticket, or the message in it, does not exist for this person.
        Refused: The person may not delete it.
    """
    correct(ticket_id, message_id, submit, [EventKind.MESSAGE_DELETED], _delete)


def restore_message(*, ticket_id: int, message_id: int, submit: Submit) -> None:
    """Put a deleted message back, and letters about it on their way; another stays as it is.

    Args:
        ticket_id: The ticket's number.
        message_id: The message.
        submit: Who acts, through what, when.

    Raises:
        Unseen: The ticket, or the message in it, does not exist for this person.
        Refused: The person may not put it back.
    """
    correct(ticket_id, message_id, submit, [EventKind.MESSAGE_RESTORED], _restore)


def correct(
    ticket_id: int,
    message_id: int,
    submit: Submit,
    does: Sequence[EventKind],
    act: Callable[[Writing, Message], None],
) -> None:
    """Correct a message under its ticket's lock; a repeated submit does nothing more.

    Args:
        ticket_id: The ticket's number.
        message_id: The message.
        submit: Who acts, through what, when.
        does: What `act` may write into the history.
        act: The correction; it calls `settle_correction` if it changed something.

    Raises:
        Unseen: The ticket, or the message in it, does not exist for this person.
        Refused: The person corrects nothing, or `act` does not take this message.
    """
    try:
        with writing(ticket_id, submit, *does) as current:
            submit.by.require(current.ticket, Verb.CORRECT)
            rows = Message.objects.select_related("author", "source")
            message = rows.filter(ticket=current.ticket, pk=message_id).first()
            if message is None:
                raise Unseen
            act(current, message)
    except Repeated:
        return


def settle_correction(current: Writing, *, who_waits: bool) -> None:
    """Recompute what follows from the messages: counters, the last word, search, the clock.

    Args:
        current: The open change, the messages stored.
        who_waits: Whether it may have changed who waits for an answer (spec CLK-11).
    """
    count_anew(current)
    index_ticket(current.ticket)
    if who_waits:
        current.tell_clock(FactKind.MESSAGES_CHANGED, said=_said_in(current.ticket))


def write_letters_anew(message: Message) -> None:
    """Throw letters about a message away that have not left, and let them be written again.

    Args:
        message: As it is stored now: they will say what it says, to whoever may read it.
    """
    change = change_of(message)
    if outgoing.throw_away(key_of(change)):
        Change.objects.filter(pk=change.pk).update(followed_at=None)
        defer_following(change.pk, ticket_id=message.ticket_id)


def _delete(current: Writing, message: Message) -> None:
    if message.number == 1:
        raise Refused
    if message.is_deleted:
        return
    DeletedText.objects.create(
        message=message, text=message.text, html=message.html, quoted_html=message.quoted_html
    )
    message.text = message.html = message.quoted_html = ""
    message.deleted_at = current.at
    _keep(current, message, EventKind.MESSAGE_DELETED)
    outgoing.cancel(key_of(change_of(message)))


def _restore(current: Writing, message: Message) -> None:
    if not message.is_deleted:
        return
    kept = DeletedText.objects.get(message=message)
    message.text, message.html, message.quoted_html = kept.text, kept.html, kept.quoted_html
    message.deleted_at = None
    kept.delete()
    _keep(current, message, EventKind.MESSAGE_RESTORED)
    outgoing.send_after_all(key_of(change_of(message)))


def change_of(message: Message) -> Change:
    """Return the change that wrote a message."""
    return Change.objects.get(events__message=message, events__kind=EventKind.MESSAGE)


def _keep(current: Writing, message: Message, kind: EventKind) -> None:
    message.save(update_fields=["text", "html", "quoted_html", "deleted_at"])
    current.append(
        kind,
        {"message": message.pk, "number": message.number},
        audience=Audience.STAFF if message.is_hidden else None,
    )
    settle_correction(current, who_waits=True)


def _said_in(ticket: Ticket) -> list[Said]:
    """Return the messages that count, from the one with which a client last opened the ticket."""
    rows = Message.objects.filter(ticket=ticket, is_hidden=False, deleted_at=None)
    rows = rows.exclude(side=Side.STAFF, keeps_status=True).order_by("number")
    by_client = {"kind": EventKind.REOPENED, "payload__side": Side.CLIENT}
    again = Event.objects.filter(ticket=ticket, **by_client).order_by("-seq").first()
    if again is not None:
        spoken = Event.objects.filter(change=again.change_id, kind=EventKind.MESSAGE)
        first = spoken.order_by("seq").values_list("seq", flat=True).first()
        rows = rows.filter(seq__gte=again.seq if first is None else first)
    missed = Event.objects.filter(ticket=ticket, kind=EventKind.OVERDUE)
    late = set(missed.values_list("payload__message", flat=True))
    return [Said(one.pk, one.at, by_staff=one.is_by_staff, was_late=one.pk in late) for one in rows]
