"""The columns of the queue: which there are, which a person sees, and their heads (spec LIST-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.desk.pages.labels import LABELS
from otklik.desk.queries import columns_of
from otklik.desk.queue_form import AskedList
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.queries.views import View

SHIPPED: Final = (
    SortBy.NUMBER,
    SortBy.TITLE,
    SortBy.CLIENT,
    SortBy.CATEGORY,
    SortBy.PRIORITY,
    SortBy.STATUS,
    SortBy.RESPONSIBLE,
    SortBy.DUE,
    SortBy.CHANGED,
)
ALWAYS: Final = SortBy.TITLE
"""The column with the link to the ticket."""

TITLES: Final[Mapping[SortBy, Promise]] = {
    SortBy.NUMBER: pgettext_lazy("ticket number", "No."),
    SortBy.TITLE: gettext_lazy("Subject"),
    SortBy.CLIENT: LABELS["author"],
    SortBy.CATEGORY: LABELS["category"],
    SortBy.PRIORITY: LABELS["priority"],
    SortBy.STATUS: LABELS["status"],
    SortBy.RESPONSIBLE: LABELS["responsible"],
    SortBy.DUE: gettext_lazy("Reply in"),
    SortBy.CHANGED: gettext_lazy("Updated"),
    SortBy.LEVEL: LABELS["level"],
    SortBy.SOURCE: LABELS["source"],
    SortBy.SITE: LABELS["site"],
    SortBy.RATING: gettext_lazy("Rating"),
    SortBy.CREATED: pgettext_lazy("date", "Created"),
    SortBy.CLOSED: pgettext_lazy("date", "Closed"),
    SortBy.LAST_MESSAGE: gettext_lazy("Last message"),
    SortBy.MESSAGES: gettext_lazy("Messages"),
    SortBy.OVERDUES: gettext_lazy("Missed deadlines"),
    SortBy.DIFFICULTY: LABELS["difficulty"],
    SortBy.AUTO_CLOSE: gettext_lazy("Closes by itself"),
    SortBy.COUPON: LABELS["coupon"],
}
LONG_TITLES: Final[Mapping[SortBy, Promise]] = {
    SortBy.NUMBER: gettext_lazy("Number"),
    SortBy.TITLE: gettext_lazy("Subject and last message"),
    SortBy.CLIENT: gettext_lazy("Client and company"),
    SortBy.RESPONSIBLE: gettext_lazy("Assignee and co-executors"),
}
"""What columns are called where there is room."""

CLASSES: Final[Mapping[SortBy, str]] = {
    SortBy.NUMBER: "c-id",
    SortBy.TITLE: "c-subject",
    SortBy.CLIENT: "c-client",
    SortBy.CATEGORY: "c-cat",
    SortBy.PRIORITY: "c-level",
    SortBy.STATUS: "c-status",
    SortBy.RESPONSIBLE: "c-who",
    SortBy.DUE: "c-sla",
    SortBy.CHANGED: "c-upd",
    SortBy.MESSAGES: "c-num",
    SortBy.OVERDUES: "c-num",
}
OTHER: Final = "c-more"
GREATEST_FIRST: Final = frozenset(
    {
        SortBy.NUMBER,
        SortBy.CHANGED,
        SortBy.CREATED,
        SortBy.CLOSED,
        SortBy.LAST_MESSAGE,
        SortBy.MESSAGES,
        SortBy.OVERDUES,
    }
)
"""The first press on these heads brings the newest or the most."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a person sees.

    Attributes:
        shown: In their order.
        are_own: The person has chosen them.
    """

    shown: Sequence[SortBy] = SHIPPED
    are_own: bool = False


def columns_for(person_id: int) -> Columns:
    """Return the columns that a person sees; one query.

    Args:
        person_id: Who looks.
    """
    own = columns_of(person_id)
    return Columns(own, are_own=True) if own else Columns()


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column.

    Attributes:
        css: The class of its cells.
        title: What it is called.
        url: The address of the list in the order that a press on it asks for.
        sorted: "ascending", "descending" or "", as `aria-sort` says it.
        is_sign: A sign stands for the words.
    """

    css: str
    title: str
    url: str
    sorted: str
    is_sign: bool


def heads(asked: AskedList, columns: Columns) -> list[Head]:
    """Return the heads of a list.

    Args:
        asked: The list that is shown.
        columns: What the person sees of it.
    """
    return [_head(asked, column) for column in columns.shown]


def css_of(column: SortBy) -> str:
    """Return the class of a column's cells."""
    return CLASSES.get(column, OTHER)


def _head(asked: AskedList, column: SortBy) -> Head:
    return Head(
        css=css_of(column),
        title=str(TITLES[column]),
        url=_pressed(asked, column).url(),
        sorted=_sorted(asked, column),
        is_sign=column is SortBy.PRIORITY,
    )


def _sorted(asked: AskedList, column: SortBy) -> str:
    if asked.listing.sort is not column:
        return ""
    return "descending" if asked.listing.falls else "ascending"


def _pressed(asked: AskedList, column: SortBy) -> AskedList:
    """Return the list after a press: one direction, then the other, then the view's own order."""
    first = column in GREATEST_FIRST
    if asked.listing.sort is not column:
        return asked.sorted(column, falls=first)
    if asked.listing.falls is first:
        return asked.sorted(column, falls=not first)
    return asked.sorted(None)


OWN_ORDERS: Final[Mapping[View, Promise]] = {
    View.HELD: gettext_lazy("By the beginning of the hold"),
    View.CLOSED: gettext_lazy("By the time of closing"),
}


@dataclass(frozen=True, slots=True)
class SortChoice:
    """One order that a list may have.

    Attributes:
        title: Its name.
        url: The address of the list in this order.
        is_chosen: It is the present one.
    """

    title: str
    url: str
    is_chosen: bool


def sort_choices(asked: AskedList) -> list[SortChoice]:
    """Return the orders that a list may have, its own first; for lists without heads."""
    listing = asked.listing
    words = OWN_ORDERS.get(listing.view, gettext_lazy("By urgency"))
    own = SortChoice(str(words), asked.sorted(None).url(), listing.sort is None)
    return [
        own,
        *(
            SortChoice(
                str(TITLES[one]),
                asked.sorted(one, falls=one in GREATEST_FIRST).url(),
                listing.sort is one,
            )
            for one in SortBy
        ),
    ]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column in the form.

    Attributes:
        name: What the form sends.
        title: What it is called.
        is_shown: The person sees it.
        is_always: It cannot be left out.
    """

    name: str
    title: str
    is_shown: bool
    is_always: bool


def choices(columns: Columns) -> list[ColumnChoice]:
    """Return all columns: those that are shown in their order, then the others.

    Args:
        columns: What the person sees.
    """
    others = [one for one in SortBy if one not in columns.shown]
    return [
        ColumnChoice(
            name=one.value,
            title=str(LONG_TITLES.get(one, TITLES[one])),
            is_shown=one in columns.shown,
            is_always=one is ALWAYS,
        )
        for one in [*columns.shown, *others]
    ]
