"""The assignment ladder: who becomes responsible for a new ticket (spec ASG-1…ASG-11, C-1). Pure.

Each step of the ladder names somebody or nobody. The first who can take the ticket gets it; the
others are kept with the reason, so that the history can say why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from otklik.directory.steps import Step


class Why(StrEnum):
    """Why somebody who was named does not get the ticket."""

    LEFT = "left"
    """No longer agent or administrator (spec ASG-5)."""
    OFF = "off"
    """Switched off (spec ASG-6)."""
    AWAY = "away"
    """Absent (spec ASG-6)."""
    AUTHOR = "author"
    """The author of the ticket, who stands towards it as a client (spec D-5)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Why somebody cannot take a ticket now, and who stands in.

    Attributes:
        why: The reason.
        substitute_id: Who does the work meanwhile, if anybody was named.
    """

    why: Why
    substitute_id: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody whom a step named, or who stands in for that person, and who cannot take it.

    Attributes:
        step: The step.
        person_id: Who.
        why: Why not.
    """

    step: Step
    person_id: int
    why: Why


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ladder decided.

    Attributes:
        person_id: Who becomes responsible, or nothing.
        step: Which step decided, or nothing.
        passed: Who was passed over, in order; those of the deciding step are stood in for.
    """

    person_id: int | None
    step: Step | None
    passed: tuple[Passed, ...]


def decide(
    named: Mapping[Step, int | None],
    *,
    missing: Mapping[int, Standing],
    order: Sequence[Step],
) -> Decision:
    """Return who becomes responsible.

    Somebody who is absent is replaced by the substitute, who may be absent too; if nobody of that
    chain is there, the next step is asked.

    Args:
        named: For each step the id of the person it names, if any.
        missing: Those of the people concerned who cannot take a ticket now.
        order: The steps, first wins.
    """
    passed: list[Passed] = []
    for step in order:
        for person_id in chain(named.get(step), missing):
            if person_id not in missing:
                return Decision(person_id, step, tuple(passed))
            passed.append(Passed(step, person_id, missing[person_id].why))
    return Decision(None, None, tuple(passed))


def chain(person_id: int | None, missing: Mapping[int, Standing]) -> Iterator[int]:
    """Return somebody, the substitute, the substitute's one and so on, each once.

    Args:
        person_id: With whom it begins; nobody has no substitute.
        missing: Who cannot take a ticket now; whoever can ends the chain.
    """
    met: set[int] = set()
    while person_id is not None and person_id not in met:
        yield person_id
        met.add(person_id)
        person_id = missing[person_id].substitute_id if person_id in missing else None
