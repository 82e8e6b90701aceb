"""Answering: a visible message of either side (spec MSG-1, MSG-20)."""

from otklik.directory.models import Source
from otklik.tickets.access import Verb
from otklik.tickets.models import EventKind, Message
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.go_on import go_on_elsewhere, heir_of, must_go_on_elsewhere
from otklik.tickets.operations.hold import unhold_under_lock
from otklik.tickets.operations.limits import refuse_flood_of_messages
from otklik.tickets.operations.messages import Body, Letter, add_message, voice_of
from otklik.tickets.operations.reopen import reopen_under_lock
from otklik.tickets.operations.writing import Repeated, Writing, writing


def reply(
    *,
    ticket_id: int,
    submit: Submit,
    body: Body,
    for_author: bool = False,
    source: Source | None = None,
    keeps_status: bool = False,
    letter: Letter | None = None,
) -> Message:
    """Write a visible message.

    A client's message takes the ticket off hold and reopens a closed one (spec C-9, HOLD-1). If it
    was closed too long ago, the message opens a new ticket instead, or goes into the one that the
    client opened by that before (spec CLS-6).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        body: What was written.
        for_author: Staff take down what the author says (spec MSG-20).
        source: Through what the author said it.
        keeps_status: Neither lamp nor clock follow it; for staff.
        letter: The letter that brought it.

    Returns:
        The message, or the one that the same key wrote before; its ticket may be another one.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not write here.
        NotServed: The message would open a ticket that is not taken from this client.
        ValidationError: There is nothing to say.
    """
    try:
        with writing(ticket_id, submit, EventKind.MESSAGE, EventKind.CONTINUED) as current:
            submit.by.require(
                current.ticket, Verb.REPLY, *([Verb.SPEAK_FOR_AUTHOR] if for_author else [])
            )
            refuse_flood_of_messages(submit)
            if must_go_on_elsewhere(current):
                if (heir := heir_of(current)) is None:
                    return go_on_elsewhere(current, body, source=source, letter=letter)
                return reply(
                    ticket_id=heir.pk, submit=submit, body=body, source=source, letter=letter
                )
            voice = voice_of(current, for_author=for_author, source=source)
            message = add_message(current, body, voice, keeps_status=keeps_status, letter=letter)
            if not message.is_by_staff and not message.is_hidden:
                _wake(current, message)
            return message
    except Repeated as repeated:
        return message_of(repeated)


def _wake(current: Writing, message: Message) -> None:
    """Give a ticket in which the client speaks back to support."""
    if current.ticket.is_closed:
        reopen_under_lock(current, by_client=True, message=message)
    elif current.ticket.is_held:
        unhold_under_lock(current, why="client_message")


def message_of(repeated: Repeated) -> Message:
    """Return the first message that the repeated submit had written."""
    events = repeated.change.events.order_by("seq").select_related("message")
    elsewhere = events.filter(kind=EventKind.CONTINUED).first()
    if elsewhere is not None:
        return Message.objects.get(pk=elsewhere.payload["message"])
    event = events.exclude(message=None).earliest("seq")
    if event.message is None:
        raise Message.DoesNotExist
    return event.message
