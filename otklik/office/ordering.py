"""Rows that an administrator puts in order, by a script or without one, by one place at a time."""

from collections.abc import Callable, Collection, Sequence
from http import HTTPStatus
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from otklik.people.editing import Stale
from otklik.people.guards import AuthenticatedRequest

T = TypeVar("T")


def moved(shown: Sequence[T], *, up: Collection[T], down: Collection[T]) -> list[T]:
    """Return the shown order with one row a place further up or down.

    Args:
        shown: The order that the page showed.
        up: The row that moves up, if one does.
        down: The row that moves down, if one does.
    """
    order = list(shown)
    for row in [*up, *down]:
        if row in order:
            place = order.index(row)
            target = place + (1 if row in down else -1)
            if 0 <= target < len(order):
                order.insert(target, order.pop(place))
                return order
    return order


def ordered(
    request: AuthenticatedRequest, put: Callable[[], object], *, then: str
) -> HttpResponseBase:
    """Order rows; a script is answered with 204, or 409 if somebody else was faster.

    Args:
        request: The request.
        put: Puts them into their order.
        then: The address to which a page without script goes on.
    """
    is_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        put()
    except Stale:
        if is_script:
            return HttpResponse(status=HTTPStatus.CONFLICT)
        messages.warning(request, _("Somebody else has changed the order; look at it again."))
    return HttpResponse(status=HTTPStatus.NO_CONTENT) if is_script else redirect(then)
