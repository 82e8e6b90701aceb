"""The letters that leave, as a list."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q

from otklik.core.time import now
from otklik.mail.models import Outgoing, State
from otklik.mail_in.access import knowable
from otklik.mail_in.queries.paging import PAGE, Page, read_number
from otklik.people.viewer import Viewer

COUNTED: Final = timedelta(days=7)
COUNT_LIMIT: Final = 100


class View(StrEnum):
    """The parts of the list."""

    ALL = "all"
    WAITING = "waiting"
    LOST = "lost"


WAITING: Final = (State.QUEUED, State.SENDING)
LOST: Final = (State.FAILED, State.REFUSED, State.BOUNCED)
"""Letters that did not arrive."""

_KEPT: Final = (State.CANCELLED, State.SILENCED)
_STATES: Final[Mapping[View, tuple[State, ...]]] = {View.WAITING: WAITING, View.LOST: LOST}


def letters(viewer: Viewer, view: View, *, after: str = "", size: int = PAGE) -> Page[Outgoing]:
    """Return a page of the letters that leave or left, newest first.

    Args:
        viewer: Who looks.
        view: Which part.
        after: The mark at the end of the page before.
        size: The greatest number of rows.
    """
    rows = knowable(viewer).order_by("-pk").defer("text", "html")
    if view is not View.ALL:
        rows = rows.filter(state__in=_STATES[view])
    number = read_number(after)
    if number is not None:
        rows = rows.filter(pk__lt=number)
    found = list(rows[: size + 1])
    shown = found[:size]
    return Page(shown, str(shown[-1].pk) if len(found) > size else "")


def troubles(viewer: Viewer) -> dict[str, int]:
    """Return how many letters wait and how many of the last days did not arrive.

    Returns:
        Counts under the names `waiting` and `lost`, `COUNT_LIMIT` at most.
    """
    rows = knowable(viewer)
    lost = rows.filter(state__in=LOST, created_at__gte=now() - COUNTED)
    return {
        "waiting": rows.filter(state__in=WAITING)[:COUNT_LIMIT].count(),
        "lost": lost[:COUNT_LIMIT].count(),
    }


def sums(viewer: Viewer) -> dict[str, int]:
    """Return what became of the letters written in the last days: the parts make up the whole.

    Returns:
        Counts under the names `all`, `sent`, `waiting`, `lost` and `kept`.
    """
    recent = knowable(viewer).filter(created_at__gte=now() - COUNTED)
    return recent.aggregate(
        all=Count("pk"),
        sent=Count("pk", filter=Q(state=State.SENT)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        lost=Count("pk", filter=Q(state__in=LOST)),
        kept=Count("pk", filter=Q(state__in=_KEPT)),
    )
