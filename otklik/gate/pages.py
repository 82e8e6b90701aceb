"""Rendering the gate's pages."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otklik.directory.queries import default_site


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
    shown = {"site": default_site(), **(context or {})}
    return render(request, f"gate/{name}.html", shown, status=status)


def status_of(*, is_bound: bool) -> HTTPStatus:
    """Return the status of a page with a form: 422 if it was sent and refused."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if is_bound else HTTPStatus.OK
