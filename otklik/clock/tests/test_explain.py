"""The explanation, checked against the drawn screens of the design."""

from datetime import timedelta

from otklik.clock.day_rows import DayRow, day_rows
from otklik.clock.explain import Share, explain, shares
from otklik.clock.facts import Round
from otklik.clock.terms import Period, Unit
from otklik.clock.tests.stories import (
    ALWAYS,
    MOSCOW,
    WITH_LUNCH,
    Line,
    W,
    exception,
    hours,
    msk,
    terms,
    told,
    weekdays,
)

SHORT_DAY = exception("cut", "3 18:00", "3 19:00", "Короткий день")
UNITY_DAY = exception("closed", "4 00:00", "4 23:59", "День народного единства")
NOVEMBER = weekdays(WITH_LUNCH, SHORT_DAY, UNITY_DAY)


def waiting(*lines: Line, now: str) -> Round:
    clock = told(*lines, now=now)
    assert clock.waiting
    return clock.waiting


def stock_taking() -> Round:
    """Return the round of the screen «Как посчитан срок»."""
    return told(
        ("created", "3 12:00", terms(NOVEMBER, hours(8), hold_pauses=True)),
        ("hold", "3 15:00"),
        ("unhold", "3 16:30"),
        ("staff_message", "5 14:10"),
        now="9 12:00",
    ).rounds[0]


def drawn(row: DayRow, *kinds: str) -> list[tuple[str, str, str]]:
    return [(bar.kind.value, bar.x, bar.width) for bar in row.bars if bar.kind.value in kinds]


def test_every_stretch_is_told() -> None:
    told_as = [
        (f"{part.start.astimezone(MOSCOW):%d %H:%M}", part.why.value, part.counted, part.name)
        for part in explain(stock_taking(), now=msk("9 12:00"))
    ]
    assert told_as == [
        ("03 12:00", "working", True, ""),
        ("03 13:00", "lunch", False, ""),
        ("03 14:00", "working", True, ""),
        ("03 15:00", "hold", False, ""),
        ("03 16:30", "working", True, ""),
        ("03 18:00", "cut", False, "Короткий день"),
        ("03 19:00", "closed", False, ""),
        ("04 00:00", "holiday", False, "День народного единства"),
        ("05 00:00", "closed", False, ""),
        ("05 10:00", "working", True, ""),
        ("05 13:00", "lunch", False, ""),
        ("05 14:00", "working", True, ""),
    ]


def test_the_subtraction_comes_out() -> None:
    parts = shares(explain(stock_taking(), now=msk("9 12:00")))
    assert [(part.why.value, part.minutes) for part in parts] == [
        ("working", 480),
        ("lunch", 120),
        ("hold", 90),
        ("cut", 60),
        ("closed", 900),
        ("holiday", 1440),
    ]
    assert isinstance(parts[0], Share)
    assert sum(part.minutes for part in parts) == 51 * 60 + 30


def test_whole_days_are_drawn_from_midnight_to_midnight() -> None:
    days = day_rows(stock_taking(), now=msk("9 12:00"), zone="Europe/Moscow", whole_day=True)
    first, second, third = days.rows
    assert (days.start, days.end, days.ticks) == (0, 1440, (0, 6, 12, 18, 24))
    assert [row.counted_minutes for row in days.rows] == [210, 0, 270]
    assert [row.name for row in days.rows] == ["Короткий день", "День народного единства", ""]
    assert drawn(first, "spent", "hold", "lunch") == [
        ("lunch", "54.167%", "4.167%"),
        ("spent", "50%", "4.167%"),
        ("spent", "58.333%", "4.167%"),
        ("hold", "62.5%", "6.25%"),
        ("spent", "68.75%", "6.25%"),
    ]
    assert drawn(second, "holiday", "work") == [("holiday", "0%", "100%")]
    marks = [(mark.kind.value, mark.x) for mark in third.marks]
    assert marks == [("due", "64.583%"), ("reply", "59.028%")]


def test_the_card_draws_the_hours_that_are_worked() -> None:
    one = waiting(("created", "18 18:30", terms(W, hours(6))), now="19 13:40")
    days = day_rows(one, now=msk("19 13:40"), zone="Europe/Moscow")
    yesterday, today = days.rows
    assert (days.start, days.end, days.ticks) == (600, 1140, (10, 13, 16, 19))
    assert drawn(yesterday, "spent", "left") == [("spent", "94.444%", "5.556%")]
    assert drawn(today, "spent", "left") == [
        ("spent", "0%", "40.741%"),
        ("left", "40.741%", "20.37%"),
    ]
    assert [(mark.kind.value, mark.x) for mark in today.marks] == [
        ("due", "61.111%"),
        ("now", "40.741%"),
    ]
    assert [row.counted_minutes for row in days.rows] == [30, 330]


def test_days_are_those_of_the_zone_that_is_asked_for() -> None:
    one = waiting(("created", "24 17:00", terms(W, hours(4))), now="24 18:00")
    days = day_rows(one, now=msk("24 18:00"), zone="Asia/Vladivostok")
    assert [row.day.day for row in days.rows] == [25]
    assert (days.start, days.end) == (0, 1440)


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends() -> None:
    one = waiting(("created", "24 23:00", terms(ALWAYS, hours(1))), now="24 23:30")
    days = day_rows(one, now=msk("24 23:30"), zone="Europe/Moscow", whole_day=True)
    assert [row.day.day for row in days.rows] == [24]
    assert [(mark.kind.value, mark.x) for mark in days.rows[0].marks] == [
        ("due", "100%"),
        ("now", "97.917%"),
    ]


def test_without_a_deadline_the_story_goes_up_to_now() -> None:
    one = waiting(("created", "24 17:00", terms(W, None)), now="25 12:00")
    segments = explain(one, now=msk("25 12:00"))
    assert segments[-1].end == msk("25 12:00")
    assert sum((p.end - p.start for p in segments if p.counted), timedelta()) == timedelta(hours=4)


def test_a_resting_clock_is_told_up_to_now() -> None:
    promise = terms(W, hours(4), hold_pauses=True)
    one = waiting(("created", "24 11:00", promise), ("hold", "24 12:00"), now="24 14:00")
    reasons = [part.why.value for part in explain(one, now=msk("24 14:00"))]
    assert reasons == ["working", "hold"]


def test_a_calendar_without_hours_is_drawn_from_midnight() -> None:
    one = waiting(("created", "24 11:00", terms(weekdays(()), hours(4))), now="24 14:00")
    days = day_rows(one, now=msk("24 14:00"), zone="Europe/Moscow")
    assert (days.start, days.end) == (0, 1440)


def test_hours_that_cannot_be_divided_evenly_show_the_ends_only() -> None:
    odd = weekdays(((600, 1020),))
    one = waiting(("created", "24 11:00", terms(odd, Period(30, Unit.MINUTE))), now="24 11:10")
    assert day_rows(one, now=msk("24 11:10"), zone="Europe/Moscow").ticks == (10, 17)
