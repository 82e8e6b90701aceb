"""A round drawn day by day: bars on an axis of hours, as numbers for SVG.

This module is pure. Lengths are texts in percent («41.667%»), because a template would put a
decimal comma into a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from otklik.clock.calendar import zone_named
from otklik.clock.days import DAY_MINUTES, Why
from otklik.clock.explain import Segment, explain
from otklik.clock.facts import MINUTE, Round

_HOUR: Final = 60
_TICK_STEPS: Final = (4, 3, 2, 1)


class BarKind(StrEnum):
    """What a bar of a day's row shows; also the class by which it is drawn."""

    WORK = "work"  # working hours of the day, whether or not they count here
    LUNCH = "lunch"
    HOLIDAY = "holiday"
    HOLD = "hold"  # the clock rests, by hold or by status
    SPENT = "spent"  # counted and past
    LEFT = "left"  # counted and still to come


class Bar(NamedTuple):
    """A stretch of one local day; `x` and `width` are SVG lengths in percent of the axis."""

    kind: BarKind
    start: int
    end: int
    x: str
    width: str
    name: str


class MarkKind(StrEnum):
    """A moment on a day's row; also the class by which it is drawn."""

    NOW = "now"
    REPLY = "reply"
    DUE = "due"


class DayMark(NamedTuple):
    """A moment of one local day; `x` is an SVG length in percent of the axis."""

    kind: MarkKind
    at: datetime
    x: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One local day of a round.

    Attributes:
        day: The date.
        name: What makes the day special, if anything does («День народного единства»).
        bars: What is drawn, in drawing order.
        marks: Moments of this day.
        segments: The round's time on this day, in order.
        counted_minutes: How much of it counts, in whole minutes.
    """

    day: date
    name: str
    bars: tuple[Bar, ...]
    marks: tuple[DayMark, ...]
    segments: tuple[Segment, ...]
    counted_minutes: int


@dataclass(frozen=True, slots=True)
class DayRows:
    """A round drawn day by day.

    Attributes:
        rows: One for each local day, in order.
        start: Where the axis begins, in minutes after midnight; a whole hour.
        end: Where it ends; a whole hour.
        ticks: Hours to write under the axis, evenly spaced from its start to its end.
    """

    rows: tuple[DayRow, ...]
    start: int
    end: int
    ticks: tuple[int, ...]


def day_rows(one: Round, *, now: datetime, zone: str, whole_day: bool = False) -> DayRows:
    """Return a round day by day, ready to be drawn.

    Args:
        one: A round, waiting or finished.
        now: The present instant, aware; it parts what is spent from what is left.
        zone: IANA name of the zone whose days are drawn, usually the timetable's.
        whole_day: Draw from midnight to midnight; otherwise only the hours that are worked.
    """
    tz = zone_named(zone)
    segments = explain(one, now=now)
    last = segments[-1].end if segments else one.source_at
    days = [_Drawn(one, day, tz, segments, now) for day in _days(one.source_at, last, tz)]
    start, end = (0, DAY_MINUTES) if whole_day else _axis(days)
    rows = tuple(day.row(start, end) for day in days)
    return DayRows(rows, start, end, _ticks(start, end))


def _days(start: datetime, end: datetime, tz: ZoneInfo) -> Iterator[date]:
    """Yield the local days that a span touches; midnight, as its end, is the day before's."""
    day = start.astimezone(tz).date()
    last = max(start, end - timedelta.resolution).astimezone(tz).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


