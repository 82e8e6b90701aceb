"""The settings' home (screen 13): what there is, with facts, what needs a person, what is found."""

from collections.abc import Callable, Sequence

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.people import journal
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import Viewer, viewer
from otklik.ui.parts.settings import About, found, is_part

Describe = Callable[[Viewer], About]
"""How a room tells what it has to say here."""

LONGEST_QUERY = 100


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def home(request: AuthenticatedRequest, rooms: Sequence[Describe] = ()) -> HttpResponseBase:
    """Show what the rooms say of themselves, what needs a person first; `?q=` finds settings.

    Args:
        request: From somebody who may read the settings.
        rooms: Given by the addresses (`otklik.site.office`), for this room knows none of its
            neighbours.
    """
    who = viewer(request)
    parts = [describe(who) for describe in rooms]
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    context = {
        "parts": parts,
        "attention": [one for part in parts for one in part.attention],
        "query": query,
        "found": found(parts, query),
        "last": journal.last(),
        "layout": "ui/bare.html" if is_part(request) else "ui/office.html",
    }
    return render(request, "office/home.html", context)
