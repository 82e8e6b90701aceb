"""Coupons (screens 18, 18b): the list, one coupon, issuing, CSV, the log (spec CPN-2…CPN-10)."""

import secrets
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from otklik.core.refusals import show_refusal
from otklik.core.spreadsheet import as_csv
from otklik.core.text import storable
from otklik.core.time import now
from otklik.coupons import queries
from otklik.coupons.models import REFUSALS, Coupon, Outcome, Use
from otklik.coupons.operations.change import change_coupon, switch
from otklik.coupons.operations.issue import change_usual, issue
from otklik.coupons.operations.spend import give_back
from otklik.coupons.queries import Shelf, Wanted
from otklik.office.coupon_forms import CouponForm, GiveBackForm, IssueForm
from otklik.office.pages import coupons as words
from otklik.people.acts import Act, may
from otklik.people.edit_forms import attempt
from otklik.people.editing import Edit
from otklik.people.guards import AuthenticatedRequest, view_for
from otklik.people.viewer import viewer
from otklik.ui.parts.settings import Frame, is_part

PAGE: Final = 50
BESIDE: Final = 4
"""So many lines of the log stand beside the list."""
OF_ONE: Final = 20
"""So many lines of the log stand on a coupon's sheet."""


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def coupons(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the coupons; `?view=`, `?q=`, `?issued=` narrow them, `?after=` goes on."""
    return _page(request)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def csv(request: AuthenticatedRequest) -> HttpResponseBase:
    """Give the coupons of the list as a table for spreadsheets."""
    today = _today()
    head = (
        _("Code"),
        _("State"),
        _("Level"),
        _("Whose"),
        _("Requests left"),
        _("Requests used"),
        _("Valid from"),
        _("Till, inclusive"),
    )
    rows = (
        (
            one.code,
            words.state(one, today),
            one.level,
            words.owner(one),
            one.remaining,
            one.used,
            one.first_day,
            one.last_day,
        )
        for one in queries.coupons(_wanted(request, today)).iterator()
    )
    answer = HttpResponse(as_csv(head, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="coupons-{today}.csv"'
    return answer


@view_for(Act.CHANGE_OFFICE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue_some(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the form for new coupons, or issue them; a second press issues none."""
    data = request.POST if request.method == "POST" else None
    form = IssueForm(data, usual=queries.usual(), today=_today())
    if data is None:
        return _page(request, {"issuing": form})
    key = data.get("key", "")
    if form.is_valid():
        try:
            made = _issue(request, form, key)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            said = ngettext("%(count)s coupon issued.", "%(count)s coupons issued.", len(made))
            messages.success(request, said % {"count": len(made)})
            if len(made) == 1:
                return redirect("office:coupon", made[0].pk)
            return redirect(f"{reverse('office:coupons')}?{urlencode({'issued': key})}")
    return _page(request, {"issuing": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def coupon(request: AuthenticatedRequest, coupon_id: int) -> HttpResponseBase:
    """Show a coupon beside the list, with its log."""
    row = _coupon(coupon_id)
    return _page(request, _sheet(request, row, CouponForm(instance=row)))


@view_for(Act.CHANGE_OFFICE)
@require_POST
def change(request: AuthenticatedRequest, coupon_id: int) -> HttpResponseBase:
    """Save a changed coupon: 422 if it cannot be, 409 if somebody else was faster."""
    done = attempt(
        CouponForm(request.POST, instance=_coupon(coupon_id)),
        lambda form: change_coupon(coupon_id=coupon_id, edit=form.edit(), by=request.user),
        present=lambda: _coupon(coupon_id),
    )
    if done.saved:
        messages.success(request, _("Saved; it counts from now on."))
        return redirect("office:coupon", coupon_id)
    return _page(request, _sheet(request, _coupon(coupon_id), done.form), status=done.status)


@view_for(Act.CHANGE_OFFICE)
@require_POST
def turn(request: AuthenticatedRequest, coupon_id: int) -> HttpResponseBase:
    """Switch a coupon off, or on again with `on=1`."""
    row, is_on = _coupon(coupon_id), request.POST.get("on") == "1"
    switch(coupon_id=row.pk, is_active=is_on, by=request.user)
    said = _("“%(name)s” can be used again.") if is_on else _("“%(name)s” is switched off.")
    messages.success(request, said % {"name": row})
    return redirect(f"{reverse('office:coupons')}#row-{row.pk}")


@view_for(Act.CHANGE_OFFICE)
@require_POST
def return_use(request: AuthenticatedRequest, use_id: int) -> HttpResponseBase:
    """Give a used request back (spec CPN-10)."""
    use = get_object_or_404(Use, pk=use_id, outcome=Outcome.SPENT)
    row = _coupon(use.coupon_id or 0)
    form = GiveBackForm(request.POST)
    if form.is_valid():
        try:
            give_back(use_id=use.pk, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The request is on the coupon again."))
            return redirect("office:coupon", row.pk)
    sheet = _sheet(request, row, CouponForm(instance=row))
    refused = {"giving_back": form, "giving_back_of": use.pk}
    return _page(request, sheet | refused, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@view_for(Act.READ_OFFICE)
@never_cache
@require_safe
def log(request: AuthenticatedRequest) -> HttpResponseBase:
    """Show the log, the newest first; `?outcome=` and `?q=` narrow it, `?after=` goes on."""
    said = request.GET.get("outcome", "")
    text = storable(request.GET.get("q", ""))[:100]
    rows = queries.uses(outcomes=_outcomes(said), text=text, after=_number(request, "after"))
    found = list(rows[: PAGE + 1])
    here = reverse("office:coupons_log")
    filters = urlencode({"outcome": said, "q": text})
    context = {
        "frame": _frame(request, _("Log of coupons"), is_below=True),
        "lines": words.told(found[:PAGE]),
        "next": f"{here}?{filters}&after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "outcomes": words.outcome_choices(said),
        "text": text,
        "is_filtered": bool(request.GET),
    }
    return render(request, "office/coupons_log.html", context)


@transaction.atomic
def _issue(request: AuthenticatedRequest, form: IssueForm, key: str) -> list[Coupon]:
    made = issue(order=form.order(), by=request.user, key=key)
    if form.cleaned_data["is_usual"]:
        values = {name: form.cleaned_data[name] for name in ("pattern", "requests", "level")}
        present = queries.usual()
        shown = {name: getattr(present, name) for name in values}
        change_usual(edit=Edit(values, shown), by=request.user)
    return made


def _coupon(coupon_id: int) -> Coupon:
    rows = Coupon.objects.select_related(
        "level", "person", "organization", "created_by", "changed_by"
    )
    return get_object_or_404(rows, pk=coupon_id)


def _today() -> date:
    return timezone.localtime(now()).date()


def _number(request: AuthenticatedRequest, name: str) -> int | None:
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else None


def _outcomes(said: str) -> frozenset[Outcome]:
    if said == "refused":
        return REFUSALS
    return frozenset({Outcome(said)}) if said in Outcome.values else frozenset()


def _wanted(request: AuthenticatedRequest, today: date) -> Wanted:
    said = request.GET.get("view", "")
    return Wanted(
        today=today,
        shelf=Shelf(said) if said in set(Shelf) else Shelf.ALL,
        text=storable(request.GET.get("q", ""))[:100],
        issue_key=storable(request.GET.get("issued", ""))[:64],
    )


def _page(
    request: AuthenticatedRequest,
    sheet: Mapping[str, Any] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    today = _today()
    wanted = _wanted(request, today)
    rows, after = queries.coupons(wanted), _number(request, "after")
    found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    said = {"view": wanted.shelf.value, "q": wanted.text, "issued": wanted.issue_key}
    filters = urlencode({name: value for name, value in said.items() if value})
    here = reverse("office:coupons")
    shown = {
        "frame": _frame(request, _("Coupons"), shelf=wanted.shelf),
        "lines": [words.line(one, today) for one in found[:PAGE]],
        "next": f"{here}?{filters}&after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "wanted": wanted,
        "csv_url": f"{reverse('office:coupons_csv')}?{filters}",
        "is_filtered": bool(wanted.text or wanted.issue_key or wanted.shelf is not Shelf.ALL),
        "close_url": here,
        "key": secrets.token_urlsafe(16),
    }
    if sheet is None:
        shown |= _beside()
    return render(request, "office/coupons.html", shown | dict(sheet or {}), status=status)


def _beside() -> dict[str, Any]:
    count = queries.count_uses()
    return {
        "log": words.told(queries.uses()[:BESIDE]),
        "log_count": f"{queries.COUNTED_AT_MOST}+" if count > queries.COUNTED_AT_MOST else count,
    }


def _sheet(request: AuthenticatedRequest, row: Coupon, form: CouponForm) -> dict[str, Any]:
    may_change = may(viewer(request), Act.CHANGE_OFFICE)
    return {
        "row": row,
        "line": words.line(row, _today()),
        "form": form,
        "uses": words.told(queries.uses_of(row)[:OF_ONE], may_return=may_change),
        "giving_back": GiveBackForm(),
        "close_url": f"{reverse('office:coupons')}#row-{row.pk}",
    }


def _frame(
    request: AuthenticatedRequest,
    heading: str,
    *,
    shelf: Shelf | None = None,
    is_below: bool = False,
) -> Frame:
    return Frame(
        heading=heading,
        label=_("Coupons"),
        parent_url=reverse("office:coupons") if is_below else "",
        sides=words.sides(queries.held(_today()), shelf),
        may_change=may(viewer(request), Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )
