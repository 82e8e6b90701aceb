"""Whose turn it is in a team (spec ASG-10). Pure."""

from collections.abc import Mapping, Sequence


def next_of(free: Sequence[int], last: int | None, loads: Mapping[int, int] | None = None) -> int:
    """Return who of a team gets the next ticket.

    In turn: whoever follows the one who got the last, in the order of ids. By load: the one with
    the fewest open tickets, in turn among equals.

    Args:
        free: The ids of those who can take it; at least one.
        last: Who got the last one.
        loads: How many open tickets each has; nothing for in turn.
    """
    ordered = sorted(free, key=lambda one: (last is not None and one <= last, one))
    return min(ordered, key=lambda one: loads.get(one, 0)) if loads is not None else ordered[0]
