"""The conversation as the client reads it: own words on the right, ours on the left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from otklik.portal.pages.rating import rated_line
from otklik.tickets.access import Seen
from otklik.tickets.queries.story import Conversation, Item, corrected, withdrawn
from otklik.tickets.words import EventKind, Side
from otklik.ui.parts import conversation as ui
from otklik.ui.parts.marks import Face, Stranger
from otklik.ui.parts.words import ticket_number


@dataclass(frozen=True, slots=True)
class Card:
    """One thing in the conversation.

    Attributes:
        seq: Its number, from which its id is made.
        message: The message's card; nothing for a line.
        line: What happened, in a sentence; empty for a message.
    """

    seq: int
    message: ui.Message | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """The cards of a page or of a part of it.

    Attributes:
        origin: The ticket's own text, if it was asked for.
        cards: What follows, oldest first.
        earlier: How many messages stand between origin and cards without being shown.
        first_number: The number of the first message among the cards.
        last_seq: The newest event that the page knows.
    """

    origin: Card | None
    cards: Sequence[Card]
    earlier: int
    first_number: int
    last_seq: int


def thread(seen: Seen, told: Conversation) -> Thread:
    """Return a conversation as the client's cards; no query.

    Args:
        seen: The ticket and its reader, who stands as a client.
        told: What is shown of it.
    """
    origin = Item(told.origin.seq, message=told.origin) if told.origin else None
    cards = [card for item in told.items if (card := _card(item, seen)) is not None]
    return Thread(
        origin=_card(origin, seen) if origin else None,
        cards=cards,
        earlier=told.earlier,
        first_number=told.first_number,
        last_seq=told.last_seq,
    )


def corrected_cards(seen: Seen, happened: Conversation) -> list[SafeString]:
    """Return the cards that an open page must renew or take out; one query if there are any.

    Args:
        seen: The ticket and its reader.
        happened: What came since.
    """
    found = (_message(one, seen) for one in corrected(seen, happened))
    gone = [ui.withdrawn_message(str(place)) for place in withdrawn(seen, happened)]
    return gone + [ui.message(card, oob=True) for card in found if card]


def _card(item: Item, seen: Seen) -> Card | None:
    if item.message is not None:
        return Card(item.seq, message=_message(item, seen))
    line = ", ".join(
        words for one in item.events if (words := _words(EventKind(one.kind), one.payload))
    )
    return Card(item.seq, line=line) if line else None


def _words(kind: EventKind, payload: Mapping[str, Any]) -> str:
    """Return what a client is told of an event; most of our housekeeping is not his concern."""
    if kind is EventKind.CLOSED and payload.get("why"):
        return _("the ticket closed by itself: we had no answer from you")
    if kind is EventKind.COUPON:
        return _("the coupon %(code)s was used") % payload
    if kind in {EventKind.CONTINUED, EventKind.CONTINUES}:
        number = {"number": ticket_number(payload["ticket"])}
        if kind is EventKind.CONTINUED:
            return _("the talk goes on in the ticket %(number)s") % number
        return _("continues the ticket %(number)s") % number
    told = {
        EventKind.CLOSED: _("the ticket was closed"),
        EventKind.REOPENED: _("the ticket was opened again"),
        EventKind.HELD: _("the ticket was put on hold"),
        EventKind.UNHELD: _("the ticket was taken off hold"),
    }
    return told.get(kind, "")


def _message(item: Item, seen: Seen) -> ui.Message | None:
    message = item.message
    if message is None:
        return None
    mine = seen.viewer.person is not None and message.author_id == seen.viewer.person.pk
    author: Face = message.author or Stranger(_("Support"))
    by_staff = message.side == Side.STAFF
    return ui.Message(
        key=str(item.seq),
        kind="agent" if by_staff else "client",
        author=author,
        name=_("You") if mine else author.shown_name,
        meta=_("support") if by_staff else "",
        at=message.at,
        html=ui.body_of(message),
        attachments=ui.files_of(message),
        extra=_quoted(message.quoted_html),
        rating="" if message.is_deleted else rated_line(seen, message),
    )


def _quoted(html: str) -> SafeString | str:
    """Return what the letter quoted, folded away and kept."""
    if not html:
        return ""
    return format_html(
        '<details class="quoted"><summary>{}</summary><div class="msg-body">{}</div></details>',
        _("Quoted in the letter"),
        mark_safe(html),  # noqa: S308 - cleaned when it was written
    )
