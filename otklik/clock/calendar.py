"""Working time: a weekly timetable with exceptions, laid over real time.

This module is pure: it knows neither Django nor the database, and reads no clock.

A `Calendar` answers four questions: when will so much working time have passed (`add`), how much
of it lies between two instants (`measure`), when does work begin again (`next_opening`), and what
is each stretch of time (`pieces`: working, lunch, closed, a holiday by its name).

Working time is *real elapsed time whose local wall clock lies inside an interval of the day*
(spec CAL-5). The hour that a zone repeats in autumn counts twice, the hour that it skips in spring
does not count at all, and a whole day of twenty-four hours lasts twenty-four hours (CAL-6).

Nothing is computed in advance. Each day of UTC is worked out when it is first asked for and kept,
so a deadline months away costs one look into a dictionary per day.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from otklik.clock.days import CalendarException, Hours, Week, Why, parts_of, tidy

_DAY: Final = timedelta(days=1)
_ZERO: Final = timedelta()
_SECOND: Final = timedelta(seconds=1)
_LAST_ORDINAL: Final = date.max.toordinal() - 2
_DAYS_KEPT: Final = 5000
_FEW_DAYS: Final = 7
_SUMMED_AHEAD: Final = 100


class Piece(NamedTuple):
    """A stretch of time of one nature; `name` is that of the exception which made it so."""

    start: datetime
    end: datetime
    why: Why
    name: str


class _Stretch(NamedTuple):
    """Working time with the offset of its wall clock."""

    start: datetime
    end: datetime
    offset: timedelta


class _Day(NamedTuple):
    """One day of UTC, worked out."""

    work: tuple[_Stretch, ...]
    total: timedelta
    pieces: tuple[Piece, ...]


class _Sums(NamedTuple):
    """Working time of the days from `first` up to each following day; never changed once made."""

    first: int
    totals: tuple[timedelta, ...]

    @property
    def end(self) -> int:
        """The last day up to which is summed."""
        return self.first + len(self.totals) - 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """A weekly timetable in its own time zone, with exceptions.

    Two calendars with equal rules are equal. Keep one and ask it often: it remembers the days that
    it has worked out, which makes it about a hundred times faster than a new one.

    Attributes:
        zone: An IANA name («Europe/Moscow»).
        week: Seven days, Monday first; each any number of (from, till) in minutes 0…1440. Crossed
            ends are swapped back and overlapping intervals merged (CAL-1); an empty day is closed.
        exceptions: Departures from the week, in any order.

    Raises:
        ValueError: The zone is unknown, the week has not seven days, or a minute is out of range.
    """

    zone: str
    week: Week
    exceptions: tuple[CalendarException, ...] = ()
    _tz: ZoneInfo = field(init=False, repr=False, compare=False)
    _last: int = field(init=False, repr=False, compare=False)
    _days: dict[int, _Day] = field(default_factory=dict, init=False, repr=False, compare=False)
    _dates: dict[int, tuple[_Stretch, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _sums: list[_Sums] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days")
        put = object.__setattr__
        put(self, "_tz", zone_named(self.zone))
        put(self, "week", tuple(tidy(hours) for hours in self.week))
        put(self, "exceptions", tuple(self.exceptions))
        last = max((e.last_day.toordinal() + 1 for e in self.exceptions), default=0)
        put(self, "_last", _LAST_ORDINAL if any(self.week) else min(last, _LAST_ORDINAL))

    @property
    def longest_day(self) -> int:
        """Working minutes of the longest weekday; what "a working day" weighs (spec D-9)."""
        return max(sum(end - start for start, end in hours) for hours in self.week)

    def hours_on(self, day: date) -> Hours:
        """Return the working intervals of the local `day`, exceptions applied."""
        parts = parts_of(day, self.week, self.exceptions)
        return tuple((part.start, part.end) for part in parts if part.why is Why.WORKING)

    def is_open(self, at: datetime) -> bool:
        """Say whether the instant `at` is working time; the minute of closing is not."""
        at = at.astimezone(UTC)
        return any(start <= at < end for start, end, _ in self._day(at.toordinal()).work)

    def english(self, name: str) -> str:
        """Return the English name of the exception called `name`; empty if it has none."""
        return next((one.name_en for one in self.exceptions if one.name == name), "")

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first working instant at or after `at`, or None if there will never be one.

        Args:
            at: An aware instant.

        Returns:
            An aware instant in UTC; `at` itself inside working hours.
        """
        at = at.astimezone(UTC)
        for ordinal in range(at.toordinal(), self._last + 1):
            for start, end, _ in self._day(ordinal).work:
                if end > at:
                    return max(start, at)
        return None

    def add(self, source: datetime, amount: timedelta) -> datetime | None:
        """Return the instant by which `amount` of working time has passed since `source`.

        A period that ends exactly at closing ends at that closing (spec CLK-3, E5); one that begins
        outside working hours begins at the next opening (E4), and closing is outside (E5b).

        Args:
            source: An aware instant.
            amount: Working time, not negative; of nothing the answer is `source` itself.

        Returns:
            An aware instant in UTC, or None if so much working time will never come.

        Raises:
            ValueError: `amount` is negative.
        """
        if amount < _ZERO:
            raise ValueError("Working time is added, not taken away")
        at = source.astimezone(UTC)
        if not amount:
            return at
        days, first = self._days, at.toordinal()
        for ordinal in range(first, self._last + 1):
            day = days.get(ordinal) or self._day(ordinal)
            if ordinal > first and day.total < amount:
                amount -= day.total
                continue
            for start, end, _ in day.work:
                begin = max(start, at)
                if begin + amount <= end:
                    return begin + amount
                if begin < end:
                    amount -= end - begin
        return None

    def add_days(self, source: datetime, count: int) -> datetime | None:
        """Return the same wall time `count` working days later, moved into that day's hours.

        Days are local, the day of `source` is not counted, and a day without working time is
        passed over (spec D-9). A wall time before opening or in a break moves to the next opening
        of the day, one after closing moves to the closing.

        Args:
            source: An aware instant.
            count: How many working days later, at least 1.

        Returns:
            An aware instant in UTC, or None if there will never be so many working days.
        """
        local = source.astimezone(self._tz)
        for ordinal in range(local.toordinal() + 1, self._last + 1):
            stretches = self._stretches_of(ordinal)
            count -= bool(stretches)
            if stretches and count <= 0:
                wall = datetime.combine(date.fromordinal(ordinal), local.time())
                return _moved_into(stretches, wall)
        return None

    def measure(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`; nothing if they are crossed.

        Args:
            start: An aware instant.
            end: An aware instant.
        """
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        first, last = start.toordinal(), end.toordinal()
        total = self._worked_on(first, start, end)
        if first < last:
            total += self._whole_days(first + 1, last) + self._worked_on(last, start, end)
        return total

    def _worked_on(self, ordinal: int, start: datetime, end: datetime) -> timedelta:
        """Return the part of a day's working time that lies between two instants."""
        total = _ZERO
        if ordinal <= self._last:
            for begin, finish, _ in self._day(ordinal).work:
                total += max(min(finish, end) - max(begin, start), _ZERO)
        return total

    def _whole_days(self, first: int, end: int) -> timedelta:
        """Return the working time of whole days of UTC, out of sums that are kept.

        Args:
            first: The first day.
            end: The day after the last one.
        """
        end = min(end, self._last + 1)
        if end - first <= _FEW_DAYS or end - first >= _DAYS_KEPT:
            return sum((self._day(ordinal).total for ordinal in range(first, end)), _ZERO)
        sums = self._sums[-1] if self._sums else None
        if sums is None or not sums.first <= first <= end <= sums.end:
            sums = self._summed(first, end, sums)
            self._sums[:] = [sums]
        return sums.totals[end - sums.first] - sums.totals[first - sums.first]

    def _summed(self, first: int, end: int, before: _Sums | None) -> _Sums:
        """Return sums that reach over a span, and as far as those before unless that is too far."""
        if before and max(end, before.end) - min(first, before.first) < _DAYS_KEPT:
            first, end = min(first, before.first), max(end, before.end)
        low = max(first - _SUMMED_AHEAD, min(first, _SUMMED_AHEAD))
        high = max(min(end + _SUMMED_AHEAD, self._last + 1), end)
        days = (self._day(ordinal).total for ordinal in range(low, high))
        return _Sums(low, tuple(itertools.accumulate(days, initial=_ZERO)))

    def pieces(self, start: datetime, end: datetime) -> Iterator[Piece]:
        """Yield what each stretch of time from `start` to `end` is, in order and without gaps.

        Args:
            start: An aware instant.
            end: An aware instant; the span may be years long, it is worked out as it is read.

        Yields:
            Pieces whose ends are aware instants in UTC, neighbours of different nature.
        """
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        held: Piece | None = None
        for piece in self._raw_pieces(start, end):
            if held and (held.why, held.name) == (piece.why, piece.name):
                held = held._replace(end=piece.end)
                continue
            if held:
                yield held
            held = piece
        if held:
            yield held

    def _raw_pieces(self, start: datetime, end: datetime) -> Iterator[Piece]:
        for ordinal in range(start.toordinal(), end.toordinal() + 1):
            for piece in self._day(ordinal).pieces:
                begin, finish = max(piece.start, start), min(piece.end, end)
                if begin < finish:
                    yield Piece(begin, finish, piece.why, piece.name)

    def _day(self, ordinal: int) -> _Day:
        day = self._days.get(ordinal)
        if day is None:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            day = self._days[ordinal] = self._work_out(ordinal)
        return day

    def _work_out(self, ordinal: int) -> _Day:
        """Lay the local days over one day of UTC.

        The day of UTC, not the local one, is the unit: its instants are in order whatever the zone
        does with its wall clock, so that each instant is counted once.
        """
        pieces: list[Piece] = []
        work: list[_Stretch] = []
        for start, end, offset in self._steady(ordinal):
            for piece in self._laid(start, end, offset):
                pieces.append(piece)
                if piece.why is Why.WORKING:
                    work.append(_Stretch(piece.start, piece.end, offset))
        total = sum((stretch.end - stretch.start for stretch in work), _ZERO)
        return _Day(tuple(work), total, tuple(pieces))

    def _steady(self, ordinal: int) -> Iterator[_Stretch]:
        """Yield the parts of a day of UTC in which the zone keeps one offset.

        No zone of the IANA database changes its offset twice within one day of UTC, so comparing
        the ends finds every change. Changes happen at whole seconds.
        """
        start = datetime.combine(date.fromordinal(ordinal), time(), UTC)
        end = start + _DAY
        before, after = self._offset(start), self._offset(end - _SECOND)
        if before == after:
            yield _Stretch(start, end, before)
            return
        low, high = 0, 86_399
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset(start + middle * _SECOND) == before:
                low = middle
            else:
                high = middle
        change = start + high * _SECOND
        yield _Stretch(start, change, before)
        yield _Stretch(change, end, after)

    def _offset(self, at: datetime) -> timedelta:
        return at.astimezone(self._tz).utcoffset() or _ZERO

    def _laid(self, start: datetime, end: datetime, offset: timedelta) -> Iterator[Piece]:
        """Yield the pieces of a span that has one offset."""
        wall = (start + offset).replace(tzinfo=None)
        wall_end = (end + offset).replace(tzinfo=None)
        while wall < wall_end:
            midnight = datetime.combine(wall.date(), time())
            for part in parts_of(wall.date(), self.week, self.exceptions):
                begin = max(midnight + timedelta(minutes=part.start), wall)
                finish = min(midnight + timedelta(minutes=part.end), wall_end)
                if begin < finish:
                    since, till = (begin - offset, finish - offset)
                    yield Piece(
                        since.replace(tzinfo=UTC), till.replace(tzinfo=UTC), part.why, part.name
                    )
            wall = midnight + _DAY

    def _stretches_of(self, ordinal: int) -> tuple[_Stretch, ...]:
        """Return the working stretches of one local day, in the order of real time."""
        found = self._dates.get(ordinal)
        if found is None:
            if len(self._dates) >= _DAYS_KEPT:
                self._dates.clear()
            near = (self._day(ordinal + step).work for step in (-1, 0, 1))
            found = self._dates[ordinal] = tuple(
                stretch
                for stretch in itertools.chain.from_iterable(near)
                if (stretch.start + stretch.offset).toordinal() == ordinal
            )
        return found


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone with the IANA name `name`.

    Raises:
        ValueError: There is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"Unknown time zone: {name!r}") from error


def _moved_into(stretches: tuple[_Stretch, ...], wall: datetime) -> datetime:
    """Return the instant of a wall time, moved into the day's working stretches."""
    for start, end, offset in stretches:
        if wall <= (end + offset).replace(tzinfo=None):
            return max(start, (wall - offset).replace(tzinfo=UTC))
    return stretches[-1].end
