"""The properties of a ticket in words: their names, and their values as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from otklik.core.text import localised
from otklik.ui.parts.words import duration

LABELS: Final[Mapping[str, Promise]] = {
    "title": gettext_lazy("Title"),
    "status": gettext_lazy("Status"),
    "author": gettext_lazy("Client"),
    "responsible": gettext_lazy("Assignee"),
    "co_executors": gettext_lazy("Co-executors"),
    "category": gettext_lazy("Category"),
    "priority": gettext_lazy("Criticality"),
    "level": gettext_lazy("Level"),
    "coupon": gettext_lazy("Coupon"),
    "difficulty": gettext_lazy("Difficulty"),
    "source": gettext_lazy("Source"),
    "site": gettext_lazy("Site"),
    "comment": gettext_lazy("Comment"),
    "planned_minutes": gettext_lazy("Planned effort"),
    "expected_on": gettext_lazy("Expected on"),
    "expected_shown": gettext_lazy("The client sees the date"),
    "auto_close_days": gettext_lazy("Auto-close"),
}


def label(name: str) -> str:
    """Return what a property is called; an unknown one keeps its code."""
    return str(LABELS.get(name, name))


def plain(name: str, value: object) -> str:
    """Return the value of a property that is no row of a dictionary, in words.

    Args:
        name: The property.
        value: As the ticket or an event keeps it: text, number, yes or no, date or its ISO form.
    """
    match name, value:
        case ("auto_close_days", None):
            return _("never")
        case ("auto_close_days", int(days)):
            return ngettext("after %(days)s day", "after %(days)s days", days) % {"days": days}
        case ("planned_minutes", int(minutes)):
            return duration(minutes)
        case ("expected_shown", bool(shown)):
            return _("yes") if shown else _("no")
        case ("expected_on", str() | date()):
            return day(value if isinstance(value, date) else date.fromisoformat(value))
        case _:
            return str(value) if value else none()


def day(value: date) -> str:
    """Return a date in words: «24 ноября 2026»."""
    return date_format(value, "j E Y")


def none() -> str:
    """Return the word for a property without a value."""
    return pgettext("value", "none")


def of_that_day(row: Mapping[str, Any] | None) -> str:
    """Return the name that a dictionary's row had on the day of an event (spec DICT-7, HIST-3).

    Args:
        row: As the event keeps it: `id`, `ru`, `en`.
    """
    return localised(row["ru"], row["en"]) if row else none()
