"""Lists of tickets: the agent's queue and the client's own (spec 4, D-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.db.models import Q

from otklik.people.viewer import Viewer
from otklik.tickets.access import (
    visible_to,
    ways_as_client,
    ways_to_read_as_staff,
    ways_to_see,
)
from otklik.tickets.models import Ticket
from otklik.tickets.queries import orders, paging, views
from otklik.tickets.queries.filters import Filters
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.queries.paging import Count, Order, Reach
from otklik.tickets.queries.rows import (
    Row,
    id_of,
    own_rows,
    rows_for_staff,
    with_references,
)
from otklik.tickets.queries.views import View

PAGE: Final = 50
CLIENT_PAGE: Final = 20
PLACES: Final = 200
"""So far down a list the place of a ticket is told."""
_OWN_ORDER: Final = Order(("-public_modified_at", "-id"))


class Side(StrEnum):
    """The two lists of a client."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of staff, as somebody has chosen it.

    Attributes:
        view: Which view.
        filters: By what it is narrowed.
        sort: By what it is ordered; nothing for the view's own order (spec D-15).
        falls: The greatest first.
    """

    view: View
    filters: Filters = field(default_factory=Filters)
    sort: SortBy | None = None
    falls: bool = False

    @property
    def order(self) -> Order:
        """The order of the list."""
        if self.sort is None:
            return orders.default_order(self.view)
        return orders.order_by(self.sort, falls=self.falls, view=self.view)

    def reach(self, viewer: Viewer) -> Reach:
        """Return the tickets of the list.

        What its author may not know of a ticket neither finds nor orders it in his list: then the
        own tickets of an agent are left out (spec D-5).

        Args:
            viewer: Who looks.
        """
        tells = self.filters.are_hidden_from_clients or self.sort in orders.HIDDEN_FROM_CLIENTS
        ways = ways_to_read_as_staff(viewer) if tells else ways_to_see(viewer)
        me = id_of(viewer)
        return Reach(ways, views.condition(self.view, me) & self.filters.condition(me))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        rows: At most a page of rows.
        next: The mark from which the next page goes on; empty on the last one.
    """

    rows: Sequence[Row]
    next: str


def queue(viewer: Viewer, listing: Listing, *, after: str = "", size: int = PAGE) -> Page:
    """Return a page of a list of staff.

    Args:
        viewer: Who looks.
        listing: Which list.
        after: The mark at the end of the page before; a damaged one starts from the beginning.
        size: The greatest number of rows.
    """
    found, mark = paging.page(listing.reach(viewer), listing.order, after=after, size=size)
    return Page(rows_for_staff(with_references(found), viewer), mark)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a ticket stands in a list.

    Attributes:
        previous: The number of the ticket before it; nothing at the beginning.
        next: The number of the ticket after it; of the first one if it has left the list.
        place: Its place from 1; 0 if it does not belong to the list, or stands too far down.
        total: How many tickets the list holds.
    """

    previous: int | None
    next: int | None
    place: int = 0
    total: Count = field(default_factory=Count)


def neighbours(viewer: Viewer, listing: Listing, ticket: Ticket) -> Neighbours:
    """Return what stands before and after a ticket in a list, and how many before it.

    Args:
        viewer: Who looks.
        listing: The list that the person comes from.
        ticket: The ticket that is looked at.
    """
    reach, order = listing.reach(viewer), listing.order
    numbers = [place.number for place in reach.first(order, PLACES + 1)]
    total = Count(min(len(numbers), PLACES), is_more=len(numbers) > PLACES)
    if ticket.pk in numbers[:PLACES]:
        at = numbers.index(ticket.pk)
        previous = numbers[at - 1] if at else None
        return Neighbours(previous, next(iter(numbers[at + 1 :]), None), at + 1, total)
    here = reach.where(Q(pk=ticket.pk)).first(order, 1) if total.is_more else []
    if not here:
        # It has left the list: the way leads to the first one.
        return Neighbours(None, next(iter(numbers), None))
    return Neighbours(
        _number_of_first(reach.beyond(order.reversed, here[0].values), order.reversed),
        _number_of_first(reach.beyond(order, here[0].values), order),
        total=total,
    )


def _number_of_first(reach: Reach, order: Order) -> int | None:
    return next((place.number for place in reach.first(order, 1)), None)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tickets the lists of a person hold, as far as they were counted.

    Attributes:
        views: The views of open tickets; nobody counts the closed ones.
        shown: The list that is shown, if one was asked for.
    """

    views: Mapping[View, Count]
    shown: Count | None


def counts(viewer: Viewer, shown: Listing | None = None) -> Counts:
    """Return how many tickets the views hold, and one list; two queries if it is narrowed.

    Args:
        viewer: Who looks.
        shown: A list that is counted too.
    """
    me = id_of(viewer)
    open_views = [view for view in View if view is not View.CLOSED]
    found = paging.counts(
        Reach(ways_to_see(viewer), Q(closed_at=None)),
        **{view.name: views.among_open(view, me) for view in open_views},
    )
    counted: dict[View, Count] = {view: found[view.name] for view in open_views}
    if shown is None or not (shown.filters.names or shown.view is View.CLOSED):
        return Counts(counted, counted[shown.view] if shown else None)
    return Counts(counted, paging.count(shown.reach(viewer)))


def own_tickets(viewer: Viewer, side: Side, *, after: str = "", size: int = CLIENT_PAGE) -> Page:
    """Return a page of a client's tickets, last changed first (spec LIST-4).

    Args:
        viewer: Who looks.
        side: Open or closed ones.
        after: The mark at the end of the page before.
        size: The greatest number of rows.
    """
    found, mark = paging.page(_own(viewer, side), _OWN_ORDER, after=after, size=size)
    return Page(own_rows(with_references(found), viewer), mark)


def own_counts(viewer: Viewer) -> dict[Side, Count]:
    """Return how many open and closed tickets a client has, in one query."""
    sides = {side.value: _is_on(side) for side in Side}
    found = paging.counts(Reach(ways_as_client(viewer)), **sides)
    return {side: found[side.value] for side in Side}


def _is_on(side: Side) -> Q:
    return Q(closed_at__isnull=side is Side.OPEN)


def _own(viewer: Viewer, side: Side) -> Reach:
    return Reach(ways_as_client(viewer), _is_on(side))


def tickets_of_author(viewer: Viewer, author_id: int, *, but: int, size: int = 5) -> list[Row]:
    """Return the client's other tickets that `viewer` may see, newest first.

    Args:
        viewer: Who looks, one of the staff.
        author_id: The client.
        but: The number of the ticket that is looked at.
        size: The greatest number of rows.
    """
    found = (
        visible_to(viewer)
        .filter(author=author_id)
        .exclude(pk=but)
        .order_by("-public_modified_at", "-id")
    )
    return rows_for_staff(with_references(list(found[:size])), viewer)
