"""Letting a person in, and where the person goes then."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from otklik.people.models import Person
from otklik.people.operations import remember_zone


def where_to(request: HttpRequest) -> str:
    """Return the page that the person wanted, if it is one of ours; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"


def enter(
    request: HttpRequest, person: Person, *, remember: bool = True, time_zone: str = ""
) -> HttpResponseBase:
    """Open a session for a person who has shown who it is, and lead on.

    Args:
        request: Where the session begins.
        person: The account.
        remember: Whether the session outlives the browser.
        time_zone: What the browser says; it counts for a person who has chosen none.
    """
    if time_zone and not person.time_zone:
        remember_zone(person=person, time_zone=time_zone)
    response: HttpResponseBase = perform_login(request, person, redirect_url=where_to(request))
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if remember else 0)
    return response
