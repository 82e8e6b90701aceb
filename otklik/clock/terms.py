"""What a support level promises, as facts copied at one moment; and the deadline they give.

This module is pure. `Terms` is what an event "level set" copies (spec D-9): changing the level
later changes no past.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from otklik.clock.calendar import Calendar
from otklik.clock.days import DAY_MINUTES

_ZERO: Final = timedelta()


class Unit(StrEnum):
    """The unit of a reaction or warning time (spec SLA-3)."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"  # 24 working hours, not one working day
    WORKING_DAY = "working_day"


class Base(StrEnum):
    """From where a deadline counts (spec SLA-15)."""

    CLIENT_REPLY = "client_reply"
    CREATION = "creation"


_MINUTES: Final = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.DAY: DAY_MINUTES}


@dataclass(frozen=True, slots=True)
class Period:
    """An amount of working time as people write it.

    Attributes:
        value: How many units, at least 1.
        unit: Which.

    Raises:
        ValueError: `value` is less than 1.
    """

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError("A period has at least one unit")

    def minutes(self, calendar: Calendar) -> int:
        """Return the working minutes by which periods are compared.

        A working day weighs as much as the longest day of the timetable (spec D-9).
        """
        if self.unit is Unit.WORKING_DAY:
            return self.value * calendar.longest_day
        return self.value * _MINUTES[self.unit]


@dataclass(frozen=True, slots=True)
class Terms:
    """The facts of a level at one moment.

    Attributes:
        level_id: The level.
        revision: The revision of the level, raised whenever any of these facts change.
        calendar: Its working time.
        reaction: The time promised; None means no deadline, never overdue (spec SLA-4).
        warn: How long before the deadline to warn, if at all.
        base: From where the deadline counts.
        hold_pauses: Whether a held ticket's clock stands still (spec HOLD-1).
        resolution: The time within which tickets are to be closed, if there is such a target; it is
            promised to nobody (spec D-2, CLK-13).
        priority_id: The criticality whose own time `reaction` is, if it has one (spec TAR-8).
        usual: The time of the others, if `reaction` is one criticality's own.
        own: The times of criticalities that have one, by id.
    """

    level_id: int
    revision: int
    calendar: Calendar
    reaction: Period | None
    warn: Period | None = None
    base: Base = Base.CLIENT_REPLY
    hold_pauses: bool = False
    resolution: Period | None = None
    priority_id: int | None = None
    usual: Period | None = None
    own: tuple[tuple[int, Period], ...] = ()

    def at_priority(self, priority_id: int | None) -> "Terms":
        """Return the same promise at another criticality (spec TAR-8).

        Args:
            priority_id: The criticality; None for one without a time of its own.
        """
        if priority_id == self.priority_id:
            return self
        usual = self.reaction if self.priority_id is None else self.usual
        reaction = dict(self.own).get(priority_id or 0)
        if reaction is None:
            return replace(self, reaction=usual, priority_id=None, usual=None)
        return replace(self, reaction=reaction, priority_id=priority_id, usual=usual)

    @property
    def promised_minutes(self) -> int | None:
        """Working minutes promised, by which levels are compared (CLK-8); None without deadline."""
        return self.reaction.minutes(self.calendar) if self.reaction else None

    def is_shorter_than(self, other: "Terms") -> bool:
        """Say whether these terms promise an answer sooner than `other` (spec CLK-8)."""
        if (mine := self.promised_minutes) is None:
            return False
        theirs = other.promised_minutes
        return theirs is None or mine < theirs


class Deadline(NamedTuple):
    """The two moments of a round; None where there is none, or none yet while the clock rests."""

    warn_at: datetime | None
    due_at: datetime | None


Rest = tuple[datetime, datetime | None]
"""A time in which the clock rests; without an end it still does."""


def deadline(terms: Terms, source: datetime, rests: Iterable[Rest] = ()) -> Deadline:
    """Return when an answer is due, and when to warn (spec CLK-3, SLA-5, D-9).

    Args:
        terms: What was promised.
        source: The aware instant from which it counts.
        rests: Times in which the clock rests, in any order, overlapping or not.
    """
    if terms.reaction is None:
        return Deadline(None, None)
    end = _plain_end(terms, terms.reaction, source)
    if end is None:
        return Deadline(None, None)
    calendar, rests = terms.calendar, merged(rests)
    promised = calendar.measure(source, end)
    warn_at = None
    if before := _warn_after(terms, source, promised):
        warn_at = _running(calendar, source, before, rests)
    if not promised or all(start >= end for start, _ in rests):
        return Deadline(warn_at, end)
    return Deadline(warn_at, _running(calendar, source, promised, rests))


def merged(rests: Iterable[Rest]) -> tuple[Rest, ...]:
    """Return the rests in order, overlapping ones joined."""
    joined: list[Rest] = []
    for start, end in sorted(rests, key=lambda rest: rest[0]):
        last_end = joined[-1][1] if joined else start
        if not joined or (last_end is not None and start > last_end):
            joined.append((start, end))
        elif last_end is not None and (end is None or end > last_end):
            joined[-1] = (joined[-1][0], end)
    return tuple(joined)


def worked(calendar: Calendar, start: datetime, end: datetime, rests: Iterable[Rest]) -> timedelta:
    """Return the working time from `start` to `end` in which the clock did not rest."""
    total = calendar.measure(start, end)
    for rest_start, rest_end in merged(rests):
        till = end if rest_end is None else min(rest_end, end)
        total -= calendar.measure(max(rest_start, start), till)
    return total


def _plain_end(terms: Terms, reaction: Period, source: datetime) -> datetime | None:
    """Return the deadline as if the clock never rested."""
    if reaction.unit is Unit.WORKING_DAY:
        return terms.calendar.add_days(source, reaction.value)
    return terms.calendar.add(source, timedelta(minutes=reaction.minutes(terms.calendar)))


def _warn_after(terms: Terms, source: datetime, promised: timedelta) -> timedelta | None:
    """Return the working time after which to warn, if 0 < warn < reaction (spec SLA-5)."""
    if terms.warn is None or terms.reaction is None:
        return None
    days = terms.reaction.value - terms.warn.value
    if terms.reaction.unit is terms.warn.unit is Unit.WORKING_DAY and days > 0:
        end = terms.calendar.add_days(source, days)
        return terms.calendar.measure(source, end) if end else None
    after = promised - timedelta(minutes=terms.warn.minutes(terms.calendar))
    return after if _ZERO < after < promised else None


def _running(
    calendar: Calendar, source: datetime, amount: timedelta, rests: Iterable[Rest]
) -> datetime | None:
    """Return when `amount` of working time has run, the rests left out; None while resting."""
    at = source
    for start, end in rests:
        ran = calendar.measure(at, start)
        if ran >= amount:
            break
        if end is None:
            return None
        amount -= ran
        at = max(at, end)
    return calendar.add(at, amount)
