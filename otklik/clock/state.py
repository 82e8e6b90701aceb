"""A clock's state as JSON, so that a ticket can keep it in a column.

This module is pure. Finished rounds are not part of it, they are rows of their own; promises are
kept as level and revision, whose rules never change.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from otklik.clock.days import Why
from otklik.clock.facts import Clock, Pause, Round
from otklik.clock.terms import Terms

TermsAt = Callable[[int, int, bool], Terms]
"""Finds the terms of (level id, revision, whether hold pauses)."""

_ROUND_TIMES = (
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
_ROUND_NUMBERS = ("number", "ref", "answer_ref", "reaction_minutes", "overdue_minutes")
_CLOCK_NUMBERS = ("is_open", "round_count", "overdue_count", "first_reaction_minutes")


def dump(clock: Clock) -> dict[str, Any]:
    """Return everything from which `derive_from` continues, as JSON values.

    Args:
        clock: A state; its finished `rounds` are left out.
    """
    return {
        "created_at": _text(clock.created_at),
        "moment": _text(clock.moment),
        "terms": dump_terms(clock.terms),
        "waiting": dump_round(clock.waiting) if clock.waiting else None,
        "cut_off": dump_round(clock.cut_off) if clock.cut_off else None,
        "pauses": _dump_pauses(clock.pauses),
        **{name: getattr(clock, name) for name in _CLOCK_NUMBERS},
    }


def load(kept: Mapping[str, Any], terms_at: TermsAt) -> Clock:
    """Return the state that `dump` kept; an empty mapping is the state before the creation.

    Args:
        kept: The result of `dump`.
        terms_at: Finds the terms of a level's revision.
    """
    if not kept:
        return Clock()
    return Clock(
        created_at=_time(kept["created_at"]),
        moment=_time(kept["moment"]),
        terms=_load_terms(kept["terms"], terms_at),
        waiting=load_round(kept["waiting"], terms_at) if kept["waiting"] else None,
        cut_off=load_round(kept["cut_off"], terms_at) if kept["cut_off"] else None,
        pauses=_load_pauses(kept["pauses"]),
        **{name: kept[name] for name in _CLOCK_NUMBERS},
    )


def dump_round(one: Round) -> dict[str, Any]:
    """Return a round as JSON values."""
    return {
        "terms": dump_terms(one.terms),
        "pauses": _dump_pauses(one.pauses),
        **{name: _text(getattr(one, name)) for name in _ROUND_TIMES},
        **{name: getattr(one, name) for name in _ROUND_NUMBERS},
    }


def load_round(kept: Mapping[str, Any], terms_at: TermsAt) -> Round:
    """Return the round that `dump_round` kept."""
    values: dict[str, Any] = {name: _time(kept[name]) for name in _ROUND_TIMES}
    values |= {name: kept[name] for name in _ROUND_NUMBERS}
    pauses = _load_pauses(kept["pauses"])
    return Round(terms=terms_at(*kept["terms"]), pauses=pauses, **values)


def dump_terms(terms: Terms | None) -> list[int | bool] | None:
    """Return what `TermsAt` needs to find these terms again."""
    return [terms.level_id, terms.revision, terms.hold_pauses] if terms else None


def _load_terms(kept: Any, terms_at: TermsAt) -> Terms | None:
    return terms_at(*kept) if kept else None


def _dump_pauses(pauses: tuple[Pause, ...]) -> list[list[str | None]]:
    return [[pause.why.value, _text(pause.start), _text(pause.end)] for pause in pauses]


def _load_pauses(kept: list[list[str]]) -> tuple[Pause, ...]:
    return tuple(
        Pause(Why(why), datetime.fromisoformat(start), _time(end)) for why, start, end in kept
    )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
