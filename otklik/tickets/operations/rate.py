"""Rating an answer (spec RATE-1…RATE-4, C-7)."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.clock.offer import rows_for
from otklik.core.text import storable
from otklik.directory.models import Rating
from otklik.tickets.access import Refused, Unseen, Verb
from otklik.tickets.models import EventKind, Message, MessageRating, Side, TextVersion, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.close import close_under_lock
from otklik.tickets.operations.set_fields import Stale, name_of_day
from otklik.tickets.operations.writing import Repeated, Writing, writing

LONGEST_TEXT: Final = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a client says of an answer.

    Attributes:
        message_id: The answer.
        rating: The id of a row of the dictionary.
        shown: The rating that the page showed for this answer, None for no rating (law 9).
        text: What the client adds, may be empty.
    """

    message_id: int
    rating: int
    shown: int | None
    text: str = ""


def rate(*, ticket_id: int, submit: Submit, verdict: Verdict, closes: bool = False) -> Ticket:
    """Rate an answer of support, or change its rating; also in a closed ticket.

    The ticket carries the last rating given to any of its answers (spec C-7).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        verdict: The answer and what is thought of it.
        closes: Close the ticket with it (spec RATE-4).

    Raises:
        Unseen: The ticket, or the answer in it, does not exist for this person.
        Refused: The person may not rate here, or wrote the answer; or may not close.
        Stale: Somebody has rated this answer meanwhile.
        ValidationError: There is no such rating, or the text is too long.
    """
    try:
        with writing(ticket_id, submit, EventKind.RATED) as current:
            submit.by.require(current.ticket, Verb.RATE, *([Verb.CLOSE] if closes else []))
            _rate(current, verdict)
            if closes and not current.ticket.is_closed:
                close_under_lock(current)
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def _rate(current: Writing, verdict: Verdict) -> None:
    answer = _answer(current, verdict)
    row = _row(current.ticket, verdict)
    text = _checked(verdict.text)
    known = MessageRating.objects.select_related("rating", "text").filter(message=answer).first()
    old = known.rating if known else None
    if known and (old, known.words) == (row, text):
        return
    if (old.pk if old else None) != verdict.shown:
        raise Stale("rating", old.pk if old else None)
    kept = _keep(current.ticket, text)
    MessageRating.objects.update_or_create(
        message=answer,
        defaults={"rating": row, "text": kept, "by": current.actor.person, "at": current.at},
    )
    current.ticket.rating = row
    payload = {
        "message": answer.pk,
        "person": answer.author_id,
        "old": name_of_day(old),
        "new": name_of_day(row),
        "text": kept.pk if kept else None,
    }
    current.append(EventKind.RATED, payload)


def _answer(current: Writing, verdict: Verdict) -> Message:
    """Return the answer; nobody rates his own.

    Raises:
        Unseen: There is none that a client could read.
        Refused: The person wrote it.
    """
    answer = Message.objects.filter(
        ticket=current.ticket,
        pk=verdict.message_id,
        side=Side.STAFF,
        is_hidden=False,
        deleted_at=None,
    ).first()
    if answer is None:
        raise Unseen
    if answer.author_id is not None and answer.author_id == current.actor.person_id:
        raise Refused
    return answer


def _row(ticket: Ticket, verdict: Verdict) -> Rating:
    row = rows_for(Rating, site=ticket.site, level=ticket.level).filter(pk=verdict.rating).first()
    if row is None:
        raise ValidationError({"rating": _("Choose one of the list.")}, code="invalid_choice")
    return row


def _checked(text: str) -> str:
    text = storable(text).strip()
    if len(text) > LONGEST_TEXT:
        words = _("At most %(limit)d characters.") % {"limit": LONGEST_TEXT}
        raise ValidationError({"text": words}, code="max_length")
    return text


def _keep(ticket: Ticket, text: str) -> TextVersion | None:
    return TextVersion.objects.create(ticket=ticket, field="rating", text=text) if text else None
