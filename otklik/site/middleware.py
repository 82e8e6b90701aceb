"""What happens around every request."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from otklik.core.kept import asked_once

log = structlog.get_logger(__name__)

HEADER: Final = "X-Request-ID"
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_READING: Final = frozenset({"GET", "HEAD"})
_SILENT: Final = frozenset({"/healthz", "/readyz"})


def request_log(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give each request an id that its log lines and its answer carry, and write one line about it.

    A proxy's id is kept when it looks like one. The query string stays out of the log: it holds
    what people search for.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        begun = time.monotonic()
        response = get_response(request)
        response.headers[HEADER] = request_id
        if request.path not in _SILENT:
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.monotonic() - begun) * 1000),
                person=_person(request),
            )
        return response

    return middleware


def small_tables_once(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Ask only once whether small tables are unchanged while a page is read: looking writes none.

    The tables are those of `core/kept.py`.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in _READING:
            return get_response(request)
        with asked_once():
            return get_response(request)

    return middleware


def _person(request: HttpRequest) -> str | None:
    """Return the id of who asked, without reading a session that the view did not need."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY) if session is not None and session.accessed else None
