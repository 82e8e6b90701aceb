"""Using a coupon, and giving a used request back (spec CPN-5, CPN-6, CPN-8, CPN-10)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from otklik.clock.calendar import zone_named
from otklik.core.time import now
from otklik.coupons.models import Coupon, Outcome, Use
from otklik.coupons.words import refusal
from otklik.people.models import Person


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's wish to use a coupon; for pages `otklik.coupons.trying` makes it.

    Attributes:
        code: What was typed in, as codes are kept.
        person: Who typed it in; nobody for a guest.
        address: The network address that it came from, if it came from a browser.
    """

    code: str
    person: Person | None
    address: str | None = None


class CouponRefused(ValidationError):  # noqa: N818 - it is a word of the form's field
    """A coupon cannot be used; the ticket is not opened.

    Attributes:
        claim: Who wanted to use what.
        outcome: Why not.
        coupon: The coupon, if there is one.
    """

    def __init__(self, claim: Claim, outcome: Outcome, coupon: Coupon | None) -> None:
        words = ValidationError(refusal(outcome, coupon), code=outcome.value)
        super().__init__({"coupon": words})
        self.claim, self.outcome, self.coupon = claim, outcome, coupon


def spend(claim: Claim, *, author: Person, zone: str, at: datetime) -> Coupon:
    """Take one request off a coupon; it stays locked until the caller's transaction ends.

    The caller opens the ticket in the same transaction and then logs it by `log_spent`.

    Args:
        claim: What was typed in, by whom.
        author: The client whose ticket it is.
        zone: The time zone of the ticket's site, by which days count.
        at: When, aware.

    Returns:
        The coupon with its level.

    Raises:
        CouponRefused: It cannot be used.
    """
    rows = Coupon.objects.select_for_update(of=("self",))
    coupon = _usable(rows, claim, author=author, zone=zone, at=at)
    coupon.remaining -= 1
    coupon.used += 1
    coupon.save(update_fields=["remaining", "used"])
    return coupon


def usable(claim: Claim, *, author: Person | None, zone: str, at: datetime) -> Coupon:
    """Return the coupon that a ticket would use; nothing is taken off it.

    Args:
        claim: What was typed in, by whom.
        author: The client; None while a form does not know yet who that is, and nobody can say
            whether the coupon is somebody else's.
        zone: The time zone of the site, by which days count.
        at: The present, aware.

    Raises:
        CouponRefused: It cannot be used.
    """
    return _usable(Coupon.objects.all(), claim, author=author, zone=zone, at=at)


def log_spent(claim: Claim, coupon: Coupon, *, ticket: int, at: datetime) -> None:
    """Write down that a request was used.

    Args:
        claim: Who used it.
        coupon: As `spend` returned it.
        ticket: The number of the ticket.
        at: When, aware.
    """
    _log(claim, Outcome.SPENT, coupon, at=at, ticket=ticket)


def log_refused(refused: CouponRefused) -> None:
    """Write down an attempt that failed, after its transaction has been rolled back."""
    _log(refused.claim, refused.outcome, refused.coupon, at=now())


@transaction.atomic
def give_back(*, use_id: int, reason: str, by: Person) -> Use:
    """Give a used request back, because the ticket was no request after all.

    Args:
        use_id: The line of the log that tells of the use.
        reason: Why, for the log.
        by: Who gives it back.

    Raises:
        Use.DoesNotExist: There is no such use.
        ValidationError: It has been given back already.
    """
    use = Use.objects.get(pk=use_id, outcome=Outcome.SPENT)
    coupon = Coupon.objects.select_for_update(of=("self",)).get(log=use)
    if Use.objects.filter(returns=use).exists():
        raise ValidationError(_("This request has been given back already."), code="returned")
    coupon.remaining += 1
    coupon.used -= 1
    coupon.save(update_fields=["remaining", "used"])
    return Use.objects.create(
        coupon=coupon,
        code=coupon.code,
        person=by,
        outcome=Outcome.RETURNED,
        remaining=coupon.remaining,
        ticket=use.ticket,
        returns=use,
        reason=reason,
    )


def _usable(
    rows: QuerySet[Coupon], claim: Claim, *, author: Person | None, zone: str, at: datetime
) -> Coupon:
    coupon = rows.filter(code=claim.code).select_related("level", "person").first()
    if coupon is None:
        raise CouponRefused(claim, Outcome.UNKNOWN, None)
    today = at.astimezone(zone_named(zone)).date()
    if (why := _obstacle(coupon, author, today)) is not None:
        raise CouponRefused(claim, why, coupon)
    return coupon


def _obstacle(coupon: Coupon, author: Person | None, today: date) -> Outcome | None:
    """Return why a coupon cannot be used, if so; first what tells nothing to a stranger."""
    if coupon.only_owner and author is not None and not _is_of(coupon, author):
        return Outcome.FOREIGN
    if not coupon.is_active:
        return Outcome.OFF
    if coupon.first_day and today < coupon.first_day:
        return Outcome.EARLY
    if coupon.last_day and today > coupon.last_day:
        return Outcome.EXPIRED
    return Outcome.EXHAUSTED if coupon.remaining == 0 else None


def _is_of(coupon: Coupon, author: Person) -> bool:
    """Tell whether a coupon is this client's, also under an account that took a contact over."""
    if coupon.organization_id is not None:
        return coupon.organization_id == author.organization_id
    owners = {coupon.person_id, coupon.person.taken_over_by_id if coupon.person else None}
    return author.pk in owners


def _log(
    claim: Claim,
    outcome: Outcome,
    coupon: Coupon | None,
    *,
    at: datetime,
    ticket: int | None = None,
) -> None:
    Use.objects.create(
        at=at,
        coupon=coupon,
        code=claim.code,
        person=claim.person,
        outcome=outcome,
        remaining=coupon.remaining if coupon else None,
        address=claim.address,
        ticket=ticket,
    )
