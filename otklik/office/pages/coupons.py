"""Coupons and their log in words (screen 18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.core.paths import ticket_path
from otklik.coupons.models import REFUSALS, Coupon, Outcome, Use
from otklik.coupons.queries import Held, Shelf, is_ending
from otklik.ui.parts.settings import Side
from otklik.ui.parts.words import date_words, ticket_number

ICONS: Final[Mapping[str, str]] = {Outcome.SPENT: "circle-check", Outcome.RETURNED: "undo-2"}
REFUSED: Final = "circle-x"
STEP: Final = 5
"""The bar knows every fifth percent."""


@dataclass(frozen=True, slots=True)
class Line:
    """A coupon in the list.

    Attributes:
        coupon: The coupon.
        state: How it stands today.
        owner: Whose it is.
        left: How many requests are left, of how many.
        percent: The same for the bar.
        since: From when it is valid; "" if from the beginning.
        until: Until when it is valid; "" if for ever.
        is_ending: It ends soon.
    """

    coupon: Coupon
    state: str
    owner: str
    left: str
    percent: int
    since: str
    until: str
    is_ending: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the log.

    Attributes:
        use: The line.
        icon: Its icon.
        title: What happened.
        about: Who, which ticket or code, how many are left.
        url: Where the coupon is shown; "" for a code that nobody has issued.
        ticket_url: Where the ticket is found; "" if there is none.
        may_return: The used request can be given back.
    """

    use: Use
    icon: str
    title: str
    about: str
    url: str
    ticket_url: str
    may_return: bool = False


def sides(shelves: Mapping[Shelf, Held], current: Shelf | None) -> list[Side]:
    """Return the shelves as links beside the list.

    Args:
        shelves: What each holds.
        current: The one that is shown.
    """
    valid = shelves[Shelf.VALID]
    requests = ngettext("%(count)s request", "%(count)s requests", valid.requests)
    facts = {
        Shelf.ALL: (_("All"), _coupons(shelves[Shelf.ALL].coupons)),
        Shelf.VALID: (
            pgettext("coupons", "Valid"),
            f"{_coupons(valid.coupons)}, {requests % {'count': valid.requests}}",
        ),
        Shelf.ENDING: (
            pgettext("coupons", "Ending"),
            _("%(count)s in the next 30 days") % {"count": shelves[Shelf.ENDING].coupons},
        ),
        Shelf.OVER: (pgettext("coupons", "Used up and expired"), _of(shelves, Shelf.OVER)),
        Shelf.OFF: (pgettext("coupons", "Switched off"), _of(shelves, Shelf.OFF)),
    }
    return [
        Side(title, fact, address(shelf), shelf is current)
        for shelf, (title, fact) in facts.items()
    ]


def address(shelf: Shelf) -> str:
    """Return the address of a shelf."""
    here = reverse("office:coupons")
    return here if shelf is Shelf.ALL else f"{here}?view={shelf}"


def _of(shelves: Mapping[Shelf, Held], shelf: Shelf) -> str:
    return _coupons(shelves[shelf].coupons)


def _coupons(count: int) -> str:
    return ngettext("%(count)s coupon", "%(count)s coupons", count) % {"count": count}


def line(coupon: Coupon, today: date) -> Line:
    """Return a coupon for the list.

    Args:
        coupon: With level and owner.
        today: The present day.
    """
    total = coupon.total
    percent = round(coupon.remaining / total * 100 / STEP) * STEP if total else 0
    return Line(
        coupon=coupon,
        state=state(coupon, today),
        owner=owner(coupon),
        left=_("%(left)s of %(total)s") % {"left": coupon.remaining, "total": total},
        percent=percent,
        since=date_words(coupon.first_day) if coupon.first_day else "",
        until=date_words(coupon.last_day) if coupon.last_day else "",
        is_ending=_is_usable(coupon, today) and is_ending(coupon, today),
    )


def state(coupon: Coupon, today: date) -> str:
    """Return how a coupon stands, in a word or two."""
    if not coupon.is_active:
        return str(Outcome.OFF.label)
    if coupon.last_day and coupon.last_day < today:
        return str(Outcome.EXPIRED.label)
    if coupon.remaining == 0:
        return str(Outcome.EXHAUSTED.label)
    if coupon.first_day and coupon.first_day > today:
        return _("valid from %(day)s") % {"day": date_words(coupon.first_day)}
    return _("ends soon") if is_ending(coupon, today) else pgettext("a coupon", "valid")


def _is_usable(coupon: Coupon, today: date) -> bool:
    ended = coupon.last_day is not None and coupon.last_day < today
    return coupon.is_active and coupon.remaining > 0 and not ended


def owner(coupon: Coupon) -> str:
    """Return whose a coupon is."""
    whose = coupon.organization or coupon.person
    if whose is None:
        return _("any client")
    return _("only %(name)s") % {"name": whose} if coupon.only_owner else str(whose)


def told(uses: Iterable[Use], *, may_return: bool = False) -> list[Told]:
    """Return lines of the log in words.

    Args:
        uses: The lines with who is meant.
        may_return: The reader may give requests back; the lines know which was given back.
    """
    return [_told(use, may_return=may_return) for use in uses]


def _told(use: Use, *, may_return: bool) -> Told:
    outcome = Outcome(use.outcome)
    return Told(
        use=use,
        icon=ICONS.get(use.outcome, REFUSED),
        title=_title(outcome),
        about=", ".join(part for part in _about(use, outcome) if part),
        url=reverse("office:coupon", args=[use.coupon_id]) if use.coupon_id else "",
        ticket_url=ticket_path(use.ticket) if use.ticket else "",
        may_return=may_return and outcome is Outcome.SPENT and not hasattr(use, "returned_by"),
    )


def _title(outcome: Outcome) -> str:
    if outcome in REFUSALS:
        return _("Refused: %(why)s") % {"why": outcome.label}
    return _("A request was used") if outcome is Outcome.SPENT else _("A request was given back")


def _about(use: Use, outcome: Outcome) -> list[str]:
    who = use.person.shown_name if use.person else pgettext("who", "a guest")
    number = ticket_number(use.ticket) if use.ticket else ""
    left = _("%(count)s left") % {"count": use.remaining} if use.remaining is not None else ""
    if outcome in REFUSALS:
        from_where = _("from %(address)s") % {"address": use.address} if use.address else ""
        return [who, use.code, from_where]
    return [who, number, use.reason, left]


def outcome_choices(shown: str) -> list[tuple[str, str, bool]]:
    """Return by what the log can be narrowed: value, words, whether it is the present choice."""
    choices = [("", _("everything")), ("refused", _("all refusals"))]
    choices += [(one.value, capfirst(str(one.label))) for one in Outcome]
    return [(value, words, value == shown) for value, words in choices]
