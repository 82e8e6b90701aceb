"""The page of a ticket (screens 02, 10), and what an open page asks for afterwards."""

from http import HTTPStatus

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.core.paths import ticket_path
from otklik.desk.answers import by_htmx, ticket_page
from otklik.desk.forms import numbers
from otklik.desk.loading import seen_at_desk
from otklik.desk.pages.composing import KEY
from otklik.desk.pages.layout import frame
from otklik.desk.pages.people import collision, here
from otklik.desk.pages.ratings import rated_lines
from otklik.desk.pages.thread import corrected_cards, thread
from otklik.desk.pages.ticket import panel, topics
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets import access
from otklik.tickets.access import Stance, Verb
from otklik.tickets.operations.bell import read_of_ticket
from otklik.tickets.operations.reading import draft_of, mark_read
from otklik.tickets.queries import story


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def page(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show a ticket, down to the message `?message=` that a notice speaks of.

    What rang about it is read by that. An agent's own ticket is shown to him in the client's door
    (spec D-5).
    """
    seen = access.get(viewer(request), number)
    if seen.stance is Stance.CLIENT:
        return redirect(ticket_path(number))
    read_of_ticket(seen=seen, seq=seen.ticket.last_seq)
    return ticket_page(request, seen)


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def earlier(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Answer «show earlier messages»: before message `?before=`, at click `?click=` (MSG-14)."""
    seen = seen_at_desk(request, number)
    before, click = _number(request, "before"), _number(request, "click") or 1
    shown = thread(seen, story.earlier(seen, before=before, click=click))
    context = {"thread": shown, "ticket": seen.ticket, "click": click + 1}
    if by_htmx(request):
        return render(request, "desk/parts/earlier.html", context)
    return render(request, "desk/earlier.html", context | frame(request))


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def newer(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Answer an open page that heard of something: the cards after `?after=`, and what changed.

    Nothing comes twice: the answer carries the number from which the next question goes on.
    """
    seen = seen_at_desk(request, number)
    after = _number(request, "after")
    if story.last_seq(seen) <= after:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    happened = story.newer(seen, after=after)
    shown = thread(seen, happened)
    is_writing = draft_of(viewer=seen.viewer, seen=seen) is not None
    context = panel(seen) | {
        "thread": shown,
        "rated_lines": rated_lines(seen, happened.items),
        "corrected": corrected_cards(seen, happened),
        "composer_key": KEY,
        "composer_seen": None if is_writing else shown.newest,
    }
    return render(request, "desk/parts/newer.html", context)


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def presence(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Say who else is in the ticket now, and who answers (spec PRES-1…PRES-5)."""
    seen = seen_at_desk(request, number)
    others = here(seen)
    context = {
        "here": others,
        "collision": collision(seen, others),
        "may_note": seen.rights.may(Verb.NOTE),
    }
    return render(request, "desk/parts/presence_fresh.html", context)


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def live(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Give a page that stays open new tokens for the live connection; 404 if the right is gone."""
    seen = seen_at_desk(request, number)
    context = frame(request, topics=topics(seen)) | panel(seen)
    return render(request, "desk/parts/live.html", context)


@view_for(Act.READ_DESK)
@require_POST
def read(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Note that the reader has seen the conversation up to `seq`."""
    seen = seen_at_desk(request, number)
    for seq in numbers([request.POST.get("seq", "")]):
        mark_read(seen=seen, seq=seq)
    return render(request, "desk/parts/read.html")


@view_for(Act.READ_DESK)
@never_cache
@require_safe
def properties(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show the properties as a sheet that rises from the bottom of a phone (screen 26)."""
    seen = seen_at_desk(request, number)
    return render(request, "desk/parts/sheet.html", panel(seen))


def _number(request: AuthenticatedRequest, name: str) -> int:
    """Return a number of the address; 0 for anything else."""
    return next(iter(numbers([request.GET.get(name, "")])), 0)
