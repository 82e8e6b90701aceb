"""The ladder: who is asked first, who is passed over and why, who stands in for whom."""

import pytest

from otklik.directory.steps import BITRIX_ORDER, SHIPPED_ORDER, Step
from otklik.rules.decide import Passed, Standing, Team, Why, decide
from otklik.rules.share import next_of

ANNA, BORIS, GLEB = 1, 2, 3
SHIPPED = (*SHIPPED_ORDER, Step.DEFAULT)
NAMED = {Step.LEVEL: ANNA, Step.CATEGORY: BORIS, Step.DEFAULT: GLEB}


@pytest.mark.parametrize(
    ("order", "step", "person"),
    [(SHIPPED, Step.LEVEL, ANNA), ((*BITRIX_ORDER, Step.DEFAULT), Step.CATEGORY, BORIS)],
)
def test_it_works(order: tuple[Step, ...], step: Step, person: int) -> None:
    found = decide(NAMED, missing={}, order=order)
    assert (found.step, found.person_id, found.passed) == (step, person, ())


def test_whoever_cannot_take_it_is_passed_over_with_the_reason() -> None:
    missing = {ANNA: Standing(Why.LEFT), BORIS: Standing(Why.OFF)}
    found = decide(NAMED, missing=missing, order=SHIPPED)
    assert (found.step, found.person_id) == (Step.DEFAULT, GLEB)
    assert found.passed == (
        Passed(Step.LEVEL, ANNA, Why.LEFT),
        Passed(Step.CATEGORY, BORIS, Why.OFF),
    )


def test_a_substitute_takes_it_in_the_same_step() -> None:
    found = decide(NAMED, missing={ANNA: Standing(Why.AWAY, GLEB)}, order=SHIPPED)
    assert (found.step, found.person_id) == (Step.LEVEL, GLEB)
    assert found.passed == (Passed(Step.LEVEL, ANNA, Why.AWAY),)


def test_a_circle_of_absent_people_ends_and_the_search_goes_on() -> None:
    missing = {ANNA: Standing(Why.AWAY, BORIS), BORIS: Standing(Why.AWAY, ANNA)}
    found = decide(NAMED, missing=missing, order=SHIPPED)
    assert (found.step, found.person_id) == (Step.DEFAULT, GLEB)
    assert [one.person_id for one in found.passed] == [ANNA, BORIS, BORIS, ANNA]
    nobody = decide({Step.LEVEL: ANNA}, missing=missing, order=SHIPPED)
    assert (nobody.person_id, nobody.step) == (None, None)


def test_a_team_decides_if_anybody_of_it_is_there() -> None:
    team = Team(7, {"id": 7, "ru": "Первая линия"}, "turn", (ANNA, BORIS))
    found = decide({Step.LEVEL: team, Step.DEFAULT: GLEB}, missing={}, order=SHIPPED)
    assert (found.step, found.team, found.person_id) == (Step.LEVEL, team, None)
    for sharing, free, why in (("turn", (), Why.EMPTY), ("", (ANNA,), Why.UNSHARED)):
        idle = Team(7, team.names, sharing, free)
        found = decide({Step.LEVEL: idle, Step.DEFAULT: GLEB}, missing={}, order=SHIPPED)
        assert (found.person_id, found.passed) == (GLEB, (Passed(Step.LEVEL, None, why, idle),))


def test_turns_go_round_and_loads_are_evened_out() -> None:
    free = (ANNA, BORIS, GLEB)
    assert [next_of(free, last) for last in (None, ANNA, BORIS, GLEB)] == [ANNA, BORIS, GLEB, ANNA]
    assert next_of((ANNA, GLEB), BORIS) == GLEB
    assert next_of(free, ANNA, {ANNA: 1, BORIS: 2, GLEB: 1}) == GLEB
    assert next_of(free, None, {}) == ANNA
