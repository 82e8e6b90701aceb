"""Changing timetables and levels.

A level's promise is never edited in place: whatever changes it, the level itself or its timetable,
gives the level a new revision. Tickets notice by the number that their level has moved on, and the
waiting ones are counted anew; finished rounds keep what they had (spec CAL-4, D-8).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from otklik.clock.days import spans, week_of
from otklik.clock.levels import facts_of, says_the_same
from otklik.clock.models import Level, LevelRevision, Timetable
from otklik.clock.operations.level_state import state_of_level
from otklik.clock.terms import Base, Period, Unit
from otklik.core.time import now
from otklik.people import journal
from otklik.people.editing import Edit
from otklik.people.models import JournalVerb, Person

KEPT_OF_TIMETABLE: Final = ("name_ru", "name_en", "description", "time_zone", "hours")


@dataclass(frozen=True, slots=True)
class TimetableDraft:
    """What a timetable shall be.

    Attributes:
        name_ru: Its name in Russian.
        hours: Seven days, Monday first, each any number of (from, till), in minutes after midnight
            or as «HH:MM»; overlapping and crossed intervals are put right (spec CAL-1).
        time_zone: IANA name.
        name_en: Its name in English, if it has one.
        description: For the office.
    """

    name_ru: str
    hours: object
    time_zone: str = "Europe/Moscow"
    name_en: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """What a level shall be (spec SLA-2).

    Attributes:
        name_ru: Its name in Russian.
        timetable_id: The timetable by which it counts.
        reaction: The time promised; None means no deadline (SLA-4).
        warn: How long before the deadline to warn, if at all (SLA-5).
        resolution: Within what time tickets are to be closed, if there is such a target (CLK-13).
        base: From where a deadline counts.
        rank: Among the levels that fit a client the greatest wins.
        everyone: Whether it is open to people of no group.
        group_ids: User groups whose members it serves.
        site_ids: Sites where it applies; none means all.
        allowed: Rows that a ticket of this level may have, by the name of the list: `categories`,
            `priorities`, `statuses`, `ratings`, `sources`; no rows means all (SLA-6).
        reactions: Times of single criticalities, as the column keeps them (TAR-8).
        entitlements: What it includes, as the column keeps it (SLA-16).
        responsible_id: Who gets its tickets, if anybody.
        team_id: The team that shares them out instead.
        name_en: Its name in English, if it has one.
        description: Shown to the client.
    """

    name_ru: str
    timetable_id: int
    reaction: Period | None = None
    warn: Period | None = None
    resolution: Period | None = None
    base: Base = Base.CLIENT_REPLY
    rank: int = 0
    everyone: bool = False
    group_ids: Iterable[int] = ()
    site_ids: Iterable[int] = ()
    allowed: Mapping[str, Iterable[int]] = field(default_factory=dict)
    reactions: Sequence[list[int | str]] = ()
    entitlements: Sequence[list[str]] = ()
    responsible_id: int | None = None
    team_id: int | None = None
    name_en: str = ""
    description: str = ""


@transaction.atomic
def create_timetable(draft: TimetableDraft, *, by: Person | None = None) -> Timetable:
    """Make a timetable.

    Args:
        draft: What it shall be.
        by: Who makes it, for the journal; of the system setting itself up nothing is told.

    Raises:
        ValidationError: A field does not do.
    """
    timetable = Timetable(**asdict(draft))
    _check_timetable(timetable)
    timetable.save()
    tell(by, before=None, after=_state_of_timetable(timetable))
    return timetable


@transaction.atomic
def change_timetable(
    timetable_id: int, edit: Edit, *, at: datetime | None = None, by: Person | None = None
) -> Timetable:
    """Change a timetable, and with it the promise of every level that counts by it.

    Args:
        timetable_id: The timetable.
        edit: What is to change, and what the page showed.
        at: Since when, aware; the present if not given.
        by: Who changes it, for the journal; of the system setting itself up nothing is told.

    Raises:
        Timetable.DoesNotExist: There is no such timetable.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A field does not do.
    """
    timetable = Timetable.objects.select_for_update().get(pk=timetable_id)
    before = _state_of_timetable(timetable)
    edit.put(timetable)
    _check_timetable(timetable)
    edit.save(timetable)
    tell(by, before=before, after=_state_of_timetable(timetable))
    for level in Level.objects.select_for_update().filter(timetable=timetable).order_by("id"):
        level.timetable = timetable
        revise(level, at)
    return timetable


@transaction.atomic
def create_level(
    draft: LevelDraft, *, at: datetime | None = None, by: Person | None = None
) -> Level:
    """Make a level; the first one becomes the default.

    Args:
        draft: What it shall be.
        at: Since when, aware; the present if not given.
        by: Who makes it, for the journal; of the system setting itself up nothing is told.

    Raises:
        ValidationError: A field does not do.
    """
    _lock_timetables({draft.timetable_id})
    level = Level(
        name_ru=draft.name_ru,
        name_en=draft.name_en,
        description=draft.description,
        rank=draft.rank,
        base=draft.base,
        everyone=draft.everyone,
        responsible_id=draft.responsible_id,
        team_id=draft.team_id,
        timetable_id=draft.timetable_id,
        reactions=list(draft.reactions),
        entitlements=list(draft.entitlements),
        is_default=not Level.objects.filter(is_default=True).exists(),
    )
    level.reaction_value, level.reaction_unit = _columns(draft.reaction)
    level.warn_value, level.warn_unit = _columns(draft.warn)
    level.resolution_value, level.resolution_unit = _columns(draft.resolution)
    level.full_clean()
    level.save()
    level.groups.set(draft.group_ids)
    level.sites.set(draft.site_ids)
    for name, ids in draft.allowed.items():
        getattr(level, name).set(ids)
    revise(level, at)
    tell(by, before=None, after=state_of_level(level))
    return level


@transaction.atomic
def change_level(
    level_id: int, edit: Edit, *, at: datetime | None = None, by: Person | None = None
) -> Level:
    """Change a level; there is always exactly one default.

    Args:
        level_id: The level.
        edit: What is to change, and what the page showed.
        at: Since when, aware; the present if not given.
        by: Who changes it, for the journal; of the system setting itself up nothing is told.

    Raises:
        Level.DoesNotExist: There is no such level.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A field does not do, or the default would be lost.
    """
    present = Level.objects.values_list("timetable_id", flat=True).get(pk=level_id)
    wanted = edit.values.get("timetable")
    _lock_timetables({present, *([wanted.pk] if wanted else [])})
    level = _locked_with_default(level_id)
    before, was_default = state_of_level(level), level.is_default
    edit.put(level)
    if was_default and not level.is_default:
        raise _no_default("is_default")
    if level.is_default and level.archived_at:
        message = _("A level in the archive cannot be the default.")
        raise ValidationError({"is_default": message}, code="archived")
    _take_default_from_others(level, by)
    edit.save(level)
    revise(level, at)
    tell(by, before=before, after=state_of_level(level))
    return level


def make_default(level_id: int, *, by: Person | None = None) -> None:
    """Let a level serve whoever no other level fits (spec SLA-7).

    Args:
        level_id: The level.
        by: Who does it, for the journal; of the system setting itself up nothing is told.

    Raises:
        Level.DoesNotExist: There is no such level in use.
    """
    if not Level.objects.filter(pk=level_id, archived_at=None).exists():
        raise Level.DoesNotExist
    change_level(level_id, Edit({"is_default": True}, {"is_default": False}), by=by)


@transaction.atomic
def archive_level(level_id: int, *, by: Person | None = None) -> Level:
    """Take a level out of use; its tickets keep it (spec SLA-13).

    Args:
        level_id: The level; if it is in the archive already, nothing happens.
        by: Who does it, for the journal; of the system setting itself up nothing is told.

    Raises:
        Level.DoesNotExist: There is no such level.
        ValidationError: It is the default.
    """
    level = Level.objects.select_for_update().get(pk=level_id)
    if level.is_default:
        raise _no_default()
    return _put_into_archive(level, now(), JournalVerb.ARCHIVED, by)


@transaction.atomic
def restore_level(level_id: int, *, by: Person | None = None) -> Level:
    """Offer a level again.

    Args:
        level_id: The level; if it is not in the archive, nothing happens.
        by: Who does it, for the journal; of the system setting itself up nothing is told.

    Raises:
        Level.DoesNotExist: There is no such level.
    """
    level = Level.objects.select_for_update().get(pk=level_id)
    return _put_into_archive(level, None, JournalVerb.RESTORED, by)


def tell(
    by: Person | None,
    *,
    before: journal.State | None,
    after: journal.State | None,
    verb: JournalVerb | None = None,
) -> None:
    """Write into the journal what a person has done; of the system setting itself up nothing.

    Args:
        by: Who has done it.
        before: What was before; nothing for a new row.
        after: What is now; nothing for a row that is gone.
        verb: What was done, if that does not follow.
    """
    if by is not None:
        journal.record(by=by, before=before, after=after, verb=verb)


def _put_into_archive(
    level: Level, at: datetime | None, verb: JournalVerb, by: Person | None
) -> Level:
    if (level.archived_at is None) != (at is None):
        before = state_of_level(level)
        level.archived_at = at
        level.save(update_fields=["archived_at"])
        after = state_of_level(level)
        tell(by, before=before, after=after, verb=verb)
    return level


def _no_default(field: str = "__all__") -> ValidationError:
    message = _("Make another level the default first.")
    return ValidationError(message if field == "__all__" else {field: message}, code="default")


def _locked_with_default(level_id: int) -> Level:
    """Lock a level and the default one, so that two administrators never make two defaults."""
    wanted = Q(pk=level_id) | Q(is_default=True)
    levels = {
        row.pk: row for row in Level.objects.select_for_update().filter(wanted).order_by("id")
    }
    if level_id not in levels:
        raise Level.DoesNotExist
    return levels[level_id]


def _take_default_from_others(level: Level, by: Person | None) -> None:
    if not level.is_default:
        return
    for other in Level.objects.filter(is_default=True).exclude(pk=level.pk):
        before = state_of_level(other)
        other.is_default = False
        other.save(update_fields=["is_default"])
        tell(by, before=before, after=state_of_level(other))


def _check_timetable(timetable: Timetable) -> None:
    """Refuse what does not do, and put its hours right."""
    timetable.full_clean()
    timetable.hours = [[list(pair) for pair in day] for day in week_of(timetable.hours)]


def _state_of_timetable(timetable: Timetable) -> journal.State:
    """Return what the journal keeps of a timetable: of its hours a text for each day."""
    state = journal.state_of(timetable, KEPT_OF_TIMETABLE)
    days: list[str] = [spans(hours) for hours in week_of(timetable.hours)]
    return replace(state, values={**state.values, "hours": days if any(days) else []})


def _lock_timetables(ids: set[int]) -> None:
    """Wait for a change of the timetables, so that no level misses it. Timetables come first."""
    list(Timetable.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _columns(period: Period | None) -> tuple[int | None, str]:
    return (period.value, period.unit) if period else (None, Unit.HOUR)


def revise(level: Level, at: datetime | None) -> None:
    """Give the level a new revision if it promises something else than before.

    Args:
        level: The locked level, with its timetable.
        at: Since when, aware; the present if not given.
    """
    facts = facts_of(level)
    present = (
        LevelRevision.objects.filter(pk=level.revision).values_list("facts", flat=True).first()
    )
    if says_the_same(facts, present):
        return
    revision = LevelRevision.objects.create(level=level, facts=facts, in_force_at=at or now())
    level.revision = revision.pk
    level.save(update_fields=["revision"])
