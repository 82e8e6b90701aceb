"""Reading coupons and their log for the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from otklik.coupons.codes import as_typed
from otklik.coupons.models import Coupon, IssueDefaults, Outcome, Use
from otklik.people.queries import people_named

ENDING_WITHIN: Final = timedelta(days=30)
COUNTED_AT_MOST: Final = 1000


class Shelf(StrEnum):
    """How a coupon stands today."""

    ALL = "all"
    VALID = "valid"
    ENDING = "ending"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Held:
    """What a shelf holds.

    Attributes:
        coupons: How many coupons.
        requests: How many requests are left on them.
    """

    coupons: int
    requests: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of coupons is narrowed to.

    Attributes:
        today: The day by which coupons are valid or not.
        shelf: How they stand.
        text: A part of the code, or the beginning of a client's or a company's name.
        issue_key: Only those that one submit has issued.
    """

    today: date
    shelf: Shelf = Shelf.ALL
    text: str = ""
    issue_key: str = ""


def coupons(wanted: Wanted) -> QuerySet[Coupon]:
    """Return coupons with level and owner, the newest first.

    Args:
        wanted: What the list is narrowed to.
    """
    rows = Coupon.objects.filter(_stands(wanted.shelf, wanted.today))
    if wanted.issue_key:
        rows = rows.filter(issue_key=wanted.issue_key)
    if text := wanted.text.strip():
        named = people_named(text).values("pk")
        company = Q(organization__name__icontains=text)
        rows = rows.filter(Q(code__contains=as_typed(text)) | Q(person__in=named) | company)
    return rows.select_related("level", "person", "organization").order_by("-pk")


def held(today: date) -> Mapping[Shelf, Held]:
    """Return what each shelf holds, in one query.

    Args:
        today: The day by which coupons are valid or not.
    """
    asked: dict[str, Aggregate] = {}
    for shelf in Shelf:
        asked[f"{shelf}_coupons"] = Count("pk", filter=_stands(shelf, today))
        asked[f"{shelf}_requests"] = Sum("remaining", filter=_stands(shelf, today), default=0)
    found = Coupon.objects.aggregate(**asked)
    return {one: Held(found[f"{one}_coupons"], found[f"{one}_requests"]) for one in Shelf}


def is_ending(coupon: Coupon, today: date) -> bool:
    """Tell whether a valid coupon ends soon.

    Args:
        coupon: The coupon.
        today: The present day.
    """
    return coupon.last_day is not None and today <= coupon.last_day <= today + ENDING_WITHIN


def uses(
    *, outcomes: frozenset[Outcome] = frozenset(), text: str = "", after: int | None = None
) -> QuerySet[Use]:
    """Return lines of the log with who is meant, the newest first.

    Args:
        outcomes: Only these; all if none is named.
        text: A part of the code, or the beginning of a name of who typed it in.
        after: The id of a line, to go on behind it.
    """
    rows = Use.objects.select_related("person__organization", "coupon")
    if outcomes:
        rows = rows.filter(outcome__in=outcomes)
    if text.strip():
        named = people_named(text).values("pk")
        rows = rows.filter(Q(code__contains=as_typed(text)) | Q(person__in=named))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return rows.order_by("-pk")


def uses_of(coupon: Coupon) -> QuerySet[Use]:
    """Return the lines of one coupon, each with the line that gave it back, the newest first."""
    rows = Use.objects.filter(coupon=coupon)
    return rows.select_related("person", "returned_by").order_by("-pk")


def usual() -> IssueDefaults:
    """Return with what the form for new coupons begins; before anybody has chosen, unsaved."""
    return IssueDefaults.objects.select_related("level").first() or IssueDefaults()


def count_uses() -> int:
    """Return how many lines the log has, counted up to `COUNTED_AT_MOST` + 1."""
    return Use.objects.order_by()[: COUNTED_AT_MOST + 1].count()


def _stands(shelf: Shelf, today: date) -> Q:
    over = Q(remaining=0) | Q(last_day__lt=today)
    valid = Q(Q(first_day=None) | Q(first_day__lte=today), ~over, is_active=True)
    return {
        Shelf.ALL: Q(),
        Shelf.VALID: valid,
        Shelf.ENDING: valid & Q(last_day__lte=today + ENDING_WITHIN),
        Shelf.OVER: over & Q(is_active=True),
        Shelf.OFF: Q(is_active=False),
    }[shelf]
