"""What the clock says about a made-up case: `otklik clock simulate FILE --json`.

This module is pure. With it a manager tries a level before selling it, and anybody can check our
arithmetic without a database. The form of a case stands in docs/clock.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    ValidationError,
    field_validator,
    model_validator,
)

from otklik.clock.calendar import Calendar, zone_named
from otklik.clock.days import CalendarException, ExceptionKind, Week, minutes_of
from otklik.clock.derive import derive
from otklik.clock.explain import explain
from otklik.clock.facts import MINUTE, Clock, Fact, FactKind, Round
from otklik.clock.terms import Base, Period, Terms, Unit

MOST_EVENTS: Final = 10_000
LONGEST_PERIOD: Final = 100_000
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Interval = tuple[str, str]
Timetable = dict[Day, list[Interval]]


class WrongCaseError(ValueError):
    """The case cannot be read; each line of it names a place and what is wrong there."""


class _Part(BaseModel):
    """A part of a case: nothing unknown stands in it, and nothing is guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Amount(_Part):
    value: Annotated[int, Field(ge=1, le=LONGEST_PERIOD)]
    unit: Unit

    @property
    def period(self) -> Period:
        return Period(self.value, self.unit)


class _Exception(_Part):
    kind: ExceptionKind
    start: Annotated[NaiveDatetime, Field(alias="from")]
    end: Annotated[NaiveDatetime, Field(alias="till")]
    weekday: Day | None = None
    name: str = ""

    @model_validator(mode="after")
    def _fits(self) -> "_Exception":
        self.read()
        return self

    def read(self) -> CalendarException:
        weekday = DAYS.index(self.weekday) if self.weekday else None
        return CalendarException(self.kind, self.start, self.end, self.name, weekday)


class _Hours(_Part):
    """Working time; a level may have its own."""

    timezone: str | None = None
    timetable: Timetable | None = None
    exceptions: list[_Exception] | None = None

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, name: str | None) -> str | None:
        if name is not None:
            zone_named(name)
        return name

    @field_validator("timetable")
    @classmethod
    def _is_week(cls, timetable: Timetable | None) -> Timetable | None:
        for day, intervals in (timetable or {}).items():
            for start, end in intervals:
                if minutes_of(start) >= minutes_of(end):
                    raise ValueError(
                        f"{day}: {start} is not before {end}; a night shift is two intervals, "
                        "till 24:00 and from 00:00 of the next day"
                    )
        return timetable


class _Level(_Hours):
    reaction: _Amount | None
    warn: _Amount | None = None
    base: Base = Base.CLIENT_REPLY


class Kind(StrEnum):
    """What may happen in a case."""

    CREATED = FactKind.CREATED
    CLIENT_MESSAGE = FactKind.CLIENT_MESSAGE
    STAFF_MESSAGE = FactKind.STAFF_MESSAGE
    STAFF_MESSAGE_KEEP_STATUS = FactKind.STAFF_MESSAGE_KEEP_STATUS
    HIDDEN_NOTE = FactKind.HIDDEN_NOTE
    HOLD = FactKind.HOLD
    UNHOLD = FactKind.UNHOLD
    STATUS_PAUSES = FactKind.STATUS_PAUSES
    STATUS_RESUMES = FactKind.STATUS_RESUMES
    CLOSED = FactKind.CLOSED
    REOPENED_BY_CLIENT = FactKind.REOPENED_BY_CLIENT
    REOPENED_BY_STAFF = FactKind.REOPENED_BY_STAFF
    LEVEL_CHANGED = FactKind.LEVEL_CHANGED


class _Event(_Part):
    at: AwareDatetime
    kind: Kind
    level: _Level | None = None

    @model_validator(mode="after")
    def _has_level(self) -> "_Event":
        if (self.level is not None) != (self.kind is Kind.LEVEL_CHANGED):
            raise ValueError("a level belongs to level_changed, and only there")
        return self


