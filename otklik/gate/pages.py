"""Rendering the gate's pages."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otklik.directory.languages import speak_as
from otklik.directory.models import Site, every_language
from otklik.directory.queries import default_site
from otklik.people.acts import Act, may
from otklik.people.viewer import Viewer


def page(
    request: HttpRequest,
    name: str,
    context: Mapping[str, object] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Return a page of the gate with the site's name on it.

    Args:
        request: Who asks.
        name: The template's name inside `gate/`, without `.html`.
        context: What the page shows.
        status: 422 for a form with errors, 429 for too many attempts.
    """
    site = speaking(request)
    offered = every_language() if _is_staff(request) else site.languages
    shown = {"site": site, "offered_languages": offered, **(context or {})}
    return render(request, f"gate/{name}.html", shown, status=status)


def speaking(request: HttpRequest) -> Site:
    """Return the site, read once per request; from here on clients read one of its languages.

    A view calls it first if it puts anything into words itself.
    """
    site: Site | None = getattr(request, "gate_site", None)
    if site is None:
        site = default_site()
        request.gate_site = site  # type: ignore[attr-defined]  # ours alone
        if not _is_staff(request):
            speak_as(site)
    return site


def _is_staff(request: HttpRequest) -> bool:
    """Tell whether somebody is known to read the desk; who comes to a public page counts as not."""
    known: Viewer | None = getattr(request, "viewer", None)
    return known is not None and may(known, Act.READ_DESK)


def status_of(*, is_bound: bool) -> HTTPStatus:
    """Return the status of a page with a form: 422 if it was sent and refused."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_bound else HTTPStatus.OK
