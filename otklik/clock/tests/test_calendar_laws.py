"""The calendar against an independent walk from minute to minute, and the laws it obeys."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.clock.calendar import Calendar
from otklik.clock.days import CalendarException, ExceptionKind, Why
from otklik.clock.tests import slow
from otklik.clock.tests.made_up import ZONES, cases, changes

WALK = timedelta(days=4)
AMOUNTS = st.timedeltas(timedelta(microseconds=1), timedelta(days=30))
SPANS = st.timedeltas(timedelta(), timedelta(days=60))

Case = tuple[Calendar, datetime]


@settings(max_examples=50)
@given(cases(), st.integers(1, 3000))
def test_adding_agrees_with_walking(case: Case, minutes: int) -> None:
    calendar, source = case
    walked = slow.add(calendar, source, minutes, limit=WALK)
    added = calendar.add(source, timedelta(minutes=minutes))
    assert walked == added or (walked is None and (added is None or added > source + WALK))


@settings(max_examples=50)
@given(cases(), st.integers(0, 5000))
def test_measuring_agrees_with_walking(case: Case, minutes: int) -> None:
    calendar, source = case
    end = source + timedelta(minutes=minutes)
    assert calendar.measure(source, end) == slow.measure(calendar, source, end)


@settings(max_examples=20)
@given(cases(), st.lists(st.tuples(st.integers(-150, 150), SPANS), min_size=2, max_size=4))
def test_what_was_asked_before_changes_no_measure(
    case: Case, spans: list[tuple[int, timedelta]]
) -> None:
    calendar, source = case
    for days, span in spans:
        start = source + timedelta(days=days)
        middle, end = start + span, start + 3 * span
        untouched = replace(calendar).measure(start, end)
        assert calendar.measure(start, end) == untouched
        assert calendar.measure(start, middle) + calendar.measure(middle, end) == untouched


@settings(max_examples=50)
@given(cases())
def test_the_next_opening_agrees_with_walking(case: Case) -> None:
    calendar, source = case
    walked = slow.first_working(calendar, source, limit=WALK)
    found = calendar.next_opening(source)
    assert walked == found or (walked is None and (found is None or found >= source + WALK))


@pytest.mark.parametrize("zone", ZONES)
def test_every_change_of_the_clock_is_walked_over(zone: str) -> None:
    calendar = Calendar(zone, (((0, 30), (75, 150), (1380, 1440)),) * 7)
    for change in changes(zone, 2006) + changes(zone, 2011) + changes(zone, 2026):
        start, end = change - timedelta(hours=26), change + timedelta(hours=26)
        assert calendar.measure(start, end) == slow.measure(calendar, start, end)


@settings(max_examples=50)
@given(cases(), AMOUNTS)
def test_measuring_takes_back_what_adding_gave(case: Case, amount: timedelta) -> None:
    calendar, source = case
    end = calendar.add(source, amount)
    if end is not None:
        assert calendar.measure(source, end) == amount
        assert calendar.measure(source, end - timedelta.resolution) < amount


@settings(max_examples=50)
@given(cases(), SPANS, SPANS)
def test_splitting_a_span_changes_nothing(case: Case, first: timedelta, second: timedelta) -> None:
    calendar, source = case
    middle, end = source + first, source + first + second
    halves = calendar.measure(source, middle) + calendar.measure(middle, end)
    assert halves == calendar.measure(source, end)


@settings(max_examples=50)
@given(cases(), AMOUNTS, AMOUNTS)
def test_adding_in_two_steps_is_adding_at_once(
    case: Case, first: timedelta, second: timedelta
) -> None:
    calendar, source = case
    middle = calendar.add(source, first)
    if middle is not None:
        assert calendar.add(middle, second) == calendar.add(source, first + second)


@settings(max_examples=50)
@given(cases(), AMOUNTS, st.data())
def test_more_closed_time_never_makes_a_deadline_earlier(
    case: Case, amount: timedelta, data: st.DataObject
) -> None:
    calendar, source = case
    kind = data.draw(st.sampled_from([ExceptionKind.CLOSED, ExceptionKind.CUT]))
    start = source.replace(tzinfo=None) + timedelta(minutes=data.draw(st.integers(-3000, 20000)))
    end = start + timedelta(minutes=data.draw(st.integers(1, 5000)))
    closed = CalendarException(kind, start, end)
    fewer = replace(calendar, exceptions=(*calendar.exceptions, closed))
    before, after = calendar.add(source, amount), fewer.add(source, amount)
    assert after is None or (before is not None and after >= before)


@settings(max_examples=50)
@given(cases(), st.timedeltas(timedelta(), timedelta(days=9)))
def test_pieces_leave_no_gap_and_tell_the_same_working_time(case: Case, span: timedelta) -> None:
    calendar, source = case
    end = source + span
    pieces = list(calendar.pieces(source, end))
    edges = [source] + [piece.end for piece in pieces]
    assert [piece.start for piece in pieces] == edges[:-1]
    assert edges[-1] == end
    worked = [piece.end - piece.start for piece in pieces if piece.why is Why.WORKING]
    assert sum(worked, timedelta()) == calendar.measure(source, end)


@settings(max_examples=50)
@given(cases(), st.integers(1, 12))
def test_a_later_working_day_is_a_day_with_work(case: Case, count: int) -> None:
    calendar, source = case
    end = calendar.add_days(source, count)
    if end is not None:
        assert end > source
        assert calendar.is_open(end) or calendar.is_open(end - timedelta.resolution)
