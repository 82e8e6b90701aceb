"""The calendars of the specification's worked examples (section 27), and short ways to tell one."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind, Hours
from otklik.clock.derive import derive
from otklik.clock.facts import Clock, Fact, FactKind
from otklik.clock.terms import Base, Period, Terms, Unit

MOSCOW = ZoneInfo("Europe/Moscow")
TEN_TO_SEVEN: Hours = ((600, 1140),)
WITH_LUNCH: Hours = ((600, 780), (840, 1140))
ALL_DAY: Hours = ((0, 1440),)


def weekdays(hours: Hours, *exceptions: CalendarException) -> Calendar:
    return Calendar("Europe/Moscow", (hours,) * 5 + ((), ()), exceptions)


W = weekdays(TEN_TO_SEVEN)
L = weekdays(WITH_LUNCH)
ALWAYS = Calendar("Europe/Moscow", (ALL_DAY,) * 7)
NIGHT = Calendar("Europe/Moscow", (((0, 120), (1200, 1440)),) * 7)


def msk(text: str) -> datetime:
    """«24 11:30» is that day of November 2026; a full ISO date is itself. Moscow time."""
    day, _, time = text.partition(" ")
    date = day if "-" in day else f"2026-11-{day:0>2}"
    return datetime.fromisoformat(f"{date} {time}").replace(tzinfo=MOSCOW)


def exception(
    kind: str, start: str, end: str, name: str = "", weekday: int | None = None
) -> CalendarException:
    first, last = (msk(text).replace(tzinfo=None) for text in (start, end))
    return CalendarException(ExceptionKind(kind), first, last, name, weekday)


def hours(count: int) -> Period:
    return Period(count, Unit.HOUR)


def terms(calendar: Calendar, reaction: Period | None, **rest: Any) -> Terms:
    rest.setdefault("level_id", 1)
    rest.setdefault("revision", 1)
    return Terms(calendar=calendar, reaction=reaction, **rest)


Line = tuple[str | Terms, ...]
"""(kind, time) or (kind, time, terms)."""


def facts(*lines: Line) -> list[Fact]:
    """Return the facts of a story; the order of its lines is that of recording."""
    return [_fact(seq, *line) for seq, line in enumerate(lines, start=1)]


def _fact(seq: int, kind: object, at: object, promise: object = None) -> Fact:
    terms = promise if isinstance(promise, Terms) else None
    return Fact(msk(str(at)), seq, FactKind(str(kind)), ref=seq, terms=terms)


def told(*lines: Line, now: str) -> Clock:
    return derive(facts(*lines), now=msk(now))


FROM_CREATION = Base.CREATION
