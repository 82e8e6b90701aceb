"""The ledger of received letters as a list: what a person must decide comes first."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q, QuerySet

from otklik.core.time import now
from otklik.mail_in.access import readable
from otklik.mail_in.models import Fate, Received
from otklik.mail_in.queries.paging import PAGE, Page, read_number
from otklik.people.viewer import Viewer

COUNTED: Final = timedelta(days=7)
"""How far back letters are counted."""

COUNT_LIMIT: Final = 100
"""Counts go so far; beyond it is just many."""

_TRAY_MARK: Final = "t"


class View(StrEnum):
    """The parts of the list."""

    ALL = "all"
    TRAY = "tray"
    TAKEN = "taken"
    SKIPPED = "skipped"


SKIPPED: Final = (Fate.AUTOMATIC, Fate.BOUNCE, Fate.OWN, Fate.POINTED, Fate.DISCARDED)
"""Letters that are in no ticket, and nobody has to decide about them."""

_FATES: Final[Mapping[View, tuple[Fate, ...]]] = {
    View.TRAY: (Fate.TRAY,),
    View.TAKEN: (Fate.TAKEN,),
    View.SKIPPED: SKIPPED,
}


def letters(viewer: Viewer, view: View, *, after: str = "", size: int = PAGE) -> Page[Received]:
    """Return a page of the ledger, newest first; in the whole list the tray comes before the rest.

    Args:
        viewer: Who looks.
        view: Which part.
        after: The mark at the end of the page before.
        size: The greatest number of rows.
    """
    rows = readable(viewer).select_related("mailbox", "decided_by", "claimed_person")
    if view is not View.ALL:
        found = list(_after(rows.filter(fate__in=_FATES[view]), after)[: size + 1])
        return _page(found, size)
    found = []
    if not after or after.startswith(_TRAY_MARK):
        tray = rows.filter(fate=Fate.TRAY)
        found = list(_after(tray, after.removeprefix(_TRAY_MARK))[: size + 1])
        after = ""
    if len(found) <= size:
        found += _after(rows.exclude(fate=Fate.TRAY), after)[: size + 1 - len(found)]
    return _page(found, size, marks_tray=True)


def _after(rows: QuerySet[Received], mark: str) -> QuerySet[Received]:
    number = read_number(mark)
    return (rows if number is None else rows.filter(pk__lt=number)).order_by("-pk")


def _page(found: list[Received], size: int, *, marks_tray: bool = False) -> Page[Received]:
    rows = found[:size]
    if len(found) <= size:
        return Page(rows, "")
    last = rows[-1]
    prefix = _TRAY_MARK if marks_tray and last.fate == Fate.TRAY else ""
    return Page(rows, f"{prefix}{last.pk}")


def tray_count(viewer: Viewer) -> int:
    """Return how many letters wait for a decision, `COUNT_LIMIT` at most."""
    return readable(viewer).filter(fate=Fate.TRAY)[:COUNT_LIMIT].count()


def sums(viewer: Viewer) -> dict[str, int]:
    """Return what became of the letters of the last days: the parts make up the whole.

    Returns:
        Counts under the names `all`, `taken`, `skipped`, `tray` and `new`.
    """
    recent = readable(viewer).filter(recorded_at__gte=now() - COUNTED)
    return recent.aggregate(
        all=Count("pk"),
        taken=Count("pk", filter=Q(fate=Fate.TAKEN)),
        skipped=Count("pk", filter=Q(fate__in=SKIPPED)),
        tray=Count("pk", filter=Q(fate=Fate.TRAY)),
        new=Count("pk", filter=Q(fate=Fate.NEW)),
    )
