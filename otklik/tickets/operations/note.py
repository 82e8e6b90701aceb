"""A hidden note: staff among themselves (spec MSG-1)."""

from otklik.tickets.access import Verb
from otklik.tickets.models import EventKind, Message, Side
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import Body, Letter, Voice, add_message
from otklik.tickets.operations.reply import message_of
from otklik.tickets.operations.writing import Repeated, writing


def note(
    *,
    ticket_id: int,
    submit: Submit,
    body: Body,
    letter: Letter | None = None,
) -> Message:
    """Write a message that no client ever sees; lamp and clock do not follow it.

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        body: What was written.
        letter: The letter that brought it.

    Returns:
        The note, or the one that the same key wrote before.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not write notes here.
        ValidationError: There is nothing to say.
    """
    try:
        with writing(ticket_id, submit, EventKind.MESSAGE) as current:
            submit.by.require(current.ticket, Verb.NOTE)
            voice = Voice(author=submit.by.person, side=Side.STAFF)
            return add_message(current, body, voice, hidden=True, letter=letter)
    except Repeated as repeated:
        return message_of(repeated)
