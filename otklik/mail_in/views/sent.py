"""Letters that leave (screen 17b): the list, a letter beside it, sending it, calling it back."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.core.html import from_text
from otklik.mail.models import Outgoing
from otklik.mail_in import access, operations
from otklik.mail_in.operations import TooLate
from otklik.mail_in.pages import sent as words
from otklik.mail_in.pages.layout import frame
from otklik.mail_in.queries import sent
from otklik.mail_in.queries.sent import View
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'; sandbox allow-popups"
)
"""A letter carries its style with it (DESIGN 0), so it stands in a frame with rules of its own."""


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def letters(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the letters that leave: `?view=` chooses a part, `?after=` goes on."""
    return _page(request, None)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def letter(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponseBase:
    """Show a letter beside the list."""
    return _page(request, access.get_sent(viewer(request), outgoing_id))


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def body(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponseBase:
    """Show a letter as its reader sees it, for a sandboxed frame."""
    row = access.get_sent(viewer(request), outgoing_id)
    if not access.shows_words(row):
        raise Http404
    answer = HttpResponse(row.html or from_text(row.text))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@view_for(Act.CHANGE_OFFICE)
@require_POST
def send_again(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponseBase:
    """Send a letter now that waits, did not arrive, or was called back."""

    def work() -> None:
        operations.send_again(outgoing_id=outgoing_id, by=viewer(request))
        if "HX-Request" not in request.headers:
            messages.success(request, _("The letter is on its way."))

    return _try(request, outgoing_id, work)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def call_back(request: AuthenticatedRequest, outgoing_id: int) -> HttpResponseBase:
    """Call back a letter that still waits."""

    def work() -> None:
        operations.call_back(outgoing_id=outgoing_id, by=viewer(request))
        undo = reverse("office:letter_send_again", args=[outgoing_id])
        messages.success(request, _("The letter will not be sent."), extra_tags=undo)

    return _try(request, outgoing_id, work)


def _try(
    request: AuthenticatedRequest, outgoing_id: int, work: Callable[[], None]
) -> HttpResponseBase:
    try:
        work()
    except TooLate:
        messages.warning(request, _("Too late: the letter has changed meanwhile."))
    return redirect("office:letter_out", outgoing_id)


def _page(request: AuthenticatedRequest, row: Outgoing | None) -> HttpResponse:
    who = viewer(request)
    name = request.GET.get("view", "")
    view = View(name) if name in View.__members__.values() else View.ALL
    page = sent.letters(who, view, after=request.GET.get("after", ""))
    here = reverse("office:letters_out")
    context = frame(request, is_incoming=False) | {
        "view": view,
        "views": words.VIEWS.items(),
        "lines": [words.line(one) for one in page.rows],
        "next": f"{here}?view={view}&after={page.next}" if page.next else "",
        "sums": sent.sums(who),
        "shown": words.shown(row) if row else None,
    }
    return render(request, "mail_in/letters.html", context)
