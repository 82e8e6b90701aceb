"""The views of the queue as the navigation names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from otklik.desk.queue_form import AskedList
from otklik.tickets.queries.lists import Counts, Listing
from otklik.tickets.queries.views import View

TITLES: Final[Mapping[View, Promise]] = {
    View.WAITING: pgettext_lazy("view", "Waiting for an answer"),
    View.MINE: pgettext_lazy("view", "Mine"),
    View.CO_EXECUTING: pgettext_lazy("view", "I am co-executor"),
    View.UNASSIGNED: pgettext_lazy("view", "Without an assignee"),
    View.OPEN: pgettext_lazy("view", "All open"),
    View.HELD: pgettext_lazy("view", "On hold"),
    View.CLOSED: pgettext_lazy("view", "Closed"),
}
ICONS: Final[Mapping[View, str]] = {
    View.MINE: "user",
    View.CO_EXECUTING: "users",
    View.UNASSIGNED: "user-x",
    View.OPEN: "inbox",
}
LAMPS: Final[Mapping[View, str]] = {
    View.WAITING: "wait",
    View.HELD: "hold",
    View.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class NavView:
    """One view in the navigation.

    Attributes:
        view: Which.
        title: Its name.
        url: Its address.
        icon: Name of its icon, if it has no lamp.
        lamp: State of its lamp, if it has one.
        count: How many tickets it holds; empty for none, and for closed ones, which nobody counts.
        is_current: It is the one that is shown.
    """

    view: View
    title: str
    url: str
    icon: str
    lamp: str
    count: str
    is_current: bool


def title_of(view: View) -> str:
    """Return the name of a view."""
    return str(TITLES[view])


def nav_views(found: Counts, current: View | None) -> list[NavView]:
    """Return all views with their counts.

    Args:
        found: How many tickets they hold.
        current: The view that is shown, if one is.
    """
    return [
        NavView(
            view=view,
            title=str(TITLES[view]),
            url=AskedList(Listing(view)).url(),
            icon=ICONS.get(view, ""),
            lamp=LAMPS.get(view, ""),
            count=str(found.views.get(view) or ""),
            is_current=view is current,
        )
        for view in View
    ]
