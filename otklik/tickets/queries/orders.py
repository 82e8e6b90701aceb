"""By what staff's lists can be ordered (spec LIST-3, D-15)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from otklik.tickets.models import FAR, QUEUE_ORDER
from otklik.tickets.queries.paging import Keys, Order
from otklik.tickets.queries.views import View

_EARLY: Final = datetime(1, 1, 2, tzinfo=UTC)
_GREATEST: Final = 2**31 - 1
_AFTER_ALL_TEXTS: Final = "\U0010ffff"


class SortBy(StrEnum):
    """What a person may order a list by."""

    NUMBER = "number"
    TITLE = "subject"
    CLIENT = "client"
    CATEGORY = "category"
    PRIORITY = "priority"
    STATUS = "status"
    RESPONSIBLE = "responsible"
    DUE = "due"
    CHANGED = "changed"
    CREATED = "created"
    CLOSED = "closed"
    LAST_MESSAGE = "answered"
    MESSAGES = "messages"
    OVERDUES = "overdues"
    LEVEL = "level"
    SOURCE = "source"
    SITE = "site"
    DIFFICULTY = "difficulty"
    RATING = "rating"
    AUTO_CLOSE = "auto-close"
    COUPON = "coupon"


HIDDEN_FROM_CLIENTS: Final = frozenset(
    {SortBy.CHANGED, SortBy.OVERDUES, SortBy.SOURCE, SortBy.DIFFICULTY, SortBy.AUTO_CLOSE}
)
"""An order by these would tell an agent of notes and choices in his own tickets (spec D-5)."""

DEFAULTS: Final[Mapping[View, Order]] = {
    View.HELD: Order(("held_at", "id")),
    View.CLOSED: Order(("-closed_at", "-id")),
}
QUEUE: Final = Order(QUEUE_ORDER)


def default_order(view: View) -> Order:
    """Return the order of a view if nobody has chosen another one (spec D-15)."""
    return DEFAULTS.get(view, QUEUE)


def order_by(what: SortBy, *, falls: bool, view: View) -> Order:
    """Return the order by one thing; tickets without it come last in both directions.

    Args:
        what: By what.
        falls: The greatest first.
        view: The view that is ordered.
    """
    sign = "-" if falls else ""
    if what is SortBy.CLOSED and view is View.CLOSED:
        return Order((f"{sign}closed_at", f"{sign}id"))
    if column := _COLUMNS.get(what):
        return Order(tuple(f"{sign}{name}" for name in dict.fromkeys((column, "id"))))
    made = _MADE[what](falls)
    return Order((*(f"{sign}{name}" for name in made), f"{sign}id"), made)


_COLUMNS: Final[Mapping[SortBy, str]] = {
    SortBy.NUMBER: "id",
    SortBy.CHANGED: "modified_at",
    SortBy.CREATED: "created_at",
    SortBy.LAST_MESSAGE: "last_message_at",
    SortBy.MESSAGES: "message_count",
    SortBy.OVERDUES: "overdue_count",
}


def _row_of(name: str) -> Callable[[bool], Keys]:
    """Return the keys of a dictionary: the administrator's order, then the row."""

    def keys(falls: bool) -> Keys:  # noqa: FBT001  a table of functions
        none = Value(-1 if falls else _GREATEST)
        # A field of its own: Django takes an id or a place below zero for one that no row has.
        whole = BigIntegerField()
        return {
            f"{name}_place": Coalesce(F(f"{name}__sort"), none, output_field=whole),
            f"{name}_row": Coalesce(F(f"{name}_id"), none, output_field=whole),
        }

    return keys


def _person(name: str) -> Callable[[bool], Keys]:
    def keys(falls: bool) -> Keys:  # noqa: FBT001  a table of functions
        none = Value("" if falls else _AFTER_ALL_TEXTS)
        return {f"{name}_name": Coalesce(F(f"{name}__sort_key"), none)}

    return keys


def _moment(column: str) -> Callable[[bool], Keys]:
    def keys(falls: bool) -> Keys:  # noqa: FBT001  a table of functions
        return {f"{column}_or_end": Coalesce(F(column), Value(_EARLY if falls else FAR))}

    return keys


_MADE: Final[Mapping[SortBy, Callable[[bool], Keys]]] = {
    SortBy.TITLE: lambda _falls: {"title_key": Lower("title")},
    SortBy.CLIENT: _person("author"),
    SortBy.RESPONSIBLE: _person("responsible"),
    SortBy.CATEGORY: _row_of("category"),
    SortBy.PRIORITY: _row_of("priority"),
    SortBy.STATUS: _row_of("status"),
    SortBy.SOURCE: _row_of("source"),
    SortBy.DIFFICULTY: _row_of("difficulty"),
    SortBy.RATING: _row_of("rating"),
    SortBy.LEVEL: lambda _falls: {
        "level_place": F("level__rank") * Value(-1),
        "level_row": F("level_id"),
    },
    SortBy.COUPON: lambda falls: {
        "coupon_or_end": Coalesce(
            NullIf("coupon_code", Value("")), Value("" if falls else _AFTER_ALL_TEXTS)
        )
    },
    SortBy.SITE: lambda _falls: {"site_row": F("site_id")},
    SortBy.DUE: _moment("due_at"),
    SortBy.CLOSED: _moment("closed_at"),
    SortBy.AUTO_CLOSE: _moment("auto_close_at"),
}
