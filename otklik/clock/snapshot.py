"""A clock as plain data and back, so that a ticket can carry its state from write to write.

This module is pure. Finished rounds are not part of it: they are rows of their own, and only their
number is kept (spec D-8).
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from otklik.clock.calendar import Calendar, CalendarException
from otklik.clock.days import ExceptionKind, Why
from otklik.clock.facts import Clock, Pause, Round
from otklik.clock.terms import Base, Period, Terms, Unit

Json = dict[str, Any]

_ROUND_TIMES: Final = (
    "since",
    "source_at",
    "in_force_at",
    "warn_at",
    "due_at",
    "warned_at",
    "overdue_at",
    "first_overdue_at",
    "answered_at",
    "closed_at",
)
_ROUND_NUMBERS: Final = ("number", "ref", "answer_ref", "reaction_minutes", "overdue_minutes")
_TERMS_KEPT: Final = 1000


def dump(clock: Clock) -> Json:
    """Return a clock as JSON-able data, its finished rounds counted and left out."""
    return {
        "created_at": _time(clock.created_at),
        "terms": dump_terms(clock.terms) if clock.terms else None,
        "is_open": clock.is_open,
        "waiting": dump_round(clock.waiting) if clock.waiting else None,
        "cut_off": dump_round(clock.cut_off) if clock.cut_off else None,
        "pauses": [_dump_pause(pause) for pause in clock.pauses],
        "moment": _time(clock.moment),
        "stored_rounds": clock.stored_rounds + len(clock.rounds),
    }


def load(data: Mapping[str, Any]) -> Clock:
    """Return the clock that `dump` wrote; from nothing, a clock before the creation."""
    if not data:
        return Clock()
    return Clock(
        created_at=_at(data["created_at"]),
        terms=load_terms(data["terms"]) if data["terms"] else None,
        is_open=data["is_open"],
        waiting=load_round(data["waiting"]) if data["waiting"] else None,
        cut_off=load_round(data["cut_off"]) if data["cut_off"] else None,
        pauses=tuple(_load_pause(pause) for pause in data["pauses"]),
        moment=_at(data["moment"]),
        stored_rounds=data["stored_rounds"],
    )


def dump_round(one: Round) -> Json:
    """Return a round as JSON-able data."""
    return {
        **{name: _time(getattr(one, name)) for name in _ROUND_TIMES},
        **{name: getattr(one, name) for name in _ROUND_NUMBERS},
        "terms": dump_terms(one.terms),
        "pauses": [_dump_pause(pause) for pause in one.pauses],
    }


def load_round(data: Mapping[str, Any]) -> Round:
    """Return the round that `dump_round` wrote."""
    known = {field.name for field in fields(Round)}
    values = {name: data[name] for name in _ROUND_NUMBERS if name in known}
    values |= {name: _at(data[name]) for name in _ROUND_TIMES}
    return Round(
        **values,
        terms=load_terms(data["terms"]),
        pauses=tuple(_load_pause(pause) for pause in data["pauses"]),
    )


def dump_terms(terms: Terms) -> Json:
    """Return what was promised as JSON-able data, its calendar included (spec D-9)."""
    calendar = terms.calendar
    return {
        "level": terms.level_id,
        "revision": terms.revision,
        "reaction": _dump_period(terms.reaction),
        "warn": _dump_period(terms.warn),
        "base": terms.base.value,
        "hold_pauses": terms.hold_pauses,
        "zone": calendar.zone,
        "week": [[list(span) for span in hours] for hours in calendar.week],
        "exceptions": [_dump_exception(one) for one in calendar.exceptions],
    }


def load_terms(data: Mapping[str, Any]) -> Terms:
    """Return the terms that `dump_terms` wrote; equal ones share one warm calendar."""
    return _terms_from(json.dumps(data, sort_keys=True))


@lru_cache(maxsize=_TERMS_KEPT)
def _terms_from(text: str) -> Terms:
    data = json.loads(text)
    return Terms(
        level_id=data["level"],
        revision=data["revision"],
        reaction=_load_period(data["reaction"]),
        warn=_load_period(data["warn"]),
        base=Base(data["base"]),
        hold_pauses=data["hold_pauses"],
        calendar=_calendar(
            json.dumps({name: data[name] for name in ("zone", "week", "exceptions")})
        ),
    )


@lru_cache(maxsize=_TERMS_KEPT)
def _calendar(text: str) -> Calendar:
    data = json.loads(text)
    return Calendar(
        zone=data["zone"],
        week=tuple(tuple((start, end) for start, end in hours) for hours in data["week"]),
        exceptions=tuple(_load_exception(one) for one in data["exceptions"]),
    )


def _dump_exception(one: CalendarException) -> Json:
    return {
        "kind": one.kind.value,
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "weekday": one.weekday,
        "name": one.name,
    }


def _load_exception(data: Json) -> CalendarException:
    return CalendarException(
        kind=ExceptionKind(data["kind"]),
        start=datetime.fromisoformat(data["start"]),
        end=datetime.fromisoformat(data["end"]),
        weekday=data["weekday"],
        name=data["name"],
    )


def _dump_period(period: Period | None) -> list[int | str] | None:
    return [period.value, period.unit.value] if period else None


def _load_period(data: list[Any] | None) -> Period | None:
    return Period(int(data[0]), Unit(data[1])) if data else None


def _dump_pause(pause: Pause) -> Json:
    return {"why": pause.why.value, "start": _time(pause.start), "end": _time(pause.end)}


def _load_pause(data: Json) -> Pause:
    return Pause(Why(data["why"]), datetime.fromisoformat(data["start"]), _at(data["end"]))


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
