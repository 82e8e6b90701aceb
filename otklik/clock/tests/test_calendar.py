"""Single days on which a calendar is easily wrong."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind, Why, minutes_of, tidy, week_of
from otklik.clock.tests.stories import (
    ALL_DAY,
    ALWAYS,
    NIGHT,
    TEN_TO_SEVEN,
    WITH_LUNCH,
    L,
    W,
    exception,
    msk,
    weekdays,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def every_day(zone: str, *hours: tuple[int, int]) -> Calendar:
    return Calendar(zone, (tuple(hours),) * 7)


class TestChangesOfTheClock:
    def test_the_hour_that_autumn_repeats_counts_twice(self) -> None:
        berlin = every_day("Europe/Berlin", (120, 180))
        assert berlin.measure(utc("2026-10-24 22:00"), utc("2026-10-25 12:00")) == 2 * HOUR
        assert berlin.add(utc("2026-10-24 22:00"), 2 * HOUR) == utc("2026-10-25 02:00")

    def test_the_hour_that_spring_leaves_out_does_not_count(self) -> None:
        berlin = every_day("Europe/Berlin", (120, 180))
        assert berlin.measure(utc("2026-03-28 23:00"), utc("2026-03-29 12:00")) == timedelta()
        assert berlin.next_opening(utc("2026-03-29 00:00")) == utc("2026-03-30 00:00")

    def test_a_day_of_twenty_three_hours_around_the_clock(self) -> None:
        berlin = every_day("Europe/Berlin", (0, 1440))
        assert berlin.measure(utc("2026-03-28 23:00"), utc("2026-03-29 22:00")) == 23 * HOUR

    def test_a_date_that_never_was(self) -> None:
        apia = every_day("Pacific/Apia", (600, 1140))
        start = utc("2011-12-29 20:00")  # 29 December, 10:00
        assert apia.measure(start, start + 28 * HOUR) == 13 * HOUR
        assert apia.add_days(start, 1) == utc("2011-12-30 20:00")  # 31 December, 10:00

    def test_a_day_that_is_interrupted_by_the_evening_before(self) -> None:
        # One minute after midnight St John's went back to 23:01 of the day before.
        newfoundland = Calendar("America/St_Johns", ((), (), (), (), (), (), ALL_DAY))
        assert newfoundland.measure(utc("2006-10-28"), utc("2006-10-31")) == 24 * HOUR + MINUTE
        worked = newfoundland.pieces(utc("2006-10-29 00:00"), utc("2006-10-29 12:00"))
        begins = [piece.start for piece in worked if piece.why is Why.WORKING]
        assert begins == [utc("2006-10-29 02:30"), utc("2006-10-29 03:30")]


class TestHours:
    def test_crossed_ends_are_swapped_and_overlapping_intervals_merged(self) -> None:
        assert tidy([(840, 780), (600, 700), (690, 780), (900, 900)]) == ((600, 840),)

    def test_an_end_at_twenty_four_touches_the_next_day(self) -> None:
        assert NIGHT.add(msk("24 23:59"), HOUR) == msk("25 00:59")
        assert ALWAYS.measure(msk("1 00:00"), msk("8 00:00")) == 168 * HOUR

    @pytest.mark.parametrize("wrong", [(-1, 60), (60, 1441)])
    def test_a_minute_outside_the_day_is_refused(self, wrong: tuple[int, int]) -> None:
        with pytest.raises(ValueError, match="0 to 1440"):
            tidy([wrong])

    def test_hours_may_be_written_as_texts(self) -> None:
        week = week_of([[["10:00", "13:00"], [840, "24:00"]], [], [], [], [], [], []])
        assert week[0] == ((600, 780), (840, 1440))

    @pytest.mark.parametrize(
        "wrong",
        [
            None,
            [],
            [[]] * 6,
            [0] * 7,
            [[[1]]] + [[]] * 6,
            [[[1, None]]] + [[]] * 6,
            [[[True, 5]]] + [[]] * 6,
            [[["25:00", 5]]] + [[]] * 6,
        ],
    )
    def test_anything_else_is_refused(self, wrong: object) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            week_of(wrong)

    @pytest.mark.parametrize("wrong", ["", "24:01", "9:5", "09:60", "aa:bb", "-1:00", "0900"])
    def test_what_is_no_time_of_the_day(self, wrong: str) -> None:
        with pytest.raises(ValueError, match="Not a time"):
            minutes_of(wrong)

    def test_the_longest_day_weighs_a_working_day(self) -> None:
        assert Calendar("UTC", (TEN_TO_SEVEN, WITH_LUNCH, (), (), (), (), ())).longest_day == 540


class TestNever:
    def test_a_calendar_without_hours_has_no_deadline(self) -> None:
        closed = weekdays(())
        assert closed.add(msk("24 10:00"), HOUR) is None
        assert closed.add_days(msk("24 10:00"), 1) is None
        assert closed.next_opening(msk("24 10:00")) is None

    def test_it_works_while_its_exceptions_last(self) -> None:
        duty = weekdays((), exception("hours", "28 12:00", "28 15:00"))
        assert duty.add(msk("24 10:00"), 3 * HOUR) == msk("28 15:00")
        assert duty.add(msk("24 10:00"), 4 * HOUR) is None

    def test_time_far_away_is_as_exact_as_near(self) -> None:
        assert W.add(msk("24 10:00"), 9 * HOUR * 2610) == msk("2036-11-24 19:00")

    def test_working_time_cannot_be_negative(self) -> None:
        with pytest.raises(ValueError, match="not taken away"):
            W.add(msk("24 10:00"), -HOUR)


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("source", "count", "end"),
        [
            ("24 11:30", 1, "25 11:30"),
            ("27 17:00", 1, "30 17:00"),  # over the week-end
            ("27 17:00", 5, "2026-12-04 17:00"),
            ("24 08:15", 1, "25 10:00"),  # before opening
            ("24 20:40", 1, "25 19:00"),  # after closing
            ("28 12:00", 1, "30 12:00"),  # on a day off
        ],
    )
    def test_the_same_wall_time_moved_into_the_hours(
        self, source: str, count: int, end: str
    ) -> None:
        assert W.add_days(msk(source), count) == msk(end)

    def test_a_break_ends_before_it(self) -> None:
        assert L.add_days(msk("24 13:20"), 1) == msk("25 14:00")
        assert L.add_days(msk("24 13:00"), 1) == msk("25 13:00")

    def test_holidays_are_passed_over(self) -> None:
        calendar = weekdays(TEN_TO_SEVEN, exception("closed", "4 00:00", "5 00:00"))
        assert calendar.add_days(msk("3 12:00"), 1) == msk("5 12:00")


class TestExceptions:
    def hours(self, day: str, *exceptions: CalendarException) -> Any:
        return weekdays(TEN_TO_SEVEN, *exceptions).hours_on(msk(f"{day} 00:00").date())

    def test_a_closing_beats_everything(self) -> None:
        duty = exception("hours", "24 08:00", "24 12:00")
        assert self.hours("24", duty, exception("closed", "24 23:00", "24 23:30")) == ()

    def test_replacing_hours_are_united_and_cuts_taken_out(self) -> None:
        early = exception("hours", "24 08:00", "24 09:00")
        as_usual = exception("as_weekday", "24 00:00", "24 23:59", "", 0)
        cuts = exception("cut", "24 12:00", "24 13:00"), exception("cut", "24 12:30", "24 14:00")
        assert self.hours("24", early, as_usual, *cuts) == ((480, 540), (600, 720), (840, 1140))

    def test_a_range_of_days_covers_the_inner_ones_fully(self) -> None:
        duty = exception("hours", "27 20:00", "29 04:00")
        assert self.hours("27", duty) == ((1200, 1440),)
        assert self.hours("28", duty) == ((0, 1440),)
        assert self.hours("29", duty) == ((0, 240),)

    def test_the_end_of_a_range_at_midnight_leaves_the_next_day_alone(self) -> None:
        closed = exception("closed", "24 00:00", "25 00:00")
        assert (self.hours("24", closed), self.hours("25", closed)) == ((), TEN_TO_SEVEN)

    def test_working_as_a_closed_weekday_closes_the_day(self) -> None:
        assert self.hours("24", exception("as_weekday", "24 00:00", "24 23:59", "", 6)) == ()

    @pytest.mark.parametrize(
        ("kind", "start", "end", "weekday"),
        [
            ("closed", "2026-11-25", "2026-11-24", None),
            ("cut", "2026-11-24", "2026-11-24", None),
            ("hours", "2026-11-24", "2026-11-25", 3),
            ("as_weekday", "2026-11-24", "2026-11-25", None),
            ("as_weekday", "2026-11-24", "2026-11-25", 7),
            ("closed", "2026-11-24T00:00+03:00", "2026-11-25T00:00+03:00", None),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, kind: str, start: str, end: str, weekday: int | None
    ) -> None:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
        with pytest.raises(ValueError, match=r"\w"):
            CalendarException(ExceptionKind(kind), first, last, weekday=weekday)


class TestPieces:
    def reasons(self, calendar: Calendar, day: str) -> list[tuple[str, str, str]]:
        start = msk(f"{day} 00:00")
        return [
            (f"{piece.start.astimezone(start.tzinfo):%H:%M}", piece.why.value, piece.name)
            for piece in calendar.pieces(start, start + 24 * HOUR)
        ]

    def test_lunch_is_a_short_gap_of_one_day(self) -> None:
        assert self.reasons(L, "24") == [
            ("00:00", "closed", ""),
            ("10:00", "working", ""),
            ("13:00", "lunch", ""),
            ("14:00", "working", ""),
            ("19:00", "closed", ""),
        ]
        assert [why for _, why, _ in self.reasons(NIGHT, "24")] == ["working", "closed", "working"]

    def test_exceptions_give_their_names(self) -> None:
        short = exception("cut", "24 18:00", "24 19:00", "Короткий день")
        late = exception("hours", "25 12:00", "25 19:00", "Собрание")
        holiday = exception("closed", "26 00:00", "26 23:59", "Праздник")
        calendar = weekdays(TEN_TO_SEVEN, short, late, holiday)
        assert self.reasons(calendar, "24")[-2:] == [
            ("18:00", "cut", "Короткий день"),
            ("19:00", "closed", ""),
        ]
        assert self.reasons(calendar, "25")[1] == ("10:00", "cut", "Собрание")
        assert self.reasons(calendar, "26") == [("00:00", "holiday", "Праздник")]

    def test_a_day_whose_hours_are_all_cut_is_a_day_off_by_name(self) -> None:
        calendar = weekdays(TEN_TO_SEVEN, exception("cut", "24 00:00", "25 00:00", "Переезд"))
        assert self.reasons(calendar, "24") == [("00:00", "holiday", "Переезд")]

    def test_a_span_of_years_is_worked_out_as_it_is_read(self) -> None:
        pieces = W.pieces(utc("1900-01-01"), utc("9000-01-01"))
        assert [piece.why for piece in itertools.islice(pieces, 3)] == [
            Why.CLOSED,
            Why.WORKING,
            Why.CLOSED,
        ]


def test_equal_rules_make_equal_calendars() -> None:
    again = weekdays(TEN_TO_SEVEN)
    W.measure(msk("1 00:00"), msk("20 00:00"))
    assert again == W
    assert hash(again) == hash(W)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="Unknown time zone"):
        Calendar(zone, ((),) * 7)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Calendar("UTC", ((),) * 6)


def test_hours_of_a_date() -> None:
    assert L.hours_on(date(2026, 11, 24)) == WITH_LUNCH
