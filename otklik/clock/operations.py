"""Changing timetables and levels.

A level's promise is never edited in place: whatever changes it, the level itself or its timetable,
gives the level a new revision. Tickets notice by the number that their level has moved on, and the
waiting ones are counted anew; finished rounds keep what they had (spec CAL-4, D-8).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from otklik.clock.days import week_of
from otklik.clock.levels import facts_of
from otklik.clock.models import Level, LevelRevision, Timetable
from otklik.clock.terms import Base, Period, Unit
from otklik.core.time import now


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
        base: From where a deadline counts.
        rank: Among the levels that fit a client the greatest wins.
        everyone: Whether it is open to people of no group.
        group_ids: User groups whose members it serves.
        site_ids: Sites where it applies; none means all.
        responsible_id: Who gets its tickets, if anybody.
        name_en: Its name in English, if it has one.
        description: Shown to the client.
    """

    name_ru: str
    timetable_id: int
    reaction: Period | None = None
    warn: Period | None = None
    base: Base = Base.CLIENT_REPLY
    rank: int = 0
    everyone: bool = False
    group_ids: Iterable[int] = ()
    site_ids: Iterable[int] = ()
    responsible_id: int | None = None
    name_en: str = ""
    description: str = ""


def create_timetable(draft: TimetableDraft) -> Timetable:
    """Make a timetable.

    Raises:
        ValidationError: A field does not do.
    """
    timetable = Timetable()
    _fill_timetable(timetable, draft)
    timetable.save()
    return timetable


@transaction.atomic
def change_timetable(
    timetable_id: int, draft: TimetableDraft, *, at: datetime | None = None
) -> Timetable:
    """Change a timetable, and with it the promise of every level that counts by it.

    Args:
        timetable_id: The timetable.
        draft: All of what it shall be.
        at: Since when, aware; the present if not given.

    Raises:
        Timetable.DoesNotExist: There is no such timetable.
        ValidationError: A field does not do.
    """
    timetable = Timetable.objects.select_for_update().get(pk=timetable_id)
    _fill_timetable(timetable, draft)
    timetable.save()
    for level in Level.objects.select_for_update().filter(timetable=timetable).order_by("id"):
        level.timetable = timetable
        _revise(level, at)
    return timetable


@transaction.atomic
def create_level(draft: LevelDraft, *, at: datetime | None = None) -> Level:
    """Make a level; the first one becomes the default.

    Args:
        draft: What it shall be.
        at: Since when, aware; the present if not given.

    Raises:
        ValidationError: A field does not do.
    """
    _lock_timetable(draft)
    level = Level(is_default=not Level.objects.filter(is_default=True).exists())
    return _save_level(level, draft, at)


@transaction.atomic
def change_level(level_id: int, draft: LevelDraft, *, at: datetime | None = None) -> Level:
    """Change a level.

    Args:
        level_id: The level.
        draft: All of what it shall be.
        at: Since when, aware; the present if not given.

    Raises:
        Level.DoesNotExist: There is no such level.
        ValidationError: A field does not do.
    """
    _lock_timetable(draft)
    return _save_level(Level.objects.select_for_update().get(pk=level_id), draft, at)


@transaction.atomic
def make_default(level_id: int) -> None:
    """Let a level serve whoever no other level fits (spec SLA-7).

    Raises:
        Level.DoesNotExist: There is no such level in use.
    """
    present_or_next = Q(is_default=True) | Q(pk=level_id, archived_at=None)
    levels = list(Level.objects.select_for_update().filter(present_or_next).order_by("id"))
    if level_id not in {level.pk for level in levels}:
        raise Level.DoesNotExist
    Level.objects.filter(is_default=True).update(is_default=False)
    Level.objects.filter(pk=level_id).update(is_default=True)


@transaction.atomic
def archive_level(level_id: int) -> None:
    """Take a level out of use; its tickets keep it (spec SLA-13).

    Raises:
        Level.DoesNotExist: There is no such level.
        ValidationError: It is the default.
    """
    level = Level.objects.select_for_update().get(pk=level_id)
    if level.is_default:
        raise ValidationError(_("Make another level the default first."), code="default")
    level.archived_at = level.archived_at or now()
    level.save(update_fields=["archived_at"])


def _fill_timetable(timetable: Timetable, draft: TimetableDraft) -> None:
    timetable.name_ru, timetable.name_en = draft.name_ru, draft.name_en
    timetable.description = draft.description
    timetable.time_zone = draft.time_zone
    timetable.hours = draft.hours
    timetable.full_clean()
    timetable.hours = [[list(pair) for pair in day] for day in week_of(draft.hours)]


def _lock_timetable(draft: LevelDraft) -> None:
    """Wait for a change of the timetable, so that no level misses it. Timetables come first."""
    Timetable.objects.select_for_update().filter(pk=draft.timetable_id).first()


def _save_level(level: Level, draft: LevelDraft, at: datetime | None) -> Level:
    level.name_ru, level.name_en = draft.name_ru, draft.name_en
    level.description, level.rank = draft.description, draft.rank
    level.reaction_value, level.reaction_unit = _columns(draft.reaction)
    level.warn_value, level.warn_unit = _columns(draft.warn)
    level.base = draft.base
    level.everyone = draft.everyone
    level.responsible_id = draft.responsible_id
    level.timetable_id = draft.timetable_id
    level.full_clean()
    level.save()
    level.groups.set(draft.group_ids)
    level.sites.set(draft.site_ids)
    _revise(level, at)
    return level


def _columns(period: Period | None) -> tuple[int | None, str]:
    return (period.value, period.unit) if period else (None, Unit.HOUR)


def _revise(level: Level, at: datetime | None) -> None:
    """Give the level a new revision if it promises something else than before."""
    facts = facts_of(level)
    present = (
        LevelRevision.objects.filter(pk=level.revision).values_list("facts", flat=True).first()
    )
    if facts == present:
        return
    revision = LevelRevision.objects.create(level=level, facts=facts, in_force_at=at or now())
    level.revision = revision.pk
    level.save(update_fields=["revision"])
