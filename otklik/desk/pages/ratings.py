"""What the client thinks of answers: under each of them, and the last one in the panel."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from otklik.tickets.access import Seen
from otklik.tickets.queries import ratings
from otklik.tickets.queries.story import Item
from otklik.tickets.words import EventKind, Side
from otklik.ui.parts import conversation as ui
from otklik.ui.parts.words import moment_words


def rated_line(message: Any, *, oob: bool = False) -> SafeString | str:
    """Return the line under an answer that tells its rating; no query.

    Args:
        message: A message that was loaded with its rating.
        oob: htmx puts it into an open page.
    """
    if message.side != Side.STAFF or message.is_hidden or message.is_deleted:
        return ""
    return ui.rating_line(_shown(ratings.rating_of(message)), key=str(message.seq), oob=oob)


def rated_lines(seen: Seen, items: Iterable[Item]) -> list[SafeString | str]:
    """Return the lines that an open page must renew; one query if an answer was rated.

    Args:
        seen: The ticket and its reader.
        items: What happened since.
    """
    ids = {
        event.payload["message"]
        for item in items
        for event in item.events
        if event.kind == EventKind.RATED
    }
    return [rated_line(one, oob=True) for one in ratings.rated_among(seen, ids)]


def last_rating(seen: Seen) -> ui.Rated | None:
    """Return the last rating in the ticket; one query if there is one."""
    return _shown(ratings.last_rating(seen))


def _shown(given: Any) -> ui.Rated | None:
    if given is None:
        return None
    row = given.rating
    who = given.by.shown_name if given.by else ""
    return ui.Rated(
        name=str(row),
        icon=ui.face_of(is_solved=row.is_solved, is_satisfied=row.is_satisfied),
        about=f"{who}, {moment_words(given.at)}",
        text=given.words,
    )
