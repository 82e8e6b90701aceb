"""A clock's state as JSON, so that a ticket can carry it from write to write in a column.

Finished rounds are not part of it: they are rows of their own, and only their number is kept
(spec D-8). What was promised is kept as level and revision, whose rules never change.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from otklik.clock.days import Why
from otklik.clock.facts import Clock, Pause, Round
from otklik.clock.levels import terms_at
from otklik.clock.terms import Terms

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
_CLOCK_TIMES: Final = ("created_at", "moment")


def dump(clock: Clock) -> Json:
    """Return everything from which `derive_from` continues, as JSON values.

    Args:
        clock: A state; its finished `rounds` are left out.
    """
    data = clock._asdict()
    del data["rounds"]
    _write_times(data, _CLOCK_TIMES)
    return data | {
        "terms": _dump_terms(clock.terms) if clock.terms else None,
        "waiting": dump_round(clock.waiting) if clock.waiting else None,
        "cut_off": dump_round(clock.cut_off) if clock.cut_off else None,
        "withdrawn": dump_round(clock.withdrawn) if clock.withdrawn else None,
        "pauses": [_dump_pause(pause) for pause in clock.pauses],
    }


def load(data: Mapping[str, Any]) -> Clock:
    """Return the state that `dump` wrote; from nothing, the state before the creation."""
    if not data:
        return Clock()
    values: Json = {
        **data,
        "terms": terms_at(*data["terms"]) if data["terms"] else None,
        "waiting": load_round(data["waiting"]) if data["waiting"] else None,
        "cut_off": load_round(data["cut_off"]) if data["cut_off"] else None,
        "withdrawn": load_round(data["withdrawn"]) if data.get("withdrawn") else None,
        "pauses": tuple(_load_pause(pause) for pause in data["pauses"]),
    }
    _read_times(values, _CLOCK_TIMES)
    return Clock(**values)


def dump_round(one: Round) -> Json:
    """Return a round as JSON values."""
    data = one._asdict()
    _write_times(data, _ROUND_TIMES)
    data["terms"] = _dump_terms(one.terms)
    data["pauses"] = [_dump_pause(pause) for pause in one.pauses]
    return data


def load_round(data: Mapping[str, Any]) -> Round:
    """Return the round that `dump_round` wrote."""
    values: Json = {
        **data,
        "terms": terms_at(*data["terms"]),
        "pauses": tuple(_load_pause(pause) for pause in data["pauses"]),
    }
    _read_times(values, _ROUND_TIMES)
    return Round(**values)


def _write_times(data: Json, names: Iterable[str]) -> None:
    for name in names:
        if at := data[name]:
            data[name] = at.isoformat()


def _read_times(data: Json, names: Iterable[str]) -> None:
    for name in names:
        if text := data[name]:
            data[name] = datetime.fromisoformat(text)


def _dump_terms(terms: Terms) -> list[int | bool]:
    """Return the arguments of `terms_at`."""
    own = [] if terms.priority_id is None else [terms.priority_id]
    return [terms.level_id, terms.revision, terms.hold_pauses, *own]


def _dump_pause(pause: Pause) -> list[str | None]:
    end = pause.end.isoformat() if pause.end else None
    return [pause.why.value, pause.start.isoformat(), end]


def _load_pause(data: list[str]) -> Pause:
    why, start, end = data
    read = datetime.fromisoformat
    return Pause(Why(why), read(start), read(end) if end else None)
