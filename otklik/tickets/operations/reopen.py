"""Opening a closed ticket again (spec T-14, C-9, CLK-7)."""

from otklik.clock.facts import FactKind
from otklik.tickets.access import Refused, Stance, Verb, opens_again
from otklik.tickets.models import EventKind, Message, Side, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.limits import refuse_flood_of_messages
from otklik.tickets.operations.messages import Body, add_message, begin_silence_anew, voice_of
from otklik.tickets.operations.writing import Repeated, Writing, writing


def reopen(
    *,
    ticket_id: int,
    submit: Submit,
    body: Body | None = None,
) -> Ticket:
    """Open a closed ticket again; an open one stays as it is.

    A client says why: the text is a message and starts the clock. Staff need no text, and their
    reopening starts no clock. A client who comes too late is refused here: `reply` lets him go on
    in a new ticket (spec CLS-6).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        body: The text; required from a client.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not reopen it.
        ValidationError: A client gave no text, or has written too much for now.
    """
    try:
        with writing(ticket_id, submit, EventKind.REOPENED) as current:
            rights = submit.by.require(current.ticket, Verb.REOPEN)
            if not current.ticket.is_closed:
                return current.ticket
            as_client = rights is not None and rights.stance is Stance.CLIENT
            if as_client and not opens_again(current.ticket, at=current.at):
                raise Refused
            message = None
            if as_client:
                refuse_flood_of_messages(submit)
            if as_client or (body and not body.is_empty):
                message = add_message(current, body or Body(), voice_of(current, for_author=False))
            reopen_under_lock(current, by_client=as_client, message=message)
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def reopen_under_lock(current: Writing, *, by_client: bool, message: Message | None = None) -> None:
    """Open the ticket of an open change again, after the message that asks for it.

    Args:
        current: The open change.
        by_client: A client's wish; staff's starts no clock (spec CLK-7).
        message: The text that came with it.
    """
    ticket = current.ticket
    ticket.closed_at = None
    ticket.auto_closed = False
    begin_silence_anew(current)
    ticket.reopened = True
    side = Side.CLIENT if by_client else Side.STAFF
    current.append(EventKind.REOPENED, {"side": side})
    kind = FactKind.REOPENED_BY_CLIENT if by_client else FactKind.REOPENED_BY_STAFF
    current.tell_clock(kind, message=message)
