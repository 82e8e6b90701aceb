"""The views of the queue as the navigation names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from otklik.people.viewer import Viewer
from otklik.tickets.queries.lists import View, counts

DEFAULT_VIEW: Final = View.WAITING
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
        count: How many tickets it holds; nothing for the closed ones, which nobody counts.
        is_current: It is the one that is shown.
    """

    view: View
    title: str
    url: str
    icon: str
    lamp: str
    count: int | None
    is_current: bool


def view_named(name: str | None) -> View:
    """Return the view that an address names; an unknown name is the first view's."""
    return View(name) if name in set(View) else DEFAULT_VIEW


def title_of(view: View) -> str:
    """Return the name of a view."""
    return str(TITLES[view])


def url_of(view: View) -> str:
    """Return the address of a view."""
    return reverse("desk:queue", query=None if view is DEFAULT_VIEW else {"view": view.value})


def nav_views(viewer: Viewer, current: View | None) -> list[NavView]:
    """Return all views with their live counts, in one query.

    Args:
        viewer: Who looks.
        current: The view that is shown, if one is.
    """
    found = counts(viewer)
    return [
        NavView(
            view=view,
            title=str(TITLES[view]),
            url=url_of(view),
            icon=ICONS.get(view, ""),
            lamp=LAMPS.get(view, ""),
            count=found.get(view),
            is_current=view is current,
        )
        for view in View
    ]
