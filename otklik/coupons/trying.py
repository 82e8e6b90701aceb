"""Trying a code that a browser sends: limited, and logged even if nothing comes of it (CPN-6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from otklik.core.text import storable
from otklik.coupons.codes import as_typed
from otklik.coupons.models import Coupon, Outcome
from otklik.coupons.operations.spend import Claim, CouponRefused, log_refused, usable
from otklik.coupons.words import refusal, too_many
from otklik.directory.models import Site
from otklik.people.guards import AuthenticatedRequest
from otklik.people.limits import allows, is_allowed
from otklik.people.models import Person

log = structlog.get_logger(__name__)
LIMIT = "coupon_refused"


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a form says of the code in it before anything is sent.

    Attributes:
        coupon: The coupon that would be used.
        refused: Why none would, in words.
        tried: The code that was found to be no good, and for whom. A page that sends it along again
            is answered without another look, so that one wrong code counts once among the attempts.
    """

    coupon: Coupon | None = None
    refused: str = ""
    tried: str = ""


NO_COUPON: Final = Glimpse()


def glimpse(
    request: AuthenticatedRequest, *, author: Person | None, site: Site, at: datetime
) -> Glimpse:
    """Return what the code in a form would do; a wrong one counts as tried and is logged (CPN-6).

    Args:
        request: What the form holds so far: `coupon`, and `tried` from an earlier glimpse.
        author: The client; None while nobody is chosen.
        site: Where the ticket would be opened.
        at: The present, aware.
    """
    code = as_typed(storable(request.POST.get("coupon", "")))
    tried = f"{code} {author.pk if author else ''}".strip()
    if code and request.POST.get("tried") == tried:
        return Glimpse(refused=refusal(Outcome.UNKNOWN, None), tried=tried)
    try:
        with trying(request, code) as claim:
            if claim is None:
                return NO_COUPON
            return Glimpse(usable(claim, author=author, zone=site.time_zone, at=at))
    except ValidationError as error:
        return Glimpse(refused=error.message_dict["coupon"][0], tried=tried)


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
