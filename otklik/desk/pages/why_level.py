"""Why a ticket has its level: as it was decided, in the words of that day (spec SLA-7, REG-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.choice import By, Passed
from otklik.core.text import localised
from otklik.tickets.access import Seen

_BECAUSE: Final[Mapping[str, Any]] = {
    By.COUPON: gettext_lazy("The coupon gives this level."),
    By.STAFF: gettext_lazy("It was chosen by hand."),
    By.EVERYONE: gettext_lazy("It serves everyone."),
    By.DEFAULT: gettext_lazy("No other level fitted, so the default serves."),
}
_PASSED: Final[Mapping[str, Any]] = {
    Passed.NO_GROUP: gettext_lazy("the client was in none of its groups"),
    Passed.CONTACT: gettext_lazy("the client does not sign in, so groups do not count"),
    Passed.TERM: gettext_lazy("the term of support was over"),
    Passed.WEAKER: gettext_lazy("fitted too, but comes after it"),
    Passed.BY_RULE: gettext_lazy("the rules would have taken it"),
}


@dataclass(frozen=True, slots=True)
class WhyLevel:
    """Why a ticket has its level.

    Attributes:
        level: What the level is called.
        because: The rule that chose it, and what else counted.
        passed: The levels that were not taken, each with the reason.
    """

    level: str
    because: str
    passed: Sequence[tuple[str, str]] = ()


def why_level(seen: Seen) -> WhyLevel | None:
    """Return why a ticket has its level; nothing if it is older than this record. No query.

    Args:
        seen: The ticket and its reader.
    """
    kept = seen.ticket.level_choice
    if not kept:
        return None
    passed = [
        (_name(one), str(_PASSED[one["why"]]))
        for one in kept.get("passed", ())
        if one["why"] in _PASSED
    ]
    return WhyLevel(str(seen.ticket.level), because(kept), passed)


def because(kept: Mapping[str, Any]) -> str:
    """Return which rule chose a level, and what else counted.

    Args:
        kept: `Choice.as_json`, of today or of the day of an event.
    """
    told = [_rule(kept)]
    if ended := kept.get("ended"):
        day = date_format(date.fromisoformat(ended), "DATE_FORMAT")
        told.append(_("The client’s term of support had ended on %(day)s.") % {"day": day})
    return " ".join(told)


def _rule(kept: Mapping[str, Any]) -> str:
    group = _name(kept["group"]) if kept.get("group") else ""
    if kept["by"] == By.CATEGORY:
        if group:
            words = _("It names the category of the ticket and serves the group “%(group)s”.")
            return words % {"group": group}
        return _("It names the category of the ticket and serves everyone.")
    if kept["by"] == By.GROUP:
        return _("The client was in the group “%(group)s”.") % {"group": group}
    return str(_BECAUSE.get(kept["by"], ""))


def _name(kept: Mapping[str, Any]) -> str:
    return localised(kept["ru"], kept.get("en", ""))
