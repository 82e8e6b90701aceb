"""Made-up cases: what the clock says of them, and how wrong ones are refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from otklik.cli.errors import Refusal
from otklik.cli.main import app
from otklik.clock.simulate import WrongCaseError, as_words, simulate

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
TEN_TO_SEVEN = {day: [["10:00", "19:00"]] for day in WEEKDAYS}
ALWAYS = {day: [["00:00", "24:00"]] for day in (*WEEKDAYS, "sat", "sun")}


def hours(count: int) -> dict[str, Any]:
    return {"value": count, "unit": "hour"}


def case(*events: tuple[str, str] | tuple[str, str, Any], now: str, **rest: Any) -> dict[str, Any]:
    """Return a case in November 2026, Moscow time."""
    told = [
        {"at": at(time), "kind": kind}
        | ({"event" if isinstance(more[0], int) else "level": more[0]} if more else {})
        for kind, time, *more in events
    ]
    return {
        "timezone": "Europe/Moscow",
        "timetable": TEN_TO_SEVEN,
        "level": {"reaction": hours(4)},
        "events": told,
        "now": at(now),
    } | rest


def at(time: str) -> str:
    day, _, hour = time.partition(" ")
    return f"2026-11-{day}T{hour}+03:00"


def said(made_up: dict[str, Any]) -> dict[str, Any]:
    return simulate(json.dumps(made_up))


def test_e1_and_what_is_left_of_it() -> None:
    told = said(case(("created", "24 11:30"), now="24 12:00:30"))
    due = "2026-11-24T15:30:00+03:00"
    assert told["now"] == {
        "waiting": True,
        "due_at": due,
        "warn_at": None,
        "overdue": False,
        "working_minutes_left": 209,
    }
    assert told["segments"] == [
        {"from": "2026-11-24T11:30:00+03:00", "to": due, "counted": True, "why": "working"}
    ]


def test_e18_another_level_with_hours_of_its_own() -> None:
    vip = {"reaction": hours(1), "timetable": ALWAYS}
    changed = ("level_changed", "27 20:15", vip)
    started = {"level": {"reaction": hours(6)}}
    told = said(case(("created", "27 18:00"), changed, now="27 20:30", **started))
    assert told["now"]["due_at"] == "2026-11-27T21:15:00+03:00"


def test_a_late_answer_a_holiday_and_a_pause_are_told() -> None:
    holiday = {
        "kind": "closed",
        "from": "2026-11-25T00:00",
        "till": "2026-11-25T23:59",
        "name": "Выходной",
    }
    told = said(
        case(
            ("created", "24 17:00"),
            ("hold", "26 10:30"),
            ("unhold", "26 11:00"),
            ("staff_message", "26 14:00"),
            now="26 15:00",
            exceptions=[holiday],
            hold_pauses=True,
            level={"reaction": hours(4), "warn": hours(1)},
        )
    )
    (one,) = told["rounds"]
    assert one["warn_at"] == "2026-11-26T11:30:00+03:00"
    assert one["due_at"] == "2026-11-26T12:30:00+03:00"
    assert (one["overdue"], one["overdue_minutes"]) == (True, 90)
    assert told["now"]["waiting"] is False
    whys = [part["why"] for part in told["segments"]]
    assert whys == ["working", "closed", "Выходной", "closed", "working", "hold", "working"]
    assert "Round 1" in as_words(told)


def test_what_is_overdue_now_is_left_below_zero() -> None:
    told = said(case(("created", "24 11:30"), now="24 16:10"))
    assert told["now"]["working_minutes_left"] == -40
    assert told["rounds"][0]["overdue_minutes"] == 40
    silent = said(case(("created", "24 11:30"), now="24 16:10", level={"reaction": None}))
    assert silent["now"]["working_minutes_left"] is None


def deleted(place: int) -> tuple[str, str, Any]:
    return ("message_deleted", "24 11:45", place)


CREATED = ("created", "24 11:30")
NIGHT = {"timetable": {"mon": [["22:00", "06:00"]]}}
SAID = ("client_message", "24 11:35")
CROSSED = {"kind": "cut", "from": "2026-11-25T12:00", "till": "2026-11-25T10:00"}


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (case(CREATED, now="24 12:00", colour=1), "colour: "),
        (case(CREATED, now="24 12:00", timezone="Mars/Base"), "timezone: "),
        (case(CREATED, now="24 12:00", **NIGHT), "timetable: mon: 22:00"),
        (case(CREATED, now="24 12:00", timetable={"mon": [["9", "18:00"]]}), "timetable: "),
        (case(CREATED, now="24 12:00", timetable={"day": []}), "timetable.day"),
        (case(CREATED, now="24 12:00", exceptions=[CROSSED]), "exceptions[0]: "),
        (case(CREATED, now="24 12:00", level={"reaction": hours(0)}), "level.reaction.value: "),
        (case(CREATED, now="24 12:00", level={}), "level.reaction: "),
        (case(CREATED, now="24 11:00"), "now: "),
        (case(now="24 11:00"), "events: "),
        (case(("closed", "24 11:30"), now="24 12:00"), "events[0].kind: "),
        (case(CREATED, CREATED, now="24 12:00"), "events[1].kind: "),
        (case(CREATED, ("unhold", "24 11:40"), now="24 12:00"), "events[1].kind: "),
        (case(CREATED, ("hidden_note", "24 11:20"), now="24 12:00"), "events[1].at: "),
        (case(CREATED, ("level_changed", "24 11:40"), now="24 12:00"), "events[1]: "),
        (case(("created", "24 11:30+00:00"), now="24 12:00"), "events[0].at: "),
        (case(CREATED, ("message_deleted", "24 11:40"), now="24 12:00"), "events[1]: "),
        (case(CREATED, deleted(0), now="24 12:00"), "events[1].event: no "),
        (case(CREATED, SAID, deleted(1), deleted(1), now="24 12:00"), "events[3].event: "),
    ],
)
def test_a_wrong_case_is_refused_with_its_place(wrong: dict[str, Any], place: str) -> None:
    with pytest.raises(WrongCaseError) as met:
        said(wrong)
    assert any(line.startswith(place) for line in str(met.value).splitlines()), met.value


def test_the_command_reads_a_file_and_refuses_in_plain_lines(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case(CREATED, now="24 12:00")))
    told = CliRunner().invoke(app, ["clock", "simulate", str(file), "--json"])
    assert json.loads(told.stdout)["now"]["working_minutes_left"] == 210
    plain = CliRunner().invoke(app, ["clock", "simulate", str(file)])
    assert "210 working minutes left" in plain.stdout
    file.write_text("{")
    refused = CliRunner().invoke(app, ["clock", "simulate", str(file)])
    assert isinstance(refused.exception, Refusal)
    missing = CliRunner().invoke(app, ["clock", "simulate", str(tmp_path / "none")])
    assert isinstance(missing.exception, Refusal)
