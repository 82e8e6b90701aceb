"""Addresses that send each person to the person's own door."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.people.viewer import viewer
from otklik.tickets import access
from otklik.tickets.access import Stance


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send whoever reads what staff reads to the desk, and everybody else to the portal.

    The portal asks strangers to sign in.
    """
    who = viewer(request)
    return redirect("/desk/" if who.is_staff or who.is_observer else "/portal/")


@never_cache
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Send the person to the ticket in the door that fits the person's stance (spec D-5).

    Letters and people carry this address; an agent meets a ticket of his own as a client does.

    Args:
        request: Anybody's request; strangers sign in first and come back.
        number: The ticket's number (spec T-1).

    Raises:
        Unseen: There is no such ticket, or none for this person.
    """
    who = viewer(request)
    if who.person is None:
        return redirect_to_login(request.get_full_path())
    seen = access.get(who, number)
    door = "portal" if seen.stance is Stance.CLIENT else "desk"
    return redirect(f"{door}:ticket", number)
