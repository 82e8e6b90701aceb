"""The conversation as cards: messages, folded events, what is new to the reader (MSG-12…MSG-18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from otklik.desk.pages.happened import Teller, teller
from otklik.desk.pages.ratings import rated_line
from otklik.people.acts import Act, may
from otklik.people.models import Person
from otklik.tickets.access import Seen, Verb
from otklik.tickets.lamps import lamp
from otklik.tickets.queries.details import read_up_to
from otklik.tickets.queries.story import Conversation, Item, corrected
from otklik.tickets.words import Side
from otklik.ui.parts import conversation as ui
from otklik.ui.parts.icons import icon
from otklik.ui.parts.marks import Face, Stranger


@dataclass(frozen=True, slots=True)
class Card:
    """One thing in the conversation: a message, or events folded into a sentence.

    Attributes:
        seq: Its number in the ticket, from which its id is made.
        message: The message's card; nothing for events.
        actions: What the reader may do to the message.
        summary: The sentence of folded events.
        lines: Every folded event in full.
    """

    seq: int
    message: ui.Message | None = None
    actions: SafeString | str = ""
    summary: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """The cards of a page or of a part of it.

    Attributes:
        origin: The ticket's own text, if it was asked for.
        cards: What follows, oldest first.
        earlier: How many messages stand between origin and cards without being shown.
        first_number: The number of the first message among the cards.
        last_seq: The newest event that the page knows.
        unread: How many of the cards are messages that the reader has not seen.
        newest: The number of the newest message among them; 0 if there is none.
        origin_actions: What the reader may do to the ticket's own text.
    """

    origin: ui.Message | None
    cards: Sequence[Card]
    earlier: int
    first_number: int
    last_seq: int
    unread: int
    newest: int
    origin_actions: SafeString | str = ""


def thread(seen: Seen, told: Conversation) -> Thread:
    """Return a conversation as cards; at most three queries.

    Args:
        seen: The ticket and its reader.
        told: What is shown of it.
    """
    read = read_up_to(seen)
    words = teller(seen, [event for item in told.items for event in item.events])
    cards = [_card(item, seen, words, read) for item in told.items]
    origin = Item(told.origin.seq, message=told.origin) if told.origin else None
    return Thread(
        origin=_card(origin, seen, words, read).message if origin else None,
        cards=cards,
        earlier=told.earlier,
        first_number=told.first_number,
        last_seq=told.last_seq,
        unread=sum(card.message is not None and card.message.unread for card in cards),
        newest=max(
            (item.seq for item in (origin, *told.items) if item and item.message), default=0
        ),
        origin_actions=_actions(origin, seen) if origin else "",
    )


def _card(item: Item, seen: Seen, words: Teller, read: int) -> Card:
    if item.message is None:
        return Card(item.seq, summary=words.sentence(item.events), lines=words.lines(item.events))
    return Card(item.seq, message=_message(item, seen, read), actions=_actions(item, seen))


def corrected_cards(seen: Seen, happened: Conversation) -> list[SafeString]:
    """Return the cards that an open page must renew; one query if a message was corrected.

    Args:
        seen: The ticket and its reader.
        happened: What came since.
    """
    items = corrected(seen, happened)
    read = read_up_to(seen) if items else 0
    found = [(one, _message(one, seen, read)) for one in items]
    return [ui.message(card, _actions(one, seen), oob=True) for one, card in found if card]


def message_card(seen: Seen, message: Any) -> ui.Message | None:
    """Return one message as its card.

    Args:
        seen: The ticket and its reader.
        message: A message of it.
    """
    return _message(Item(message.seq, message=message), seen, message.seq)


def _actions(item: Item, seen: Seen) -> SafeString | str:
    """Return the way to correct a message, for whoever may (spec MSG-9, MSG-10)."""
    message = item.message
    if message is None or not seen.rights.may(Verb.CORRECT):
        return ""
    url = reverse("desk:correct", args=[seen.ticket.number, message.pk])
    words = _("Correct the message")
    return format_html(
        '<a class="btn" data-variant="quiet" data-size="sm" data-icon-only href="{}"'
        ' aria-label="{}" title="{}">{}</a>',
        url,
        words,
        words,
        icon("pencil", "sm"),
    )


def _message(item: Item, seen: Seen, read: int) -> ui.Message | None:
    message = item.message
    if message is None:
        return None
    me = seen.viewer.person
    author: Face = message.author or Stranger(_("System"))
    is_origin = message.number == 1
    return ui.Message(
        key=str(message.seq),
        kind=_kind(item),
        author=author,
        name=author.shown_name,
        meta=_meta(item),
        at=message.at,
        html=ui.body_of(message),
        attachments=ui.files_of(message),
        label=_("Question") if is_origin else "",
        unread=message.seq > read and (me is None or message.author_id != me.pk),
        lamp=_lamp(item, seen),
        extra=_quoted(message.quoted_html) + _original(seen, message),
        rating=rated_line(message),
    )


def _lamp(item: Item, seen: Seen) -> str:
    """Return the ticket's lamp for a message that waits for an answer; others carry none.

    One colour has one meaning: a red disc is a move to make, not an unread line.
    """
    message, ticket, me = item.message, seen.ticket, seen.viewer.person
    if message is None or me is None or message.is_hidden or message.side != Side.CLIENT:
        return ""
    waits = (
        not message.is_deleted
        and ticket.waiting_since is not None
        and message.at >= ticket.waiting_since
    )
    return lamp(ticket, me.pk, seen.stance) if waits else ""


def _kind(item: Item) -> ui.Kind:
    message = item.message
    if message is None or message.number == 1:
        return "origin"
    if message.is_hidden:
        return "note"
    return "client" if message.side == Side.CLIENT else "agent"


def _meta(item: Item) -> str:
    """Return the quiet words after the author's name: who that is, and through what it came."""
    message = item.message
    if message is None:
        return ""
    parts: list[str] = []
    if message.side == Side.CLIENT:
        parts.append(_client(message.author))
    elif not message.is_hidden:
        parts.append(_("support"))
    if message.source:
        parts.append(str(message.source))
    if message.sender_unproven:
        parts.append(_("sender not proven"))
    if message.creator and message.creator_id != message.author_id:
        parts.append(_("written down by %(name)s") % {"name": message.creator.shown_name})
    if message.keeps_status and not message.is_hidden:
        parts.append(_("does not count as an answer"))
    if message.edited_at:
        parts.append(_("edited"))
    return " · ".join(part for part in parts if part)


def _client(author: Person | None) -> str:
    if author is None or author.organization is None:
        return _("client")
    return _("client, %(organization)s") % {"organization": author.organization.name}


def _quoted(html: str) -> SafeString:
    """Return what the letter quoted, folded away and kept."""
    if not html:
        return SafeString()
    return format_html(
        '<details class="quoted"><summary>{}</summary><div class="msg-body">{}</div></details>',
        _("Quoted in the letter"),
        mark_safe(html),  # noqa: S308 - cleaned when it was written
    )


def _original(seen: Seen, message: Any) -> SafeString:
    """Return the way to the letter that brought a message, as it came (spec MAIL-12).

    Whoever reads a ticket at the desk may read its letters; the page of the letter asks again. That
    of a deleted message is for administrators.
    """
    is_open = not message.is_deleted or seen.rights.may(Verb.CORRECT)
    if message.letter_id is None or not (is_open and may(seen.viewer, Act.READ_OFFICE)):
        return SafeString()
    url = reverse("office:letter", args=[message.letter_id])
    return format_html('<p class="small"><a href="{}">{}</a></p>', url, _("Original of the letter"))
