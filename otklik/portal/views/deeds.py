"""What a client does to a ticket: answer, close, open again, change how critical it is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.core.kept import asked_once
from otklik.files.uploads import waiting
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.forms import number_in
from otklik.portal.loading import allowed, seen_as_client
from otklik.portal.views.ticket import Returned, composer
from otklik.tickets.access import Seen, Verb
from otklik.tickets.operations import close as closing
from otklik.tickets.operations import reply as replying
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reading import DraftText, drop_draft, save_draft
from otklik.tickets.operations.set_fields import FieldChange, Stale, set_fields
from otklik.tickets.queries import story
from otklik.ui.parts.words import ticket_number


@view_for(Act.USE_PORTAL)
@never_cache
@require_POST
@asked_once()
def reply(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Send a message, which opens a closed ticket again (spec C-9); an error brings it back."""
    seen = allowed(request, number, Verb.REPLY)
    text, html = request.POST.get("text", ""), request.POST.get("html", "")
    body = Body.written(text=text, html=html, uploads=request.POST.getlist("files"))
    submit = Submit.of(request.viewer, key=request.POST.get("key", ""))
    try:
        message = replying.reply(ticket_id=number, submit=submit, body=body)
    except ValidationError as error:
        refused = Returned(text, html, body.uploads, " ".join(error.messages))
        return _composer(request, seen, refused)
    drop_draft(viewer=request.viewer, seen=seen)
    if message.ticket_id != number:
        return _elsewhere(request, message.ticket_id)
    if not request.headers.get("HX-Request"):
        return redirect("portal:ticket", seen.ticket.number)
    answer = _composer(request, seen_as_client(request, seen.ticket.number))
    answer.headers["HX-Trigger"] = "live:ticket"
    return answer


def _elsewhere(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Lead the client to the ticket into which the message went instead (spec CLS-6)."""
    told = {"number": ticket_number(number)}
    messages.success(request, _("Your message is in the ticket %(number)s now.") % told)
    answer = redirect("portal:ticket", number)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def _composer(
    request: AuthenticatedRequest, seen: Seen, returned: Returned | None = None
) -> HttpResponse:
    spec = composer(request, seen, last_seq=story.last_seq(seen), returned=returned)
    status = 422 if returned else 200
    return render(request, "portal/parts/composer.html", {"composer": spec}, status=status)


@view_for(Act.USE_PORTAL)
@require_POST
def draft(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Keep what is typed in a ticket's composer."""
    seen = seen_as_client(request, number)
    mine = set(waiting(owner_id=request.user.pk).values_list("key", flat=True))
    kept = DraftText(
        text=request.POST.get("text", ""),
        html=request.POST.get("html", ""),
        uploads=[key for key in request.POST.getlist("files") if key in mine],
    )
    save_draft(viewer=request.viewer, seen=seen, draft=kept)
    return HttpResponse(status=204)


@view_for(Act.USE_PORTAL)
@never_cache
@require_POST
def close(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Close a ticket; it can be opened again, by setting for some days only (spec T-14, CLS-6)."""
    seen = allowed(request, number, Verb.CLOSE)
    submit = Submit.of(request.viewer, key=request.POST.get("key", ""))
    try:
        closing.close(ticket_id=number, submit=submit)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _closed_words(seen.ticket.site.reopen_days))
    return redirect("portal:ticket", number)


def _closed_words(days: int | None) -> str:
    if days is None:
        return _("The ticket is closed. You can open it again at any time.")
    return ngettext(
        "The ticket is closed. You can open it again for %(days)s day.",
        "The ticket is closed. You can open it again for %(days)s days.",
        days,
    ) % {"days": days}


@view_for(Act.USE_PORTAL)
@never_cache
@require_POST
def priority(request: AuthenticatedRequest, number: int) -> HttpResponseBase:
    """Change how critical a ticket is (spec table 1.2)."""
    seen_as_client(request, number)
    wanted, shown = (number_in(request.POST, name) or None for name in ("priority", "shown"))
    change = FieldChange("priority", wanted, shown)
    submit = Submit.of(request.viewer, key=request.POST.get("key", ""))
    try:
        set_fields(ticket_id=number, submit=submit, changes=[change])
    except Stale:
        messages.warning(request, _("Somebody has changed it meanwhile. Have a look."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("portal:ticket", number)
