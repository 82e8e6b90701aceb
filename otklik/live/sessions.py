"""Whose session a socket has, asked when it opens and again while it lives."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, parse_cookie


class _Glimpse(dict[str, object]):
    """A session's data for `get_user`, whose changes reach no store.

    A socket cannot set a cookie, so it must not turn the key over or end the session itself.
    """

    def flush(self) -> None:
        """Forget the copy only."""
        self.clear()

    def cycle_key(self) -> None:
        """Leave the key alone; the next page view turns it over and tells the browser."""


def session_key(headers: Mapping[bytes, bytes]) -> str | None:
    """Return the session's key from the cookies of a handshake, if there is one."""
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get(settings.SESSION_COOKIE_NAME)


def person_id(key: str | None) -> int | None:
    """Return the id of the person signed in with a session, or None.

    The whole of Django's check applies: the session lives, the password has not changed since, the
    account is active.

    Args:
        key: The session's key, as the cookie carries it.
    """
    if not key:
        return None
    store = import_module(settings.SESSION_ENGINE).SessionStore(key)
    request = HttpRequest()
    request.session = cast("SessionBase", _Glimpse(store.load()))
    user = get_user(request)
    return user.pk if user.is_authenticated else None
