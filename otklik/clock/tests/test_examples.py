"""The worked examples of the specification, section 27, under their numbers."""

import pytest

from otklik.clock.calendar import Calendar
from otklik.clock.derive import passed
from otklik.clock.facts import Clock, Mark, Passed
from otklik.clock.terms import Period, Unit
from otklik.clock.tests.stories import (
    ALWAYS,
    FROM_CREATION,
    NIGHT,
    TEN_TO_SEVEN,
    WITH_LUNCH,
    L,
    W,
    exception,
    hours,
    msk,
    terms,
    told,
    weekdays,
)

NEW_YEAR = exception("closed", "2026-12-31 00:00", "2027-01-11 23:59", "Новогодние каникулы")
SHORT_DAY = exception("cut", "3 18:00", "3 19:00", "Короткий день")
UNITY_DAY = exception("closed", "4 00:00", "4 23:59", "День народного единства")
AS_FRIDAY = exception("as_weekday", "28 00:00", "28 23:59", "Перенос", 4)
SATURDAY_HOURS = exception("hours", "28 12:00", "28 15:00", "Дежурство")
BREAK = exception("cut", "24 12:00", "24 16:00", "Технический перерыв")


@pytest.mark.parametrize(
    ("calendar", "reaction", "created", "due"),
    [
        pytest.param(W, hours(4), "24 11:30", "24 15:30", id="E1"),
        pytest.param(W, hours(4), "24 17:00", "25 12:00", id="E2"),
        pytest.param(W, hours(6), "27 18:30", "30 15:30", id="E3"),
        pytest.param(W, hours(2), "28 03:00", "30 12:00", id="E4"),
        pytest.param(W, hours(4), "24 15:00", "24 19:00", id="E5"),
        pytest.param(W, Period(1, Unit.MINUTE), "24 19:00", "25 10:01", id="E5b"),
        pytest.param(W, hours(24), "24 10:00", "26 16:00", id="E6"),
        pytest.param(W, hours(24), "26 16:20", "2026-12-01 13:20", id="E6b"),
        pytest.param(ALWAYS, hours(1), "28 23:30", "29 00:30", id="E7"),
        pytest.param(ALWAYS, hours(1), "2026-12-31 23:45", "2027-01-01 00:45", id="E7b"),
        pytest.param(L, hours(2), "24 12:30", "24 15:30", id="E8"),
        pytest.param(L, hours(1), "24 13:20", "24 15:00", id="E8b"),
        pytest.param(
            weekdays(TEN_TO_SEVEN, NEW_YEAR),
            hours(3),
            "2026-12-30 17:30",
            "2027-01-12 11:30",
            id="E9",
        ),
        pytest.param(
            weekdays(TEN_TO_SEVEN, SHORT_DAY, UNITY_DAY), hours(4), "3 16:00", "5 12:00", id="E10"
        ),
        pytest.param(weekdays(TEN_TO_SEVEN, AS_FRIDAY), hours(3), "27 18:00", "28 12:00", id="E11"),
        pytest.param(
            weekdays(TEN_TO_SEVEN, SATURDAY_HOURS), hours(5), "27 18:00", "30 11:00", id="E12"
        ),
        pytest.param(weekdays(TEN_TO_SEVEN, BREAK), hours(3), "24 11:00", "24 18:00", id="E13"),
        pytest.param(
            weekdays(WITH_LUNCH, SHORT_DAY, UNITY_DAY), hours(6), "3 12:00", "5 11:00", id="E14"
        ),
        pytest.param(NIGHT, hours(2), "24 23:00", "25 01:00", id="E20"),
        pytest.param(NIGHT, hours(1), "25 01:30", "25 20:30", id="E20b"),
        pytest.param(W, hours(2), "27 18:40", "30 11:40", id="E21"),
        pytest.param(W, Period(1, Unit.DAY), "24 12:00", "26 18:00", id="E22"),
    ],
)
def test_deadline(calendar: Calendar, reaction: Period, created: str, due: str) -> None:
    clock = told(("created", created, terms(calendar, reaction)), now=created)
    assert clock.due_at == msk(due)


