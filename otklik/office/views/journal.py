"""The journal of settings: who changed what and when."""

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from otklik.core.text import storable
from otklik.office.pages import journal as words
from otklik.office.undoing import undo as put_back
from otklik.people.acts import Act, may
from otklik.people.editing import Stale
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.journal import entries, kinds, writers
from otklik.people.models import JournalEntry
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
        "query": filters,
        "kinds": words.kind_choices(kinds()),
        "writers": writers(),
        "kind": kind,
        "by": by,
        "is_filtered": bool(kind or by or after),
    }
    return render(request, "office/journal.html", context)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def undo(request: AuthenticatedRequest, entry_id: int) -> HttpResponseBase:
    """Put back what a line has changed, unless somebody has changed it since."""
    entry = get_object_or_404(JournalEntry, pk=entry_id)
    try:
        put_back(entry, by=request.user)
    except Stale as stale:
        said = _("Changed since, so nothing was put back: %(fields)s.")
        messages.warning(request, said % {"fields": words.labels(entry.kind, stale.fields)})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is again as it was before."))
    return redirect(f"{reverse('office:journal')}?{request.GET.urlencode()}")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
