"""Static files, answered before Django is asked.

WhiteNoise knows about ranges, compression and caching, but speaks WSGI; under ASGI its Django
middleware would read each file whole into memory. This is the same knowledge spoken in ASGI.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.base import WhiteNoise
from whitenoise.responders import Response, StaticFile

CHUNK: Final = 256 * 1024


class StaticFiles:
    """Answers for the static files and passes every other request on.

    Args:
        application: The ASGI application behind.
    """

    def __init__(self, application: ASGI3Application) -> None:
        self.application = application
        self._prefix: str = settings.STATIC_URL
        self._files = WhiteNoise(
            None,
            allow_all_origins=False,
            immutable_file_test=lambda _path, url: self._immutable(url),
        )
        self._immutable_urls = frozenset(self._hashed_urls())
        for root in self._roots():
            self._files.add_files(str(root), prefix=self._prefix)

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer one connection."""
        if scope["type"] == "http" and (found := self._files.files.get(scope["path"])):
            await _answer(found, scope, send)
        else:
            await self.application(scope, receive, send)

    def _roots(self) -> Iterator[Path]:
        if settings.HASHED_STATIC:
            yield Path(settings.STATIC_ROOT)
            return
        for finder in finders.get_finders():
            for storage in getattr(finder, "storages", {}).values():
                yield Path(storage.location)

    def _hashed_urls(self) -> Iterator[str]:
        hashed: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
        for name in hashed.values():
            yield self._prefix + quote(name)

    def _immutable(self, url: str) -> bool:
        return url in self._immutable_urls


async def _answer(found: StaticFile, scope: HTTPScope, send: ASGISendCallable) -> None:
    environ = {
        "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
        for name, value in scope["headers"]
    }
    response: Response = found.get_response(scope["method"], environ)
    await send(
        {
            "type": "http.response.start",
            "status": response.status.value,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in response.headers
            ],
            "trailers": False,
        }
    )
    try:
        while chunk := await asyncio.to_thread(response.file.read, CHUNK) if response.file else b"":
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        if response.file:
            response.file.close()
