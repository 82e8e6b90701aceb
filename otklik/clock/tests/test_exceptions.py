"""Exceptions from the weekly hours: what they do to promises, and the holidays of a country."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from otklik.clock.levels import terms_of
from otklik.clock.models import Level, LevelRevision, TimetableException
from otklik.clock.operations import (
    LevelDraft,
    TimetableDraft,
    add_exceptions,
    change_exception,
    create_level,
    create_timetable,
    remove_exception,
)
from otklik.clock.public_holidays import holidays_of
from otklik.clock.terms import Period, Unit, deadline
from otklik.people.editing import Edit

WEEK = (((600, 1140),),) * 5 + ((), ())


@pytest.fixture
def levels(db: None) -> tuple[Level, Level]:
    """Two levels of four hours."""
    timetable = create_timetable(TimetableDraft(name_ru="Будни", hours=WEEK))
    draft = LevelDraft("Обычный", timetable.pk, reaction=Period(4, Unit.HOUR))
    return create_level(draft), create_level(draft)


def moscow(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Europe/Moscow"))


def closed(day: int) -> TimetableException:
    when = date(2026, 11, day)
    return TimetableException(name_ru="Выходной", first_day=when, last_day=when)


def due(level: Level, at: datetime) -> datetime | None:
    present = Level.objects.get(pk=level.pk)
    return deadline(terms_of(present, hold_pauses=False), at).due_at


def test_an_exception_moves_deadlines_and_gives_them_back(levels: tuple[Level, Level]) -> None:
    level = levels[0]
    before, revisions = due(level, moscow(24, 18)), LevelRevision.objects.count()
    (row,) = add_exceptions([closed(25)])
    moved = due(level, moscow(24, 18))
    assert before is not None
    assert moved is not None
    assert moved > before
    assert LevelRevision.objects.count() == revisions + Level.objects.count()
    change_exception(row.pk, Edit({"name_ru": "Санитарный день"}, {"name_ru": "Выходной"}))
    assert due(level, moscow(24, 18)) == moved
    remove_exception(row.pk)
    assert due(level, moscow(24, 18)) == before


def test_english_names_alone_give_no_new_revision_to_those_from_before(
    levels: tuple[Level, Level],
) -> None:
    level, off = levels[0], closed(25)
    off.name_en = "Day off"
    (row,) = add_exceptions([off])
    kept = LevelRevision.objects.get(pk=Level.objects.get(pk=level.pk).revision)
    del kept.facts["exceptions"][0]["name_en"]
    LevelRevision.objects.filter(pk=kept.pk).update(facts=kept.facts)
    change_exception(row.pk, Edit({"description": "По приказу"}, {"description": ""}))
    assert Level.objects.get(pk=level.pk).revision == kept.pk
    change_exception(row.pk, Edit({"name_ru": "Санитарный день"}, {"name_ru": "Выходной"}))
    present = Level.objects.get(pk=level.pk)
    assert present.revision != kept.pk
    calendar = terms_of(present, hold_pauses=False).calendar
    assert calendar.english("Санитарный день") == "Day off"


def test_it_applies_to_chosen_levels_only(levels: tuple[Level, Level]) -> None:
    chosen, other = levels
    before = due(other, moscow(24, 18))
    revision = other.revision
    add_exceptions([closed(25)], level_ids=[chosen.pk])
    assert due(other, moscow(24, 18)) == before
    assert Level.objects.get(pk=other.pk).revision == revision


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_day": date(2026, 11, 24)}, "last_day"),
        ({"kind": "cut"}, "from_minute"),
        ({"kind": "cut", "from_minute": 1140, "till_minute": 1080}, "till_minute"),
        ({"kind": "hours", "from_minute": 600, "till_minute": 1500}, "till_minute"),
        ({"kind": "as_weekday"}, "weekday"),
        ({"name_ru": ""}, "name_ru"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_added(
    db: None, wrong: dict[str, object], field: str
) -> None:
    row = closed(25)
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as met:
        add_exceptions([closed(26), row])
    assert list(met.value.error_dict) == [field]
    assert not TimetableException.objects.exists()


def test_the_russian_calendar_of_2025_has_moved_and_short_days() -> None:
    rows = holidays_of("RU", 2025, week=WEEK)
    told = {(row.first_day, row.last_day): row for row in rows}
    assert told[date(2025, 1, 1), date(2025, 1, 6)].name_ru == "Новогодние каникулы"
    assert told[date(2025, 11, 4), date(2025, 11, 4)].name_ru == "День народного единства"
    saturday = told[date(2025, 11, 1), date(2025, 11, 1)]
    assert (saturday.kind, saturday.weekday) == ("as_weekday", 0)
    short = [row.first_day for row in rows if row.kind == "cut"]
    assert short == [date(2025, 3, 7), date(2025, 4, 30), date(2025, 6, 11)]
    cut = told[date(2025, 4, 30), date(2025, 4, 30)]
    assert (cut.from_minute, cut.till_minute) == (1080, 1140)
    assert all(row.rule for row in rows)
    moved = told[date(2025, 5, 2), date(2025, 5, 2)]
    assert moved.name_ru == "Выходной (перенесено с 04.01.2025)"
    assert moved.name_en == "Day off (substituted from 4 January 2025)"


@pytest.mark.parametrize("country", ["BY", "KZ", "GB", "US"])
def test_other_countries_have_days_with_names(country: str) -> None:
    rows = holidays_of(country, 2026, week=WEEK)
    assert len(rows) > 3
    assert all(row.name_ru and row.first_day.year == 2026 for row in rows)


def test_a_working_weekend_has_the_hours_of_its_day_off_in_other_languages_too() -> None:
    rows = holidays_of("KZ", 2024, week=WEEK)
    [saturday] = [row for row in rows if row.first_day == date(2024, 5, 4)]
    assert (saturday.kind, saturday.weekday) == ("as_weekday", 2)
