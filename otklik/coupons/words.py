"""What people are told of coupons."""

from django.utils.translation import gettext as _

from otklik.coupons.models import Coupon, Outcome
from otklik.ui.parts.words import date_words


def refusal(outcome: Outcome, coupon: Coupon | None) -> str:
    """Return why a coupon cannot be used, for whoever typed it in.

    Whoever guesses learns nothing: an unknown code, somebody else's and one that is switched off
    are told alike.

    Args:
        outcome: One of `REFUSALS`.
        coupon: The coupon, if there is one.
    """
    if coupon is not None and outcome is Outcome.EXPIRED and coupon.last_day:
        return _("The coupon was valid till %(day)s.") % {"day": date_words(coupon.last_day)}
    if coupon is not None and outcome is Outcome.EARLY and coupon.first_day:
        return _("The coupon is valid from %(day)s on.") % {"day": date_words(coupon.first_day)}
    if outcome is Outcome.EXHAUSTED:
        return _("All requests of this coupon have been used.")
    return _("This coupon is not valid. Check the code, or ask without it.")


def too_many() -> str:
    """Return what is said to whoever has tried too many codes."""
    return _("Too many codes have been tried. Wait an hour, or ask without a coupon.")
