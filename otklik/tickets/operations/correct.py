"""Deleting a message, putting it back, and saying whether it counts (spec MSG-9, MSG-10, CLK-11).

The message keeps its place and number, or clients would meet a gap. Whoever waits is asked anew.
"""

from collections.abc import Callable

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
from otklik.tickets.operations.writing import Repeated, Writing, writing


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
    _correct(ticket_id, message_id, submit, EventKind.MESSAGE_DELETED, _delete)


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
    _correct(ticket_id, message_id, submit, EventKind.MESSAGE_RESTORED, _restore)


def count_message(*, ticket_id: int, message_id: int, submit: Submit, counts: bool) -> None:
    """Say whether a visible message of staff counts as an answer (spec CLK-5).

    Args:
        ticket_id: The ticket's number.
        message_id: The message.
        submit: Who acts, through what, when.
        counts: Whether lamp and clock follow it.

    Raises:
        Unseen: The ticket, or the message in it, does not exist for this person.
        Refused: The person may not say so, or it is no message that could count.
    """

    def count(current: Writing, message: Message) -> bool:
        if message.is_hidden or message.is_deleted or not message.is_by_staff:
            raise Refused
        if message.keeps_status is not counts:
            return False
        message.keeps_status = not counts
        message.save(update_fields=["keeps_status"])
        payload = {"message": message.pk, "number": message.number, "counts": counts}
        current.append(EventKind.MESSAGE_COUNTS, payload, audience=Audience.STAFF)
        return True

    _correct(ticket_id, message_id, submit, EventKind.MESSAGE_COUNTS, count)


def _correct(
    ticket_id: int,
    message_id: int,
    submit: Submit,
    kind: EventKind,
    act: Callable[[Writing, Message], bool],
) -> None:
    try:
        with writing(ticket_id, submit, kind) as current:
            ticket = current.ticket
            submit.by.require(ticket, Verb.CORRECT)
            message = Message.objects.filter(ticket=ticket, pk=message_id).first()
            if message is None:
                raise Unseen
            if message.number == 1:
                raise Refused
            if act(current, message):
                count_anew(current)
                index_ticket(ticket)
                current.tell_clock(FactKind.MESSAGES_CHANGED, said=_said_in(ticket))
    except Repeated:
        return


def _delete(current: Writing, message: Message) -> bool:
    if message.is_deleted:
        return False
    DeletedText.objects.create(
        message=message, text=message.text, html=message.html, quoted_html=message.quoted_html
    )
    message.text = message.html = message.quoted_html = ""
    message.deleted_at = current.at
    _keep(current, message, EventKind.MESSAGE_DELETED)
    outgoing.cancel(_letters_of(message))
    return True


def _restore(current: Writing, message: Message) -> bool:
    if not message.is_deleted:
        return False
    kept = DeletedText.objects.get(message=message)
    message.text, message.html, message.quoted_html = kept.text, kept.html, kept.quoted_html
    message.deleted_at = None
    kept.delete()
    _keep(current, message, EventKind.MESSAGE_RESTORED)
    outgoing.send_after_all(_letters_of(message))
    return True


def _letters_of(message: Message) -> str:
    """Return the key by which the letters that tell of a message are called back."""
    return key_of(Change.objects.get(events__message=message, events__kind=EventKind.MESSAGE))


def _keep(current: Writing, message: Message, kind: EventKind) -> None:
    message.save(update_fields=["text", "html", "quoted_html", "deleted_at"])
    current.append(
        kind,
        {"message": message.pk, "number": message.number},
        audience=Audience.STAFF if message.is_hidden else None,
    )


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
