"""Sending contents to browsers, so that nothing a stranger uploaded runs in our name.

Rights are not asked here: whoever calls has found the link by its key and asked the gate.
"""

import re
from typing import BinaryIO, Final, Self

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from otklik.files.models import Blob
from otklik.files.pictures import THUMBNAIL, showable, thumbnail
from otklik.files.storage import open_blob

_CHUNK: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")
_HEADERS: Final = {
    "Cache-Control": "private, no-cache",  # rights are asked at each request (law 13)
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def serve(
    request: HttpRequest, blob: Blob, *, name: str, download: bool = False
) -> HttpResponseBase:
    """Return a content as an answer to `request`.

    A picture is shown by the browser, converted if it must be. Everything else is downloaded
    whatever was asked, SVG, HTML and PDF too (law 13). One range is honoured (RFC 9110, 14.2), and
    an unchanged content is answered with 304.

    Args:
        request: For its Range, If-Range and If-None-Match.
        blob: The content.
        name: Under which it is saved.
        download: Save a picture too instead of showing it (spec FILE-5: two actions).

    Raises:
        Http404: The bytes are missing from the storage.
    """
    shown = None if download else showable(blob)
    served = shown or blob
    etag = f'"{served.sha256}"'
    if etag in _etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponseNotModified(), etag=etag)
    wanted = _range(request, served.size, etag)
    if wanted is None:
        refusal = HttpResponse(status=416, headers={"Content-Range": f"bytes */{served.size}"})
        return _with_headers(refusal, etag=etag)
    response = _stream(request, served, wanted)
    response["Content-Type"] = served.content_type
    response["Content-Disposition"] = content_disposition_header(shown is None, name) or ""
    return _with_headers(response, etag=etag)


def serve_thumbnail(request: HttpRequest, blob: Blob, *, size: int = THUMBNAIL) -> HttpResponseBase:
    """Return the thumbnail of a picture; one that cannot be made does not exist.

    Raises:
        Http404: The content is no picture, or one that we refuse to open.
        ValueError: The size is not one of `pictures.SIZES`.
    """
    small = thumbnail(blob, size)
    if small is None:
        raise Http404("no thumbnail")
    return serve(request, small, name="thumbnail.webp")


def _with_headers(response: HttpResponseBase, *, etag: str) -> HttpResponseBase:
    for header, value in _HEADERS.items():
        response[header] = value
    response["ETag"] = etag
    return response


def _etags(header: str) -> list[str]:
    """Return the tags of If-None-Match; a proxy that compresses makes them weak."""
    return [tag.removeprefix("W/") for tag in parse_etags(header)]


def _range(request: HttpRequest, size: int, etag: str) -> range | None:
    """Return the bytes asked for, all of them if no single range is; None if it cannot be met."""
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not match or request.headers.get("If-Range", etag) != etag:
        return range(size)
    first, last = match.groups()
    if not first and not last:
        return range(size)
    if not first:
        wanted = range(max(size - int(last), 0), size)
    else:
        wanted = range(int(first), min(int(last), size - 1) + 1 if last else size)
    return wanted or None


def _stream(request: HttpRequest, blob: Blob, wanted: range) -> HttpResponseBase:
    try:
        file = open_blob(blob)
    except FileNotFoundError as error:
        raise Http404("the content is missing") from error
    file.seek(wanted.start)
    pieces = _AsyncPieces if isinstance(request, ASGIRequest) else _Pieces
    response = StreamingHttpResponse(
        pieces(file, len(wanted)), status=200 if len(wanted) == blob.size else 206
    )
    response["Content-Length"] = len(wanted)
    response["Accept-Ranges"] = "bytes"
    if response.status_code == 206:
        response["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{blob.size}"
    return response


class _Reader:
    """Gives a part of a file piece by piece; the response closes it."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def read(self) -> bytes:
        piece = self._file.read(min(_CHUNK, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


class _Pieces(_Reader):
    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if piece := self.read():
            return piece
        raise StopIteration


class _AsyncPieces(_Reader):
    """Reads in a thread: under ASGI a plain iterator would be read into memory whole."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if piece := await sync_to_async(self.read, thread_sensitive=False)():
            return piece
        raise StopAsyncIteration
