"""A new ticket for a client, typed in by staff (spec T-5, ASG-11)."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.core.kept import asked_once
from otklik.core.refusals import show_refusal
from otklik.core.time import now
from otklik.coupons.operations.spend import Claim
from otklik.coupons.trying import NO_COUPON, glimpse, trying
from otklik.desk.loading import seen_at_desk
from otklik.desk.opening_form import CHOICES, LADDER, NewTicketForm
from otklik.desk.pages.composing import new_key, waiting_uploads
from otklik.desk.pages.expected import expected
from otklik.desk.pages.layout import frame
from otklik.directory.queries import default_site
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.queries import search_people
from otklik.people.viewer import viewer
from otklik.tickets.access import Unseen
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.open import Opened, open_ticket
from otklik.tickets.operations.reading import DraftText, draft_of, drop_draft, save_draft
from otklik.tickets.operations.start import foresee
from otklik.ui.parts.composer import Uploads

FOLLOWING: Final = (*CHOICES, "author", "level", "coupon")
"""The fields that are shown anew, and those that they follow."""


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@asked_once()
def new(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form of a new ticket, or open it; a second press opens nothing more."""
    site = default_site()
    if request.method != "POST":
        return _page(request, NewTicketForm(initial=_begun(request), site=site))
    form = NewTicketForm(request.POST, site=site)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with trying(request, form.cleaned_data["coupon"]) as coupon:
            opened = _open(request, form, coupon)
    except ValidationError as error:
        show_refusal(form, error)
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _go_on(request, opened)


@view_for(Act.WORK_AT_DESK)
@require_POST
def offered(request: AuthenticatedRequest) -> HttpResponse:
    """Show the lists and the promise anew, by what the form holds so far (spec SLA-1, D-16)."""
    said = {name: request.POST.get(name) for name in FOLLOWING}
    form = NewTicketForm(initial=said, site=default_site())
    return render(request, "desk/parts/new_choices.html", _follow(request, form))


def _follow(request: AuthenticatedRequest, form: NewTicketForm) -> dict[str, Any]:
    """Let the form follow the client, level and coupon in it; return what the page shows of it."""
    wish, coupon = form.wish(), NO_COUPON
    if "coupon" not in form.errors:
        coupon = glimpse(request, author=wish.author, site=form.site, at=now())
    if coupon.coupon is not None:
        wish = replace(wish, given=replace(wish.given, coupon=coupon.coupon.level))
    begun = foresee(wish, at=now())
    form.follow(begun)
    return {"form": form, "expected": expected(begun, form.site), "coupon": coupon}


@view_for(Act.WORK_AT_DESK)
@require_POST
def draft(request: AuthenticatedRequest) -> HttpResponseBase:
    """Keep what is typed in the form of a new ticket (spec MSG-17)."""
    kept = DraftText(title=request.POST.get("title", ""), text=request.POST.get("text", ""))
    save_draft(viewer=viewer(request), seen=None, draft=kept)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@view_for(Act.WORK_AT_DESK)
@never_cache
@require_safe
def people(request: AuthenticatedRequest) -> HttpResponseBase:
    """Find clients by name, address or telephone: `?q=` (search as one types)."""
    words = request.GET.get("q", "")
    context = {"people": search_people(words), "words": words.strip()}
    return render(request, "desk/parts/people.html", context)


def _begun(request: AuthenticatedRequest) -> dict[str, str]:
    """Return what the form begins with: the draft, if there is one."""
    kept = draft_of(viewer=viewer(request), seen=None)
    begun = {"title": kept.title, "text": kept.text} if kept else {}
    return {"responsible": LADDER, **begun}


@transaction.atomic
def _open(request: AuthenticatedRequest, form: NewTicketForm, coupon: Claim | None) -> Opened:
    """Write down the client and open the ticket, both or neither."""
    submit = Submit.of(viewer(request), key=request.POST.get("key", ""))
    opened = open_ticket(submit=submit, request=form.request(coupon))
    drop_draft(viewer=viewer(request), seen=None)
    return opened


def _go_on(request: AuthenticatedRequest, opened: Opened) -> HttpResponse:
    """Go to the new ticket, or to the queue if its assignee is out of the viewer's sight."""
    number = opened.ticket.number
    try:
        seen_at_desk(request, number)
    except Unseen:
        messages.success(request, _("The ticket %(number)s is opened.") % {"number": number})
        return redirect("desk:queue")
    return redirect("desk:ticket", number)


def _page(
    request: AuthenticatedRequest, form: NewTicketForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    words = request.POST.get("q", request.GET.get("q", ""))
    sent = form.uploads if form.is_bound else []
    context = {
        **_follow(request, form),
        "key": new_key(),
        "uploads": Uploads(done=waiting_uploads(request.user, sent)),
        "words": words,
        "people": search_people(words) if words else [],
        "author": form.chosen_author,
    }
    return render(request, "desk/new.html", context | frame(request), status=status)
