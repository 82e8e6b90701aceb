"""Going on in a new ticket: the old one was closed too long ago to be opened again (CLS-6, C-9)."""

from dataclasses import replace

from otklik.clock.offer import offer
from otklik.directory.models import Source
from otklik.tickets.access import Stance, opens_again, stance
from otklik.tickets.models import EventKind, Message, Ticket, Via
from otklik.tickets.operations.messages import Body, Letter
from otklik.tickets.operations.open import Request, open_unasked
from otklik.tickets.operations.writing import Writing


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

    It gets its level anew; category and criticality stay if that level has them. Who writes by mail
    is told its number by a letter in any case.

    Args:
        current: The open change of the old ticket.
        body: What was written.
        source: Through what it came.
        letter: The letter that brought it.

    Returns:
        The first message of the new ticket.

    Raises:
        ValidationError: There is nothing to say, or the person opens too many tickets.
    """
    old, submit = current.ticket, current.submit
    offered = offer(person=old.author, site=old.site, at=current.at, category=old.category)
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
        serves_anyway=True,
        continues=old,
        speaker=current.actor.person,
    )
    opened = open_unasked(replace(submit, key="", at=current.at), request, letter)
    old.continued_in = opened.ticket
    payload = {"ticket": opened.ticket.pk, "message": opened.message.pk}
    current.append(EventKind.CONTINUED, payload)
    return opened.message
