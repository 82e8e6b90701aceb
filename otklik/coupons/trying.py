"""Trying a code that a browser sends: limited, and logged even if nothing comes of it (CPN-6)."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from otklik.core.text import storable
from otklik.coupons.codes import as_typed
from otklik.coupons.operations.spend import Claim, CouponRefused, log_refused
from otklik.coupons.words import too_many
from otklik.people.guards import AuthenticatedRequest
from otklik.people.limits import allows, is_allowed

log = structlog.get_logger(__name__)
LIMIT = "coupon_refused"


@contextmanager
def trying(request: AuthenticatedRequest, code: str) -> Iterator[Claim | None]:
    """Give what is typed in as a claim, which an operation may spend in its transaction.

    Stands around the whole transaction: a refusal is logged after that has been rolled back.

    Args:
        request: From whom and from where the code comes.
        code: What was typed in; nothing for a ticket without a coupon.

    Raises:
        ValidationError: This person, or this network address, has tried too many wrong codes.
        CouponRefused: The operation did not accept the coupon.
    """
    typed = as_typed(storable(code))
    if not typed:
        yield None
        return
    if not is_allowed(request, LIMIT):
        log.warning("coupons_limited", person=request.user.pk)
        raise ValidationError({"coupon": ValidationError(too_many(), code="too_many")})
    try:
        yield Claim(typed, request.user, get_adapter().get_client_ip(request))
    except CouponRefused as refused:
        allows(request, LIMIT)
        log_refused(refused)
        raise
