"""The client's page of a ticket, and what keeps it fresh (screen 05)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.clock.offer import rows_for
from otklik.core.time import now
from otklik.directory.models import Priority
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.forms import number_in
from otklik.portal.loading import seen_as_client
from otklik.portal.pages.cards import corrected_cards, thread
from otklik.portal.pages.frame import frame
from otklik.portal.pages.promise import hint, of_ticket
from otklik.portal.pages.rating import Asked, card, rated_lines
from otklik.portal.pages.uploads import uploads_of
from otklik.tickets.access import Seen, Verb, opens_again
from otklik.tickets.counted import outside_hours_of
from otklik.tickets.operations.reading import draft_of, mark_read
from otklik.tickets.queries import story
from otklik.tickets.queries.rows import own_row
from otklik.tickets.topics import client_topic
from otklik.tickets.words import EventKind
from otklik.ui.parts.composer import Composer, Mode, reply_mode

COMPOSER: Final = "composer"


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def ticket(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show a ticket: the conversation down to `?message=` or further, the way to answer.

    With `?answer=` it asks to rate that answer, and `?rate=` selects a rating: letters lead here.
    """
    seen = seen_as_client(request, number)
    answer, rating = number_in(request.GET, "answer"), number_in(request.GET, "rate")
    return page(request, seen, asked=Asked(answer, rating) if answer else None)


def page(
    request: AuthenticatedRequest,
    seen: Seen,
    *,
    asked: Asked | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponseBase:
    """Return the whole page of a ticket.

    Args:
        request: Who asks.
        seen: The ticket.
        asked: An answer to be rated.
        status: Of the response.
    """
    topic = client_topic(seen.ticket.number)
    context = frame(request, site=seen.ticket.site, topics={"ticket": [topic]})
    told = thread(seen, story.conversation(seen, down_to=number_in(request.GET, "message")))
    mark_read(seen=seen, seq=seen.ticket.last_seq)
    shown = {
        **context,
        **about(request, seen),
        "thread": told,
        "composer": composer(request, seen, last_seq=told.last_seq),
        "rating": card(seen, asked),
        "click": 1,
        "presence_topic": topic,
    }
    return render(request, "portal/ticket.html", shown, status=status)


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def newer(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Answer an open page with what happened after `?after=`: nothing twice, nothing missed."""
    seen = seen_as_client(request, number)
    happened = story.newer(seen, after=number_in(request.GET, "after"))
    mark_read(seen=seen, seq=seen.ticket.last_seq)
    shown = {
        **about(request, seen),
        "thread": thread(seen, happened),
        "rated_lines": rated_lines(seen, happened.items),
        "corrected": corrected_cards(seen, happened),
        "fresh": True,
        "mode": _mode(seen),
        "composer_key": COMPOSER,
    }
    if _closes(happened):
        shown["rating"] = card(seen)
    return render(request, "portal/parts/newer.html", shown)


def _closes(happened: story.Conversation) -> bool:
    kinds = {event.kind for item in happened.items for event in item.events}
    return EventKind.CLOSED in kinds


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def earlier(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show more of what stands before `?before=`; the fourth click shows all (spec MSG-14)."""
    seen = seen_as_client(request, number)
    click = max(number_in(request.GET, "click"), 1)
    told = thread(seen, story.earlier(seen, before=number_in(request.GET, "before"), click=click))
    shown = {"ticket": seen.ticket, "thread": told, "click": click + 1}
    return render(request, "portal/parts/earlier.html", shown)


@view_for(Act.USE_PORTAL)
@never_cache
@require_safe
def state(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Show the state of a ticket alone, for a page whose conversation is fresh."""
    seen = seen_as_client(request, number)
    return render(request, "portal/parts/state.html", about(request, seen))


def about(request: AuthenticatedRequest, seen: Seen) -> dict[str, Any]:
    """Return what the page says of a ticket besides its conversation."""
    row = own_row(seen)
    return {
        "ticket": seen.ticket,
        "row": row,
        "promise": of_ticket(row),
        "counting": outside_hours_of(seen.ticket),
        "hint": hint(row),
        "may_close": seen.rights.may(Verb.CLOSE) and not seen.ticket.is_closed,
        "may_reopen": seen.rights.may(Verb.REOPEN) and seen.ticket.is_closed,
        "goes_on": _goes_on(seen),
        "may_set_priority": "priority" in seen.rights.fields and not seen.ticket.is_closed,
        "priorities": rows_for(Priority, site=seen.ticket.site, level=seen.ticket.level),
        "by_colleague": seen.ticket.author_id != request.user.pk,
        "closing_key": secrets.token_urlsafe(16),
        "priority_key": secrets.token_urlsafe(16),
    }


@dataclass(frozen=True, slots=True)
class Returned:
    """A message that was not taken.

    Attributes:
        text: What was written.
        html: The same with its formatting.
        keys: The uploads that wait with it.
        error: Why it was not taken.
    """

    text: str
    html: str
    keys: Sequence[str]
    error: str


def composer(
    request: AuthenticatedRequest, seen: Seen, *, last_seq: int, returned: Returned | None = None
) -> Composer:
    """Return the place to write, with the draft or with what came back refused.

    Args:
        request: Who writes.
        seen: The ticket.
        last_seq: The newest event that the page shows.
        returned: What came back.
    """
    number = seen.ticket.number
    kept = draft_of(viewer=request.viewer, seen=seen)
    if returned is None:
        returned = (
            Returned(kept.text, kept.html, kept.uploads, "") if kept else Returned("", "", (), "")
        )
    return Composer(
        action=reverse("portal:reply", args=[number]),
        submit_key=secrets.token_urlsafe(16),
        seen=last_seq,
        modes=[_mode(seen)],
        text=returned.text,
        html=returned.html,
        draft_url=reverse("portal:draft", args=[number]),
        draft_saved_at=kept.updated_at if kept else None,
        error=returned.error,
        uploads=uploads_of(request, returned.keys),
        placeholder=_("Write an answer"),
        key=COMPOSER,
    )


def _goes_on(seen: Seen) -> bool:
    """Tell whether words come too late to open the ticket again: a new one opens (CLS-6)."""
    return seen.ticket.is_closed and not opens_again(seen.ticket, at=now())


def _mode(seen: Seen) -> Mode:
    """Return the client's one way to write; a message opens a closed ticket again (spec C-9)."""
    submit = _("Open again and send") if seen.ticket.is_closed else _("Send")
    if _goes_on(seen):
        submit = _("Send") if seen.ticket.continued_in_id else _("Send as a new ticket")
    return reply_mode(
        to=_("Support will read it"),
        submit=submit,
        label=_("Your message"),
    )
