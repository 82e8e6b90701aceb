"""The time within which a ticket is to be closed (spec CLK-13)."""

import json

from otklik.clock.days import Why
from otklik.clock.explain import explain, shares
from otklik.clock.facts import Clock
from otklik.clock.resolution import resolution
from otklik.clock.simulate import simulate
from otklik.clock.terms import Terms
from otklik.clock.tests.stories import Line, W, hours, msk, terms, told
from otklik.clock.tests.test_simulate import case

TWO_DAYS = terms(W, hours(4), resolution=hours(18), hold_pauses=True)
CREATED: Line = ("created", "24 10:00", TWO_DAYS)


def due(clock: Clock, now: str, promise: Terms | None = None) -> object:
    one = resolution(clock, now=msk(now), terms=promise)
    assert one
    return one.due_at


def test_it_counts_from_the_creation_whoever_answers() -> None:
    clock = told(CREATED, ("staff_message", "24 11:00"), now="24 12:00")
    assert due(clock, "24 12:00") == msk("25 19:00")
    assert clock.waiting is None
    without = told(("created", "24 10:00", terms(W, hours(4))), now="24 12:00")
    assert resolution(without, now=msk("24 12:00")) is None
    assert due(clock, "24 12:00", terms(W, hours(4), resolution=hours(2))) == msk("24 12:00")


def test_hold_and_closing_rest_it_and_a_reopened_ticket_goes_on() -> None:
    story: list[Line] = [
        CREATED,
        ("hold", "24 12:00"),
        ("unhold", "24 13:00"),
        ("closed", "24 15:00"),
    ]
    closed = resolution(told(*story, now="30 10:00"), now=msk("30 10:00"))
    assert closed
    assert (closed.due_at, closed.closed_at) == (msk("26 11:00"), msk("24 15:00"))
    assert closed.overdue_at is None
    story += [("reopened_by_client", "26 10:00")]
    clock = told(*story, now="26 10:00")
    assert due(clock, "26 10:00") == msk("27 15:00")
    late = resolution(told(*story, ("closed", "27 17:00"), now="30 10:00"), now=msk("30 10:00"))
    assert late
    assert (late.overdue_at, late.overdue_minutes) == (msk("27 15:00"), 120)
    sums = {part.why: part.minutes for part in shares(explain(late, now=msk("30 10:00")))}
    assert (sums[Why.WORKING], sums[Why.HOLD], sums[Why.DONE]) == (18 * 60, 60, 240 + 540)


def test_a_held_ticket_that_was_closed_and_opened_again_is_not_held() -> None:
    clock = told(
        CREATED,
        ("hold", "24 12:00"),
        ("closed", "24 13:00"),
        ("reopened_by_client", "25 10:00"),
        now="25 11:00",
    )
    assert (clock.paused, clock.due_at) == (False, msk("25 14:00"))


def test_a_made_up_case_tells_it_and_corrects_messages() -> None:
    level = {"reaction": {"value": 4, "unit": "hour"}, "resolution": {"value": 8, "unit": "hour"}}
    made_up = case(
        ("created", "24 10:00"),
        ("staff_message", "24 11:00"),
        ("message_deleted", "24 12:00", 1),
        now="25 11:00",
        level=level,
    )
    said = simulate(json.dumps(made_up))
    assert [one["source"][8:13] for one in said["rounds"]] == ["24T10", "24T10"]
    assert said["now"]["overdue"] is True
    assert said["resolution"] == {
        "due_at": "2026-11-24T18:00:00+03:00",
        "closed_at": None,
        "overdue": True,
        "overdue_minutes": 120,
    }
