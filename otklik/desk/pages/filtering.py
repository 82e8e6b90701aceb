"""The form that narrows a list: what may be chosen, and what is chosen (spec LIST-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from otklik.desk.pages.chips import BY_COUPON, DUES, KINDS, LAMPS, TITLES, name_of_none
from otklik.desk.queue_form import NONE_SAID, AskedList, Query
from otklik.directory.models import Priority
from otklik.people.queries import selectable_responsibles
from otklik.tickets.lamps import Lamp
from otklik.tickets.queries.filters import MOMENTS, NONE, NUMBERS, REFERENCES
from otklik.tickets.queries.views import View
from otklik.ui.parts.marks import lamp, level

AT_WORK: Final = (
    Lamp.WAIT,
    Lamp.WAIT_OTHER,
    Lamp.WAIT_NOBODY,
    Lamp.ANSWERED,
    Lamp.ANSWERED_OTHER,
)
"""The lamps that tell open tickets apart; the others are views of their own."""

ALWAYS_THERE: Final = frozenset({"level", "site"})
LIKE_PEOPLE: Final = "responsible"


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a list may be narrowed to.

    Attributes:
        value: What the form sends.
        look: How it looks.
        is_chosen: The list is narrowed to it.
        sign: A lamp before it.
    """

    value: str
    look: SafeString | str
    is_chosen: bool
    sign: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Values of which any may be chosen.

    Attributes:
        name: The name in the address.
        title: By what.
        options: The values.
    """

    name: str
    title: str
    options: Sequence[Option]

    @property
    def chosen(self) -> int:
        """How many are chosen."""
        return sum(option.is_chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Ends:
    """From something to something.

    Attributes:
        name: The name in the address, without its end.
        title: By what.
        first: What is typed as its beginning.
        last: What is typed as its end.
    """

    name: str
    title: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form.

    Attributes:
        asked: The list that is narrowed.
        groups: Values to tick.
        days: Spans of days.
        numbers: Spans of numbers.
        kept: What the form sends along unchanged: names and values.
    """

    asked: AskedList
    groups: Sequence[Group]
    days: Sequence[Ends]
    numbers: Sequence[Ends]
    kept: Sequence[tuple[str, str]]


def filter_form(asked: AskedList) -> FilterForm:
    """Return the form for a list; a query for each list of rows.

    Args:
        asked: The list that is narrowed.
    """
    said = asked.at("").query()
    groups = [_whose_move(asked), _due(asked)] if asked.listing.view is not View.CLOSED else []
    groups += [_rows(asked, name) for name in REFERENCES] + [_by_coupon(asked)]
    kept = ("view", "sort", "author", "organization")
    return FilterForm(
        asked=asked,
        groups=[group for group in groups if len(group.options) > 1],
        days=[_ends(name, said) for name in MOMENTS],
        numbers=[_ends(name, said) for name in NUMBERS],
        kept=[(name, value) for name in kept for value in said.get(name, [])],
    )


def _whose_move(asked: AskedList) -> Group:
    chosen = asked.listing.filters.lamps
    options = [
        Option(one.value, str(LAMPS[one]), one in chosen, lamp(one.value, decorative=True))
        for one in AT_WORK
    ]
    return Group("lamp", str(TITLES["lamp"]), options)


def _due(asked: AskedList) -> Group:
    chosen = asked.listing.filters.due
    options = [Option(one.value, str(words), one in chosen) for one, words in DUES.items()]
    return Group("due", str(TITLES["due"]), options)


def _by_coupon(asked: AskedList) -> Group:
    chosen = asked.listing.filters.coupon
    options = [Option(one.value, str(words), one in chosen) for one, words in BY_COUPON.items()]
    return Group("coupon", str(TITLES["coupon"]), options)


def _rows(asked: AskedList, name: str) -> Group:
    chosen = asked.listing.filters.references.get(name, frozenset())
    options = [Option(str(row.pk), _look(row), row.pk in chosen) for row in _offered(name, chosen)]
    if name not in ALWAYS_THERE and options:
        options.append(Option(NONE_SAID, name_of_none(name), NONE in chosen))
    return Group(name, str(TITLES[name]), options)


def _offered(name: str, chosen: frozenset[int]) -> list[Any]:
    """Return the rows in use, and those of the archive that the list is narrowed to."""
    if name == LIKE_PEOPLE:
        staff = list(selectable_responsibles())
        gone = chosen - {NONE} - {one.pk for one in staff}
        return staff + (list(KINDS[name]._default_manager.filter(pk__in=gone)) if gone else [])
    rows = KINDS[name]._default_manager.all()
    if name != "site":
        rows = rows.filter(archived_at=None) | rows.filter(pk__in=chosen)
    return list(rows)


def _look(row: object) -> SafeString | str:
    return level(row.bars, str(row)) if isinstance(row, Priority) else str(row)


def _ends(name: str, said: Query) -> Ends:
    first, last = (next(iter(said.get(f"{name}-{end}", [])), "") for end in ("from", "to"))
    return Ends(name, str(TITLES[name]), first, last)
