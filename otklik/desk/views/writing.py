"""The composer: an answer or a hidden note, and its draft (screens 02, 02b, 23b)."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otklik.core.kept import asked_once
from otklik.desk.answers import by_htmx, ticket_page
from otklik.desk.forms import WriteForm, numbers
from otklik.desk.loading import seen_at_desk, workable
from otklik.desk.operations import Unread, Wish, send
from otklik.desk.pages.composing import Returned, composer
from otklik.desk.pages.conflicts import conflict
from otklik.desk.pages.properties import lists
from otklik.directory.models import Source
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations.reading import DraftText, save_draft
from otklik.tickets.operations.set_fields import FieldChange, Stale
from otklik.ui.parts.composer import Guard
from otklik.ui.parts.marks import Stranger


@view_for(Act.WORK_AT_DESK)
@require_POST
@asked_once()
def write(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Send what was written; what cannot be sent comes back whole."""
    form = WriteForm(request.POST)
    verb = Verb.NOTE if form.mode_name == "note" else Verb.REPLY
    seen = workable(request, number, verb)
    if not form.is_valid():
        return _back(request, number, form, _("This form is damaged. Load the page again."))
    try:
        known = send(seen=seen, key=form.cleaned_data["key"], wish=_wish(form))
    except Unread as unread:
        return _guard(request, seen, form, unread)
    except Stale as stale:
        return _status_guard(request, number, form, stale)
    except ValidationError as error:
        return _back(request, number, form, " ".join(error.messages))
    return _sent(request, number, known)


@view_for(Act.WORK_AT_DESK)
@require_POST
def draft(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Keep an unsent text on the server (spec MSG-17)."""
    seen = workable(request, number, Verb.NOTE)
    kept = DraftText(
        text=request.POST.get("text", ""),
        html=request.POST.get("html", ""),
        mode="note" if request.POST.get("mode") == "note" else "reply",
        uploads=request.POST.getlist("files"),
        seen_seq=next(iter(numbers([request.POST.get("seen", "")])), 0),
    )
    save_draft(viewer=viewer(request), seen=seen, draft=kept)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _wish(form: WriteForm) -> Wish:
    data = form.cleaned_data
    wanted = data["status"]
    source = data["source"] if data["for_author"] else None
    return Wish(
        text=data["text"],
        html=data["html"],
        is_note=form.mode_name == "note",
        files=form.uploads,
        seen_seq=data["seen"] or 0,
        status=FieldChange("status", wanted, data["shown_status"]) if wanted else None,
        closes=data["close"],
        for_author=data["for_author"],
        source=Source.objects.filter(pk=source, archived_at=None).first() if source else None,
        keeps_status=data["keeps_status"],
    )


def _sent(request: AuthenticatedRequest, number: int, known: int) -> HttpResponse:
    """Empty the composer; the message itself comes as every new one does (docs/live.md)."""
    if not by_htmx(request):
        return redirect("desk:ticket", number)
    answer = _composer(seen_at_desk(request, number), request, known=known)
    answer.headers["HX-Trigger"] = "ok:sent, live:ticket"
    return answer


def _back(request: AuthenticatedRequest, number: int, form: WriteForm, error: str) -> HttpResponse:
    """Return what was written with what is wrong with it; nothing was saved."""
    returned = _returned(form, error)
    status, seen = HTTPStatus.UNPROCESSABLE_ENTITY, seen_at_desk(request, number)
    if by_htmx(request):
        return _composer(seen, request, returned=returned, status=status)
    return ticket_page(request, seen, status=status, returned=returned)


def _returned(form: WriteForm, error: str, *, seen_seq: int | None = None) -> Returned:
    said = form.data.get("seen", "")
    return Returned(
        text=form.data.get("text", ""),
        html=form.data.get("html", ""),
        mode=form.mode_name,
        error=error,
        files=form.uploads,
        seen=next(iter(numbers([said])), None) if seen_seq is None else seen_seq,
        options=form.cleaned_data,
    )


def _composer(
    seen: Seen,
    request: AuthenticatedRequest,
    *,
    known: int = 0,
    returned: Returned | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    spec = composer(seen, lists(seen), known=known, returned=returned)
    return render(request, "desk/parts/composer.html", {"composer": spec}, status=status)


def _guard(
    request: AuthenticatedRequest, seen: Seen, form: WriteForm, unread: Unread
) -> HttpResponse:
    """Show both texts instead of sending one that misses the other (screen 23b)."""
    author = unread.author or Stranger(_("System"))
    if not by_htmx(request):
        words = _("%(name)s wrote meanwhile. Nothing was sent: read it, then send again.")
        returned = _returned(form, words % {"name": author.shown_name}, seen_seq=unread.seq)
        fresh = seen_at_desk(request, seen.ticket.number)
        return ticket_page(request, fresh, status=HTTPStatus.CONFLICT, returned=returned)
    guard = Guard(
        author=author,
        at=unread.at,
        html=unread.html,
        me=request.user,
        text=form.cleaned_data["text"],
        seen=unread.seq,
        may_note=seen.rights.may(Verb.NOTE),
    )
    context = {"guard": guard}
    return render(request, "desk/parts/guard.html", context, status=HTTPStatus.CONFLICT)


def _status_guard(
    request: AuthenticatedRequest, number: int, form: WriteForm, stale: Stale
) -> HttpResponse:
    """Say that the status to be set with the message is no longer the one that was shown."""
    seen = seen_at_desk(request, number)
    met = conflict(seen, stale)
    if not by_htmx(request):
        words = _("The status is now “%(status)s”. Nothing was sent: look, then send again.")
        returned = _returned(form, words % {"status": met.present})
        return ticket_page(request, seen, status=HTTPStatus.CONFLICT, returned=returned)
    context = {"conflict": met, "seen_seq": form.cleaned_data["seen"] or 0}
    return render(request, "desk/parts/status_guard.html", context, status=HTTPStatus.CONFLICT)
