"""Timetables, levels and their revisions (spec SLA-2, CAL-1, D-8, D-9)."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from otklik.clock import snapshot
from otklik.clock.derive import derive, derive_from
from otklik.clock.facts import Clock
from otklik.clock.levels import terms_at, terms_of
from otklik.clock.models import Level, LevelRevision, Timetable
from otklik.clock.offer import default_level
from otklik.clock.operations import (
    LevelDraft,
    TimetableDraft,
    archive_level,
    change_level,
    change_timetable,
    create_level,
    create_timetable,
    make_default,
)
from otklik.clock.terms import Base, Period, Unit
from otklik.clock.tests.stories import WITH_LUNCH, W, facts, hours, msk, weekdays
from otklik.people.editing import Edit

pytestmark = pytest.mark.django_db

WEEK = [[["10:00", "19:00"]]] * 5 + [[], []]
LUNCH = [[["14:00", "19:00"], ["13:00", "10:00"]]] * 5 + [[], []]
TABLE = TimetableDraft(name_ru="Будни", hours=WEEK)


@pytest.fixture
def timetable() -> Timetable:
    return create_timetable(TABLE)


@pytest.fixture
def level(timetable: Timetable) -> Level:
    return create_level(draft(timetable))


def draft(timetable: Timetable) -> LevelDraft:
    return LevelDraft(
        name_ru="Оперативный",
        timetable_id=timetable.pk,
        reaction=hours(4),
        warn=Period(30, Unit.MINUTE),
        base=Base.CREATION,
    )


def test_a_new_installation_promises_no_time() -> None:
    shipped = default_level()
    assert shipped.everyone
    terms = terms_of(shipped, hold_pauses=False)
    assert (terms.reaction, terms.calendar) == (None, W)


def test_a_level_promises_what_was_entered(level: Level) -> None:
    terms = terms_of(level, hold_pauses=True)
    assert (terms.level_id, terms.revision) == (level.pk, level.revision)
    assert (terms.reaction, terms.warn) == (hours(4), Period(30, Unit.MINUTE))
    assert (terms.base, terms.calendar, terms.hold_pauses) == (Base.CREATION, W, True)


def test_a_changed_timetable_gives_its_levels_a_revision(
    timetable: Timetable, level: Level
) -> None:
    other = default_level()
    before = terms_of(level, hold_pauses=False)
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    change_timetable(timetable.pk, Edit({"hours": LUNCH}, {"hours": timetable.hours}), at=at)
    level.refresh_from_db()
    assert level.revision > before.revision
    assert terms_of(level, hold_pauses=False).calendar == weekdays(WITH_LUNCH)
    assert terms_at(level.pk, before.revision, False) == before
    assert LevelRevision.objects.get(pk=level.revision).in_force_at == at
    assert default_level().revision == other.revision


def test_a_change_that_promises_the_same_gives_none(timetable: Timetable, level: Level) -> None:
    change_timetable(timetable.pk, Edit({"name_en": "Weekdays"}))
    shown = {"name_ru": level.name_ru, "rank": level.rank}
    renamed = change_level(level.pk, Edit({"name_ru": "VIP", "rank": 300}, shown))
    assert (renamed.revision, renamed.name_ru, renamed.rank) == (level.revision, "VIP", 300)


def test_a_changed_level_gets_a_revision(timetable: Timetable, level: Level) -> None:
    shown = {"reaction_value": 4, "warn_value": 30}
    changed = change_level(level.pk, Edit({"reaction_value": None, "warn_value": None}, shown))
    assert changed.revision > level.revision
    assert terms_of(changed, hold_pauses=False).reaction is None


def test_hours_are_put_right_before_they_are_kept() -> None:
    made = create_timetable(TimetableDraft(name_ru="Обед", hours=LUNCH, time_zone="Asia/Omsk"))
    made.refresh_from_db()
    assert made.hours[0] == [[600, 780], [840, 1140]]
    assert str(made) == "Обед"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(TABLE, name_ru=""), "name_ru"),
        (replace(TABLE, time_zone="Mars/Olympus"), "time_zone"),
        (replace(TABLE, hours=[[]]), "hours"),
    ],
)
def test_a_wrong_timetable_is_refused(wrong: TimetableDraft, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        create_timetable(wrong)
    assert set(refused.value.message_dict) == {field}


def test_a_wrong_level_is_refused(timetable: Timetable) -> None:
    wrong = replace(draft(timetable), timetable_id=0, name_ru="", reaction=hours(100_001))
    with pytest.raises(ValidationError) as refused:
        create_level(wrong)
    assert set(refused.value.message_dict) == {"name_ru", "timetable", "reaction_value"}


def test_a_warning_before_the_question_is_refused(level: Level) -> None:
    values = {"reaction_value": 1, "warn_value": 1, "warn_unit": "hour"}
    with pytest.raises(ValidationError) as refused:
        change_level(level.pk, Edit(values, {name: getattr(level, name) for name in values}))
    assert set(refused.value.message_dict) == {"warn_value"}


def test_one_level_is_the_default(level: Level) -> None:
    shipped = default_level()
    make_default(level.pk)
    assert default_level() == level
    with pytest.raises(ValidationError) as refused:
        archive_level(level.pk)
    assert refused.value.code == "default"
    archive_level(shipped.pk)
    with pytest.raises(Level.DoesNotExist):
        make_default(shipped.pk)
    assert default_level() == level


def test_a_state_that_was_kept_goes_on_as_if_it_had_not_been(level: Level) -> None:
    pausing = terms_of(level, hold_pauses=True)
    story = facts(
        ("created", "23 10:00", pausing),
        ("hold", "23 11:00"),
        ("unhold", "23 12:30"),
        ("closed", "24 13:00"),
        ("reopened_by_staff", "25 10:00"),
        ("staff_message", "25 11:00"),
        ("client_message", "26 12:00"),
    )
    now = msk("27 12:00")
    whole = derive(story, now=now)
    for count in range(len(story) + 1):
        at = story[count - 1].at if count else now
        state = derive(story[:count], now=at) if count else Clock()
        kept = json.loads(json.dumps(snapshot.dump(state))) if count else {}
        loaded = snapshot.load(kept)
        assert loaded == state._replace(rounds=())
        after = derive_from(loaded, story[count:], now=now)
        assert after._replace(rounds=state.rounds + after.rounds) == whole
    for one in whole.rounds:
        assert snapshot.load_round(json.loads(json.dumps(snapshot.dump_round(one)))) == one
