"""The journal of settings: who changed what and when."""

from typing import Final
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from otklik.core.text import storable
from otklik.office.pages import journal as words
from otklik.people.acts import Act, may
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.journal import entries, kinds, writers
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, is_part

PAGE: Final = 50


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def journal(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the journal, the newest first; `?kind=` and `?by=` filter, `?after=` goes on."""
    kind = storable(request.GET.get("kind", ""))
    by = _number(request.GET.get("by", ""))
    after = _number(request.GET.get("after", ""))
    rows = list(entries(kind=kind, by=by, after=after)[: PAGE + 1])
    shown = rows[:PAGE]
    filters = urlencode({"kind": kind, "by": by or ""})
    here = reverse("office:journal")
    context = {
        "frame": Frame(
            heading=_("Journal of changes"),
            may_change=may(viewer(request), Act.CHANGE_OFFICE),
            is_part=is_part(request),
        ),
        "days": words.days(shown),
        "next": f"{here}?{filters}&after={shown[-1].pk}" if len(rows) > PAGE else "",
        "kinds": words.kind_choices(kinds()),
        "writers": writers(),
        "kind": kind,
        "by": by,
        "is_filtered": bool(kind or by or after),
    }
    return render(request, "office/journal.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
