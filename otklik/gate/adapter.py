"""How allauth behaves here.

allauth checks passwords in constant time, counts attempts and leads a sign-in through its stages,
where a second factor will have its place. Pages, letters and addresses are ours: who owns an
address is said in `people` alone (docs/decisions/0020-who-owns-an-address.md).
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class GateAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps allauth to what it is asked for."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, or set a new password."
        ),
    }

    def get_login_stages(self) -> list[str]:
        """Return what stands between a right password and the session: nothing yet."""
        return []

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Stay silent: the pages say themselves what happened."""

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        """Return where a person goes who wanted nothing in particular."""
        return "/"
