"""Rating an answer (spec RATE-1…RATE-4)."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.forms import number_in
from otklik.portal.loading import allowed
from otklik.portal.pages.rating import Asked
from otklik.portal.views.ticket import page
from otklik.tickets.access import Unseen, Verb
from otklik.tickets.operations import rate as rating
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.queries import ratings


@view_for(Act.USE_PORTAL)
@never_cache
@require_POST
def rate(request: AuthenticatedRequest, number: int, answer: int) -> HttpResponseBase:
    """Rate the answer with this public number; with `close` the ticket is closed too."""
    seen = allowed(request, number, Verb.RATE)
    rated = ratings.answer(seen, number=answer)
    if rated is None:
        raise Unseen
    chosen, text = number_in(request.POST, "rating"), request.POST.get("text", "")
    verdict = rating.Verdict(
        message_id=rated.pk,
        rating=chosen,
        shown=number_in(request.POST, "shown") or None,
        text=text,
    )
    submit = Submit.of(request.viewer, key=request.POST.get("key", ""))
    closes = "close" in request.POST
    try:
        rating.rate(ticket_id=number, submit=submit, verdict=verdict, closes=closes)
    except Stale:
        words = _("A colleague has rated this answer meanwhile. Look, then send again.")
        asked = Asked(answer, chosen, text, words)
        return page(request, seen, asked=asked, status=HTTPStatus.CONFLICT)
    except ValidationError as error:
        asked = Asked(answer, chosen, text, " ".join(error.messages))
        return page(request, seen, asked=asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    thanks = _("Thank you. The ticket is closed.") if closes else _("Thank you for the rating.")
    messages.success(request, thanks)
    return redirect("portal:ticket", number)
