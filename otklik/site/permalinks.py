"""Addresses that send each person to the person's own door."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets import access
from otklik.tickets.access import Stance


@view_for(Act.SIGNED_IN)
@never_cache
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Send whoever reads what staff reads to the desk, and everybody else to the portal.

    Strangers sign in first and come back: only then it is known where they belong.
    """
    who = viewer(request)
    return redirect("/desk/" if who.is_staff or who.is_observer else "/portal/")


@view_for(Act.SIGNED_IN)
@never_cache
@require_safe
def ticket(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Send the person to the ticket in the door that fits the person's stance (spec D-5).

    Letters, notices and people carry this address; an agent meets a ticket of his own as a client
    does. A query goes along: a notice names a message, a letter asks to rate an answer.

    Args:
        request: Anybody's request; strangers sign in first and come back.
        number: The ticket's number (spec T-1).

    Raises:
        Unseen: There is no such ticket, or none for this person.
    """
    seen = access.get(request.viewer, number)
    door = "portal" if seen.stance is Stance.CLIENT else "desk"
    page, query = reverse(f"{door}:ticket", args=[number]), request.META["QUERY_STRING"]
    return redirect(f"{page}?{query}" if query else page)
