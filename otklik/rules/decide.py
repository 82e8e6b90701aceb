"""The assignment ladder: who becomes responsible for a new ticket (spec ASG-1…ASG-11, C-1). Pure.

Each step of the ladder proposes a person or nobody. The first proposal of somebody who can take
the ticket wins; the others are kept with the reason, so that the history can say why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What may propose a responsible person."""

    CHOICE = "choice"
    LEVEL = "level"
    CATEGORY = "category"
    PRIORITY = "priority"
    SOURCE = "source"
    DEFAULT = "default"


SHIPPED_ORDER = (Step.LEVEL, Step.CATEGORY, Step.PRIORITY, Step.SOURCE, Step.DEFAULT)
BITRIX_ORDER = (Step.CATEGORY, Step.PRIORITY, Step.SOURCE, Step.LEVEL, Step.DEFAULT)


@dataclass(frozen=True, slots=True)
class Passed:
    """A step whose proposal could not be used.

    Attributes:
        step: The step.
        person_id: Whom it proposed.
    """

    step: Step
    person_id: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ladder decided.

    Attributes:
        person_id: Who becomes responsible, or nothing.
        step: Which step decided, or nothing.
        passed: The steps that proposed somebody who is not available, in order.
    """

    person_id: int | None
    step: Step | None
    passed: tuple[Passed, ...]


def decide(
    proposals: Mapping[Step, int | None],
    *,
    available: frozenset[int],
    order: Sequence[Step] = SHIPPED_ORDER,
) -> Decision:
    """Return who becomes responsible.

    Args:
        proposals: For each step the id of the person it names, if any.
        available: The ids of the people who can be responsible now (spec ASG-5, ASG-6).
        order: The steps, first wins.
    """
    passed: list[Passed] = []
    for step in order:
        person_id = proposals.get(step)
        if person_id is None:
            continue
        if person_id in available:
            return Decision(person_id, step, tuple(passed))
        passed.append(Passed(step, person_id))
    return Decision(None, None, tuple(passed))
