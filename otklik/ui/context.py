"""What the layouts need to know about a request: theme, words for the scripts."""

import json
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

THEME_COOKIE: Final = "otklik_theme"
THEMES: Final = ("light", "dark")
HTMX_CONFIG: Final = json.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "timeout": 30000,
        "attributesToSettle": ["class", "width", "height"],  # "style" would break the policy
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "4(00|09|22|29)", "swap": True, "error": False},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    },
    separators=(",", ":"),
)


def ui(request: HttpRequest) -> dict[str, Any]:
    """Return `ui` for the layouts.

    Its parts: `theme` ("", "light" or "dark", from a cookie that `ok-theme` sets), `words` (JSON:
    the few words that scripts put together themselves), `htmx` (JSON: htmx's settings).
    """
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"ui": UiContext(theme if theme in THEMES else "")}


class UiContext:
    """The layouts' view of a request.

    Args:
        theme: "" follows the system.
    """

    htmx = HTMX_CONFIG

    def __init__(self, theme: str = "") -> None:
        self.theme = theme

    @property
    def words(self) -> str:
        """Words for the scripts as JSON, in the present language."""
        return json.dumps(
            {
                "minutes": _("%(minutes)s min"),
                "hours": _("%(hours)s h"),
                "hoursMinutes": _("%(hours)s h %(minutes)s m"),
                "bytes": _("%(size)s B"),
                "kilobytes": _("%(size)s KB"),
                "megabytes": _("%(size)s MB"),
                "offline": _("No connection. Nothing is lost: try again in a moment."),
                "failed": _("That did not work. What you typed is still here."),
                "refused": _("You may not do that."),
                "gone": _("This is no longer here."),
                "signedOut": _("You have been signed out. What you typed is still here."),
                "signIn": _("Sign in in another tab"),
                "signInUrl": resolve_url(settings.LOGIN_URL),
                "unsaved": _("What you changed is not saved. Leave it?"),
                "renewed": _("You have signed in again. Send it once more."),
            },
            ensure_ascii=False,
        )