class _Drawn:
    """One local day of a round, before the axis is known."""

    def __init__(
        self,
        one: Round,
        day: date,
        tz: ZoneInfo,
        segments: tuple[Segment, ...],
        now: datetime,
    ) -> None:
        self.day = day
        self.tz = tz
        self.start = datetime.combine(day, time(), tz)
        self.end = datetime.combine(day + timedelta(days=1), time(), tz)
        self.pieces = tuple(one.terms.calendar.pieces(self.start, self.end))
        self.segments = tuple(self._clipped(segments))
        self.now = now
        self.moments = (
            (MarkKind.DUE, one.due_at),
            (MarkKind.REPLY, one.answered_at),
            (MarkKind.NOW, None if one.ended_at else now),
        )

    def spans(self) -> Iterator[tuple[BarKind, datetime, datetime, str]]:
        """Yield what is drawn: first the day itself, then the round's time upon it."""
        for piece in self.pieces:
            if kind := _DAY_BARS.get(piece.why):
                yield kind, piece.start, piece.end, piece.name
        for start, end, why, name in self.segments:
            if why in {Why.HOLD, Why.STATUS, Why.DONE, Why.PAUSED}:
                yield BarKind.HOLD, start, end, name
            if why is Why.WORKING:
                if start < self.now:
                    yield BarKind.SPENT, start, min(end, self.now), name
                if end > self.now:
                    yield BarKind.LEFT, max(start, self.now), end, name

    def row(self, axis_start: int, axis_end: int) -> DayRow:
        """Return the row on an axis between two minutes of the day."""
        bars = tuple(
            self._bar(kind, start, end, name, axis_start, axis_end)
            for kind, start, end, name in self.spans()
        )
        marks = tuple(
            DayMark(kind, at, _percent(self._minute(at) - axis_start, axis_end - axis_start))
            for kind, at in self.moments
            if at and self.start <= at <= self.end and self._on_axis(at, axis_start, axis_end)
        )
        counted = sum((s.end - s.start for s in self.segments if s.counted), timedelta())
        special = (p.name for p in self.pieces if p.why in {Why.HOLIDAY, Why.CUT})
        name = next((one for one in special if one), "")
        return DayRow(self.day, name, bars, marks, self.segments, counted // MINUTE)

    def worked(self) -> tuple[int, int] | None:
        """Return the first and the last working minute of the day, if it has any."""
        work = [piece for piece in self.pieces if piece.why is Why.WORKING]
        return (self._minute(work[0].start), self._minute(work[-1].end)) if work else None

    def _clipped(self, segments: tuple[Segment, ...]) -> Iterator[Segment]:
        for segment in segments:
            start, end = max(segment.start, self.start), min(segment.end, self.end)
            if start < end:
                yield segment._replace(start=start, end=end)

    def _minute(self, at: datetime) -> int:
        """Return the minute of the wall clock; the end of the day is its 1440th."""
        if at >= self.end:
            return DAY_MINUTES
        wall = at.astimezone(self.tz)
        return wall.hour * _HOUR + wall.minute

    def _on_axis(self, at: datetime, axis_start: int, axis_end: int) -> bool:
        return axis_start <= self._minute(at) <= axis_end

    def _bar(
        self,
        kind: BarKind,
        start: datetime,
        end: datetime,
        name: str,
        axis_start: int,
        axis_end: int,
    ) -> Bar:
        first, last = self._minute(start), self._minute(end)
        left = min(max(first, axis_start), axis_end)
        right = min(max(last, left), axis_end)
        size = axis_end - axis_start
        return Bar(
            kind, first, last, _percent(left - axis_start, size), _percent(right - left, size), name
        )


_DAY_BARS: Final = {
    Why.WORKING: BarKind.WORK,
    Why.LUNCH: BarKind.LUNCH,
    Why.HOLIDAY: BarKind.HOLIDAY,
}


def _axis(days: list[_Drawn]) -> tuple[int, int]:
    """Return the working hours of all the days, widened to whole hours."""
    worked = [span for day in days if (span := day.worked())]
    if not worked:
        return 0, DAY_MINUTES
    start = min(first for first, _ in worked) // _HOUR * _HOUR
    end = -(-max(last for _, last in worked) // _HOUR) * _HOUR
    return start, max(end, start + _HOUR)


def _ticks(start: int, end: int) -> tuple[int, ...]:
    hours = (end - start) // _HOUR
    steps = next(steps for steps in _TICK_STEPS if hours % steps == 0)
    return tuple(start // _HOUR + hours // steps * step for step in range(steps + 1))


def _percent(part: int, whole: int) -> str:
    return f"{round(part / whole * 100, 3):g}%"
