"""Closing a ticket (spec T-14, CLS-5, CLS-7)."""

from otklik.clock.facts import FactKind
from otklik.tickets.access import Verb
from otklik.tickets.models import EventKind, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.writing import Repeated, Writing, writing


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
        with writing(ticket_id, submit) as current:
            submit.by.require(current.ticket, Verb.CLOSE)
            if not current.ticket.is_closed:
                close_under_lock(current)
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def close_under_lock(current: Writing) -> None:
    """Close the ticket of an open change; its deadline and hold end (spec CLK-7).

    Args:
        current: The open change of an open ticket.
    """
    ticket = current.ticket
    ticket.closed_at = current.at
    ticket.held_at = ticket.held_until = None
    current.append(EventKind.CLOSED, {})
    current.tell_clock(FactKind.CLOSED)
