"""Rows that an administrator puts in order without a script: up or down by one place."""

from collections.abc import Collection, Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(shown: Sequence[T], *, up: Collection[T], down: Collection[T]) -> list[T]:
    """Return the shown order with one row a place further up or down.

    Args:
        shown: The order that the page showed.
        up: The row that moves up, if one does.
        down: The row that moves down, if one does.
    """
    order = list(shown)
    for row in [*up, *down]:
        if row in order:
            place = order.index(row)
            target = place + (1 if row in down else -1)
            if 0 <= target < len(order):
                order.insert(target, order.pop(place))
                return order
    return order
