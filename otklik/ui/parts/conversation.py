"""Messages, their files, and the folded events between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from otklik.ui.parts.html import attributes
from otklik.ui.parts.icons import icon
from otklik.ui.parts.marks import Face, avatar, badge, lamp
from otklik.ui.parts.words import file_size, when

Kind: TypeAlias = Literal["origin", "client", "agent", "note"]
LONG_TEXT: Final = 1200
LONG_LINES: Final = 14


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of a message.

    Attributes:
        name: As its sender called it.
        size: Bytes.
        url: Where it is read; checked by stance at each request (law 13).
        thumbnail: Address of the small picture, if there is one.
        note: What is wrong with it, such as «слишком большой, не сохранён».
    """

    name: str
    size: int
    url: str
    thumbnail: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as the reader sees it.

    Attributes:
        key: Part of the element's id, unique on the page; the morph finds the card by it.
        kind: origin (the ticket's own text), client, agent or note.
        author: Whose face stands beside it.
        name: What the reader calls the author: the name, or «Вы».
        meta: Quiet words after the name: «клиент, Кофейни „Полдень“».
        at: When it was written.
        html: The cleaned text.
        attachments: Its files.
        label: Badge after the name, such as «Вопрос».
        unread: The reader has not seen it yet.
        lamp: The state of the ticket's lamp, on a message to which the client wants an answer.
        extra: Markup under the text: the folded quotation, the source of a letter.
        rating: Markup under the files, from `rating_line`.
    """

    key: str
    kind: Kind
    author: Face
    name: str
    at: datetime
    html: SafeString
    meta: str = ""
    attachments: Sequence[Attachment] = ()
    label: str = ""
    unread: bool = False
    lamp: str = ""
    extra: SafeString | str = ""
    rating: SafeString | str = ""


@dataclass(frozen=True, kw_only=True)
class Rated:
    """What a client thinks of an answer.

    Attributes:
        name: The rating.
        icon: Its face, from `face_of`.
        about: Quiet words: who gave it, when.
        text: What the client added.
    """

    name: str
    icon: str
    about: str = ""
    text: str = ""


def face_of(*, is_solved: bool, is_satisfied: bool) -> str:
    """Return the icon of a rating by its two marks: glad, so-so, sad."""
    if is_solved and is_satisfied:
        return "smile"
    return "meh" if is_solved or is_satisfied else "frown"


def rating_line(
    rated: Rated | None, *, key: str, action: SafeString | str = "", oob: bool = False
) -> SafeString:
    """Return the line under an answer that says what the client thinks of it; it may be empty.

    Args:
        rated: The rating, if there is one.
        key: The message's key.
        action: What the reader may do: a link to rate.
        oob: htmx puts it into an open page.
    """
    said = ""
    if rated is not None:
        said = format_html(
            "{}<strong>{}</strong>{}{}",
            icon(rated.icon, "sm"),
            rated.name,
            format_html("<q>{}</q>", rated.text) if rated.text else "",
            format_html('<span class="muted">{}</span>', rated.about) if rated.about else "",
        )
    return format_html(
        '<p class="msg-rating" id="rating-{}"{}>{}{}</p>',
        key,
        attributes(hx_swap_oob="true" if oob else None),
        said,
        action,
    )


def message(card: Message, actions: SafeString | str = "", *, oob: bool = False) -> SafeString:
    """Return the card of a message; a hidden note differs in five ways.

    Args:
        card: What to show.
        actions: Buttons that appear with the pointer or the focus.
        oob: htmx puts it into an open page in place of the old one.
    """
    note = card.kind == "note"
    return format_html(
        '<article class="msg" id="msg-{}"{}>{}{}{}{}{}{}</article>',
        card.key,
        attributes(
            data_kind=card.kind,
            data_unread=card.unread,
            hx_swap_oob="true" if oob else None,
            aria_label=_note_words() if note else None,
        ),
        _head(card),
        fold(card.html, message_id=card.key),
        card.extra,
        attachments(card.attachments),
        card.rating,
        format_html('<div class="msg-actions">{}</div>', actions) if str(actions).strip() else "",
    )


def withdrawn_message(key: str) -> SafeString:
    """Return what takes the card of a message out of an open page.

    Args:
        key: The card's key.
    """
    return format_html('<article id="msg-{}" hx-swap-oob="delete"></article>', key)


def _head(card: Message) -> SafeString:
    return format_html(
        '<header class="msg-head">{}{}{}<strong>{}</strong>{}{}{}{}</header>',
        lamp(card.lamp, fresh=card.unread) if card.lamp else "",
        format_html('<span class="sr">{}</span>', pgettext("message", "new"))
        if card.unread
        else "",
        avatar(card.author),
        card.name,
        badge(card.label) if card.label else "",
        format_html('<span class="meta">{}</span>', card.meta) if card.meta else "",
        _note_tag() if card.kind == "note" else "",
        when(card.at),
    )


def _note_tag() -> SafeString:
    return format_html('<span class="note-tag">{}{}</span>', icon("eye-off", "sm"), _note_words())


def _note_words() -> str:
    return gettext("Hidden note: the client won’t see this")


def body_of(message: Any) -> SafeString:
    """Return the text of a stored message; in the place of a deleted one stands that it is."""
    if message.is_deleted:
        return format_html('<p class="muted">{}</p>', gettext("The message was deleted."))
    html: str = message.html
    return mark_safe(html)  # noqa: S308 - cleaned when it was written


def files_of(message: Any) -> list[Attachment]:
    """Return the files that stand under a stored message; those of a deleted one are gone."""
    if message.is_deleted:
        return []
    return [
        Attachment(
            name=link.name,
            size=link.blob.size,
            url=link.get_absolute_url(),
            thumbnail=link.thumbnail_url,
        )
        for link in message.attachments.all()
        if not link.is_inline
    ]


def fold(text: SafeString, *, message_id: str) -> SafeString:
    """Return the text of a message; a long one is folded where scripts run.

    Args:
        text: Cleaned HTML.
        message_id: Makes the id of the text unique.
    """
    long = len(text) > LONG_TEXT or text.count("<p") + text.count("<br") > LONG_LINES
    if not long:
        return format_html('<div class="msg-body">{}</div>', text)
    return format_html(
        '<ok-fold data-long data-less="{}"><div class="msg-body" id="text-{}">{}</div>'
        '<button class="expand" type="button" aria-expanded="false" aria-controls="text-{}">'
        "<span>{}</span>{}</button></ok-fold>",
        pgettext("text", "Fold"),
        message_id,
        text,
        message_id,
        gettext("Show full text"),
        icon("chevron-down", "sm"),
    )


def attachments(files: Sequence[Attachment]) -> SafeString | str:
    """Return the files of a message: pictures with a thumbnail, others with an icon."""
    if not files:
        return ""
    return format_html(
        '<div class="attachments">{}</div>',
        format_html_join("", "{}", ((_attachment(file),) for file in files)),
    )


def _attachment(file: Attachment) -> SafeString:
    thumb = (
        format_html('<img src="{}" alt="" loading="lazy">', file.thumbnail)
        if file.thumbnail
        else icon("file-text")
    )
    about = file.note or file_size(file.size)
    inner = format_html(
        '<span class="thumb">{}</span><span><b>{}</b><small>{}</small></span>',
        thumb,
        file.name,
        about,
    )
    if not file.url:
        return format_html('<span class="attach">{}</span>', inner)
    return format_html(
        '<a class="attach" href="{}" target="_blank" rel="noopener">{}</a>', file.url, inner
    )


def events(summary: str, lines: Sequence[str]) -> SafeString:
    """Return system events folded into one sentence that names the most important change.

    Args:
        summary: The sentence.
        lines: Every event, oldest first.
    """
    head = format_html("<span>{}{}</span>", icon("git-commit-horizontal", "sm"), summary)
    return format_html(
        '<details class="event-fold"><summary>{}</summary><ul>{}</ul></details>',
        head,
        format_html_join("", "<li>{}</li>", ((line,) for line in lines)),
    )
