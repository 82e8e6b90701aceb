"""A new ticket by its client (screen 04)."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otklik.clock.choice import NOTHING_GIVEN, Given
from otklik.clock.offer import lists_on, offer_of, row_in, term_is_over
from otklik.core.kept import asked_once
from otklik.core.refusals import show_refusal
from otklik.core.time import now
from otklik.coupons.operations.spend import Claim
from otklik.coupons.trying import NO_COUPON, glimpse, trying
from otklik.directory.models import Category, Priority, Site
from otklik.files.uploads import waiting
from otklik.people.acts import Act
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.portal.forms import NewTicketForm
from otklik.portal.pages.frame import frame
from otklik.portal.pages.promise import Expected, expected
from otklik.portal.pages.uploads import uploads_of
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.operations.reading import DraftText, draft_of, drop_draft, save_draft
from otklik.tickets.operations.start import Start, Wish, foresee

LISTS: Final = ("category", "priority")
LONGEST_ID: Final = 19


@view_for(Act.WRITE_TICKETS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@asked_once()
def new(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for a new ticket, or open it; what was typed is kept on errors."""
    context = frame(request)
    site = context["site"]
    kept = _kept(request)
    wish = _so_far(request, site, kept)
    begun = foresee(wish, at=now())
    offered = offer_of(site, begun.choice)
    form = NewTicketForm(
        request.POST or None,
        offer=offered,
        is_proven=request.user.is_proven,
        takes_coupons=site.takes_coupons,
        initial=_initial(request, kept, begun),
    )
    if request.method == "POST" and form.is_valid():
        number = _open(request, form, context)
        if number is not None:
            return redirect("portal:ticket", number)
    status = 422 if form.is_bound else 200
    is_coupon_told = "coupon" in form.errors
    shown = {
        **context,
        "form": form,
        "expected": _expected(request, wish, begun, is_coupon_told=is_coupon_told),
        "term": term_is_over(site, offered.choice),
        "is_refused": offered.choice.is_refused and not site.takes_coupons,
        "uploads": uploads_of(request, _kept_keys(request)),
        "key": secrets.token_urlsafe(16),
    }
    return render(request, "portal/new.html", shown, status=status)


@view_for(Act.WRITE_TICKETS)
@require_POST
def promise(request: AuthenticatedRequest) -> HttpResponse:
    """Say until when a question would be answered, by what the form holds so far (spec SLA-8)."""
    site = frame(request)["site"]
    wish = _so_far(request, site, {})
    shown = {"expected": _expected(request, wish, foresee(wish, at=now()))}
    return render(request, "portal/parts/promise.html", shown)


def _so_far(request: AuthenticatedRequest, site: Site, kept: Mapping[str, Any]) -> Wish:
    """Return what has been chosen: in the form that was sent, else in the draft."""
    said = request.POST if request.method == "POST" else kept
    nothing = Wish(site=site, author=request.user, given=NOTHING_GIVEN, by_staff=False)
    if not any(said.get(name) for name in LISTS):
        return nothing
    rows = lists_on(site, Category, Priority)
    return replace(
        nothing,
        category=row_in(rows[Category], said.get("category")),
        priority=row_in(rows[Priority], said.get("priority")),
    )


def _expected(
    request: AuthenticatedRequest, wish: Wish, begun: Start, *, is_coupon_told: bool = False
) -> Expected:
    """Return the promise: by the level of the coupon in the form, unless that was refused."""
    coupon = NO_COUPON
    if wish.site.takes_coupons and not is_coupon_told:
        coupon = glimpse(request, author=request.user, site=wish.site, at=now())
    if coupon.coupon is not None:
        begun = foresee(replace(wish, given=Given(coupon=coupon.coupon.level)), at=now())
    return expected(begun, site=wish.site, coupon=coupon)


def _kept(request: AuthenticatedRequest) -> dict[str, Any]:
    """Return the draft, if there is one."""
    kept = draft_of(viewer=request.viewer, seen=None)
    if kept is None:
        return {}
    return {"title": kept.title, "text": kept.text, "html": kept.html, **kept.choices}


def _initial(
    request: AuthenticatedRequest, kept: Mapping[str, Any], begun: Start
) -> dict[str, Any]:
    """Return what the form begins with: the draft, else the level's defaults."""
    asked = {"title": request.GET["title"]} if "title" in request.GET else {}
    return {"priority": begun.priority.pk if begun.priority else None, **kept, **asked}


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
