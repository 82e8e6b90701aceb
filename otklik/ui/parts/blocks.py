"""Blocks around other markup: callout, empty state, dialog, menu, links of the navigation."""

from dataclasses import dataclass
from typing import Final, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from otklik.ui.parts.html import attributes
from otklik.ui.parts.icons import icon as icon_markup
from otklik.ui.parts.marks import lamp

CALLOUT_ICONS: Final = {
    "": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "circle-alert",
}


def callout(content: str, *, tone: str = "", icon: str = "", slim: bool = False) -> SafeString:
    """Return a callout: one thing to know before going on.

    Args:
        content: Markup or text.
        tone: "" (information), ok, warn or danger.
        icon: Another icon than the tone's.
        slim: A quiet line without ground.
    """
    return format_html(
        '<div class="callout"{}>{}<span>{}</span></div>',
        attributes(
            data_tone=tone or None,
            data_slim=slim,
            role="alert" if tone == "danger" else "status",
        ),
        icon_markup(icon or CALLOUT_ICONS[tone]),
        content,
    )


def empty(content: str, *, title: str, icon: str = "inbox") -> SafeString:
    """Return an empty state: it says what comes next, not "no data".

    Args:
        content: Markup or text under the title.
        title: The fact in a few words.
        icon: What the place is for.
    """
    return format_html(
        '<div class="empty"><span class="art">{}</span><h2>{}</h2>{}</div>',
        icon_markup(icon, "lg"),
        title,
        content,
    )


def dialog(
    content: str, *, key: str, title: str, size: str = "", opened: bool = False
) -> SafeString:
    """Return a modal dialog; a button with `data-dialog="key"` opens it.

    Args:
        content: What stands under the title; a `footer` in it stays visible.
        key: The id.
        title: The heading and accessible name.
        size: "" or "wide".
        opened: Open as soon as it is in the page (a dialog that htmx has brought).
    """
    return format_html(
        "<ok-dialog{}>"
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title"{}>'
        '<h2 id="{}-title">{}</h2>{}</dialog></ok-dialog>',
        attributes(data_open=opened),
        key,
        key,
        attributes(data_size=size or None),
        key,
        title,
        content,
    )


@dataclass(frozen=True, kw_only=True)
class Popover:
    """What opens beside a button.

    Attributes:
        key: The id, unique on the page.
        label: Accessible name.
        role: "menu" for actions, "listbox" for a choice.
        side: "above" opens upwards.
        align: "end" opens towards the start of the line.
        size: "" or "wide".
        find: Placeholder of a field that filters the items; "" for none.
    """

    key: str
    label: str
    role: Literal["menu", "listbox"] = "menu"
    side: str = ""
    align: str = ""
    size: str = ""
    find: str = ""


def menu(content: str, popover: Popover, button: SafeString) -> SafeString:
    """Return a button and the popover that it opens.

    Args:
        content: The items: buttons or links with `role="menuitem"`, "menuitemradio" with
            `aria-checked`, or in a listbox "option" with `aria-selected`.
        popover: What opens.
        button: The button's markup, from `menu_button`.
    """
    items = format_html(
        '<div role="{}" aria-label="{}">{}</div>', popover.role, popover.label, content
    )
    return format_html(
        '<ok-menu>{}<div class="menu" popover id="{}"{}>{}</div></ok-menu>',
        button,
        popover.key,
        attributes(
            data_side=popover.side or None,
            data_align=popover.align or None,
            data_size=popover.size or None,
        ),
        _with_filter(items, popover.find) if popover.find else items,
    )


def _with_filter(items: SafeString, find: str) -> SafeString:
    return format_html(
        '<div class="menu-filter"><input class="input" type="search" data-filter'
        ' autocomplete="off" placeholder="{}" aria-label="{}"></div>{}'
        '<p class="menu-empty" data-nothing hidden>{}</p>',
        find,
        find,
        items,
        gettext("Nothing found"),
    )


def menu_button(
    content: SafeString | str,
    popover: Popover,
    *,
    css: str = "btn",
    shortcut: str = "",
    **look: str | bool | None,
) -> SafeString:
    """Return the button that opens a popover.

    Args:
        content: Markup of the button.
        popover: What it opens.
        css: Class of the button.
        shortcut: The key that presses it, such as "S".
        look: More attributes, with underscores: `data_variant="quiet"`, `aria_label="…"`.
    """
    return format_html(
        '<button type="button" popovertarget="{}" aria-haspopup="{}"{}>{}</button>',
        popover.key,
        popover.role,
        attributes(class_=css, data_key=shortcut or None, **look),
        content,
    )


def nav_link(  # noqa: PLR0913  every argument is a word in the template
    text: str,
    url: str,
    *,
    icon: str = "",
    lamp_state: str = "",
    count: int | str | None = None,
    tone: str = "",
    current: str = "",
    tab: bool = False,
    shortcut: str = "",
    counter: str = "",
) -> SafeString:
    """Return a link of the desk's navigation.

    Args:
        text: Its name.
        url: Where it leads.
        icon: Name of its icon.
        lamp_state: A lamp in the icon's place.
        count: How many stand there; words such as "1000+" are taken as they are.
        tone: "danger" makes the count red.
        current: "page" for this page, "true" for the section of this page.
        tab: It has a place in the bottom bar of a phone.
        shortcut: The key that follows it, such as "G Q".
        counter: Name of the counter that live updates write into.
    """
    sign = (
        format_html('<span class="lamp-slot">{}</span>', lamp(lamp_state, decorative=True))
        if lamp_state
        else icon_markup(icon)
    )
    return format_html(
        '<a class="nav-link" href="{}"{}>{}<span class="label truncate">{}</span>{}</a>',
        url,
        attributes(
            aria_current=current or None,
            data_tab=tab,
            title=text,
            data_key=shortcut or None,
        ),
        sign,
        text,
        _count(count, tone, counter),
    )


def _count(count: int | str | None, tone: str, counter: str) -> SafeString | str:
    if count is None and not counter:
        return ""
    return format_html(
        '<span class="count"{}>{}</span>',
        attributes(data_tone=tone or None, data_counter=counter or None),
        "" if count in (None, 0) else count,
    )


def next_page(url: str, label: str = "") -> SafeString | str:
    """Return the link to the next part of a list, by key and not by number.

    Args:
        url: Its address; "" for the last part returns nothing.
        label: Other words than «Показать ещё».
    """
    if not url:
        return ""
    return format_html(
        '<nav class="pager" aria-label="{}"><a class="btn" href="{}" rel="next">{}{}</a></nav>',
        gettext("Pages"),
        url,
        label or gettext("Show more"),
        icon_markup("chevron-down", "sm"),
    )
