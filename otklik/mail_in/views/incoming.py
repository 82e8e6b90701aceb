"""Received letters (screen 17): the ledger, a letter beside it, its source, what staff decide."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.mail_in import access, operations
from otklik.mail_in.decide import Order
from otklik.mail_in.models import Fate, Reason, Received
from otklik.mail_in.operations import TooLate
from otklik.mail_in.pages import incoming as words
from otklik.mail_in.pages.layout import frame
from otklik.mail_in.pages.remedies import remedy
from otklik.mail_in.queries import incoming
from otklik.mail_in.queries.incoming import View
from otklik.mail_in.reader import read_stored
from otklik.mail_in.reading.letter import Letter
from otklik.mail_in.take import raw_of
from otklik.people.acts import Act, may
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import Viewer, viewer
from otklik.ui.parts.words import ticket_number

SOURCE_LIMIT: Final = 1_000_000
"""Bytes of a source that a page shows; the file has them all."""


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def letters(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the ledger: `?view=` chooses a part, `?after=` goes on."""
    return _page(request, None)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def letter(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Show a letter beside the ledger."""
    return _page(request, access.get(viewer(request), letter_id))


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def source(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Show a letter as it came, as plain text; `?file` saves it as a file.

    Only administrators get its very bytes: others see what it says, decoded, without the signatures
    of reply addresses. Whoever knows a colleague's could write in the colleague's name, and a
    transfer encoding would hide it from a search.
    """
    who = viewer(request)
    row = access.get(who, letter_id)
    raw = _raw(row)
    if not may(who, Act.CHANGE_OFFICE):
        raw = words.decoded(raw, _read(row)).encode()
    if "file" in request.GET:
        answer = HttpResponse(raw, content_type="message/rfc822")
        name = content_disposition_header(as_attachment=True, filename=f"letter-{letter_id}.eml")
        answer.headers["Content-Disposition"] = name or "attachment"
    else:
        text = raw[:SOURCE_LIMIT].decode("utf-8", "replace")
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@view_for(Act.CHANGE_OFFICE)
@require_POST
def read_again(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Take a letter of the tray by the rules once more."""
    return _decide(request, letter_id, Order.RULES)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def accept(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Take a letter as it was sent; one in a colleague's name only if that was confirmed."""
    row = access.get(viewer(request), letter_id)
    if row.reason == Reason.STAFF_UNPROVEN and "confirmed" not in request.POST:
        error = _("Confirm first who wrote the letter.")
        return _page(request, row, error=error, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _decide(request, letter_id, Order.AS_SENT)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def open_ticket(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Open a new ticket for a letter."""
    return _decide(request, letter_id, Order.AS_NEW)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def put_aside(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Take a letter out of the tray without a ticket."""

    def work() -> None:
        operations.put_aside(letter_id=letter_id, by=viewer(request))
        undo = reverse("office:letter_bring_back", args=[letter_id])
        messages.success(request, _("The letter was put aside."), extra_tags=undo)

    return _try(request, letter_id, work, to="office:letters_in")


@view_for(Act.CHANGE_OFFICE)
@require_POST
def bring_back(request: AuthenticatedRequest, letter_id: int) -> HttpResponseBase:
    """Lay a letter that was put aside into the tray again."""

    def work() -> None:
        operations.bring_back(letter_id=letter_id, by=viewer(request))
        if "HX-Request" not in request.headers:
            messages.success(request, _("The letter is in the tray again."))

    return _try(request, letter_id, work)


def _decide(request: AuthenticatedRequest, letter_id: int, order: Order) -> HttpResponseBase:
    def work() -> None:
        row = operations.decide(letter_id=letter_id, by=viewer(request), order=order)
        _tell(request, row)

    return _try(request, letter_id, work)


def _tell(request: AuthenticatedRequest, row: Received) -> None:
    """Say what became of the letter."""
    if row.fate == Fate.TAKEN and row.ticket_number:
        number = {"number": ticket_number(row.ticket_number)}
        text = (
            _("The letter opened %(number)s.") if row.opened else _("The letter is in %(number)s.")
        )
        messages.success(request, text % number)
    elif row.fate == Fate.TRAY:
        messages.warning(request, _("The letter is still in the tray; the reason is named here."))
    else:
        messages.success(request, _("The letter was read again."))


def _try(
    request: AuthenticatedRequest,
    letter_id: int,
    work: Callable[[], None],
    *,
    to: str = "",
) -> HttpResponseBase:
    """Do something to a letter and go back to it, or to the list; say so if it came too late."""
    try:
        work()
    except TooLate:
        messages.warning(request, _("Somebody was faster: the letter has changed meanwhile."))
        return redirect("office:letter", letter_id)
    return redirect(to) if to else redirect("office:letter", letter_id)


def _page(
    request: AuthenticatedRequest,
    row: Received | None,
    *,
    error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    who = viewer(request)
    view = _view_named(request.GET.get("view", ""))
    page = incoming.letters(who, view, after=request.GET.get("after", ""))
    context = frame(request, is_incoming=True) | {
        "view": view,
        "views": words.VIEWS.items(),
        "lines": [words.line(one) for one in page.rows],
        "next": _next(view, page.next),
        "sums": incoming.sums(who),
        "error": error,
    }
    if row is not None:
        context |= _sheet(who, row)
    return render(request, "mail_in/letters.html", context, status=status)


def _view_named(name: str) -> View:
    return View(name) if name in View.__members__.values() else View.ALL


def _next(view: View, mark: str) -> str:
    return f"{reverse('office:letters_in')}?view={view}&after={mark}" if mark else ""


def _sheet(who: Viewer, row: Received) -> dict[str, Any]:
    letter = _read(row)
    return {
        "row": row,
        "line": words.line(row),
        "steps": words.steps(row),
        "remedy": remedy(row) if may(who, Act.CHANGE_OFFICE) else None,
        "facts": words.facts(row, letter),
        "said": words.said(letter) if letter else None,
        "reason": Reason(row.reason).label if row.reason else "",
    }


def _read(row: Received) -> Letter | None:
    """Return a letter, read; nothing if its bytes cannot be had or our reader breaks on them."""
    try:
        return read_stored(row.blob)
    except Exception:  # noqa: BLE001 - the tray must show even the letter that cannot be read
        return None


def _raw(row: Received) -> bytes:
    try:
        return raw_of(row)
    except FileNotFoundError as error:
        raise Http404 from error
