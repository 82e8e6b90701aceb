"""Working time told by walking minute after minute: slow, and written without the fast one.

It reads the rules of CAL-3 as predicates upon one minute and steps through real time, so that it
needs no thought about intervals, midnights or changes of the clock.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind

STEP = timedelta(minutes=1)
MIDNIGHT = timedelta(days=1)


def is_working(calendar: Calendar, at: datetime) -> bool:
    """Say whether the minute that begins at the instant `at` is worked."""
    wall = at.astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None, fold=0)
    today = [one for one in calendar.exceptions if _touches(one, wall.date())]
    if any(one.kind is ExceptionKind.CLOSED for one in today):
        return False
    if any(one.kind is ExceptionKind.CUT and one.start <= wall < one.end for one in today):
        return False
    replacing = [
        one for one in today if one.kind in {ExceptionKind.HOURS, ExceptionKind.AS_WEEKDAY}
    ]
    if not replacing:
        return _in_week(calendar, wall.weekday(), wall)
    return any(
        one.start <= wall < one.end
        if one.weekday is None
        else _in_week(calendar, one.weekday, wall)
        for one in replacing
    )


def _touches(one: CalendarException, day: date) -> bool:
    begin = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the wall clock
    if one.start == one.end:
        return one.start.date() == day
    return one.start < begin + MIDNIGHT and one.end > begin


def _in_week(calendar: Calendar, weekday: int, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in calendar.week[weekday])


def measure(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return the working time between two instants at whole minutes."""
    at, total = start.astimezone(UTC), timedelta()
    while at < end:
        total += STEP * is_working(calendar, at)
        at += STEP
    return total


def add(calendar: Calendar, source: datetime, minutes: int, *, limit: timedelta) -> datetime | None:
    """Return the instant at which so many working minutes have passed, if within `limit`."""
    at = source.astimezone(UTC)
    end = at + limit
    while at < end:
        if is_working(calendar, at):
            minutes -= 1
        at += STEP
        if not minutes:
            return at
    return None


def first_working(calendar: Calendar, source: datetime, *, limit: timedelta) -> datetime | None:
    """Return the first working minute at or after `source`, if within `limit`."""
    at = source.astimezone(UTC)
    end = at + limit
    while at < end:
        if is_working(calendar, at):
            return at
        at += STEP
    return None