def test_e15_the_warning_counts_in_working_time() -> None:
    clock = told(("created", "24 17:00", terms(W, hours(4), warn=hours(1))), now="24 18:00")
    assert (clock.warn_at, clock.due_at) == (msk("25 11:00"), msk("25 12:00"))
    assert clock.next_moment == msk("25 11:00")


def test_e16_the_second_round_counts_from_its_first_message() -> None:
    story = [
        ("created", "24 11:30", terms(W, hours(4))),
        ("staff_message", "24 14:00"),
        ("client_message", "25 18:10"),
    ]
    clock = told(*story, now="25 18:30")
    assert told(*story[:2], now="25 09:00").due_at is None
    assert clock.due_at == msk("26 13:10")
    assert told(*story, ("client_message", "25 18:40"), now="25 18:50").waiting == clock.waiting


def test_e17_a_client_who_reopens_starts_the_clock() -> None:
    clock = told(
        ("created", "24 11:30", terms(W, hours(4))),
        ("closed", "27 12:00"),
        ("reopened_by_client", "30 09:05"),
        now="30 09:30",
    )
    assert clock.due_at == msk("30 14:00")
    assert not clock.overdue
    assert (
        told(
            ("created", "24 11:30", terms(W, hours(4))), ("closed", "27 12:00"), now="28 10:00"
        ).due_at
        is None
    )


@pytest.mark.parametrize(
    ("calendar", "reaction", "due"),
    [
        pytest.param(ALWAYS, hours(1), "27 21:15", id="E18"),
        pytest.param(W, hours(6), "30 14:00", id="E18b"),
    ],
)
def test_e18_another_level(calendar: Calendar, reaction: Period, due: str) -> None:
    clock = told(
        ("created", "27 17:00", terms(W, hours(4))),
        ("level_changed", "27 20:15", terms(calendar, reaction, level_id=2)),
        now="27 20:30",
    )
    assert clock.due_at == msk(due)


def test_e19_a_deadline_from_the_creation_is_overdue_at_once() -> None:
    clock = told(
        ("created", "23 10:00", terms(W, hours(24), base=FROM_CREATION)),
        ("staff_message", "24 10:00"),
        ("client_message", "27 12:00"),
        now="27 12:00",
    )
    assert clock.due_at == msk("25 16:00")
    assert clock.overdue
    assert clock.waiting
    assert clock.waiting.overdue_at == msk("27 12:00")


def test_e23_a_hold_that_pauses_leaves_three_hours() -> None:
    pausing = terms(W, hours(4), hold_pauses=True)
    story = [("created", "24 11:00", pausing), ("hold", "24 12:00"), ("unhold", "26 10:30")]
    held = told(*story[:2], now="25 12:00")
    assert (held.due_at, held.paused, held.overdue) == (None, True, False)
    assert told(*story, now="26 11:00").due_at == msk("26 13:30")
    plain = told(("created", "24 11:00", terms(W, hours(4))), *story[1:], now="26 11:00")
    assert (plain.due_at, plain.overdue) == (msk("24 15:00"), True)


E25 = [
    ("created", "24 10:00", terms(W, hours(4))),
    ("hidden_note", "24 11:00"),
    ("staff_message_keep_status", "24 13:30"),
]
E26 = [*E25, ("staff_message", "24 15:00"), ("client_message", "24 15:30")]


def test_e25_nothing_but_an_answer_stops_the_clock() -> None:
    before = told(*E25, now="24 13:59")
    after = told(*E25, now="24 14:00")
    assert (before.due_at, before.overdue) == (msk("24 14:00"), False)
    assert (after.due_at, after.overdue, after.overdue_count) == (msk("24 14:00"), True, 1)
    assert after.waiting
    assert passed(before, after) == (Passed(msk("24 14:00"), Mark.OVERDUE, after.waiting),)


def test_e26_the_answer_clears_the_flags_and_keeps_the_counter() -> None:
    answered: Clock = told(*E26[:-1], now="24 15:10")
    assert (answered.overdue, answered.due_at, answered.overdue_count) == (False, None, 1)
    assert (answered.rounds[0].overdue_minutes, answered.rounds[0].reaction_minutes) == (60, 300)
    again = told(*E26, now="24 16:00")
    assert (again.overdue, again.due_at, again.overdue_count) == (False, msk("25 10:30"), 1)
