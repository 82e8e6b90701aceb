"""What the address of a list says: view, filters, order, page. The whole state stands in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from otklik.core.text import storable
from otklik.core.time import YEARS
from otklik.coupons.codes import as_typed
from otklik.tickets.lamps import Lamp
from otklik.tickets.queries.filters import (
    MOMENTS,
    NUMBERS,
    REFERENCES,
    ByCoupon,
    Due,
    Filters,
    Span,
)
from otklik.tickets.queries.lists import Listing
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.queries.views import View

DEFAULT_VIEW: Final = View.WAITING
LONGEST_NAME: Final = 100
MOST_VALUES: Final = 50
NONE_SAID: Final = "none"

T = TypeVar("T")
Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class AskedList:
    """The list that an address asks for.

    Attributes:
        listing: View, filters and order.
        after: The mark from which the page goes on.
        is_odd: Something in it was not understood and does not count.
    """

    listing: Listing
    after: str = ""
    is_odd: bool = False

    @classmethod
    def of(cls, data: QueryDict) -> "AskedList":
        """Return what an address asks for."""
        reader = _Reader(data)
        view = reader.one("view", View)
        falls, sort = reader.sort()
        listing = Listing(view or DEFAULT_VIEW, reader.filters(), sort, falls)
        return cls(listing, data.get("after", ""), reader.is_odd)

    def query(self) -> Query:
        """Return what the address has to say; the first page of the default list says nothing."""
        listing = self.listing
        said = _said(listing.filters)
        if listing.view is not DEFAULT_VIEW:
            said = {"view": [listing.view.value], **said}
        if listing.sort:
            said["sort"] = [f"{'-' if listing.falls else ''}{listing.sort.value}"]
        if self.after:
            said["after"] = [self.after]
        return said

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What the address has to say, as hidden inputs of a form send it."""
        return [(name, value) for name, values in self.query().items() for value in values]

    def url(self, name: str = "desk:queue", *args: object) -> str:
        """Return the address of the list, or of another page that carries it.

        Args:
            name: The page.
            args: What its address needs.
        """
        return reverse(name, args=args, query=self.query() or None)

    def urls(self, name: str) -> Callable[[int], str]:
        """Return what makes the addresses of one page about many tickets, each as `url` would.

        Args:
            name: A page whose address needs a ticket's number and nothing else.
        """
        before, _number, after = reverse(name, args=[0]).rpartition("0")
        query = self.query()
        said = f"?{urlencode(query, doseq=True)}" if query else ""
        return lambda number: f"{before}{number}{after}{said}"

    def at(self, after: str) -> "AskedList":
        """Return another page of the list."""
        return replace(self, after=after)

    def sorted(self, sort: SortBy | None, *, falls: bool = False) -> "AskedList":
        """Return the list in another order, from its beginning."""
        return AskedList(replace(self.listing, sort=sort, falls=falls))

    def without(self, *names: str) -> "AskedList":
        """Return the list without some filters, from its beginning.

        Args:
            names: As in `Filters.names`.
        """
        return AskedList(replace(self.listing, filters=_without(self.listing.filters, names)))

    @property
    def cleared(self) -> "AskedList":
        """The list without filters."""
        return AskedList(replace(self.listing, filters=Filters()))


def _said(filters: Filters) -> Query:
    said: Query = {}
    if filters.lamps:
        said["lamp"] = sorted(filters.lamps)
    if filters.due:
        said["due"] = sorted(filters.due)
    if filters.coupon:
        said["coupon"] = sorted(filters.coupon)
    for name, ids in filters.references.items():
        said[name] = [str(one) if one else NONE_SAID for one in sorted(ids)]
    for name in ("author", "organization", "client", "code"):
        if value := getattr(filters, name):
            said[name] = [str(value)]
    spans: dict[str, Span[Any]] = {**filters.days, **filters.numbers}
    for name, span in spans.items():
        ends = {"from": span.first, "to": span.last}
        said |= {f"{name}-{end}": [str(value)] for end, value in ends.items() if value is not None}
    return said


def _without(filters: Filters, names: tuple[str, ...]) -> Filters:
    def kept(values: Mapping[str, T]) -> dict[str, T]:
        return {name: value for name, value in values.items() if name not in names}

    return Filters(
        references=kept(filters.references),
        lamps=frozenset() if "lamp" in names else filters.lamps,
        due=frozenset() if "due" in names else filters.due,
        days=kept(filters.days),
        numbers=kept(filters.numbers),
        author=None if "author" in names else filters.author,
        organization=None if "organization" in names else filters.organization,
        client="" if "client" in names else filters.client,
        coupon=frozenset() if "coupon" in names else filters.coupon,
        code="" if "code" in names else filters.code,
    )


class _Reader:
    """Reads an address, and remembers whether everything in it was understood."""

    def __init__(self, data: QueryDict) -> None:
        self._data = data
        self.is_odd = False

    def filters(self) -> Filters:
        references = {name: self._all(name, _row_id) for name in REFERENCES}
        return Filters(
            references={name: ids for name, ids in references.items() if ids},
            lamps=self._all("lamp", Lamp),
            due=self._all("due", Due),
            days=dict(self._spans(MOMENTS, _day)),
            numbers=dict(self._spans(NUMBERS, _number)),
            author=self.one("author", _number),
            organization=self.one("organization", _number),
            client=storable(self._data.get("client", "")).strip()[:LONGEST_NAME],
            coupon=self._all("coupon", ByCoupon),
            code=as_typed(storable(self._data.get("code", ""))),
        )

    def sort(self) -> tuple[bool, SortBy | None]:
        said = self._data.get("sort", "")
        return said.startswith("-"), self.one("sort", lambda one: SortBy(one.removeprefix("-")))

    def one(self, name: str, read: Callable[[str], T]) -> T | None:
        return next(iter(self._read(name, read)), None)

    def _all(self, name: str, read: Callable[[str], T]) -> frozenset[T]:
        return frozenset(self._read(name, read))

    def _spans(
        self, names: Mapping[str, str], read: Callable[[str], Any]
    ) -> Iterator[tuple[str, Span[Any]]]:
        for name in names:
            span = Span(self.one(f"{name}-from", read), self.one(f"{name}-to", read))
            if span:
                yield name, span

    def _read(self, name: str, read: Callable[[str], T]) -> Iterator[T]:
        for said in self._data.getlist(name)[:MOST_VALUES]:
            if said:
                try:
                    yield read(said)
                except ValueError:
                    self.is_odd = True


def _number(said: str) -> int:
    if said.isascii() and said.isdecimal() and len(said) < 19:
        return int(said)
    raise ValueError


def _row_id(said: str) -> int:
    return 0 if said == NONE_SAID else _number(said)


def _day(said: str) -> date:
    day = date.fromisoformat(said)
    if day.year not in YEARS:
        raise ValueError
    return day


def columns_in(data: QueryDict) -> list[SortBy]:
    """Return the columns that a form names, in its order; `move=up:name` moves one by one place.

    Args:
        data: `column` for each of them.
    """
    known = set(SortBy)
    names = [SortBy(one) for one in dict.fromkeys(data.getlist("column")) if one in known]
    way, _colon, moved = data.get("move", "").partition(":")
    if moved in names:
        here = names.index(SortBy(moved))
        there = min(max(here + (-1 if way == "up" else 1), 0), len(names) - 1)
        names.insert(there, names.pop(here))
    return names
