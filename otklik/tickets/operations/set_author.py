"""Whose ticket it is, changed by staff (spec T-5, T-6, table 1.2)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.live.push import tell
from otklik.live.wire import Nudge
from otklik.people.models import Person
from otklik.people.queries import possible_authors
from otklik.people.viewer import viewer_of
from otklik.tickets.access import Verb
from otklik.tickets.models import Audience, EventKind, Seat, SeatKind, TextVersion, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.evict import evict
from otklik.tickets.operations.search_text import index_ticket
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.operations.writing import Repeated, Writing, writing
from otklik.tickets.topics import person_topic


def set_author(
    *,
    ticket_id: int,
    submit: Submit,
    author: Person,
    shown: int | None,
) -> Ticket:
    """Make somebody else the author of a ticket: it was written down for the wrong client.

    What was written keeps its side (spec D-4), so lamp and clock stay, and so does the level. The
    further addresses belonged to the former author and go; whether letters are wanted is asked of
    nobody anew, so both kinds are on (spec T-6, T-21). Only staff know of it: the new author need
    not learn who else was meant, and hears of the ticket with the next message. Whoever typed the
    ticket in goes on seeing it (spec D-5).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        author: The new author.
        shown: Whose id the page showed as the author.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not change the author.
        Stale: Somebody else was faster.
        ValidationError: The chosen person cannot be the author.
    """
    try:
        with writing(ticket_id, submit, EventKind.AUTHOR) as current:
            submit.by.require(current.ticket, Verb.SET_AUTHOR)
            if current.ticket.author_id == author.pk:
                return current.ticket
            if current.ticket.author_id != shown:
                raise Stale("author", current.ticket.author_id)
            _check(current, author)
            _hand_over(current, author)
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def _check(current: Writing, author: Person) -> None:
    """Refuse who cannot be the author, or would lose sight of what staff say in the ticket.

    An author stands as client (spec D-5): whoever made himself the author could not undo it, and an
    agent who made a colleague the author would hide the notes from him.

    Raises:
        ValidationError: With the reason, under the name `author`.
    """
    if not possible_authors().filter(pk=author.pk).exists():
        raise ValidationError({"author": _("Choose somebody else.")}, code="invalid_choice")
    if author.pk == current.actor.person_id:
        words = _("You would see this ticket as a client then, and could not take it back.")
        raise ValidationError({"author": words}, code="yourself")
    viewer = current.actor.viewer
    if viewer is not None and not viewer.is_admin and _reads_as_staff(author):
        words = _("Only an administrator can make a colleague the client of a ticket.")
        raise ValidationError({"author": words}, code="colleague")
    helps = Seat.objects.filter(
        ticket=current.ticket, person=author, kind=SeatKind.CO_EXECUTOR
    ).exists()
    if helps or current.ticket.responsible_id == author.pk:
        words = _("This person works on the ticket, and a client cannot. Choose other staff first.")
        raise ValidationError({"author": words}, code="works")


def _reads_as_staff(person: Person) -> bool:
    rights = viewer_of(person)
    return rights.is_staff or rights.is_observer


def _hand_over(current: Writing, author: Person) -> None:
    ticket, former = current.ticket, current.ticket.author
    payload: dict[str, object] = {"old": {"id": former.pk}, "new": {"id": author.pk}}
    if ticket.author_text:
        kept = TextVersion.objects.create(
            ticket=ticket, field="author_text", text=ticket.author_text
        )
        payload["further"] = kept.pk
    ticket.author, ticket.author_text = author, ""
    ticket.confirm_by_mail = ticket.answers_by_mail = True
    current.append(EventKind.AUTHOR, payload, audience=Audience.STAFF)
    index_ticket(ticket)
    evict(ticket, former=former)
    tell([Nudge(person_topic(one.pk)) for one in (former, author)])
