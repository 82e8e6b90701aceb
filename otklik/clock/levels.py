"""From a level to what it promises: `terms_of` now, `terms_at` a revision (spec D-9, CLK-14).

A revision never changes, so its terms are built once per process and their calendar stays warm.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q

from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind, Week, week_of
from otklik.clock.models import Level, LevelRevision, TimetableException
from otklik.clock.terms import Base, Period, Terms, Unit

_TERMS_KEPT: Final = 2048
_CALENDARS_KEPT: Final = 512


def terms_of(level: Level, *, hold_pauses: bool, priority_id: int | None = None) -> Terms:
    """Return what a level promises now.

    Args:
        level: A level that `clock.operations` has made.
        hold_pauses: Whether a held ticket's clock stands still: a setting of the ticket's site.
        priority_id: The ticket's criticality, which may have a time of its own (spec TAR-8).
    """
    return terms_at(level.pk, level.revision, hold_pauses, priority_id)


@lru_cache(maxsize=_TERMS_KEPT)
def terms_at(
    level_id: int,
    revision: int,
    hold_pauses: bool,  # noqa: FBT001 (cached)
    priority_id: int | None = None,
) -> Terms:
    """Return what a level promised at a revision.

    Args:
        level_id: The level.
        revision: The id of its revision.
        hold_pauses: Whether a held ticket's clock stands still.
        priority_id: The criticality; one without a time of its own makes no difference.

    Raises:
        LevelRevision.DoesNotExist: The level never had this revision.
    """
    if priority_id is not None:
        return terms_at(level_id, revision, hold_pauses).at_priority(priority_id)
    facts = _facts_at(level_id, revision)
    return terms_from(facts, level_id=level_id, revision=revision, hold_pauses=hold_pauses)


def terms_from(
    facts: Mapping[str, Any], *, level_id: int, revision: int = 0, hold_pauses: bool = False
) -> Terms:
    """Return what facts promise that a revision keeps, or would keep.

    Args:
        facts: What `facts_of` returned.
        level_id: The level.
        revision: The id of its revision; 0 for a promise that is not saved.
        hold_pauses: Whether a held ticket's clock stands still.
    """
    return Terms(
        level_id=level_id,
        revision=revision,
        calendar=_calendar(
            facts["zone"], week_of(facts["week"]), tuple(map(_exception, facts["exceptions"]))
        ),
        reaction=_period(facts["reaction"]),
        warn=_period(facts["warn"]),
        base=Base(facts["base"]),
        hold_pauses=hold_pauses,
        resolution=_period(facts.get("resolution")),
        own=_own_periods(facts),
    )


def _own_periods(facts: Mapping[str, Any]) -> tuple[tuple[int, Period], ...]:
    """Return the reaction times of single criticalities at a revision."""
    kept = facts.get("reactions", [])
    return tuple((key, Period(value, Unit(unit))) for key, value, unit in kept)


@lru_cache(maxsize=_TERMS_KEPT)
def _facts_at(level_id: int, revision: int) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = LevelRevision.objects.get(pk=revision, level=level_id).facts
    return facts


def facts_of(
    level: Level, exceptions: Iterable[TimetableException] | None = None
) -> dict[str, Any]:
    """Return what a level promises as its revision keeps it.

    Args:
        level: A level with its timetable, saved or not.
        exceptions: What applies to it; that which is stored if left out.
    """
    applying = exceptions_of(level) if exceptions is None else exceptions
    # Revisions from before criticalities had times do not tell of them; nor does one without any,
    # or each level would get a new revision for nothing.
    own: dict[str, Any] = {"reactions": sorted(level.reactions)} if level.reactions else {}
    if target := level.resolution:  # nor of a target for closing, if there is none
        own["resolution"] = [target.value, target.unit]
    return own | {
        "reaction": _kept_period(level.reaction_value, level.reaction_unit),
        "warn": _kept_period(level.warn_value, level.warn_unit),
        "base": level.base,
        "zone": level.timetable.time_zone,
        "week": [[list(pair) for pair in day] for day in week_of(level.timetable.hours)],
        "exceptions": [_kept_exception(row.rule) for row in applying],
    }


def exceptions_of(level: Level) -> list[TimetableException]:
    """Return the exceptions that apply to a level, in the order of their days (spec CAL-3).

    Args:
        level: A level, saved or not; to a new one those apply that apply to all.
    """
    applies = Q(levels=None) | Q(levels=level.pk) if level.pk else Q(levels=None)
    rows = TimetableException.objects.filter(applies).distinct()
    return list(rows.order_by("first_day", "from_minute", "pk"))


def facts_of_each(levels: Iterable[Level]) -> list[dict[str, Any]]:
    """Return what levels promise, in their order; two queries for however many.

    Args:
        levels: Levels with their timetables, saved or not.
    """
    stored = _exceptions_with_levels()
    return [facts_of(level, _applying(stored, level)) for level in levels]


def facts_with(
    drafts: Iterable[TimetableException],
    level_ids: Collection[int] = (),
    *,
    instead_of: TimetableException | None = None,
) -> dict[int, dict[str, Any]]:
    """Return what levels would promise with other exceptions than are stored: those they change.

    Args:
        drafts: New or changed exceptions that are not saved, valid; none if one only goes away.
        level_ids: To which levels they shall apply; none means all.
        instead_of: The stored exception whose place they take, or that goes away.
    """
    stored, added = _exceptions_with_levels(), list(drafts)
    changed = {}
    for level in Level.objects.select_related("timetable"):
        present = _applying(stored, level)
        wished = [row for row in present if row != instead_of]
        if not level_ids or level.pk in level_ids:
            wished += added
        if {row.rule for row in wished} != {row.rule for row in present}:
            changed[level.pk] = facts_of(level, wished)
    return changed


def _exceptions_with_levels() -> list[tuple[TimetableException, set[int]]]:
    """Return all exceptions in the order of their days, each with the ids of its levels."""
    rows = TimetableException.objects.prefetch_related("levels")
    return [(row, {level.pk for level in row.levels.all()}) for row in rows]


def _applying(
    stored: Iterable[tuple[TimetableException, set[int]]], level: Level
) -> list[TimetableException]:
    return [row for row, ids in stored if not ids or level.pk in ids]


def _kept_exception(rule: CalendarException) -> dict[str, Any]:
    return {
        "kind": rule.kind.value,
        "from": rule.start.isoformat(),
        "till": rule.end.isoformat(),
        "name": rule.name,
        "weekday": rule.weekday,
        "name_en": rule.name_en,
    }


def says_the_same(facts: Mapping[str, Any], kept: Mapping[str, Any] | None) -> bool:
    """Tell whether a revision keeps these facts already.

    Revisions from before English names were kept lack them. That alone is no other promise, or each
    level would get a new revision for nothing.

    Args:
        facts: What `facts_of` returned.
        kept: The facts of the revision; None if there is none.
    """
    if kept is None or len(kept["exceptions"]) != len(facts["exceptions"]):
        return False
    pairs = zip(facts["exceptions"], kept["exceptions"], strict=True)
    return {**kept, "exceptions": [{**new, **old} for new, old in pairs]} == facts


@lru_cache(maxsize=_CALENDARS_KEPT)
def _calendar(zone: str, week: Week, exceptions: tuple[CalendarException, ...]) -> Calendar:
    """Return one calendar for equal rules, so that levels share the days it has worked out."""
    return Calendar(zone, week, exceptions)


def _kept_period(value: int | None, unit: str) -> list[int | str] | None:
    return [value, unit] if value else None


def _period(kept: list[Any] | None) -> Period | None:
    return Period(kept[0], Unit(kept[1])) if kept else None


def _exception(kept: Mapping[str, Any]) -> CalendarException:
    return CalendarException(
        kind=ExceptionKind(kept["kind"]),
        start=datetime.fromisoformat(kept["from"]),
        end=datetime.fromisoformat(kept["till"]),
        name=kept["name"],
        weekday=kept["weekday"],
        name_en=kept.get("name_en", ""),
    )
