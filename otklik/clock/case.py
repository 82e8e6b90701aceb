"""A made-up case as it is written down: what may stand in it, and in which order.

This module is pure. The form of a case stands in docs/clock.md.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Literal

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

from otklik.clock.calendar import zone_named
from otklik.clock.days import CalendarException, ExceptionKind, minutes_of
from otklik.clock.facts import FactKind
from otklik.clock.terms import Base, Period, Unit

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


class Level(_Hours):
    """A level: what it promises, and perhaps working time of its own."""

    reaction: _Amount | None
    warn: _Amount | None = None
    resolution: _Amount | None = None
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
    MESSAGE_DELETED = "message_deleted"
    MESSAGE_RESTORED = "message_restored"


class Event(_Part):
    """Something that happens to the ticket."""

    at: AwareDatetime
    kind: Kind
    level: Level | None = None
    event: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "Event":
        if (self.level is not None) != (self.kind is Kind.LEVEL_CHANGED):
            raise ValueError("a level belongs to level_changed, and only there")
        if (self.event is not None) != (self.kind in CORRECTIONS):
            raise ValueError("an event belongs to a deleted or restored message, and only there")
        return self


CORRECTIONS: Final = {Kind.MESSAGE_DELETED, Kind.MESSAGE_RESTORED}
DELETABLE: Final = {Kind.CLIENT_MESSAGE, Kind.STAFF_MESSAGE}


class Case(_Hours):
    """The whole case."""

    timezone: str
    timetable: Timetable
    exceptions: list[_Exception] = []
    level: Level
    hold_pauses: bool = False
    events: Annotated[list[Event], Field(min_length=1, max_length=MOST_EVENTS)]
    now: AwareDatetime


def read(text: str | bytes) -> Case:
    """Return a case as it was written down.

    Args:
        text: The case as JSON.

    Raises:
        WrongCaseError: Something in it is unknown, missing or impossible.
    """
    try:
        case = Case.model_validate_json(text)
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


def _check_order(case: Case) -> None:
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
        if event.kind in CORRECTIONS:
            _check_correction(case.events[:place], event, f"events[{place}].event")


def _check_correction(before: Sequence[Event], event: Event, place: str) -> None:
    """Refuse to delete what is no message, or is deleted already; to restore what is not.

    Raises:
        WrongCaseError: The event does not fit.
    """
    number = event.event or 0
    if number >= len(before) or before[number].kind not in DELETABLE:
        raise WrongCaseError(f"{place}: no client_message or staff_message before it")
    if (number in deleted(before)) is (event.kind is Kind.MESSAGE_DELETED):
        raise WrongCaseError(f"{place}: {event.kind} cannot happen to this message")


def deleted(events: Sequence[Event]) -> set[int]:
    """Return the places of the messages that are deleted after these events."""
    last = {event.event: event.kind for event in events if event.event is not None}
    return {place for place, kind in last.items() if kind is Kind.MESSAGE_DELETED}


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
    Kind.CLOSED: (_OPEN, {"open": False, "held": False}),
    Kind.REOPENED_BY_CLIENT: (_CLOSED, {"open": True}),
    Kind.REOPENED_BY_STAFF: (_CLOSED, {"open": True}),
    Kind.LEVEL_CHANGED: ({"created": True}, {}),
    Kind.MESSAGE_DELETED: ({"created": True}, {}),
    Kind.MESSAGE_RESTORED: ({"created": True}, {}),
}
"""What a ticket has to be for each event, and what it is afterwards."""
