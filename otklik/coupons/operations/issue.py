"""Issuing coupons, one or many at once (spec CPN-3, CPN-10)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from otklik.core.text import storable
from otklik.core.time import now
from otklik.coupons.codes import SHIPPED_PATTERN, new_code
from otklik.coupons.models import SHIPPED_REQUESTS, Coupon, IssueDefaults, validate_pattern
from otklik.coupons.operations.change import KEPT
from otklik.people import journal
from otklik.people.editing import Edit
from otklik.people.models import Person

MOST_AT_ONCE: Final = 500
ATTEMPTS: Final = 100
LONGEST_KEY: Final = 64
KEPT_OF_DEFAULTS: Final = ("pattern", "requests", "level")


@dataclass(frozen=True, slots=True)
class Order:
    """What coupons are wanted.

    Attributes:
        level_id: The level by which their requests are served.
        count: How many coupons.
        requests: How many requests each of them holds.
        pattern: How their codes look, with `#` for each random character.
        first_day: From when they are valid; nothing for at once.
        last_day: The last day on which they are valid; nothing for ever.
        person_id: The client whose they are.
        organization_id: The company whose they are; not both.
        only_owner: Nobody else may use them.
    """

    level_id: int
    count: int = 1
    requests: int = SHIPPED_REQUESTS
    pattern: str = SHIPPED_PATTERN
    first_day: date | None = None
    last_day: date | None = None
    person_id: int | None = None
    organization_id: int | None = None
    only_owner: bool = False


@transaction.atomic
def issue(*, order: Order, by: Person | None = None, key: str = "") -> list[Coupon]:
    """Issue coupons with codes that nobody can guess.

    Args:
        order: What is wanted.
        by: Who issues them; of the system itself the journal tells nothing.
        key: From the form; a repeat returns what the first submit issued.

    Raises:
        ValidationError: A value does not fit, or no code is free.
    """
    key = storable(key)[:LONGEST_KEY]
    _locked_usual()  # whoever issues with the same key waits here
    if key and (earlier := list(Coupon.objects.filter(issue_key=key, created_by=by))):
        return earlier
    _check(order)
    at = now()
    made = [_coupon(order, code, by=by, key=key, at=at) for code in _free_codes(order)]
    made[0].full_clean(exclude=["issue_key"])
    coupons = Coupon.objects.bulk_create(made)
    if by is not None:
        _tell(coupons, by)
    return coupons


def _locked_usual() -> IssueDefaults:
    return IssueDefaults.objects.select_for_update().get_or_create(pk=1)[0]


@transaction.atomic
def change_usual(*, edit: Edit, by: Person) -> IssueDefaults:
    """Change with what the form for new coupons begins.

    Args:
        edit: What is to change, and what the page showed.
        by: Who changes it.

    Raises:
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit.
    """
    row = _locked_usual()
    before = journal.state_of(row, KEPT_OF_DEFAULTS)
    edit.put(row)
    edit.save(row)
    journal.record(by=by, before=before, after=journal.state_of(row, KEPT_OF_DEFAULTS))
    return row


def _check(order: Order) -> None:
    try:
        validate_pattern(order.pattern)
    except ValidationError as error:
        raise ValidationError({"pattern": error}) from error
    if not 1 <= order.count <= MOST_AT_ONCE:
        message = _("From 1 to %(most)s at once.") % {"most": MOST_AT_ONCE}
        raise ValidationError({"count": message}, code="count")
    if order.requests < 1:
        raise ValidationError({"requests": _("At least one.")}, code="requests")


def _free_codes(order: Order) -> list[str]:
    """Return as many new codes as are wanted.

    Raises:
        ValidationError: After so many attempts some are still taken.
    """
    found: set[str] = set()
    for _attempt in range(ATTEMPTS):
        found |= {new_code(order.pattern) for _one in range(order.count - len(found))}
        taken = Coupon.objects.filter(code__in=found)
        found -= set(taken.values_list("code", flat=True))
        if len(found) == order.count:
            return sorted(found)
    message = _("No free codes were found: add more # to the pattern.")
    raise ValidationError({"pattern": message}, code="taken")


def _coupon(order: Order, code: str, *, by: Person | None, key: str, at: datetime) -> Coupon:
    return Coupon(
        code=code,
        first_day=order.first_day,
        last_day=order.last_day,
        remaining=order.requests,
        level_id=order.level_id,
        person_id=order.person_id,
        organization_id=order.organization_id,
        only_owner=order.only_owner,
        issue_key=key,
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )


def _tell(coupons: list[Coupon], by: Person) -> None:
    if len(coupons) == 1:
        journal.record(by=by, before=None, after=journal.state_of(coupons[0], KEPT))
    else:
        journal.note_many(by=by, rows=coupons, field="code")
