"""The letters that left about a ticket; in the demo each can be answered as its reader would."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.core.html import from_text
from otklik.desk.demo_answer import NoDoor, answer_as_client, may_answer
from otklik.desk.forms import LetterAnswerForm
from otklik.desk.loading import seen_at_desk
from otklik.desk.pages.layout import frame
from otklik.desk.pages.letters import letter_of, letters_of
from otklik.mail.models import Outgoing
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.tickets.access import Seen
from otklik.tickets.queries.rows import lamp_of

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'; sandbox allow-popups"
)
"""A letter carries its style with it (DESIGN 0): it stands in a frame with rules of its own."""


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def letters(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show the letters of a ticket, the newest first, and one of them: `?letter=`."""
    seen = seen_at_desk(request, number)
    found = letters_of(number)
    asked = request.GET.get("letter", "")
    shown = next((one for one in found if str(one.pk) == asked), found[0] if found else None)
    return _page(request, seen, found, shown, LetterAnswerForm())


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def letter(request: AuthenticatedRequest, number: int, letter_id: int) -> HttpResponseBase:
    """Show a letter as its reader saw it, for a sandboxed frame."""
    seen_at_desk(request, number)
    found = _found(number, letter_id)
    answer = HttpResponse(found.html or from_text(found.text))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@view_for(Act.WORK_AT_DESK)
@require_POST
def answer(request: AuthenticatedRequest, number: int, letter_id: int) -> HttpResponseBase:
    """Answer a letter as its reader would; only in the demo."""
    seen = seen_at_desk(request, number)
    found = _found(number, letter_id)
    if not may_answer(found, seen):
        raise Http404
    form = LetterAnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_as_client(found, form.cleaned_data["text"])
        except NoDoor:
            form.add_error(None, _("The door for letters is shut. Try again in a moment."))
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, seen, letters_of(number), found, form, status=status)
    messages.success(request, _("The letter is on its way. It appears here by itself."))
    return redirect("desk:ticket", number)


def _found(number: int, letter_id: int) -> Outgoing:
    found = letter_of(number, letter_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: AuthenticatedRequest,
    seen: Seen,
    found: list[Outgoing],
    shown: Outgoing | None,
    form: LetterAnswerForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "ticket": seen.ticket,
        "lamp": lamp_of(seen).value,
        "letters": found,
        "shown": shown,
        "form": form if shown and may_answer(shown, seen) else None,
    }
    return render(request, "desk/letters.html", context | frame(request), status=status)
