"""Changing coupons (spec CPN-2)."""

from typing import Final

from django.db import transaction

from otklik.core.time import now
from otklik.coupons.models import Coupon
from otklik.people import journal
from otklik.people.editing import Edit
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
