"""The exceptions of the coming year beside the hours from which they depart (spec CAL-3)."""

import calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from otklik.clock.calendar import zone_named
from otklik.clock.days import ExceptionKind
from otklik.clock.levels import exceptions_of
from otklik.clock.models import Level, Timetable, TimetableException
from otklik.clock.offer import levels_in_use
from otklik.clock.words import weekday
from otklik.core.time import now
from otklik.office.pages.exceptions import Line, lines

MONTHS_DRAWN: Final = 3
MONTHS: Final = 12
_SUNDAY: Final = 6
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a drawn month.

    Attributes:
        number: Its number in the month; 0 for a place before the first or after the last.
        is_weekend: It is a Saturday or a Sunday.
        is_today: It is the present day.
        name: What the exception on it is called; empty if there is none.
        is_closed: The exception closes the whole day, and does not only change its hours.
        url: The page of the exception.
    """

    number: int
    is_weekend: bool
    is_today: bool
    name: str = ""
    is_closed: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A drawn month: its name, its weeks from Monday to Sunday."""

    name: str
    weeks: list[list[Day]]


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months from the present one: the first of them drawn, all exceptions as lines."""

    weekdays: list[str]
    months: list[Month]
    lines: list[Line]


def year_of_level(level: Level) -> Year:
    """Return the coming year of a level, stored or not."""
    today = _today(level.timetable.time_zone)
    return _year([row for row in exceptions_of(level) if _is_ahead(row, today)], today)


def year_of_timetable(timetable: Timetable) -> Year:
    """Return the coming year of the levels that count by a timetable, stored or not."""
    applies = Q(levels=None)
    if timetable.pk:
        applies |= Q(levels__timetable=timetable)
    rows = TimetableException.objects.filter(applies).distinct().prefetch_related("levels")
    today = _today(timetable.time_zone)
    return _year([row for row in rows if _is_ahead(row, today)], today, list(levels_in_use()))


def _today(zone: str) -> date:
    return now().astimezone(zone_named(zone)).date()


def _month_after(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, MONTHS)
    return date(day.year + years, month + 1, 1)


def _is_ahead(row: TimetableException, today: date) -> bool:
    return row.last_day >= today.replace(day=1) and row.first_day < _month_after(today, MONTHS)


def _year(
    rows: Sequence[TimetableException], today: date, levels: Collection[Level] | None = None
) -> Year:
    return Year(
        weekdays=[weekday(number) for number in range(7)],
        months=[_month(_month_after(today, each), rows, today) for each in range(MONTHS_DRAWN)],
        lines=lines(rows, levels=levels),
    )


def _month(first: date, rows: Iterable[TimetableException], today: date) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        date_format(first, "F Y"),
        [[_day(day, first, rows, today) for day in week] for week in weeks],
    )


def _day(day: date, first: date, rows: Iterable[TimetableException], today: date) -> Day:
    is_inside = day.month == first.month
    there = [row for row in rows if is_inside and row.first_day <= day <= row.last_day]
    closed = [row for row in there if row.kind == ExceptionKind.CLOSED.value]
    shown = next(iter(closed or there), None)
    return Day(
        number=day.day if is_inside else 0,
        is_weekend=day.weekday() in {_SATURDAY, _SUNDAY},
        is_today=is_inside and day == today,
        name=str(shown) if shown else "",
        is_closed=bool(closed),
        url=reverse("office:exception", args=[shown.pk]) if shown else "",
    )
