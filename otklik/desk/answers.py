"""How the desk answers a change: htmx gets the parts that changed, a plain form the page again."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from otklik.desk.forms import numbers
from otklik.desk.loading import seen_at_desk
from otklik.desk.pages.composing import Returned
from otklik.desk.pages.conflicts import Conflict, conflict
from otklik.desk.pages.layout import frame
from otklik.desk.pages.ticket import panel, topics, whole
from otklik.desk.queue_form import AskedList
from otklik.people.guards import AuthenticatedRequest
from otklik.tickets.access import Seen, Unseen
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.queries.asking import who_asks
from otklik.ui.parts.toasts import add_toast

SHEET = "sheet-properties"


def by_htmx(request: AuthenticatedRequest) -> bool:
    """Tell whether the answer is put into an open page."""
    return request.headers.get("HX-Request") == "true"


def ticket_page(
    request: AuthenticatedRequest,
    seen: Seen,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    returned: Returned | None = None,
    met: Conflict | None = None,
) -> HttpResponse:
    """Return the whole page of a ticket.

    Args:
        request: Who asks.
        seen: The ticket and its reader.
        status: 409 and 422 for what was not saved.
        returned: What was not sent and comes back into the composer.
        met: A property that somebody else has changed meanwhile.
    """
    asked = AskedList.of(request.GET)
    down_to = next(iter(numbers([request.GET.get("message", "")])), 0)
    context = whole(seen, asked, returned, down_to=down_to) | {"conflict": met}
    context |= frame(request, topics=topics(seen))
    if asks := next(iter(numbers([request.GET.get("asks", "")])), 0):
        context["asker"] = who_asks(seen, person_id=asks)
    return render(request, "desk/ticket.html", context, status=status)


def changed(request: AuthenticatedRequest, number: int, *, toast: str = "") -> HttpResponse:
    """Answer a change that was saved.

    Args:
        request: Who asks.
        number: The ticket's number.
        toast: What happened, if the page does not show it.
    """
    try:
        seen = seen_at_desk(request, number)
    except Unseen:
        return gone(request)
    if not by_htmx(request):
        return redirect("desk:ticket", number)
    answer = _around(request, seen, {})
    answer.headers["HX-Trigger"] = '{"live:ticket": null}'
    return add_toast(answer, toast) if toast else answer


def stale(request: AuthenticatedRequest, number: int, met: Stale) -> HttpResponse:
    """Answer a change whose page showed another value: 409 with the present one (law 9).

    Args:
        request: Who asks.
        number: The ticket's number.
        met: What the operation answered.
    """
    seen = seen_at_desk(request, number)
    found = conflict(seen, met)
    if by_htmx(request):
        return _around(request, seen, {"conflict": found}, status=HTTPStatus.CONFLICT)
    return ticket_page(request, seen, status=HTTPStatus.CONFLICT, met=found)


def refused(request: AuthenticatedRequest, number: int, words: str) -> HttpResponse:
    """Answer a wish that cannot be granted: 422 with the reason; the ticket is as it was.

    Args:
        request: Who asks.
        number: The ticket's number.
        words: Why not.
    """
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    seen = seen_at_desk(request, number)
    if by_htmx(request):
        return add_toast(_around(request, seen, {}, status=status), words, level="error")
    messages.error(request, words)
    return ticket_page(request, seen, status=status)


def gone(request: AuthenticatedRequest) -> HttpResponse:
    """Answer a change with which the ticket left the person's sight (spec ROLE-12): the list."""
    if not by_htmx(request):
        return redirect("desk:queue")
    return HttpResponse(
        status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": reverse("desk:queue")}
    )


def _around(
    request: AuthenticatedRequest,
    seen: Seen,
    more: dict[str, Any],
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = panel(seen) | more
    context["in_sheet"] = request.headers.get("HX-Target") == SHEET
    return render(request, "desk/parts/around.html", context, status=status)
