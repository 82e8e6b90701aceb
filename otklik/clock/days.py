"""The rules of one day: a weekly timetable and its exceptions, in minutes of the local wall clock.

This module is pure, and knows nothing of time zones: `calendar` lays these days over real time.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

DAY_MINUTES: Final = 1440
LUNCH_LONGEST: Final = 240
"""The longest gap between two intervals of one day, in minutes, that is called a break."""

Hours = tuple[tuple[int, int], ...]
"""Working intervals of one local day: (from, till) in minutes after midnight, sorted, apart."""

Week = tuple[Hours, ...]
"""Seven days, Monday first."""


class Why(StrEnum):
    """What a stretch of time is, in the words of the explanation."""

    WORKING = "working"
    CLOSED = "closed"
    LUNCH = "lunch"
    HOLIDAY = "holiday"
    CUT = "cut"  # an exception took these working hours away, the day itself is not closed
    HOLD = "hold"
    STATUS = "status"
    DONE = "done"  # the ticket was closed: only its resolution rests meanwhile
    PAUSED = "paused"  # by hold or status; which of them, the reader is not told


class ExceptionKind(StrEnum):
    """What an exception does to the days that it touches (spec CAL-3)."""

    CLOSED = "closed"
    CUT = "cut"
    HOURS = "hours"
    AS_WEEKDAY = "as_weekday"


class Part(NamedTuple):
    """A stretch of one local day, in minutes after midnight."""

    start: int
    end: int
    why: Why
    name: str


@dataclass(frozen=True, slots=True)
class CalendarException:
    """A departure from the weekly timetable over a range of local time (spec CAL-3).

    Attributes:
        kind: `CLOSED` closes every day that the range touches, whole. `CUT` takes the given hours
            out. `HOURS` replaces the day's hours by the given ones. `AS_WEEKDAY` gives the day the
            hours of another weekday.
        start: First local minute of the range, naive.
        end: Its end, naive and exclusive. Equal to `start` it means the one day of `start`, which
            only whole-day kinds may say. In a range of several days `CUT` and `HOURS` cover
            the inner days fully.
        name: What people call it («День народного единства»); it appears in explanations.
        weekday: For `AS_WEEKDAY`: 0 for Monday to 6 for Sunday; None otherwise.
        name_en: The name in English, if it has one.

    Raises:
        ValueError: The ends are crossed, empty or aware of a zone, or the weekday does not fit.
    """

    kind: ExceptionKind
    start: datetime
    end: datetime
    name: str = ""
    weekday: int | None = None
    name_en: str = ""

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("An exception is written in local time, without an offset")
        by_hours = self.kind in {ExceptionKind.CUT, ExceptionKind.HOURS}
        if self.end < self.start or (by_hours and self.end == self.start):
            raise ValueError("An exception ends after it begins")
        if (self.kind is ExceptionKind.AS_WEEKDAY) != (self.weekday is not None):
            raise ValueError(
                "A weekday belongs to an exception of the kind as_weekday, and only there"
            )
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError("A weekday is a number from 0 (Monday) to 6 (Sunday)")

    @property
    def last_day(self) -> date:
        """The last local day that the range touches."""
        if self.end == self.start:
            return self.start.date()
        return (self.end - timedelta.resolution).date()

    def touches(self, day: date) -> bool:
        """Say whether any part of the local `day` lies in the range."""
        return self.start.date() <= day <= self.last_day

    def minutes_on(self, day: date) -> tuple[int, int]:
        """Return the part of the local `day` inside the range, in minutes after midnight."""
        start = _minute(self.start) if day == self.start.date() else 0
        return start, _minute(self.end) if day == self.end.date() else DAY_MINUTES


def parts_of(day: date, week: Week, exceptions: Iterable[CalendarException]) -> list[Part]:
    """Return the local `day` from midnight to midnight, by the rules of CAL-3.

    A closing beats all. Otherwise the union of the replacing hours, or the normal ones if nothing
    replaces them, is worked, minus the union of what is cut out.
    """
    normal = week[day.weekday()]
    touching = [e for e in exceptions if e.touches(day)]
    for closing in touching:
        if closing.kind is ExceptionKind.CLOSED:
            return [Part(0, DAY_MINUTES, Why.HOLIDAY, closing.name)]
    cuts = [e for e in touching if e.kind is ExceptionKind.CUT]
    instead = [e for e in touching if e.kind is not ExceptionKind.CUT]
    base = normal
    if instead:
        base = tidy(itertools.chain.from_iterable(_hours_instead(e, day, week) for e in instead))
    hours = _without(base, tidy(e.minutes_on(day) for e in cuts))
    if touching and not hours and (base or normal):
        return [Part(0, DAY_MINUTES, Why.HOLIDAY, touching[0].name)]
    named_cuts = [(e.minutes_on(day), e.name) for e in cuts]
    return _named(hours, base, normal, named_cuts, instead[0].name if instead else "")


def tidy(intervals: Iterable[tuple[int, int]]) -> Hours:
    """Return intervals sorted, crossed ends swapped back, overlapping and touching ones merged.

    Args:
        intervals: (from, till) in minutes after midnight, 0…1440.

    Raises:
        ValueError: A minute is out of range.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted((min(pair), max(pair)) for pair in intervals):
        if start < 0 or end > DAY_MINUTES:
            raise ValueError("The minutes of a day go from 0 to 1440")
        if start == end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def week_of(days: object) -> Week:
    """Return the week that seven lists of intervals mean.

    Args:
        days: Seven days, Monday first, each a list of pairs (from, till); an end is a number of
            minutes after midnight or a text «HH:MM». Anything else may come from outside.

    Raises:
        ValueError: The shape is wrong or a time is not one of the day's.
    """
    if not isinstance(days, list | tuple) or len(days) != 7:
        raise ValueError("A week has seven days")
    return tuple(tidy(_pair(pair) for pair in _listed(day)) for day in days)


