"""Changing exceptions from the weekly hours: holidays, short days, moved working days (CAL-3)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from otklik.clock.models import Level, Timetable, TimetableException
from otklik.clock.operations.promises import revise, tell
from otklik.people import journal
from otklik.people.editing import Edit
from otklik.people.models import Person

KEPT: Final = (
    "name_ru",
    "name_en",
    "description",
    "kind",
    "first_day",
    "last_day",
    "from_minute",
    "till_minute",
    "weekday",
    "levels",
)
"""What the journal keeps of an exception."""


@transaction.atomic
def add_exceptions(
    rows: Iterable[TimetableException],
    *,
    level_ids: Collection[int] = (),
    at: datetime | None = None,
    by: Person | None = None,
) -> list[TimetableException]:
    """Add exceptions, all of them or none.

    Args:
        rows: New ones, not saved yet.
        level_ids: To which levels they apply; none means all.
        at: Since when they count, aware; the present if not given.
        by: Who adds them, for the journal; of the system setting itself up nothing is told.

    Raises:
        ValidationError: A value does not fit.
    """
    levels = _locked(level_ids)
    added = []
    for row in rows:
        row.full_clean()
        row.save()
        row.levels.set(level_ids)
        tell(by, before=None, after=journal.state_of(row, KEPT))
        added.append(row)
    for level in levels:
        revise(level, at)
    return added


@transaction.atomic
def change_exception(
    exception_id: int, edit: Edit, *, at: datetime | None = None, by: Person | None = None
) -> TimetableException:
    """Change an exception, and with it the promise of every level to which it applies or applied.

    Args:
        exception_id: The exception.
        edit: What is to change, and what the page showed.
        at: Since when it counts, aware; the present if not given.
        by: Who changes it, for the journal; of the system setting itself up nothing is told.

    Raises:
        TimetableException.DoesNotExist: There is no such exception.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit.
    """
    levels = _locked(())
    row = TimetableException.objects.select_for_update().get(pk=exception_id)
    before = journal.state_of(row, KEPT)
    edit.put(row)
    edit.save(row)
    tell(by, before=before, after=journal.state_of(row, KEPT))
    for level in levels:
        revise(level, at)
    return row


@transaction.atomic
def remove_exception(
    exception_id: int, *, at: datetime | None = None, by: Person | None = None
) -> TimetableException:
    """Take an exception away; what it did to finished rounds stays (spec D-8).

    Args:
        exception_id: The exception.
        at: Since when it does not count, aware; the present if not given.
        by: Who takes it away, for the journal.

    Returns:
        What was taken away, without its key: it can be added again.

    Raises:
        TimetableException.DoesNotExist: There is no such exception.
    """
    levels = _locked(())
    row = TimetableException.objects.select_for_update().get(pk=exception_id)
    before = journal.state_of(row, KEPT)
    row.delete()
    tell(by, before=before, after=None)
    for level in levels:
        revise(level, at)
    return row


def _locked(level_ids: Collection[int]) -> list[Level]:
    """Lock the levels, and before them all timetables, so that no new level misses a holiday.

    Args:
        level_ids: Which levels; none means all.
    """
    list(Timetable.objects.select_for_update().order_by("pk"))
    wanted = Q(pk__in=level_ids) if level_ids else Q()
    rows = Level.objects.select_for_update(of=("self",)).filter(wanted).select_related("timetable")
    return list(rows.order_by("id"))
