"""What a person narrows staff's lists by (spec LIST-2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Final, Generic, TypeVar

from django.db.models import Q
from django.utils import timezone

from otklik.core.time import now
from otklik.people.queries import people_named
from otklik.tickets.lamps import Lamp, lit
from otklik.tickets.models import QueueRank

NONE: Final = 0
"""Stands for "no row" among the ids of a reference."""

REFERENCES: Final = (
    "status",
    "priority",
    "category",
    "responsible",
    "level",
    "source",
    "site",
    "difficulty",
    "rating",
)
"""What is chosen from lists; each may be several, and "none"."""

MOMENTS: Final[Mapping[str, str]] = {
    "created": "created_at",
    "changed": "modified_at",
    "closed": "closed_at",
    "closes": "auto_close_at",
}
NUMBERS: Final[Mapping[str, str]] = {
    "number": "id",
    "messages": "message_count",
    "overdues": "overdue_count",
}
HIDDEN_FROM_CLIENTS: Final = frozenset({"source", "difficulty", "changed", "overdues", "closes"})
"""Asked of the own tickets of an agent, these would tell what is hidden from him (spec D-5)."""

_ONE_DAY: Final = timedelta(days=1)


class Due(StrEnum):
    """When an answer is due."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    UNDATED = "none"


class ByCoupon(StrEnum):
    """Whether a ticket was opened by coupon."""

    YES = "yes"
    NO = "no"


Bound = TypeVar("Bound", date, int)


@dataclass(frozen=True, slots=True)
class Span(Generic[Bound]):
    """From something to something, both included; nothing for an open end."""

    first: Bound | None = None
    last: Bound | None = None

    def __bool__(self) -> bool:
        """Tell whether it has an end."""
        return (self.first, self.last) != (None, None)


@dataclass(frozen=True, slots=True)
class Filters:
    """By what a list is narrowed: all of these together, of each any of its values.

    Attributes:
        references: Ids of rows by the names of `REFERENCES`; `NONE` for tickets without one.
        lamps: Whose move it is, as the reader sees it.
        due: When an answer is due.
        days: Days of the reader by the names of `MOMENTS`.
        numbers: By the names of `NUMBERS`.
        author: One client.
        organization: The people of one company.
        client: Beginnings of words of the client's or the company's name.
        coupon: Whether it was opened by coupon.
        code: The beginning of the coupon's code.
    """

    references: Mapping[str, frozenset[int]] = field(default_factory=dict)
    lamps: frozenset[Lamp] = frozenset()
    due: frozenset[Due] = frozenset()
    days: Mapping[str, Span[date]] = field(default_factory=dict)
    numbers: Mapping[str, Span[int]] = field(default_factory=dict)
    author: int | None = None
    organization: int | None = None
    client: str = ""
    coupon: frozenset[ByCoupon] = frozenset()
    code: str = ""

    @property
    def names(self) -> list[str]:
        """By what the list is narrowed, each name once, in the order in which pages show it."""
        said = {
            "lamp": self.lamps,
            "due": self.due,
            **{name: self.references.get(name) for name in REFERENCES},
            "author": self.author,
            "organization": self.organization,
            "client": self.client,
            "coupon": self.coupon,
            "code": self.code,
            **{name: self.days.get(name) for name in MOMENTS},
            **{name: self.numbers.get(name) for name in NUMBERS},
        }
        return [name for name, value in said.items() if value]

    @property
    def are_hidden_from_clients(self) -> bool:
        """Whether one of them asks for what the author of a ticket does not know."""
        return not HIDDEN_FROM_CLIENTS.isdisjoint(self.names)

    def condition(self, person_id: int) -> Q:
        """Return which tickets pass; days are those of the present time zone.

        Args:
            person_id: The reader.
        """
        asked = Q()
        for name, ids in self.references.items():
            asked &= _refers(name, ids)
        if self.lamps:
            asked &= _any(lit(lamp, person_id) for lamp in self.lamps)
        if self.due:
            asked &= _any(_is_due(due) for due in self.due)
        for name, days in self.days.items():
            asked &= _within_days(MOMENTS[name], days)
        for name, numbers in self.numbers.items():
            asked &= _within(NUMBERS[name], numbers)
        return asked & self._of_client() & self._of_coupon()

    def _of_client(self) -> Q:
        asked = Q()
        if self.author is not None:
            asked &= Q(author=self.author)
        if self.organization is not None:
            asked &= Q(author__organization=self.organization)
        if self.client:
            asked &= Q(author__in=people_named(self.client).values("pk"))
        return asked

    def _of_coupon(self) -> Q:
        without = Q(coupon_code="")
        kinds = {ByCoupon.YES: ~without, ByCoupon.NO: without}
        asked = _any(kinds[one] for one in self.coupon) if self.coupon else Q()
        return asked & ~without & Q(coupon_code__startswith=self.code) if self.code else asked


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _refers(name: str, ids: frozenset[int]) -> Q:
    rows = ids - {NONE}
    asked = Q(**{f"{name}__in": sorted(rows)}) if rows else Q()
    if NONE not in ids:
        return asked
    none = Q(**{f"{name}__isnull": True})
    return none | asked if rows else none


def _is_due(due: Due) -> Q:
    today = timezone.localtime(now()).date()
    match due:
        case Due.OVERDUE:
            return Q(due_at__lte=now())
        case Due.TODAY:
            return Q(due_at__gt=now(), due_at__lt=_beginning(today + _ONE_DAY))
        case Due.TOMORROW:
            return Q(
                due_at__gte=_beginning(today + _ONE_DAY),
                due_at__lt=_beginning(today + 2 * _ONE_DAY),
            )
        case Due.UNDATED:
            return Q(closed_at=None, due_at=None, queue_rank__lt=QueueRank.CLIENTS_MOVE)


def _within_days(column: str, days: Span[date]) -> Q:
    asked = Q()
    if days.first is not None:
        asked &= Q(**{f"{column}__gte": _beginning(days.first)})
    if days.last is not None:
        asked &= Q(**{f"{column}__lt": _beginning(days.last + _ONE_DAY)})
    return asked


def _within(column: str, numbers: Span[int]) -> Q:
    asked = Q()
    if numbers.first is not None:
        asked &= Q(**{f"{column}__gte": numbers.first})
    if numbers.last is not None:
        asked &= Q(**{f"{column}__lte": numbers.last})
    return asked


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
