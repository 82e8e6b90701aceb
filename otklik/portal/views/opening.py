"""A new ticket by its client (screen 04)."""

import secrets
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.clock.offer import offer, term_is_over
from otklik.core.refusals import show_refusal
from otklik.core.time import now
from otklik.coupons.operations.spend import Claim
from otklik.coupons.trying import trying
from otklik.directory.models import Site
from otklik.files.uploads import waiting
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.forms import NewTicketForm
from otklik.portal.pages.frame import frame
from otklik.portal.pages.promise import of_level, own_times
from otklik.portal.pages.uploads import uploads_of
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.operations.reading import DraftText, draft_of, drop_draft, save_draft

LISTS: Final = ("category", "priority")
LONGEST_ID: Final = 19


@view_for(Act.WRITE_TICKETS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for a new ticket, or open it; what was typed is kept on errors."""
    context = frame(request)
    offered = offer(person=request.user, site=context["site"], at=now())
    promise = of_level(offered.level, hold_pauses=context["site"].hold_pauses_clock)
    form = NewTicketForm(
        request.POST or None,
        offer=offered,
        is_proven=request.user.is_proven,
        takes_coupons=context["site"].takes_coupons,
        initial=_initial(request, offered),
    )
    if request.method == "POST" and form.is_valid():
        number = _open(request, form, context)
        if number is not None:
            return redirect("portal:ticket", number)
    status = 422 if form.is_bound else 200
    shown = {
        **context,
        "form": form,
        "promise": promise,
        "level": offered.level,
        "own_times": own_times(offered),
        "term": term_is_over(context["site"], offered.choice),
        "is_refused": offered.choice.is_refused and not context["site"].takes_coupons,
        "uploads": uploads_of(request, _kept_keys(request)),
        "key": secrets.token_urlsafe(16),
    }
    return render(request, "portal/new.html", shown, status=status)


def _initial(request: AuthenticatedRequest, offered: Any) -> dict[str, Any]:
    kept = draft_of(viewer=request.viewer, seen=None)
    default = next((row.pk for row in offered.priorities if row.is_default), None)
    return {
        "title": request.GET.get("title", kept.title if kept else ""),
        "text": kept.text if kept else "",
        "html": kept.html if kept else "",
        "priority": default,
        **(kept.choices if kept else {}),
    }


def _kept_keys(request: AuthenticatedRequest) -> list[str]:
    if request.method == "POST":
        return request.POST.getlist("files")
    kept = draft_of(viewer=request.viewer, seen=None)
    return list(kept.uploads) if kept else []


def _open(request: AuthenticatedRequest, form: NewTicketForm, context: Any) -> int | None:
    """Open the ticket; a refusal stands in the form."""
    submit = Submit.of(request.viewer, key=request.POST.get("key", ""))
    try:
        with trying(request, request.POST.get("coupon", "")) as coupon:
            wish = _wish(request, form, context["site"], coupon)
            opened = open_ticket(submit=submit, request=wish)
    except ValidationError as error:
        show_refusal(form, error)
        return None
    drop_draft(viewer=request.viewer, seen=None)
    return opened.ticket.number


def _wish(
    request: AuthenticatedRequest, form: NewTicketForm, site: Site, coupon: Claim | None
) -> Request:
    said = form.cleaned_data
    return Request(
        site=site,
        title=said["title"],
        body=Body.written(
            text=said["text"], html=said["html"], uploads=request.POST.getlist("files")
        ),
        author=request.user,
        category=said["category"],
        priority=said["priority"],
        confirm_by_mail=said.get("confirm_by_mail", False),
        answers_by_mail=said["answers_by_mail"],
        coupon=coupon,
    )


@view_for(Act.WRITE_TICKETS)
@require_POST
def draft(request: AuthenticatedRequest) -> HttpResponse:
    """Keep what is typed in the form for a new ticket."""
    mine = set(waiting(owner_id=request.user.pk).values_list("key", flat=True))
    kept = DraftText(
        title=request.POST.get("title", ""),
        text=request.POST.get("text", ""),
        html=request.POST.get("html", ""),
        uploads=[key for key in request.POST.getlist("files") if key in mine],
        choices=_chosen(request),
    )
    save_draft(viewer=request.viewer, seen=None, draft=kept)
    return HttpResponse(status=204)


def _chosen(request: AuthenticatedRequest) -> dict[str, int]:
    """Return the ids chosen in the form's lists; the form itself checks what they mean."""
    said = {name: request.POST.get(name, "") for name in LISTS}
    known = {name: one for name, one in said.items() if one.isascii() and one.isdecimal()}
    return {name: int(one) for name, one in known.items() if len(one) < LONGEST_ID}
