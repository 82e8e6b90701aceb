"""The assignment ladder: who becomes responsible for a new ticket (spec ASG-1…ASG-11, C-1). Pure.

Each step of the ladder names somebody or nobody. The first who can take the ticket gets it; the
others are kept with the reason, so that the history can say why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
    EMPTY = "empty"
    """A team of which nobody can take it."""
    UNSHARED = "unshared"
    """A team that shares no tickets out any more."""


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
class Team:
    """A team that a step names instead of a person (spec ASG-10).

    Attributes:
        team_id: Its id.
        names: What it is called today, as events keep it.
        distribution: How it shares tickets out; empty if it does not.
        free: The ids of its members who can take a ticket now; nobody stands in for the others.
    """

    team_id: int
    names: Mapping[str, Any]
    distribution: str
    free: tuple[int, ...]

    @property
    def why_not(self) -> Why | None:
        """Why it cannot take a ticket, if it cannot."""
        if not self.distribution:
            return Why.UNSHARED
        return None if self.free else Why.EMPTY


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody whom a step named, or who stands in for that person, and who cannot take it.

    Attributes:
        step: The step.
        person_id: Who, if it is a person.
        why: Why not.
        team: The team, if it is one.
    """

    step: Step
    person_id: int | None
    why: Why
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ladder decided.

    Attributes:
        person_id: Who becomes responsible; nothing if nobody does, or one of a team.
        step: Which step decided, or nothing.
        passed: Who was passed over, in order; those of the deciding step are stood in for.
        team: The team of which one becomes responsible.
    """

    person_id: int | None
    step: Step | None
    passed: tuple[Passed, ...]
    team: Team | None = None


def decide(
    named: Mapping[Step, int | Team | None],
    *,
    missing: Mapping[int, Standing],
    order: Sequence[Step],
) -> Decision:
    """Return who becomes responsible.

    Somebody who is absent is replaced by the substitute, who may be absent too; if nobody of that
    chain is there, the next step is asked.

    Args:
        named: For each step the id of the person, or the team, that it names, if any.
        missing: Those of the people concerned who cannot take a ticket now.
        order: The steps, first wins.
    """
    passed: list[Passed] = []
    for step in order:
        who = named.get(step)
        if isinstance(who, Team):
            if who.why_not is None:
                return Decision(None, step, tuple(passed), who)
            passed.append(Passed(step, None, who.why_not, who))
            continue
        for person_id in chain(who, missing):
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
