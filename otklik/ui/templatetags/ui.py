"""`{% load ui %}`: the components of docs/ui.md as template tags and filters."""

from datetime import datetime
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from otklik.ui.parts import (
    blocks,
    composer,
    conversation,
    deadlines,
    fields,
    icons,
    marks,
    toasts,
    words,
)

register = template.Library()

register.simple_tag(icons.icon)
register.simple_tag(marks.lamp)
register.simple_tag(marks.lamp_label)
register.simple_tag(marks.badge)
register.simple_tag(marks.level)
register.simple_tag(marks.avatar)
register.simple_tag(marks.person)
register.simple_tag(marks.avatars)
register.simple_tag(deadlines.sla)
register.simple_tag(fields.field)
register.simple_tag(fields.control)
register.simple_tag(fields.editor_field)
register.simple_tag(fields.form_errors)
register.simple_tag(fields.lang_fields)
register.simple_tag(fields.swatches)
register.simple_tag(words.when)
register.simple_tag(conversation.attachments)
register.simple_tag(conversation.events)
register.simple_tag(blocks.nav_link)
register.simple_tag(blocks.next_page)
register.simple_block_tag(blocks.callout)
register.simple_block_tag(blocks.empty)
register.simple_block_tag(blocks.dialog)

register.filter("duration", words.duration)
register.filter("file_size", words.file_size)
register.filter("ticket_number", words.ticket_number)


@register.simple_tag
def logo() -> SafeString:
    """Return Otklik's logo, in the accent of the page."""
    return icons.LOGO


@register.filter
def when_words(moment: datetime, style: words.Style = "moment") -> str:
    """Return a moment in words without markup, for attributes and sentences."""
    return words.moment_words(moment, style)


@register.simple_block_tag
def message(content: str, card: conversation.Message) -> SafeString:
    """Return the card of a message; the block's content becomes its actions."""
    return conversation.message(card, mark_safe(content))  # noqa: S308  rendered by the template


@register.simple_block_tag
def menu(  # noqa: PLR0913  every argument is a word in the template
    content: str,
    key: str,
    label: str,
    *,
    text: str = "",
    icon: str = "",
    face: marks.Face | None = None,
    variant: str = "",
    size: str = "",
    side: str = "",
    align: str = "",
    shortcut: str = "",
) -> SafeString:
    """Return a button and its menu of actions; the block's content is the items.

    Args:
        content: The block.
        key: The id of the popover.
        label: Accessible name of the menu, and of a button without text.
        text: Words on the button.
        icon: Its icon; the only content if there is no text.
        face: Whose avatar stands in the icon's place.
        variant: As of `.btn`.
        size: As of `.btn`.
        side: "above" opens upwards.
        align: "end" opens towards the start of the line.
        shortcut: The key that presses the button.
    """
    popover = blocks.Popover(key=key, label=label, side=side, align=align)
    sign = icons.icon(icon, "sm" if text else "") if icon else ""
    sign = marks.avatar(face, "sm") if face else sign
    button = blocks.menu_button(
        format_html("{}<span>{}</span>" if face else "{}{}", sign, text),
        popover,
        shortcut=shortcut,
        data_variant=variant or None,
        data_size=size or None,
        data_icon_only=not text,
        aria_label=None if text else label,
        title=None if text else label,
    )
    return blocks.menu(mark_safe(content), popover, button)  # noqa: S308  rendered by the template


@register.simple_block_tag
def picker(
    content: str,
    key: str,
    label: str,
    value: SafeString | str,
    *,
    find: str = "",
    shortcut: str = "",
    size: str = "",
) -> SafeString:
    """Return a value that is changed in place, and the list to choose from.

    Args:
        content: The block: buttons with `role="option"` and `aria-selected`.
        key: The id of the popover.
        label: What is being changed: «Статус».
        value: The present value, markup or text.
        find: Placeholder of a field that filters the list; "" for none.
        shortcut: The key that opens it.
        size: "" or "wide".
    """
    popover = blocks.Popover(key=key, label=label, role="listbox", size=size, find=find)
    inner = format_html(
        '<span class="sr">{}: </span>{}<span class="chev">{}</span>',
        label,
        value,
        icons.icon("chevron-down", "sm"),
    )
    named = label if shortcut else None
    button = blocks.menu_button(
        inner, popover, css="prop-btn", shortcut=shortcut, data_key_label=named
    )
    return blocks.menu(mark_safe(content), popover, button)  # noqa: S308  rendered by the template


@register.inclusion_tag("ui/parts/composer.html", name="composer", takes_context=True)
def composer_tag(context: RequestContext, spec: composer.Composer) -> dict[str, Any]:
    """Return the composer of an answer, or of an answer and a hidden note."""
    return {"composer": spec, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/uploads.html", name="uploads")
def uploads_tag(spec: composer.Uploads, key: str = "uploads") -> dict[str, Any]:
    """Return the field for files of an ordinary form."""
    return {"uploads": spec, "key": key}


@register.inclusion_tag("ui/parts/guard.html", name="guard")
def guard_tag(spec: composer.Guard) -> dict[str, Any]:
    """Return the guard: the answer to a composer that missed a newer message."""
    return {"guard": spec}


@register.simple_tag
def toast(message: Any) -> SafeString:
    """Return the toast of one of Django's messages; its `extra_tags` may be an address to undo."""
    return toasts.toast(
        str(message), level=message.level_tag, undo_url=getattr(message, "extra_tags", "") or ""
    )
