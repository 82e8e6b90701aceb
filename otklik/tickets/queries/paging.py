"""Reading long lists: no OFFSET, no counting of everything, no sorting of everybody's tickets.

An agent sees tickets by several ways. With OR between them the database would collect and sort all
of them for each page; so the first rows of each way are read by its own index, and these few are
put together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import Combinable

from otklik.tickets.models import Ticket

COUNTED_AT_MOST: Final = 1000
"""Nobody reads a greater number, and counting further would read the whole table."""

LOOKED_THROUGH: Final = 5000
"""So many open tickets of a way are looked at to count all views at once."""

_SALT: Final = "otklik.tickets.page"

Keys = dict[str, Combinable]
"""Keys of an order that are no columns of the ticket, by the names that they get."""

Values = Sequence[Any]
"""What the keys of an order are in one ticket."""


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is ordered; the last key is the number, so that the order is stable.

    Attributes:
        keys: Names of columns or of `made`, with "-" before those that fall. None is ever empty.
        made: Keys that are no columns of the ticket.
    """

    keys: tuple[str, ...]
    made: Keys = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The keys without their directions."""
        return [key.removeprefix("-") for key in self.keys]

    @property
    def reversed(self) -> "Order":
        """The same order from its other end."""
        turned = (key[1:] if key.startswith("-") else f"-{key}" for key in self.keys)
        return Order(tuple(turned), self.made)

    def apply(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Return the tickets in this order, each with its keys."""
        return tickets.annotate(**self.made).order_by(*self.keys)

    def beyond(self, values: Values) -> Q:
        """Return what stands after `values`."""
        beyond = Q()
        equal: dict[str, Any] = {}
        for key, value in zip(self.keys, values, strict=True):
            sign = "lt" if key.startswith("-") else "gt"
            name = key.removeprefix("-")
            beyond |= Q(**equal, **{f"{name}__{sign}": value})
            equal[name] = value
        # Says nothing new, but tells the index where to begin.
        first, sign = self.keys[0].removeprefix("-"), "l" if self.keys[0][0] == "-" else "g"
        return Q(**{f"{first}__{sign}te": values[0]}) & beyond


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands in a list.

    Attributes:
        number: The ticket.
        values: What the keys of the order are in it.
    """

    number: int
    values: Values


@dataclass(frozen=True, slots=True)
class Reach:
    """The tickets of a list: by which ways they come into sight, and what they have to fulfil.

    Attributes:
        ways: From `otklik.tickets.access`; a ticket that comes by several is there once.
        must: The condition of the list.
        made: What `must` asks for besides columns.
    """

    ways: Sequence[Q]
    must: Q = field(default_factory=Q)
    made: Keys = field(default_factory=dict)

    def where(self, more: Q) -> "Reach":
        """Return those of the tickets that fulfil a further condition."""
        return Reach(self.ways, self.must & more, self.made)

    def beyond(self, order: Order, values: Values) -> "Reach":
        """Return those of the tickets that stand after `values` in an order."""
        return Reach(self.ways, self.must & order.beyond(values), self.made | order.made)

    def first(self, order: Order, size: int) -> list[Place]:
        """Return where the first tickets of the list stand; one query, which reads no whole rows.

        Args:
            order: By what the list is ordered.
            size: How many at most.
        """
        parts = [order.apply(part) for part in self._parts()]
        if not parts:
            return []
        first = parts[0][:size]
        if len(parts) > 1:
            heads = [part.values("pk")[:size] for part in parts]
            found = Ticket.objects.filter(pk__in=heads[0].union(*heads[1:]))
            first = order.apply(found)[:size]
        return [Place(one[0], one[1:]) for one in first.values_list("pk", *order.names)]

    def _parts(self) -> list[QuerySet[Ticket]]:
        return [Ticket.objects.alias(**self.made).filter(way, self.must) for way in self.ways]

    def union(self, size: int, **flags: Q) -> "QuerySet[Ticket, Any]":
        """Return the tickets of all ways, each once, as ids and flags; not ordered.

        Args:
            size: How many of each way at most.
            flags: Conditions that are told of each ticket.
        """
        told = {name: ExpressionWrapper(one, BooleanField()) for name, one in flags.items()}
        parts = [part.annotate(**told).values("pk", *told)[:size] for part in self._parts()]
        every: QuerySet[Ticket, Any] = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
        return every


@dataclass(frozen=True, slots=True)
class Count:
    """How many tickets a list has, as far as it was counted.

    Attributes:
        number: At most `COUNTED_AT_MOST`.
        is_more: There are more.
    """

    number: int = 0
    is_more: bool = False

    def __str__(self) -> str:
        """Return the number as a page shows it: «17», «1000+»."""
        return f"{self.number}+" if self.is_more else str(self.number)

    def __bool__(self) -> bool:
        """Tell whether there is any ticket."""
        return self.number > 0


def counts(reach: Reach, **views: Q) -> dict[str, Count]:
    """Return how many tickets of a list belong to each of its views, in one query.

    Where tickets come by one way, each view is counted by an index of its own. Where they come by
    several, the tickets of all ways are put together first, and of each way no more than
    `LOOKED_THROUGH` are looked at: beyond that there are more.

    Args:
        reach: The list.
        views: Conditions, by the names of the views.
    """
    if not reach.ways:
        return dict.fromkeys(views, Count())
    return _each(reach, views) if len(reach.ways) == 1 else _together(reach, views)


def _each(reach: Reach, views: Mapping[str, Q]) -> dict[str, Count]:
    numbers: list[str] = []
    values: list[Any] = []
    for view in views.values():
        sql, params = reach.where(view).union(COUNTED_AT_MOST + 1).query.sql_with_params()
        numbers.append(f"(SELECT count(*) FROM ({sql}) AS found)")  # noqa: S608 - Django's own SQL
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(numbers)}", values)
        found = cursor.fetchone()
    return {
        name: Count(min(number, COUNTED_AT_MOST), number > COUNTED_AT_MOST)
        for name, number in zip(views, found, strict=True)
    }


def _together(reach: Reach, views: Mapping[str, Q]) -> dict[str, Count]:
    sql, params = reach.union(LOOKED_THROUGH, **views).query.sql_with_params()
    columns = ", ".join(f'count(*) FILTER (WHERE "{name}")' for name in views)
    asked = f"SELECT count(*), {columns} FROM ({sql}) AS found"  # noqa: S608 - Django's own SQL
    with connection.cursor() as cursor:
        cursor.execute(asked, params)
        looked, *numbers = cursor.fetchone()
    is_all = looked < LOOKED_THROUGH
    return {
        name: Count(min(number, COUNTED_AT_MOST), number > COUNTED_AT_MOST or not is_all)
        for name, number in zip(views, numbers, strict=True)
    }


def count(reach: Reach) -> Count:
    """Return how many tickets a list has, as far as they are counted.

    Args:
        reach: The list.
    """
    number = reach.union(COUNTED_AT_MOST + 1).count() if reach.ways else 0
    return Count(min(number, COUNTED_AT_MOST), number > COUNTED_AT_MOST)


def page(reach: Reach, order: Order, *, after: str, size: int) -> tuple[list[Ticket], str]:
    """Return a page of a list, and the mark from which the next one goes on.

    Args:
        reach: The list.
        order: By what it is ordered.
        after: The mark at the end of the page before; a damaged one, or one of another order,
            starts from the beginning.
        size: The greatest number of tickets.
    """
    values = _read_mark(after, order)
    rest = reach.beyond(order, values) if values else reach
    places = rest.first(order, size + 1)
    tickets = Ticket.objects.in_bulk([one.number for one in places[:size]])
    found = [tickets[one.number] for one in places[:size] if one.number in tickets]
    return found, _mark(order, places[size - 1].values) if len(places) > size else ""


def _mark(order: Order, values: Values) -> str:
    plain = [{"at": one.isoformat()} if isinstance(one, datetime) else one for one in values]
    return signing.dumps([order.keys, plain], salt=_SALT, compress=True)


def _read_mark(mark: str, order: Order) -> Values:
    if not mark:
        return []
    try:
        keys, values = signing.loads(mark, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return []
    if tuple(keys) != order.keys:
        return []
    return [datetime.fromisoformat(one["at"]) if isinstance(one, dict) else one for one in values]
