"""The rules of the clock that no worked example tells (spec 11, 0)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from otklik.clock import derive as derive_module
from otklik.clock.derive import derive, derive_from, passed
from otklik.clock.facts import Clock, Fact, FactKind, Mark
from otklik.clock.terms import Period, Terms, Unit
from otklik.clock.tests.stories import (
    ALWAYS,
    FROM_CREATION,
    TEN_TO_SEVEN,
    L,
    W,
    exception,
    facts,
    hours,
    msk,
    terms,
    told,
    weekdays,
)

FOUR = terms(W, hours(4))
TICK = timedelta(microseconds=1)
WORKING_DAY = Period(1, Unit.WORKING_DAY)
THREE_HOURS = weekdays(((720, 900),))


class TestWaiting:
    def test_a_ticket_that_staff_opened_waits_for_nobody(self) -> None:
        clock = told(("created_by_staff", "24 11:00", FOUR), now="24 12:00")
        assert (clock.waiting, clock.next_moment, clock.is_open) == (None, None, True)
        asked = told(
            ("created_by_staff", "24 11:00", FOUR), ("client_message", "24 12:00"), now="24 13:00"
        )
        assert (asked.waiting_since, asked.due_at) == (msk("24 12:00"), msk("24 16:00"))

    def test_without_a_promise_nothing_is_ever_due(self) -> None:
        clock = told(("created", "24 11:00", terms(W, None)), now="2027-11-24 11:00")
        assert clock.waiting_since == msk("24 11:00")
        assert (clock.due_at, clock.overdue, clock.next_moment) == (None, False, None)

    def test_a_calendar_without_hours_promises_nothing(self) -> None:
        clock = told(("created", "24 11:00", terms(weekdays(()), hours(1))), now="30 11:00")
        assert (clock.due_at, clock.overdue) == (None, False)

    def test_a_second_answer_changes_nothing(self) -> None:
        story = [("created", "24 11:00", FOUR), ("staff_message", "24 12:00")]
        once = told(*story, now="24 18:00")
        twice = told(*story, ("staff_message", "24 13:00"), now="24 18:00")
        assert twice.rounds == once.rounds

    def test_a_round_keeps_what_reports_ask(self) -> None:
        clock = told(
            ("created", "24 18:00", FOUR),
            ("client_message", "24 18:30"),
            ("staff_message", "25 12:30"),
            ("client_message", "25 15:00"),
            ("staff_message", "25 15:20"),
            now="25 16:00",
        )
        first, second = clock.rounds
        assert (first.number, first.ref, first.answer_ref) == (1, 1, 3)
        assert (first.reaction_minutes, first.overdue_minutes) == (210, 0)
        assert (second.number, second.ref, second.reaction_minutes) == (2, 4, 20)
        assert clock.first_reaction_minutes == 210

    def test_a_letter_that_was_read_late_still_waits(self) -> None:
        late = facts(
            ("created", "24 10:00", FOUR),
            ("staff_message", "24 12:00"),
            ("client_message", "24 11:00"),
        )
        clock = derive(late, now=msk("24 14:05"))
        assert (clock.waiting_since, clock.due_at) == (msk("24 11:00"), msk("24 15:00"))


class TestOverdue:
    def test_what_passed_is_settled_at_its_own_time(self) -> None:
        before = told(("created", "24 10:00", terms(W, hours(4), warn=hours(1))), now="24 10:00")
        answer = Fact(msk("24 14:10"), 2, FactKind.STAFF_MESSAGE)
        after = derive_from(before, [answer], now=answer.at)
        marks = [(moment.at, moment.mark) for moment in passed(before, after)]
        assert marks == [(msk("24 13:00"), Mark.WARNED), (msk("24 14:00"), Mark.OVERDUE)]
        assert (after.rounds[0].overdue_minutes, after.overdue_count) == (10, 1)

    def test_an_answer_at_the_very_deadline_is_in_time(self) -> None:
        settled = told(("created", "24 10:00", FOUR), now="24 14:00")
        assert settled.overdue
        answer = Fact(msk("24 14:00"), 2, FactKind.STAFF_MESSAGE)
        after = derive_from(settled, [answer], now=answer.at)
        assert after.rounds[0].overdue_at is None
        assert (after.overdue_count, after.overdue) == (0, False)
        late = Fact(msk("24 14:00") + TICK, 2, FactKind.STAFF_MESSAGE)
        assert derive_from(settled, [late], now=late.at).overdue_count == 1

    def test_no_warning_for_a_deadline_that_has_passed_already(self) -> None:
        before = told(
            ("created", "23 10:00", terms(W, hours(24), warn=hours(2), base=FROM_CREATION)),
            ("staff_message", "24 10:00"),
            now="24 10:00",
        )
        message = Fact(msk("27 12:00"), 3, FactKind.CLIENT_MESSAGE)
        after = derive_from(before, [message], now=message.at)
        assert [moment.mark for moment in passed(before, after)] == [Mark.OVERDUE]

    @pytest.mark.parametrize("warn", [hours(4), hours(5), WORKING_DAY])
    def test_a_warning_is_shorter_than_the_reaction(self, warn: Period) -> None:
        assert (
            told(("created", "24 10:00", terms(W, hours(4), warn=warn)), now="24 11:00").warn_at
            is None
        )

    def test_the_warning_of_working_days_is_counted_in_them(self) -> None:
        days = terms(W, Period(3, Unit.WORKING_DAY), warn=WORKING_DAY)
        clock = told(("created", "24 12:00", days), now="24 13:00")
        assert (clock.warn_at, clock.due_at) == (msk("26 12:00"), msk("27 12:00"))


class TestClosing:
    def test_closing_clears_the_deadline_and_leaves_no_answer(self) -> None:
        clock = told(("created", "24 10:00", FOUR), ("closed", "24 12:00"), now="26 12:00")
        assert (clock.waiting, clock.overdue, clock.is_open) == (None, False, False)
        assert (clock.rounds[0].answered_at, clock.rounds[0].closed_at) == (None, msk("24 12:00"))
        assert clock.first_reaction_minutes is None

    def test_staff_who_reopen_start_nothing(self) -> None:
        clock = told(
            ("created", "24 10:00", FOUR),
            ("staff_message", "24 11:00"),
            ("closed", "24 12:00"),
            ("reopened_by_staff", "25 12:00"),
            now="25 13:00",
        )
        assert (clock.waiting, clock.is_open) == (None, True)

    def test_staff_who_reopen_find_an_unanswered_client_waiting(self) -> None:
        cut_off = [("created", "24 10:00", FOUR), ("closed", "24 12:00")]
        clock = told(*cut_off, ("reopened_by_staff", "25 12:00"), now="25 13:00")
        assert (clock.due_at, clock.round_count) == (msk("25 16:00"), 2)
        assert clock.waiting
        assert clock.waiting.ref == 1
        answered = [*cut_off, ("staff_message", "25 11:00"), ("reopened_by_staff", "25 12:00")]
        assert told(*answered, now="25 13:00").waiting is None

    def test_a_message_into_a_closed_ticket_that_stays_closed_starts_nothing(self) -> None:
        closed = [("created_by_staff", "24 10:00", FOUR), ("closed", "24 12:00")]
        assert told(*closed, ("client_message", "24 13:00"), now="25 13:00").waiting is None

    def test_reopening_counts_from_itself_even_with_the_creation_as_base(self) -> None:
        clock = told(
            ("created", "23 10:00", terms(W, hours(4), base=FROM_CREATION)),
            ("staff_message", "23 11:00"),
            ("closed", "23 12:00"),
            ("reopened_by_client", "25 12:00"),
            now="25 13:00",
        )
        assert (clock.due_at, clock.overdue) == (msk("25 16:00"), False)

    def test_a_message_that_reopens_may_be_told_twice(self) -> None:
        story = [("created", "24 10:00", FOUR), ("closed", "24 12:00")]
        clock = told(
            *story,
            ("client_message", "25 12:00"),
            ("reopened_by_client", "25 12:00"),
            now="25 13:00",
        )
        other = told(
            *story,
            ("reopened_by_client", "25 12:00"),
            ("client_message", "25 12:00"),
            now="25 13:00",
        )
        assert clock.due_at == other.due_at == msk("25 16:00")


class TestLevels:
    def change(self, *, to: Terms, at: str = "24 12:00", now: str = "24 12:00") -> Clock:
        return told(("created", "24 10:00", FOUR), ("level_changed", at, to), now=now)

    def test_an_overdue_round_keeps_its_level(self) -> None:
        two = terms(W, hours(40), level_id=2)
        clock = self.change(to=two, at="24 15:00", now="24 16:00")
        assert (clock.due_at, clock.overdue) == (msk("24 14:00"), True)
        assert clock.terms == two

    def test_an_equal_promise_counts_from_where_it_did(self) -> None:
        equal = terms(L, Period(240, Unit.MINUTE), level_id=2)
        assert self.change(to=equal).due_at == msk("24 15:00")

    def test_working_days_are_compared_by_the_longest_day(self) -> None:
        assert self.change(to=terms(W, WORKING_DAY, level_id=2)).due_at == msk("25 10:00")
        day = terms(THREE_HOURS, WORKING_DAY, level_id=2)
        assert self.change(to=day).due_at == msk("25 12:00")

    def test_a_promise_where_there_was_none_counts_from_the_change(self) -> None:
        clock = told(
            ("created", "24 10:00", terms(W, None)),
            ("level_changed", "24 12:00", FOUR),
            now="24 13:00",
        )
        assert clock.due_at == msk("24 16:00")

    def test_no_promise_any_more_is_no_deadline(self) -> None:
        assert self.change(to=terms(W, None, level_id=2)).due_at is None

    def test_a_longer_promise_by_a_longer_clock_may_be_over_at_once(self) -> None:
        before = told(("created", "24 12:00", terms(W, hours(8))), now="25 09:00")
        switch = Fact(
            msk("25 09:00"), 2, FactKind.LEVEL_CHANGED, terms=terms(ALWAYS, hours(9), level_id=2)
        )
        after = derive_from(before, [switch], now=switch.at)
        assert after.due_at == msk("24 21:00")
        assert [moment.at for moment in passed(before, after)] == [msk("25 09:00")]

    def test_the_next_round_counts_by_the_promise_of_its_day(self) -> None:
        newer = terms(W, hours(2), revision=2)
        answered = told(
            ("created", "24 10:00", FOUR), ("staff_message", "24 11:00"), now="24 11:00"
        )
        message = Fact(msk("24 12:00"), 3, FactKind.CLIENT_MESSAGE, terms=newer)
        assert derive_from(answered, [message], now=message.at).due_at == msk("24 14:00")


class TestChangedCalendar:
    HOLIDAY = weekdays(TEN_TO_SEVEN, exception("closed", "24 00:00", "24 23:59", "Праздник"))

    def test_only_the_waiting_round_is_counted_anew(self) -> None:
        story = [
            ("created", "23 10:00", FOUR),
            ("staff_message", "23 15:00"),
            ("client_message", "24 10:00"),
        ]
        changed = ("terms_changed", "24 11:00", terms(self.HOLIDAY, hours(4), revision=2))
        before, after = told(*story, now="24 11:00"), told(*story, changed, now="24 11:00")
        assert after.rounds == before.rounds
        assert after.rounds[0].overdue_minutes == 60
        assert (before.due_at, after.due_at) == (msk("24 14:00"), msk("25 14:00"))

    def test_lateness_is_taken_back_but_stays_counted_and_counts_once(self) -> None:
        late = told(("created", "24 10:00", FOUR), now="24 15:00")
        changed = Fact(
            msk("24 15:00"),
            2,
            FactKind.TERMS_CHANGED,
            terms=terms(self.HOLIDAY, hours(4), revision=2),
        )
        after = derive_from(late, [changed], now=changed.at)
        assert (after.overdue, after.due_at, after.overdue_count) == (False, msk("25 14:00"), 1)
        assert after.next_moment == msk("25 14:00")
        again = derive_from(after, [], now=msk("25 14:00"))
        assert (again.overdue, again.overdue_count, passed(after, again)) == (True, 1, ())

    def test_a_shorter_promise_makes_late_from_the_change_on(self) -> None:
        before = told(("created", "24 10:00", FOUR), now="24 13:00")
        changed = Fact(
            msk("24 13:00"), 2, FactKind.TERMS_CHANGED, terms=terms(W, hours(2), revision=2)
        )
        after = derive_from(before, [changed], now=changed.at)
        assert after.due_at == msk("24 12:00")
        assert [moment.at for moment in passed(before, after)] == [msk("24 13:00")]

    def test_a_round_of_another_level_is_left_alone(self) -> None:
        clock = told(
            ("created", "24 10:00", FOUR),
            ("level_changed", "24 15:00", terms(W, hours(40), level_id=2)),
            ("terms_changed", "24 16:00", terms(W, hours(50), level_id=2, revision=3)),
            now="24 16:00",
        )
        assert (clock.due_at, clock.overdue) == (msk("24 14:00"), True)

    def test_an_overdue_round_stays_at_the_criticality_it_had(self) -> None:
        shop_down = ((5, hours(1)), (6, hours(30)))
        first, revised = (
            terms(W, hours(4), own=shop_down),
            terms(self.HOLIDAY, hours(4), own=shop_down, revision=2),
        )
        late = [
            ("created", "24 10:00", first),
            ("priority_changed", "24 15:00", first.at_priority(6)),
        ]
        changed = ("terms_changed", "24 16:00", revised.at_priority(6))
        clock = told(*late, changed, now="24 16:00")
        assert (clock.due_at, clock.overdue) == (msk("25 14:00"), False)
        again = (
            "terms_changed",
            "24 17:00",
            replace(first, calendar=L, revision=3).at_priority(6),
        )
        clock = told(*late, changed, again, now="24 17:00")
        assert (clock.due_at, clock.overdue) == (msk("24 15:00"), True)
        asked = ("client_message", "25 10:00", first.at_priority(5))
        clock = told(*late, changed, ("staff_message", "24 18:00"), asked, now="25 10:00")
        assert clock.due_at == msk("25 11:00")


class TestPauses:
    PAUSING = terms(W, hours(4), warn=hours(1), hold_pauses=True)

    def test_a_status_pauses_whatever_the_setting_of_hold(self) -> None:
        clock = told(
            ("created", "24 10:00", FOUR),
            ("status_pauses", "24 11:00"),
            ("status_resumes", "24 12:30"),
            now="24 13:00",
        )
        assert clock.due_at == msk("24 15:30")

    def test_overlapping_pauses_count_once(self) -> None:
        clock = told(
            ("created", "24 10:00", self.PAUSING),
            ("hold", "24 11:00"),
            ("status_pauses", "24 12:00"),
            ("unhold", "24 13:00"),
            ("status_resumes", "24 14:00"),
            now="24 14:30",
        )
        assert (clock.warn_at, clock.due_at) == (msk("24 16:00"), msk("24 17:00"))

    def test_an_overdue_ticket_keeps_its_deadline_through_a_hold(self) -> None:
        story = [("created", "24 10:00", self.PAUSING), ("hold", "24 15:00")]
        held = told(*story, now="24 16:00")
        assert (held.due_at, held.overdue) == (msk("24 14:00"), True)
        clock = told(*story, ("unhold", "24 16:00"), ("staff_message", "24 17:00"), now="24 17:00")
        assert clock.rounds[0].overdue_minutes == 120

    def test_a_warning_given_before_the_pause_is_not_given_again(self) -> None:
        clock = told(
            ("created", "24 10:00", self.PAUSING),
            ("hold", "24 13:30"),
            ("unhold", "24 15:00"),
            now="24 15:10",
        )
        assert clock.waiting
        assert (clock.waiting.warned_at, clock.due_at) == (msk("24 13:00"), msk("24 15:30"))
        assert clock.next_moment == msk("24 15:30")

    def test_a_message_into_a_held_ticket_waits_without_a_deadline(self) -> None:
        clock = told(
            ("created", "24 10:00", self.PAUSING),
            ("staff_message", "24 11:00"),
            ("hold", "24 12:00"),
            ("client_message", "24 13:00"),
            now="25 13:00",
        )
        assert (clock.due_at, clock.paused, clock.next_moment) == (None, True, None)

    def test_working_days_pause_too(self) -> None:
        clock = told(
            ("created", "24 10:00", terms(W, WORKING_DAY, hold_pauses=True)),
            ("hold", "24 12:00"),
            ("unhold", "24 15:00"),
            now="24 16:00",
        )
        assert clock.due_at == msk("25 13:00")


class TestOrder:
    def test_a_fact_before_the_creation_is_refused(self) -> None:
        with pytest.raises(ValueError, match="begins with its creation"):
            told(("client_message", "24 10:00"), now="24 11:00")

    def test_a_second_creation_is_refused(self) -> None:
        with pytest.raises(ValueError, match="begins with its creation"):
            told(("created", "24 10:00", FOUR), ("created", "24 11:00", FOUR), now="24 12:00")

    @pytest.mark.parametrize("kind", ["created", "level_changed", "terms_changed"])
    def test_a_promise_cannot_be_missing(self, kind: str) -> None:
        story = [] if kind == "created" else [("created", "24 10:00", FOUR)]
        with pytest.raises(ValueError, match="needs its terms"):
            told(*story, (kind, "24 11:00"), now="24 12:00")

    def test_every_kind_of_fact_is_known(self) -> None:
        assert set(derive_module._FOLDS) == set(FactKind)


def test_a_period_has_at_least_one_unit() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Period(0, Unit.HOUR)
