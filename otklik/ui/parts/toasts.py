"""Toasts: what has just happened, with a way back while it lasts."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from otklik.ui.parts.html import attributes
from otklik.ui.parts.icons import icon

SECONDS = 8
ICONS = {"success": "check", "warning": "triangle-alert", "error": "circle-alert"}


def toast(text: str, *, level: str = "success", undo_url: str = "") -> SafeString:
    """Return a toast; it leaves by itself, and waits while the pointer or the focus is on it.

    Args:
        text: What happened: «Ответ уйдёт через 8 секунд».
        level: A level of Django's messages: success, info, warning, error.
        undo_url: Where the button «Отменить» posts to; "" for no button.
    """
    return format_html(
        '<ok-toast class="toast" data-seconds="{}"{}>{}<span>{}</span>{}</ok-toast>',
        SECONDS,
        attributes(role="alert" if level == "error" else None),
        icon(ICONS[level], "sm") if level in ICONS else "",
        text,
        _undo(undo_url) if undo_url else _close(),
    )


def add_toast(
    response: HttpResponse, text: str, *, level: str = "success", undo_url: str = ""
) -> HttpResponse:
    """Let an answer to htmx show a toast, and return the answer.

    Args:
        response: The answer; gets or extends the header HX-Trigger.
        text: As in `toast`.
        level: As in `toast`.
        undo_url: As in `toast`.
    """
    events = _events(response.headers.get("HX-Trigger", ""))
    events["ok:toast"] = {"html": toast(text, level=level, undo_url=undo_url)}
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def _events(header: str) -> dict[str, Any]:
    """Return the events of an HX-Trigger header, which may be JSON or a list of names."""
    if header.startswith("{"):
        return dict(json.loads(header))
    return {name.strip(): None for name in header.split(",") if name.strip()}


def _undo(url: str) -> SafeString:
    return format_html(
        '<button class="btn" data-size="sm" type="button" data-undo="{}">{}</button>',
        url,
        gettext("Undo"),
    )


def _close() -> SafeString:
    return format_html(
        '<button class="btn" data-size="sm" data-icon-only type="button" data-close'
        ' aria-label="{}">{}</button>',
        gettext("Close"),
        icon("x", "sm"),
    )
