"""One page after another, by the number of the last row and never by an offset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

R = TypeVar("R")

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list.

    Attributes:
        rows: At most a page of rows.
        next: The mark from which the next page goes on; empty on the last one.
    """

    rows: Sequence[R]
    next: str


def read_number(mark: str) -> int | None:
    """Return the number that a mark holds; a damaged one starts from the beginning.

    Args:
        mark: What an address carried.
    """
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) <= 18 else None