def _listed(day: object) -> Iterable[object]:
    if not isinstance(day, list | tuple):
        raise ValueError("A day is a list of intervals")  # noqa: TRY004 - data, not a slip
    return day


def _pair(pair: object) -> tuple[int, int]:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise ValueError("An interval is a pair of times")
    return _end(pair[0]), _end(pair[1])


def _end(value: object) -> int:
    if isinstance(value, str):
        return minutes_of(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"Not a time of the day: {value!r}")


def minutes_of(text: str) -> int:
    """Return the minute of the day that «HH:MM» means, 0…1440; «24:00» is the day's end.

    Raises:
        ValueError: The text is not such a time.
    """
    hours, colon, minutes = text.strip().partition(":")
    if colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2:
        value = int(hours) * 60 + int(minutes)
        if int(minutes) < 60 and value <= DAY_MINUTES:
            return value
    raise ValueError(f"Not a time of the day: {text!r}")


def spans(hours: Hours) -> str:
    """Return the intervals of a day as people write them: «10:00–13:00, 14:00–19:00»."""
    return ", ".join(f"{clock_text(start)}–{clock_text(end)}" for start, end in hours)


def week_of_spans(days: Sequence[str]) -> list[list[list[int]]]:
    """Return the week that the texts of `spans` mean, as a timetable holds it.

    Args:
        days: Seven texts, Monday first; none at all for a week without working hours.

    Raises:
        ValueError: They are not such texts.
    """
    parts = [[pair.split("–") for pair in day.split(", ") if pair] for day in days] or [[]] * 7
    return [[list(pair) for pair in day] for day in week_of(parts)]


def clock_text(minute: int) -> str:
    """Return a minute of the day as «HH:MM»; the day's end is «24:00»."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute


def _without(base: Hours, cuts: Hours) -> Hours:
    left = list(base)
    for cut_start, cut_end in cuts:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, cut_start)), (max(start, cut_end), end))
            if part[0] < part[1]
        ]
    return tuple(left)


def _holds(hours: Hours, minute: int) -> bool:
    return any(start <= minute < end for start, end in hours)


def _named(
    hours: Hours,
    base: Hours,
    normal: Hours,
    cuts: list[tuple[tuple[int, int], str]],
    instead: str,
) -> list[Part]:
    """Name every stretch of one day.

    Args:
        hours: What is worked in the end.
        base: What would be worked without the cuts.
        normal: What the weekday works without any exception.
        cuts: Intervals taken out, with the names of their exceptions.
        instead: The name of the exception that replaced the hours, if one did.
    """
    lunches = tuple(
        (end, start)
        for (_, end), (start, _) in itertools.pairwise(base)
        if start - end <= LUNCH_LONGEST
    )
    edges = {0, DAY_MINUTES}
    for group in (hours, base, normal, lunches, (span for span, _ in cuts)):
        edges.update(itertools.chain.from_iterable(group))
    parts: list[Part] = []
    for start, end in itertools.pairwise(sorted(edges)):
        if _holds(hours, start):
            why, name = Why.WORKING, ""
        elif _holds(base, start):
            why, name = Why.CUT, next(n for span, n in cuts if _holds((span,), start))
        elif _holds(lunches, start):
            why, name = Why.LUNCH, ""
        elif _holds(normal, start):
            why, name = Why.CUT, instead
        else:
            why, name = Why.CLOSED, ""
        parts.append(Part(start, end, why, name))
    return parts


def _hours_instead(exception: CalendarException, day: date, week: Week) -> Hours:
    if exception.weekday is not None:
        return week[exception.weekday]
    return (exception.minutes_on(day),)
