"""What all pages of the settings hear, whichever room they come from."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.live.tokens import page_tokens
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.tickets.topics import person_topic


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def live(request: AuthenticatedRequest) -> HttpResponseBase:
    """Give an open page of the settings the live connection by which the bell rings."""
    heard = {"own": [person_topic(request.user.pk)]}
    tokens = page_tokens(heard, person_id=request.user.pk, stance="staff")
    return render(request, "office/parts/live.html", {"live_tokens": tokens})
