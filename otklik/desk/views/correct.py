"""An administrator corrects a message: deletes it, puts it back, lets it count (MSG-9, MSG-10)."""

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otklik.desk.loading import workable
from otklik.desk.pages.layout import frame
from otklik.desk.pages.thread import message_card
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.access import Verb
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.correct import count_message, delete_message, restore_message
from otklik.tickets.queries.details import deleted_text

ACTS: Final[Mapping[str, tuple[Callable[..., None], Promise]]] = {
    "delete": (delete_message, _("The message is deleted.")),
    "restore": (restore_message, _("The message is back.")),
    "count": (partial(count_message, counts=True), _("The message counts as an answer.")),
    "discount": (
        partial(count_message, counts=False),
        _("The message does not count as an answer any more."),
    ),
}
"""What the page can do to a message, and what is said afterwards."""


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: AuthenticatedRequest, number: int, message_id: int) -> HttpResponseBase:
    """Show a message with what may be done to it, or do `act`: one of `ACTS`."""
    seen = workable(request, number, Verb.CORRECT)
    if request.method == "POST":
        if request.POST.get("act") in ACTS:
            act, words = ACTS[request.POST["act"]]
            submit = Submit.of(viewer(request), key=request.POST.get("key", ""))
            act(ticket_id=number, message_id=message_id, submit=submit)
            messages.success(request, str(words))
        return redirect("desk:ticket", number)
    message = seen.messages().filter(pk=message_id).select_related("author", "creator").first()
    if message is None:
        raise Http404
    context = {
        "ticket": seen.ticket,
        "message": message,
        "card": message_card(seen, message),
        "deleted_text": deleted_text(seen, message),
        "may_count": message.is_by_staff and not (message.is_hidden or message.is_deleted),
        "key": secrets.token_urlsafe(16),
    }
    return render(request, "desk/correct.html", context | frame(request))
