"""Answering: a visible message of either side (spec MSG-1, MSG-20)."""

from otklik.directory.models import Source
from otklik.tickets.access import Verb
from otklik.tickets.models import EventKind, Message
from otklik.tickets.operations.actor import Submit
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

    A client's message takes the ticket off hold and reopens a closed one (spec C-9, HOLD-1).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        body: What was written.
        for_author: Staff take down what the author says (spec MSG-20).
        source: Through what the author said it.
        keeps_status: Neither lamp nor clock follow it; for staff.
        letter: The letter that brought it.

    Returns:
        The message, or the one that the same key wrote before.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not write here.
        ValidationError: There is nothing to say.
    """
    try:
        with writing(ticket_id, submit, EventKind.MESSAGE) as current:
            submit.by.require(
                current.ticket, Verb.REPLY, *([Verb.SPEAK_FOR_AUTHOR] if for_author else [])
            )
            refuse_flood_of_messages(submit)
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
    event = repeated.change.events.exclude(message=None).select_related("message").earliest("seq")
    if event.message is None:
        raise Message.DoesNotExist
    return event.message
