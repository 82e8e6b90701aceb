"""Addresses that send each person to the person's own door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def home(_request: HttpRequest) -> HttpResponse:
    """Send staff to the desk and everybody else to the portal, which asks strangers to sign in."""
    return redirect("/portal/")


@never_cache
@require_safe
def ticket(_request: HttpRequest, number: int) -> HttpResponse:
    """Send the person to the ticket in the door that fits the person's stance."""
    return redirect(f"/portal/{number}/")
