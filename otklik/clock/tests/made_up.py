"""Hypothesis strategies: calendars of every kind, and instants where clocks are changed."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind, Hours

ZONES = (
    "Europe/Moscow",  # no change of the clock since 2014
    "Asia/Kathmandu",  # a quarter of an hour off, never changed
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # changes by half an hour
    "America/St_Johns",  # until 2011 changed one minute after midnight
    "Africa/Cairo",  # changes at midnight
    "Pacific/Apia",  # left out 30 December 2011
)
YEARS = (2006, 2011, 2026)
QUARTERS = st.integers(0, 96).map(lambda quarter: quarter * 15)


@cache
def changes(zone: str, year: int) -> tuple[datetime, ...]:
    """Return the hours of a year in which the zone changes its offset."""
    tz, hour = ZoneInfo(zone), timedelta(hours=1)
    first = datetime(year, 1, 1, tzinfo=UTC)
    hours = [first + hour * number for number in range(366 * 24)]
    return tuple(
        at
        for at in hours
        if at.astimezone(tz).utcoffset() != (at + hour).astimezone(tz).utcoffset()
    )


def intervals() -> st.SearchStrategy[tuple[int, int]]:
    rough = st.tuples(QUARTERS, QUARTERS)
    fine = st.tuples(st.integers(0, 1440), st.integers(0, 1440))
    return st.one_of(rough, fine)


def days() -> st.SearchStrategy[Hours]:
    made = st.lists(intervals(), max_size=3).map(tuple)
    return st.one_of(st.just(((600, 780), (840, 1140))), st.just(((0, 1440),)), made)


@st.composite
def exceptions(draw: st.DrawFn, near: datetime) -> CalendarException:
    """Draw a departure from the week that begins within three days of `near`, a wall time."""
    kind = draw(st.sampled_from(ExceptionKind))
    start = near + timedelta(minutes=draw(st.integers(-4320, 4320)))
    whole_days = kind in {ExceptionKind.CLOSED, ExceptionKind.AS_WEEKDAY}
    end = start + timedelta(minutes=draw(st.integers(0 if whole_days else 1, 3000)))
    weekday = draw(st.integers(0, 6)) if kind is ExceptionKind.AS_WEEKDAY else None
    return CalendarException(kind, start, end, kind.value, weekday)


@st.composite
def sources(draw: st.DrawFn, zone: str) -> datetime:
    """Draw an instant at a whole minute, often near a change of the zone's clock."""
    year = draw(st.sampled_from(YEARS))
    first = datetime(year, 1, 1, tzinfo=UTC)
    anchors = st.integers(0, 364).map(lambda day: first + timedelta(days=day))
    if near := changes(zone, year):
        anchors = st.one_of(anchors, st.sampled_from(near))
    return draw(anchors) + timedelta(minutes=draw(st.integers(-2000, 2000)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """Draw a calendar, and a source among its exceptions and changes of the clock."""
    zone = draw(st.sampled_from(ZONES))
    source = draw(sources(zone))
    wall = source.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    week = tuple(draw(days()) for _weekday in range(7))
    odd = draw(st.lists(exceptions(wall), max_size=3))
    return Calendar(zone, week, tuple(odd)), source
