"""The filters of a list as chips, each of which can be taken away (spec LIST-2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from otklik.clock.models import Level
from otklik.desk.pages.labels import LABELS, none
from otklik.desk.queue_form import AskedList
from otklik.directory.models import (
    Category,
    Difficulty,
    Priority,
    Rating,
    Site,
    Source,
    Status,
)
from otklik.people.models import Organization, Person
from otklik.tickets.lamps import Lamp
from otklik.tickets.queries.filters import NONE, REFERENCES, ByCoupon, Due, Filters, Span
from otklik.ui.parts.words import date_words

TITLES: Final[Mapping[str, Promise]] = {
    **LABELS,
    "lamp": gettext_lazy("Whose move"),
    "due": gettext_lazy("Reply due"),
    "organization": gettext_lazy("Company"),
    "client": gettext_lazy("Client or company"),
    "created": pgettext_lazy("date", "Created"),
    "changed": pgettext_lazy("date", "Updated"),
    "closed": pgettext_lazy("date", "Closed"),
    "closes": gettext_lazy("Closes by itself"),
    "number": gettext_lazy("Number"),
    "messages": gettext_lazy("Messages"),
    "overdues": gettext_lazy("Missed deadlines"),
    "rating": gettext_lazy("Rating"),
    "code": gettext_lazy("Code of the coupon"),
}
LAMPS: Final[Mapping[Lamp, Promise]] = {
    Lamp.WAIT: pgettext_lazy("whose move", "yours"),
    Lamp.WAIT_OTHER: pgettext_lazy("whose move", "a colleague’s"),
    Lamp.WAIT_NOBODY: pgettext_lazy("whose move", "nobody’s yet"),
    Lamp.ANSWERED: pgettext_lazy("whose move", "you have answered"),
    Lamp.ANSWERED_OTHER: pgettext_lazy("whose move", "a colleague has answered"),
    Lamp.HOLD: pgettext_lazy("whose move", "on hold"),
    Lamp.CLOSED: pgettext_lazy("whose move", "closed"),
}
DUES: Final[Mapping[Due, Promise]] = {
    Due.OVERDUE: pgettext_lazy("reply due", "overdue"),
    Due.TODAY: pgettext_lazy("reply due", "today"),
    Due.TOMORROW: pgettext_lazy("reply due", "tomorrow"),
    Due.UNDATED: pgettext_lazy("reply due", "without a deadline"),
}
BY_COUPON: Final[Mapping[ByCoupon, Promise]] = {
    ByCoupon.YES: pgettext_lazy("opened by coupon", "yes"),
    ByCoupon.NO: pgettext_lazy("opened by coupon", "no"),
}
KINDS: Final[Mapping[str, type[models.Model]]] = {
    "status": Status,
    "priority": Priority,
    "category": Category,
    "responsible": Person,
    "level": Level,
    "source": Source,
    "site": Site,
    "difficulty": Difficulty,
    "rating": Rating,
}
T = TypeVar("T", date, int)

NAMED: Final = 2
"""So many values a chip names before it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of the list that is shown.

    Attributes:
        label: By what.
        value: To which values.
        without: The address of the list without it.
    """

    label: str
    value: str
    without: str


def chips(asked: AskedList) -> list[Chip]:
    """Return the filters of a list; a query for each that names rows.

    Args:
        asked: The list that is shown.
    """
    filters = asked.listing.filters
    return [
        Chip(str(TITLES[name]), _value(filters, name), asked.without(name).url())
        for name in filters.names
    ]


def name_of_none(name: str) -> str:
    """Return what a ticket without a row is said to have."""
    if name == "source":
        return _("site")
    return _("nobody") if name == "responsible" else none()


def _value(filters: Filters, name: str) -> str:
    if name in filters.days:
        return _span(filters.days[name], date_words)
    if name in filters.numbers:
        return _span(filters.numbers[name], str)
    if name in REFERENCES:
        return _rows(name, filters.references[name])
    if name in {"author", "organization"}:
        kind = Person if name == "author" else Organization
        return str(kind._default_manager.filter(pk=getattr(filters, name)).first() or _unknown())
    codes: dict[str, list[str]] = {
        "lamp": [str(words) for lamp, words in LAMPS.items() if lamp in filters.lamps],
        "due": [str(words) for due, words in DUES.items() if due in filters.due],
        "coupon": [str(words) for one, words in BY_COUPON.items() if one in filters.coupon],
        "client": [filters.client],
        "code": [filters.code],
    }
    return _listed(codes[name])


def _rows(name: str, ids: frozenset[int]) -> str:
    rows = KINDS[name]._default_manager.filter(pk__in=ids - {NONE})
    names = [str(row) for row in rows]
    missing = len(ids - {NONE}) - len(names)
    names += [_unknown()] if missing else []
    names += [name_of_none(name)] if NONE in ids else []
    return _listed(names)


def _unknown() -> str:
    return _("there is no such row")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more) % {
        "names": shown,
        "more": more,
    }


def _span(span: Span[T], words: Callable[[T], str]) -> str:
    if span.first is None or span.last is None:
        end = span.last if span.first is None else span.first
        pattern = _("up to %(end)s") if span.first is None else _("from %(end)s")
        return pattern % {"end": words(end) if end is not None else ""}
    if span.first == span.last:
        return words(span.first)
    return f"{words(span.first)} – {words(span.last)}"
