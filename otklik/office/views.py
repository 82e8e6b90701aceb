"""The settings' home (screen 13): what there is, with facts, and what needs a person."""

from collections.abc import Callable, Sequence

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import Viewer, viewer
from otklik.ui.parts.settings import About

Describe = Callable[[Viewer], About]
"""How a room tells what it has to say here."""


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def home(request: AuthenticatedRequest, rooms: Sequence[Describe] = ()) -> HttpResponseBase:
    """Show what the rooms say of themselves, what needs a person first.

    Args:
        request: From somebody who may read the settings.
        rooms: Given by the addresses (`otklik.site.office`), for this room knows none of its
            neighbours.
    """
    who = viewer(request)
    parts = [describe(who) for describe in rooms]
    attention = [one for part in parts for one in part.attention]
    return render(request, "office/home.html", {"parts": parts, "attention": attention})
