"""Putting a ticket on hold and taking it off (spec HOLD-1)."""

from datetime import date, datetime, time
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from otklik.clock.calendar import zone_named
from otklik.clock.facts import FactKind
from otklik.directory.models import Site
from otklik.tickets.access import Refused, Verb
from otklik.tickets.models import Audience, Event, EventKind, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import begin_silence_anew
from otklik.tickets.operations.writing import Repeated, Writing, writing

HAS_BEGUN: Final = _("Choose a day after today.")


def day_begins(day: date, site: Site) -> datetime:
    """Return when a ticket comes back that is held until a day, by the site's clock."""
    return datetime.combine(day, time(), zone_named(site.time_zone))


def hold(
    *,
    ticket_id: int,
    submit: Submit,
    until: date | None = None,
) -> Ticket:
    """Put an open ticket on hold, or change the date until which it is held.

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        until: A date in the site's time zone, on which the ticket comes back by itself; without one
            it is held until taken off.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not hold it, or it is closed.
        ValidationError: The day has begun: the ticket would be back at once.
    """
    try:
        with writing(ticket_id, submit, EventKind.HELD) as current:
            ticket = current.ticket
            submit.by.require(ticket, Verb.HOLD)
            if ticket.is_closed:
                raise Refused
            if ticket.is_held and ticket.held_until == until:
                return ticket
            if until is not None and day_begins(until, ticket.site) <= current.at:
                raise ValidationError({"until": HAS_BEGUN}, code="begun")
            if not ticket.is_held:
                ticket.held_at = current.at
                current.tell_clock(FactKind.HOLD)
            ticket.held_until = until
            current.append(EventKind.HELD, {"until": until.isoformat() if until else None})
            return ticket
    except Repeated as repeated:
        return repeated.change.ticket


def unhold(
    *,
    ticket_id: int,
    submit: Submit,
) -> Ticket:
    """Take a ticket off hold; one that is not held stays as it is.

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not take it off hold.
    """
    try:
        with writing(ticket_id, submit, EventKind.UNHELD) as current:
            submit.by.require(current.ticket, Verb.HOLD)
            if current.ticket.is_held:
                unhold_under_lock(current, why="asked")
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def unhold_under_lock(current: Writing, *, why: str) -> None:
    """Take the held ticket of an open change off hold.

    A client who was not told of the hold is not told of its end (spec C-5).

    Args:
        current: The open change.
        why: The code of the cause: "asked", "client_message", "until".
    """
    current.ticket.held_at = current.ticket.held_until = None
    begin_silence_anew(current)
    told = Event.objects.filter(ticket=current.ticket, kind=EventKind.HELD).order_by("seq")
    held = told.last()
    audience = Audience.STAFF if held and held.audience == Audience.STAFF else None
    current.append(EventKind.UNHELD, {"why": why}, audience=audience)
    current.tell_clock(FactKind.UNHOLD)
