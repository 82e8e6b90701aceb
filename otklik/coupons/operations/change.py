"""Changing coupons (spec CPN-2)."""

from collections.abc import Collection
from typing import Final

from django.db import transaction

from otklik.core.time import now
from otklik.coupons.models import Coupon
from otklik.people import journal
from otklik.people.editing import Edit, Stale
from otklik.people.models import Person

CHANGED: Final = (
    "is_active",
    "first_day",
    "last_day",
    "remaining",
    "level",
    "person",
    "organization",
    "only_owner",
)
"""What may be changed of a coupon; the code never."""

KEPT: Final = ("code", *CHANGED)
"""What the journal keeps of a coupon."""


@transaction.atomic
def change_coupon(*, coupon_id: int, edit: Edit, by: Person) -> Coupon:
    """Change a coupon.

    Args:
        coupon_id: The coupon.
        edit: What is to change, of `CHANGED`, and what the page showed.
        by: Who changes it.

    Raises:
        Coupon.DoesNotExist: There is no such coupon.
        Stale: Somebody else has changed the same values meanwhile, or used the coupon.
        ValidationError: A value does not fit.
    """
    coupon = Coupon.objects.select_for_update().get(pk=coupon_id)
    before = journal.state_of(coupon, KEPT)
    edit.put(coupon)
    coupon.changed_at, coupon.changed_by = now(), by
    edit.save(coupon)
    journal.record(by=by, before=before, after=journal.state_of(coupon, KEPT))
    return coupon


def switch(*, coupon_id: int, is_active: bool, by: Person) -> Coupon:
    """Switch a coupon on or off.

    Args:
        coupon_id: The coupon.
        is_active: Whether it may be used from now on.
        by: Who does it.

    Raises:
        Coupon.DoesNotExist: There is no such coupon.
    """
    edit = Edit({"is_active": is_active}, {"is_active": not is_active})
    return change_coupon(coupon_id=coupon_id, edit=edit, by=by)


@transaction.atomic
def switch_off_all(*, codes: Collection[str], by: Person) -> None:
    """Switch off coupons that were issued together; those that are off already stay so.

    Args:
        codes: Their codes.
        by: Who does it.

    Raises:
        Stale: All of them are off.
    """
    active = Coupon.objects.filter(code__in=codes, is_active=True)
    ids = list(active.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise Stale(["is_active"])
    for coupon_id in ids:
        switch(coupon_id=coupon_id, is_active=False, by=by)
