"""The pages that say what went wrong (screen 25), and that give back what could not be taken."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from otklik.core.time import now
from otklik.directory.languages import speak_as
from otklik.directory.maintenance import remembered
from otklik.directory.queries import default_site
from otklik.people.guards import is_scripted, refuse_forged
from otklik.people.viewer import STRANGER, Viewer, viewer
from otklik.people.zones import zone_words
from otklik.ui.context import ui

RETRY_AFTER: Final = 30
"""Seconds until the page of 503 tries again."""

WITHOUT_PAGE: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.METHOD_NOT_ALLOWED})
"""Answers that have no page of their own when they are made."""

TICKET_PAGES: Final = frozenset({"ticket", "desk:ticket"})
"""Addresses at which an agent may be looking for a ticket that others work on."""

_Around = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a form of ours held that was not taken; a page that holds it can send it again.

    Attributes:
        address: Where it was going.
        fields: Names and values, without the token and without passwords.
        had_files: Whether files were attached, which no page can give back.
    """

    address: str
    fields: list[tuple[str, str]]
    had_files: bool


def unsent(request: HttpRequest) -> Unsent | None:
    """Return what the request's form held, if it was a page of ours that sent it.

    A form that another site sent is never given back: one press, and it would count as ours.
    """
    if request.method != "POST" or not _is_own_form(request):
        return None
    try:
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken" and "password" not in name
            for value in values
        ]
        had_files = bool(request.FILES)
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return None
    return Unsent(request.get_full_path(), fields, had_files)


def _is_own_form(request: HttpRequest) -> bool:
    """Tell whether the browser names our own address as the origin; each names one in a POST."""
    scheme = "https" if request.is_secure() else "http"
    return request.headers.get("Origin") == f"{scheme}://{request.get_host()}"


# --- Django's handlers -------------------------------------------------------------------------


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's)
    """Answer 404 with a way on: to a search for whoever is signed in, else to the sign-in."""
    return _page(request, HTTPStatus.NOT_FOUND)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's)
    """Answer 403 to somebody who sees the thing and may not do this (law 5)."""
    return _page(request, HTTPStatus.FORBIDDEN)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's)
    """Answer 400; nothing that the request says is looked at again."""
    return _bare_page(request, HTTPStatus.BAD_REQUEST)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw: 500, or 503 while the database cannot be reached or is busy.

    The page needs neither database nor session. It names the request as the log does, and a form
    can be sent again from it: its key makes sure that nothing happens twice (law 2).
    """
    around = {
        "code": structlog.contextvars.get_contextvars().get("request", ""),
        "moment": now(),
        "unsent": unsent(request),
    }
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _bare_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, around)
    zone = zone_words(timezone.get_current_timezone_name(), now().date())
    around |= {"planned": remembered(), "zone": zone}
    away = _bare_page(request, HTTPStatus.SERVICE_UNAVAILABLE, around)
    away.headers["Retry-After"] = str(RETRY_AFTER)
    return away


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's)
    """Answer a form without a valid token: a script as `refuse_forged` does, people with a page."""
    if is_scripted(request):
        return refuse_forged(request)
    return _bare_page(request, HTTPStatus.FORBIDDEN, {"unsent": unsent(request)}, "403_csrf")


# --- Around every request ----------------------------------------------------------------------


def explained(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Put a page in the place of bare words or of nothing, where a browser would show them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code not in WITHOUT_PAGE or not _is_for_people(request):
            return response
        page = _page(request, HTTPStatus(response.status_code), {"unsent": unsent(request)})
        for name, value in response.items():
            page.headers.setdefault(name, value)
        return page

    return middleware


def _is_for_people(request: HttpRequest) -> bool:
    """Tell whether a browser asks for a page."""
    return not is_scripted(request) and "text/html" in request.headers.get("Accept", "")


# --- Pages -------------------------------------------------------------------------------------


def _page(
    request: HttpRequest, status: HTTPStatus, around: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Return a page with the site's name, and with ways that are open to whoever asks."""
    who = viewer(request) if hasattr(request, "user") else STRANGER
    reads_desk = who.is_staff or who.is_observer
    site = default_site()
    if not reads_desk:
        speak_as(site)
    shown = {
        "site": site,
        "search_url": reverse("desk:search" if reads_desk else "portal:home"),
        "sign_in_url": reverse("gate:sign_in"),
        "sign_out_url": reverse("gate:sign_out"),
        "ask_url": _ask_url(request, who) if status == HTTPStatus.NOT_FOUND else "",
        **(around or {}),
    }
    page = render(request, f"{status.value}.html", shown, status=status)
    add_never_cache_headers(page)
    return page


def _ask_url(request: HttpRequest, who: Viewer) -> str:
    """Return where an agent asks for a ticket whose address it is, whether there is one or not."""
    match = request.resolver_match
    if match is None or match.view_name not in TICKET_PAGES:
        return ""
    sees_all = who.is_admin or who.is_observer
    if sees_all or not who.is_agent:
        return ""
    return reverse("desk:ask_access", args=[match.kwargs["number"]])


def _bare_page(
    request: HttpRequest, status: HTTPStatus, around: _Around | None = None, name: str = ""
) -> HttpResponse:
    """Return a page for which nobody asks the database or the session."""
    shown = ui(request) | {"csrf_token": get_token(request)} | (around or {})
    html = render_to_string(f"{name or status.value}.html", shown)
    page = HttpResponse(html, status=status)
    add_never_cache_headers(page)
    return page
