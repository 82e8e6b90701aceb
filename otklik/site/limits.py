"""Refusing what is too large before a byte of it is stored.

Django writes the whole body of a request to the disk before any view can look at its size, so the
limit for uploads must stand before Django (spec FILE-2). Who is not signed in sends forms only, and
those fit into memory.
"""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Final

from asgiref.typing import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Scope,
)

from otklik import ui
from otklik.core.config import config
from otklik.live.sessions import person_id, session_key
from otklik.live.threads import in_thread
from otklik.people.models import Person
from otklik.people.viewer import viewer_of

FORM: Final = 2 * 1024 * 1024
"""Bytes that a form may need besides its greatest file."""

PAGE: Final = (Path(ui.__file__).parent / "static/ui/413.html").read_bytes()
"""What a browser shows, in both languages: nobody has been asked for a session yet."""


class Bounded:
    """An ASGI application that lets in no body larger than its sender's upload may be.

    Args:
        inner: The application behind it.
    """

    def __init__(self, inner: ASGI3Application) -> None:
        self._inner = inner

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer 413 to a body that says it is too large, 411 to one that does not say.

        So is a body larger than a form from a stranger, and one beyond the person's own limit.
        """
        if scope["type"] == "http" and (refusal := await _refusal(scope)) is not None:
            await _refuse(scope, refusal, send)
        else:
            await self._inner(scope, receive, send)


async def _refuse(scope: HTTPScope, status: HTTPStatus, send: ASGISendCallable) -> None:
    """Answer without reading the body: a browser with a page, a script in a word."""
    is_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    kind, body = (b"html", PAGE) if is_page else (b"plain", status.phrase.encode())
    headers = [(b"content-type", b"text/%s; charset=utf-8" % kind), (b"connection", b"close")]
    start = HTTPResponseStartEvent(
        type="http.response.start", status=status.value, headers=headers, trailers=False
    )
    await send(start)
    await send(HTTPResponseBodyEvent(type="http.response.body", body=body, more_body=False))


async def _refusal(scope: HTTPScope) -> HTTPStatus | None:
    headers = dict(scope["headers"])
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return HTTPStatus.LENGTH_REQUIRED
    length = headers.get(b"content-length", b"0")
    limits = config()
    largest = max(limits.upload_max_bytes, limits.staff_upload_max_bytes)
    if not length.isdigit() or int(length) > largest + FORM:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if int(length) > FORM and int(length) > await in_thread(_largest_for, headers) + FORM:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


def _largest_for(headers: Mapping[bytes, bytes]) -> int:
    """Return how large a file the session's person may upload, in bytes; 0 for a stranger."""
    known = person_id(session_key(headers))
    if known is None:
        return 0
    limits = config()
    is_staff = viewer_of(Person.objects.get(pk=known)).is_staff
    return limits.staff_upload_max_bytes if is_staff else limits.upload_max_bytes