class _Case(_Hours):
    timezone: str
    timetable: Timetable
    exceptions: list[_Exception] = []
    level: _Level
    hold_pauses: bool = False
    events: Annotated[list[_Event], Field(min_length=1, max_length=MOST_EVENTS)]
    now: AwareDatetime


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
    case = _read(text)
    facts = [*_facts(case)]
    clock = derive(facts, now=case.now)
    zone = ZoneInfo(case.timezone)
    rounds = [*clock.rounds, *([clock.waiting] if clock.waiting else [])]
    return {
        "rounds": [_round(one, case.now, zone) for one in rounds],
        "now": _present(clock, case.now, zone),
        "segments": _segments(rounds[-1], case.now, zone) if rounds else [],
    }


def _read(text: str | bytes) -> _Case:
    try:
        case = _Case.model_validate_json(text)
    except ValidationError as error:
        wrong = (f"{_place(one['loc'])}: {_words(one['msg'])}" for one in error.errors())
        raise WrongCaseError("\n".join(wrong)) from error
    _check_order(case)
    return case


def _place(loc: Sequence[int | str]) -> str:
    place = ""
    for step in loc:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    return place.removeprefix(".") or "the case"


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")


def _check_order(case: _Case) -> None:
    """Refuse a story that no ticket can have.

    Raises:
        WrongCaseError: An event comes too early or cannot happen then.
    """
    for place, (before, event) in enumerate(pairwise(case.events), start=1):
        if event.at < before.at:
            raise WrongCaseError(f"events[{place}].at: earlier than the event before it")
    if case.now < case.events[-1].at:
        raise WrongCaseError("now: earlier than the last event")
    state = _BEGINNING
    for place, event in enumerate(case.events):
        needed, made = _STEPS[event.kind]
        for name, value in needed.items():
            if state[name] is not value:
                raise WrongCaseError(
                    f"events[{place}].kind: {event.kind} cannot happen to a ticket that is "
                    f"{'not ' if value else ''}{name}"
                )
        state = {**state, **made}


_BEGINNING: Final = {"created": False, "open": False, "held": False, "paused": False}
_OPEN: Final = {"created": True, "open": True}
_CLOSED: Final = {"created": True, "open": False}
_STEPS: Final[Mapping[Kind, tuple[Mapping[str, bool], Mapping[str, bool]]]] = {
    Kind.CREATED: ({"created": False}, {"created": True, "open": True}),
    Kind.CLIENT_MESSAGE: (_OPEN, {}),
    Kind.STAFF_MESSAGE: (_OPEN, {}),
    Kind.STAFF_MESSAGE_KEEP_STATUS: (_OPEN, {}),
    Kind.HIDDEN_NOTE: ({"created": True}, {}),
    Kind.HOLD: ({**_OPEN, "held": False}, {"held": True}),
    Kind.UNHOLD: ({"created": True, "held": True}, {"held": False}),
    Kind.STATUS_PAUSES: ({"created": True, "paused": False}, {"paused": True}),
    Kind.STATUS_RESUMES: ({"created": True, "paused": True}, {"paused": False}),
    Kind.CLOSED: (_OPEN, {"open": False}),
    Kind.REOPENED_BY_CLIENT: (_CLOSED, {"open": True}),
    Kind.REOPENED_BY_STAFF: (_CLOSED, {"open": True}),
    Kind.LEVEL_CHANGED: ({"created": True}, {}),
}
"""What a ticket has to be for each event, and what it is afterwards."""


def _facts(case: _Case) -> Iterator[Fact]:
    calendars: dict[Calendar, Calendar] = {}
    for seq, event in enumerate(case.events, start=1):
        level = event.level or (case.level if event.kind is Kind.CREATED else None)
        terms = _terms(case, level, seq, calendars) if level else None
        yield Fact(event.at, seq, FactKind(event.kind), ref=seq, terms=terms)


def _terms(case: _Case, level: _Level, number: int, calendars: dict[Calendar, Calendar]) -> Terms:
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
    lines += [
        f"  {one['from']} – {one['to']}  {'counted' if one['counted'] else 'not counted'}: "
        f"{one['why']}"
        for one in told["segments"]
    ]
    return "\n".join(lines)
