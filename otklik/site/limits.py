"""Refusing what is too large before a byte of it is stored.

Django writes the whole body of a request to the disk before any view can look at its size, so the
limit for uploads must stand before Django (spec FILE-2).
"""

from http import HTTPStatus
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

from otklik.core.config import config

FORM: Final = 2 * 1024 * 1024
"""Bytes that a form may need besides its greatest file."""


class Bounded:
    """An ASGI application that lets in no body larger than an upload may be.

    Args:
        inner: The application behind it.
    """

    def __init__(self, inner: ASGI3Application) -> None:
        self._inner = inner

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer 413 to a body that says it is too large, 411 to one that does not say."""
        refusal = _refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._inner(scope, receive, send)
            return
        await send(
            HTTPResponseStartEvent(
                type="http.response.start",
                status=refusal.value,
                headers=[
                    (b"content-type", b"text/plain; charset=utf-8"),
                    (b"connection", b"close"),
                ],
                trailers=False,
            )
        )
        await send(
            HTTPResponseBodyEvent(
                type="http.response.body", body=refusal.phrase.encode(), more_body=False
            )
        )


def _refusal(scope: HTTPScope) -> HTTPStatus | None:
    headers = dict(scope["headers"])
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return HTTPStatus.LENGTH_REQUIRED
    length = headers.get(b"content-length", b"0")
    limits = config()
    largest = max(limits.upload_max_bytes, limits.staff_upload_max_bytes) + FORM
    if not length.isdigit() or int(length) > largest:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None
