"""Taking turns in a team."""

from collections.abc import Callable, Mapping, Sequence

from otklik.people.distribution import Distribution
from otklik.rules.decide import Team
from otklik.rules.models import Turn
from otklik.rules.share import next_of

Loads = Callable[[Sequence[int]], Mapping[int, int]]
"""How many open tickets people have; this room knows no ticket."""


def take_turn(team: Team, *, loads: Loads) -> int:
    """Return who of a team gets a ticket, and remember it; within the ticket's transaction.

    Whoever asks for the same team meanwhile waits until this transaction ends.

    Args:
        team: The team with those who can take the ticket.
        loads: Asked under the lock, if the team shares by load.
    """
    Turn.objects.get_or_create(team_id=team.team_id)
    turn = Turn.objects.select_for_update().get(team_id=team.team_id)
    known = loads(team.free) if team.distribution == Distribution.LOAD else None
    turn.last_id = next_of(team.free, turn.last_id, known)
    turn.save(update_fields=["last"])
    return turn.last_id
