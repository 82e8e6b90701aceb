"""Closing a ticket (spec T-14, CLS-5, CLS-7)."""

from typing import Final

from otklik.clock.facts import FactKind
from otklik.tickets.access import Verb
from otklik.tickets.models import EventKind, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.writing import Repeated, Writing, writing

SILENCE: Final = "silence"
"""The code of a closing for want of an answer, as its event keeps it."""


def close(
    *,
    ticket_id: int,
    submit: Submit,
) -> Ticket:
    """Close a ticket; a closed one stays as it is. Closing needs no status.

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not close it.
    """
    try:
        with writing(ticket_id, submit, EventKind.CLOSED) as current:
            submit.by.require(current.ticket, Verb.CLOSE)
            if not current.ticket.is_closed:
                close_under_lock(current)
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def close_under_lock(current: Writing, *, by_itself: bool = False) -> None:
    """Close the ticket of an open change; its deadline and hold end (spec CLK-7).

    Args:
        current: The open change of an open ticket.
        by_itself: The client did not answer (spec CLS-1).
    """
    ticket = current.ticket
    ticket.closed_at = current.at
    ticket.auto_closed = by_itself
    ticket.held_at = ticket.held_until = None
    current.append(EventKind.CLOSED, {"why": SILENCE} if by_itself else {})
    current.tell_clock(FactKind.CLOSED)
