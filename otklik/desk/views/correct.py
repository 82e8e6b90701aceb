"""An administrator corrects a message: edits it, deletes it, puts it back (MSG-9, MSG-10)."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otklik.core.refusals import show_refusal
from otklik.desk.correct_form import ContentForm, PropertiesForm
from otklik.desk.forms import numbers
from otklik.desk.loading import workable
from otklik.desk.pages.composing import new_key, waiting_uploads
from otklik.desk.pages.layout import frame
from otklik.desk.pages.thread import message_card
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.correct import delete_message, restore_message
from otklik.tickets.operations.edit_message import Earlier, edit_message
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.queries.details import deleted_text, versions_of
from otklik.ui.parts.composer import Uploads

ACTS: Final[Mapping[str, Callable[..., None]]] = {
    "delete": delete_message,
    "restore": restore_message,
}
"""What one press can do to a message."""
DONE: Final[Mapping[str, Promise]] = {
    "delete": gettext_lazy("The message is deleted."),
    "restore": gettext_lazy("The message is back."),
}
"""What is said afterwards."""


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: AuthenticatedRequest, number: int, message_id: int) -> HttpResponseBase:
    """Show a message with what may be done to it, or do `act`."""
    seen = workable(request, number, Verb.CORRECT)
    rows = seen.messages().select_related("author", "creator", "source")
    message = rows.filter(pk=message_id).first()
    if message is None:
        raise Http404
    act = request.POST.get("act", "")
    if do := ACTS.get(act):
        do(ticket_id=number, message_id=message_id, submit=_submit(request))
        messages.success(request, str(DONE[act]))
        return redirect("desk:ticket", number)
    data = request.POST if request.method == "POST" else None
    content = ContentForm(data if act in {"say", "back"} else None, message=message)
    properties = PropertiesForm(data if act == "be" else None, seen=seen, message=message)
    if data is None:
        return _page(request, seen, message, content, properties)
    form = properties if properties.is_bound else content
    status = _edit(request, seen, message, form)
    if status is not HTTPStatus.OK:
        return _page(request, seen, message, content, properties, status=status)
    messages.success(request, _("The message is changed."))
    return redirect("desk:correct", number, message_id)


def _edit(
    request: AuthenticatedRequest, seen: Seen, message: Any, form: ContentForm | PropertiesForm
) -> HTTPStatus:
    """Edit the message as a form says; what is wrong with it stands in the form afterwards."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    is_back = request.POST["act"] == "back"
    try:
        edit_message(
            ticket_id=seen.ticket.number,
            message_id=message.pk,
            submit=_submit(request),
            wish=Earlier(_number(request, "version")) if is_back else form.wish(),
            shown=_number(request, "shown"),
        )
    except Stale:
        words = _("Somebody else edited the message meanwhile. Look at it first.")
        form.add_error(None, words)
        return HTTPStatus.CONFLICT
    except ValidationError as error:
        show_refusal(form, error)
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.OK


def _number(request: AuthenticatedRequest, name: str) -> int:
    return next(iter(numbers([request.POST.get(name, "")])), 0)


def _submit(request: AuthenticatedRequest) -> Submit:
    return Submit.of(viewer(request), key=request.POST.get("key", ""))


def _page(
    request: AuthenticatedRequest,
    seen: Seen,
    message: Any,
    content: ContentForm,
    properties: PropertiesForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    versions = versions_of(seen, message)
    context = {
        "ticket": seen.ticket,
        "message": message,
        "card": message_card(seen, message),
        "deleted_text": deleted_text(seen, message),
        "content": content,
        "properties": properties,
        "uploads": Uploads(done=waiting_uploads(request.user, content.uploads)),
        "versions": versions,
        "shown": len(versions),
        "key": new_key(),
    }
    return render(request, "desk/correct.html", context | frame(request), status=status)
