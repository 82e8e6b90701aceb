"""What the clock says about a made-up case: `otklik clock simulate FILE --json`.

This module is pure. With it a manager tries a level before selling it, and anybody can check our
arithmetic without a database. The form of a case stands in docs/clock.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from otklik.clock.calendar import Calendar
from otklik.clock.case import (
    CORRECTIONS,
    DAYS,
    DELETABLE,
    Case,
    Event,
    Interval,
    Kind,
    Level,
    Timetable,
    WrongCaseError,
    deleted,
    read,
)
from otklik.clock.days import Week, minutes_of
from otklik.clock.derive import derive
from otklik.clock.explain import explain
from otklik.clock.facts import MINUTE, Clock, Fact, FactKind, Round, Said
from otklik.clock.resolution import resolution
from otklik.clock.terms import Terms

__all__ = ["WrongCaseError", "as_words", "simulate"]


def simulate(text: str | bytes) -> dict[str, Any]:
    """Return what the clock says about a case.

    Args:
        text: The case as JSON.

    Returns:
        `rounds`, `now` and `segments` as JSON values: times in the zone of the case, minutes of
        working time.

    Raises:
        WrongCaseError: Something in it is unknown, missing or impossible.
    """
    case = read(text)
    facts = [*_facts(case)]
    clock = derive(facts, now=case.now)
    zone = ZoneInfo(case.timezone)
    rounds = [*clock.rounds, *([clock.waiting] if clock.waiting else [])]
    return {
        "rounds": [_round(one, case.now, zone) for one in rounds],
        "now": _present(clock, case.now, zone),
        "segments": _segments(rounds[-1], case.now, zone) if rounds else [],
        "resolution": _resolution(clock, case.now, zone),
    }


def _facts(case: Case) -> Iterator[Fact]:
    calendars: dict[Calendar, Calendar] = {}
    for seq, event in enumerate(case.events, start=1):
        level = event.level or (case.level if event.kind is Kind.CREATED else None)
        terms = _terms(case, level, seq, calendars) if level else None
        if event.kind in CORRECTIONS:
            said = tuple(_said(case.events[:seq]))
            yield Fact(event.at, seq, FactKind.MESSAGES_CHANGED, said=said)
        else:
            yield Fact(event.at, seq, FactKind(event.kind), ref=seq, terms=terms)


def _said(events: Sequence[Event]) -> Iterator[Said]:
    """Yield the messages that count, from the one with which the client last opened the ticket."""
    kinds = [event.kind for event in events]
    opened = {place for place, kind in enumerate(kinds) if kind is Kind.REOPENED_BY_CLIENT}
    gone = deleted(events)
    for place, event in enumerate(events):
        if place < max(opened, default=0) or place in gone:
            continue
        if event.kind in {*DELETABLE, Kind.CREATED, Kind.REOPENED_BY_CLIENT}:
            yield Said(place + 1, event.at, by_staff=event.kind is Kind.STAFF_MESSAGE)


def _terms(case: Case, level: Level, number: int, calendars: dict[Calendar, Calendar]) -> Terms:
    timetable = case.timetable if level.timetable is None else level.timetable
    exceptions = case.exceptions if level.exceptions is None else level.exceptions
    calendar = Calendar(
        level.timezone or case.timezone, _week(timetable), tuple(one.read() for one in exceptions)
    )
    return Terms(
        level_id=number,
        revision=1,
        calendar=calendars.setdefault(calendar, calendar),
        reaction=level.reaction.period if level.reaction else None,
        warn=level.warn.period if level.warn else None,
        resolution=level.resolution.period if level.resolution else None,
        base=level.base,
        hold_pauses=case.hold_pauses,
    )


def _week(timetable: Timetable) -> Week:
    days: Mapping[str, list[Interval]] = {str(day): spans for day, spans in timetable.items()}
    return tuple(
        tuple((minutes_of(start), minutes_of(end)) for start, end in days.get(day, ()))
        for day in DAYS
    )


def _round(one: Round, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    ended = one.ended_at is not None
    return {
        "source": _told(one.source_at, zone),
        "warn_at": _told(one.warn_at, zone),
        "due_at": _told(one.due_at, zone),
        "answered_at": _told(one.answered_at, zone),
        "overdue": one.overdue_at is not None,
        "overdue_minutes": one.overdue_minutes if ended else one.overdue_minutes_at(now),
    }


def _present(clock: Clock, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    one = clock.waiting
    return {
        "waiting": one is not None,
        "due_at": _told(clock.due_at, zone),
        "warn_at": _told(clock.warn_at, zone),
        "overdue": clock.overdue,
        "working_minutes_left": _left(one, now) if one else None,
    }


def _resolution(clock: Clock, now: datetime, zone: ZoneInfo) -> dict[str, Any] | None:
    one = resolution(clock, now=now)
    if one is None:
        return None
    return {
        "due_at": _told(one.due_at, zone),
        "closed_at": _told(one.closed_at, zone),
        "overdue": one.overdue_at is not None,
        "overdue_minutes": one.overdue_minutes,
    }


def _left(one: Round, now: datetime) -> int | None:
    """Return how much of the promise is left, below zero once the deadline has passed."""
    if one.due_at is None:
        return None
    late = one.overdue_minutes_at(now)
    if late or now >= one.due_at:
        return -late
    left = one.worked_time(one.due_at) - one.worked_time(now)
    return max(left, timedelta()) // MINUTE


def _segments(one: Round, now: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        {
            "from": _told(part.start, zone),
            "to": _told(part.end, zone),
            "counted": part.counted,
            "why": part.name or part.why.value,
        }
        for part in explain(one, now=now)
    ]


def _told(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).isoformat() if at else None


def as_words(told: Mapping[str, Any]) -> str:
    """Return what `simulate` said for people to read.

    Args:
        told: Its result.
    """
    now = told["now"]
    lines = [
        f"Round {number}: from {one['source']}, due {one['due_at'] or 'never'}"
        + (f", answered {one['answered_at']}" if one["answered_at"] else "")
        + (f", overdue by {one['overdue_minutes']} min" if one["overdue"] else "")
        for number, one in enumerate(told["rounds"], start=1)
    ]
    if not now["waiting"]:
        lines.append("Now: nobody waits")
    elif now["due_at"] is None:
        lines.append("Now: the client waits without a deadline")
    else:
        left = now["working_minutes_left"]
        lines.append(f"Now: the client waits, {left} working minutes left until {now['due_at']}")
    if (target := told["resolution"]) is not None:
        late = f", missed by {target['overdue_minutes']} min" if target["overdue"] else ""
        lines.append(f"To be closed by {target['due_at'] or 'no time yet'}{late}")
    lines += [
        f"  {one['from']} – {one['to']}  {'counted' if one['counted'] else 'not counted'}: "
        f"{one['why']}"
        for one in told["segments"]
    ]
    return "\n".join(lines)
