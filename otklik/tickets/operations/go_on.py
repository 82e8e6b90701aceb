"""Going on in a new ticket: the old one was closed too long ago to be opened again (CLS-6, C-9)."""

from dataclasses import replace

from django.core.exceptions import ValidationError

from otklik.clock.offer import not_served, offer
from otklik.directory.models import Source
from otklik.tickets.access import Refused, Stance, opens_again, stance
from otklik.tickets.models import EventKind, Message, Ticket, Via
from otklik.tickets.operations.limits import refuse_flood_of_tickets
from otklik.tickets.operations.messages import Body, Letter
from otklik.tickets.operations.open import Request, may_open, open_unasked
from otklik.tickets.operations.writing import Writing


class NotServed(ValidationError):  # noqa: N818 - an answer to a person, not a fault
    """The client's term of support is over, or the level takes no such channel (REG-10, C-6)."""


def must_go_on_elsewhere(current: Writing) -> bool:
    """Tell whether a client's words in this change come too late to open the ticket again.

    Staff open any ticket again, and what a mailbox hides opens none (spec MAIL-8).

    Args:
        current: The open change.
    """
    ticket, viewer = current.ticket, current.actor.viewer
    if viewer is None or not ticket.is_closed or current.change.is_hidden:
        return False
    is_late = not opens_again(ticket, at=current.at)
    return is_late and stance(viewer, ticket) is Stance.CLIENT


def heir_of(current: Writing) -> Ticket | None:
    """Return the ticket in which the client has gone on already, if the person may write there.

    Args:
        current: The open change of the old ticket.
    """
    viewer, heir = current.actor.viewer, current.ticket.continued_in
    if heir is None or viewer is None or stance(viewer, heir) is not Stance.CLIENT:
        return None
    return heir


def go_on_elsewhere(
    current: Writing, body: Body, *, source: Source | None = None, letter: Letter | None = None
) -> Message:
    """Open a ticket of the same author that goes on from this one, both linked.

    It is opened by the rules of any new ticket, and gets its level anew; category and criticality
    stay if that level has them. Who writes by mail is told its number by a letter in any case.

    Args:
        current: The open change of the old ticket.
        body: What was written.
        source: Through what it came.
        letter: The letter that brought it.

    Returns:
        The first message of the new ticket.

    Raises:
        Refused: The person may write here, but open no tickets.
        NotServed: The author's term of support is over, or the level does not accept the channel.
        ValidationError: There is nothing to say, or the person opens too many tickets.
    """
    old, submit = current.ticket, current.submit
    if current.actor.viewer is not None and not may_open(current.actor.viewer):
        raise Refused
    refuse_flood_of_tickets(submit)
    offered = offer(person=old.author, site=old.site, at=current.at, category=old.category)
    if whys := not_served(offered, source):
        raise NotServed(whys(), code="not_served")
    request = Request(
        site=old.site,
        title=old.title,
        body=body,
        author=old.author,
        author_text=old.author_text,
        category=offered.kept(old.category),
        priority=offered.kept(old.priority),
        source=source,
        confirm_by_mail=old.confirm_by_mail or submit.via == Via.MAIL,
        answers_by_mail=old.answers_by_mail,
        continues=old,
        speaker=current.actor.person,
    )
    opened = open_unasked(replace(submit, key="", at=current.at), request, letter)
    old.continued_in = opened.ticket
    payload = {"ticket": opened.ticket.pk, "message": opened.message.pk}
    current.append(EventKind.CONTINUED, payload)
    return opened.message
