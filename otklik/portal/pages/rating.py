"""Rating an answer: the line under each answer, and the card with the choice (screen 05)."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from otklik.directory.models import Rating
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations.rate import LONGEST_TEXT
from otklik.tickets.queries import ratings
from otklik.tickets.queries.story import Item
from otklik.tickets.words import EventKind, Side
from otklik.ui.parts import conversation as ui
from otklik.ui.parts.words import moment_words


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of the dictionary of ratings.

    Attributes:
        id: What the form sends.
        name: Its words.
        icon: Its face.
        is_chosen: It is selected.
    """

    id: int
    name: str
    icon: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The card in which an answer is rated.

    Attributes:
        url: Where it is posted.
        about: Whose answer it is, and of when.
        choices: What may be chosen.
        shown: The present rating of the answer as the form sends it back (law 9).
        text: What the client adds.
        longest: How many characters that may have.
        may_close: The ticket may be closed with it (spec RATE-4).
        is_asked: Somebody came for this card, so that it takes the focus.
        error: Why it was not saved.
        key: Makes a repeated submit harmless (law 2).
    """

    url: str
    about: str
    choices: Sequence[Choice]
    shown: str
    text: str
    longest: int
    may_close: bool
    is_asked: bool
    error: str
    key: str

    @property
    def is_chosen(self) -> bool:
        """Whether one of the choices is selected."""
        return any(one.is_chosen for one in self.choices)


@dataclass(frozen=True, slots=True)
class Asked:
    """For which answer the card is asked, and what stands in it.

    Attributes:
        number: The answer's public number.
        rating: The id of the rating to select; 0 selects the present one.
        text: What stands in the field; None for the present text.
        error: Why it was not saved.
    """

    number: int
    rating: int = 0
    text: str | None = None
    error: str = ""


def card(seen: Seen, asked: Asked | None = None) -> Card | None:
    """Return the card for the answer that was asked for.

    If none was, a closed ticket asks about its last answer, unless that is rated. At most two
    queries, and none for an open ticket.

    Args:
        seen: The ticket and its reader, who stands as a client.
        asked: What was asked for.
    """
    if not seen.rights.may(Verb.RATE) or not (asked or seen.ticket.is_closed):
        return None
    answer = ratings.answer(seen, number=asked.number if asked else None)
    if answer is None:
        return None
    given = ratings.rating_of(answer)
    if given and not asked:
        return None
    name = answer.author.shown_name if answer.author else _("Support")
    present = given.rating_id if given else 0
    chosen = (asked.rating if asked else 0) or present
    text = given.words if given else ""
    return Card(
        url=reverse("portal:rate", args=[seen.ticket.number, answer.public_number]),
        about=f"{name}, {moment_words(answer.at)}",
        choices=[
            Choice(row.pk, str(row), _face(row), row.pk == chosen) for row in ratings.choices(seen)
        ],
        shown=str(present or ""),
        text=asked.text if asked and asked.text is not None else text,
        longest=LONGEST_TEXT,
        may_close=seen.rights.may(Verb.CLOSE) and not seen.ticket.is_closed,
        is_asked=asked is not None,
        error=asked.error if asked else "",
        key=secrets.token_urlsafe(16),
    )


def rated_line(seen: Seen, message: Any, *, oob: bool = False) -> SafeString | str:
    """Return the line under an answer: its rating, and the way to rate; no query.

    Args:
        seen: The ticket and its reader.
        message: A message that was loaded with its rating.
        oob: htmx puts it into an open page.
    """
    if message.side != Side.STAFF:
        return ""
    given = ratings.rating_of(message)
    rated = None
    if given is not None:
        rated = ui.Rated(name=str(given.rating), icon=_face(given.rating), text=given.words)
    me = seen.viewer.person
    may = seen.rights.may(Verb.RATE) and (me is None or message.author_id != me.pk)
    link = _link(seen, message.public_number, _("Change") if rated else _("Rate the answer"))
    key = str(message.public_seq)
    return ui.rating_line(rated, key=key, action=link if may else "", oob=oob)


def rated_lines(seen: Seen, items: Iterable[Item]) -> list[SafeString | str]:
    """Return the lines that an open page must renew; one query if an answer was rated.

    Args:
        seen: The ticket and its reader.
        items: What happened since.
    """
    rated = [event.payload for item in items for event in item.events if _is_rated(event.kind)]
    return [rated_line(seen, one, oob=True) for one in ratings.rated_among(seen, _ids(rated))]


def _is_rated(kind: str) -> bool:
    return kind == EventKind.RATED


def _ids(payloads: Iterable[Mapping[str, Any]]) -> set[int]:
    return {payload["message"] for payload in payloads}


def _face(row: Rating) -> str:
    return ui.face_of(is_solved=row.is_solved, is_satisfied=row.is_satisfied)


def _link(seen: Seen, number: int, words: str) -> SafeString:
    page = reverse("portal:ticket", args=[seen.ticket.number])
    return format_html('<a class="link" href="{}?answer={}#rate">{}</a>', page, number, words)
