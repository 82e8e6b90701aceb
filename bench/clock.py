"""The clock's own speed: a deadline, and a changed timetable that touches all who wait."""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from bench.browser import Browser, Form
from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind
from otklik.clock.terms import Period, Terms, Unit, deadline

Figures = dict[str, Any]

WORKDAY: Final = ((600, 780), (840, 1140))
"""10:00 to 19:00 with an hour's lunch, in minutes after midnight."""
LONGEST_DAYS: Final = 30
ASKED: Final = 2_000
PATIENCE_SECONDS: Final = 1_800
BETWEEN_LOOKS: Final = 0.2
"""Seconds; people do not ask for pages without a break."""
SHORTENED: Final = "10:00–18:30"

_LEVELS: Final = """
    SELECT level.timetable_id, count(*) FROM tickets_ticket AS ticket
    JOIN clock_level AS level ON level.id = ticket.level_id
    WHERE ticket.waiting_since IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 1
"""
_LEFT: Final = """
    SELECT count(*) FROM tickets_ticket AS ticket
    JOIN clock_level AS level ON level.id = ticket.level_id
    WHERE ticket.waiting_since IS NOT NULL AND ticket.clock_revision < level.revision
"""


def deadlines() -> Figures:
    """Time deadlines of up to thirty working days on a calendar whose days are known already."""
    luck = random.Random(1)  # noqa: S311 (which questions come)
    begin = datetime.fromisoformat("2026-01-12T00:00+03:00")
    calendar = Calendar("Europe/Moscow", (*((WORKDAY,) * 5), (), ()), tuple(_holidays(begin)))
    hours = [luck.randint(1, LONGEST_DAYS * 8) for _ in range(ASKED)]
    asked = [
        (
            Terms(1, 1, calendar, Period(amount, Unit.HOUR)),
            begin + timedelta(minutes=luck.randrange(365 * 24 * 60)),
        )
        for amount in hours
    ]
    for terms, source in asked:
        deadline(terms, source)
    taken = []
    for terms, source in asked:
        begun = time.perf_counter()
        deadline(terms, source)
        taken.append(time.perf_counter() - begun)
    return {
        "p50 µs": round(statistics.median(taken) * 1e6, 1),
        "p95 µs": round(statistics.quantiles(taken, n=20)[-1] * 1e6, 1),
    }


def _holidays(begin: datetime) -> list[CalendarException]:
    """Return a holiday in every fourth week of two years."""
    first = begin.replace(tzinfo=None)
    days = [first + timedelta(weeks=4 * place, days=2) for place in range(26)]
    day = timedelta(days=1) - timedelta(minutes=1)
    return [CalendarException(ExceptionKind.CLOSED, one, one + day, "Праздник") for one in days]


def changed_timetable(
    database: psycopg.Connection, admin: Browser, look: Callable[[], float]
) -> Figures:
    """Shorten the timetable by which most tickets wait, and time until all are counted anew.

    The worker does it, as always; the timetable is put back afterwards.

    Args:
        database: A connection to the service's database.
        admin: The browser of an administrator.
        look: Opens a page and returns the seconds that it took; done all the while.
    """
    row = database.execute(_LEVELS.encode()).fetchone()
    if row is None:
        return {"waiting tickets": 0}
    timetable, waiting = row
    form = admin.get(f"/office/timetables/{timetable}/", expect="day_0").form("day_0")
    before = dict(form.values)
    usual = [look() for _ in range(20)]
    form.values |= {f"day_{day}": SHORTENED for day in range(5)}
    admin.send(form, expect="")
    seconds, meanwhile = _until_counted(database, look)
    again = admin.get(f"/office/timetables/{timetable}/", expect="day_0").form("day_0")
    admin.send(Form(again.action, again.values | _hours(before)), expect="")
    _until_counted(database, look)
    return {
        "waiting tickets": waiting,
        "seconds": round(seconds, 1),
        "seconds for 100,000": round(seconds / waiting * 100_000, 1),
        "queue p50 ms, before": round(statistics.median(usual) * 1000, 1),
        "queue p50 ms, meanwhile": round(statistics.median(meanwhile) * 1000, 1),
    }


def _hours(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name.startswith("day_")}


def _until_counted(
    database: psycopg.Connection, look: Callable[[], float]
) -> tuple[float, list[float]]:
    """Return how long the counting took from its first batch on, and how long pages took."""
    all_of_them = _left(database)
    end = time.monotonic() + PATIENCE_SECONDS
    while (left := _left(database)) == all_of_them and time.monotonic() < end:
        time.sleep(0.1)
    begun, looks = time.perf_counter(), []
    while left and time.monotonic() < end:
        looks.append(look())
        time.sleep(BETWEEN_LOOKS)
        left = _left(database)
        sys.stdout.write(f"\r{left} waiting tickets are still to be counted anew ")
        sys.stdout.flush()
    sys.stdout.write("\n")
    return time.perf_counter() - begun, looks or [0.0]


def _left(database: psycopg.Connection) -> int:
    row = database.execute(_LEFT.encode()).fetchone()
    return int(row[0]) if row else 0
