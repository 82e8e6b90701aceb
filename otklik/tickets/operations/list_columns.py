"""Columns of a ticket that are kept for lists and sweeps, set whenever it is written."""

from datetime import timedelta

from otklik.tickets.models import FAR, QueueRank, Ticket


def plan_closing(ticket: Ticket) -> None:
    """Keep when the ticket closes by itself: never while it is held (spec CLS-1, CLS-4).

    Args:
        ticket: The locked ticket; its column is set, not saved.
    """
    since, days = ticket.silent_since, ticket.auto_close_days
    if since is None or days is None or ticket.is_closed or ticket.is_held:
        ticket.auto_close_at = None
    else:
        ticket.auto_close_at = since + timedelta(days=days)


def place_in_queue(ticket: Ticket) -> None:
    """Keep the columns by which staff's lists are ordered (spec D-15).

    Args:
        ticket: The locked ticket, its clock counted; its columns are set, not saved.
    """
    ticket.due_order = ticket.due_at or FAR
    ticket.turn_since = ticket.waiting_since or ticket.last_message_at
    if ticket.waiting_since is None:
        ticket.queue_rank = QueueRank.CLIENTS_MOVE
    elif ticket.coupon_code:
        ticket.queue_rank = QueueRank.COUPON
    elif ticket.priority and ticket.priority.out_of_turn:
        ticket.queue_rank = QueueRank.OUT_OF_TURN
    else:
        ticket.queue_rank = QueueRank.IN_TURN
