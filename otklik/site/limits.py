"""Refusing what is too large before a byte of it is stored.

Django writes the whole body of a request to the disk before any view can look at its size, so the
limit for uploads must stand before Django (spec FILE-2). Who is not signed in sends forms only, and
those fit into memory.
"""

from collections.abc import Mapping
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
from otklik.live.sessions import person_id, session_key
from otklik.live.threads import in_thread

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
        """Answer 413 to a body that says it is too large, 411 to one that does not say.

        A body larger than a form that nobody signed in sends is answered with 413 as well.
        """
        refusal = await _refusal(scope) if scope["type"] == "http" else None
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


async def _refusal(scope: HTTPScope) -> HTTPStatus | None:
    headers = dict(scope["headers"])
    if b"chunked" in headers.get(b"transfer-encoding", b"").lower():
        return HTTPStatus.LENGTH_REQUIRED
    length = headers.get(b"content-length", b"0")
    limits = config()
    largest = max(limits.upload_max_bytes, limits.staff_upload_max_bytes) + FORM
    if not length.isdigit() or int(length) > largest:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if int(length) > FORM and not await _is_signed_in(headers):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


async def _is_signed_in(headers: Mapping[bytes, bytes]) -> bool:
    return await in_thread(person_id, session_key(headers)) is not None
