"""What clients think of the answers in a ticket (spec RATE-1…RATE-4, C-7)."""

from collections.abc import Collection

from otklik.clock.offer import rows_for
from otklik.directory.models import Rating
from otklik.tickets.access import Seen
from otklik.tickets.models import Message, MessageRating, Side

WITH_A_MESSAGE = ("rated__rating", "rated__text", "rated__by")
"""What to load with messages, so that `rating_of` asks nothing."""


def rating_of(message: Message) -> MessageRating | None:
    """Return the rating of a message; no query if it was loaded with `WITH_A_MESSAGE`."""
    return getattr(message, "rated", None)


def last_rating(seen: Seen) -> MessageRating | None:
    """Return the last rating given in the ticket; no query if there is none."""
    if seen.ticket.rating_id is None:
        return None
    given = MessageRating.objects.filter(message__ticket=seen.ticket)
    return given.select_related("rating", "text", "by", "message__author").latest("at", "pk")


def choices(seen: Seen) -> list[Rating]:
    """Return what an answer of this ticket may be rated with, in the administrator's order."""
    return list(rows_for(Rating, site=seen.ticket.site, level=seen.ticket.level))


def answer(seen: Seen, *, number: int | None = None) -> Message | None:
    """Return an answer that the viewer may rate: the one with a public number, else the last one.

    Args:
        seen: The ticket and its reader.
        number: The public number (spec MSG-6).
    """
    answers = seen.messages().filter(is_hidden=False, side=Side.STAFF, deleted_at=None)
    others = answers.exclude(author=seen.viewer.person).select_related("author", *WITH_A_MESSAGE)
    return others.last() if number is None else others.filter(public_number=number).first()


def rated_among(seen: Seen, message_ids: Collection[int]) -> list[Message]:
    """Return those of the messages that the viewer may read and that are rated."""
    if not message_ids:
        return []
    rated = seen.messages().filter(pk__in=message_ids, rated__isnull=False, deleted_at=None)
    return list(rated.select_related("author", *WITH_A_MESSAGE))
