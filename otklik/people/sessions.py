"""Where sessions are kept: Django's table, asked only for what can be a session's key."""

import re
from typing import Final

from django.contrib.sessions.backends import db

_KEY: Final = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(db.SessionStore):
    """A session; a cookie with anything that cannot be a key counts as none.

    PostgreSQL refuses a NUL, which a quoted cookie can carry, so that the page would fail.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key if session_key and _KEY.fullmatch(session_key) else None)
