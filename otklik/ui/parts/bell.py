"""The bell: what has happened that concerns the reader, by days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from otklik.ui.parts.marks import Face

MOST_SHOWN: Final = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that happened.

    Attributes:
        title: What, in a few words.
        about: To which ticket, and the words that were said.
        at: When.
        url: Where it can be read.
        face: Who did it; nobody if the system did.
        icon: Name of the icon that stands in the place of a face.
        is_unread: The reader has not seen it yet.
        is_today: Whether its time is told by how long ago it was.
    """

    title: str
    about: str
    at: datetime
    url: str
    face: Face | None
    icon: str
    is_unread: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The notices of one day in the reader's zone, newest first."""

    title: str
    notices: Sequence[Notice]


@dataclass(frozen=True, slots=True)
class Bell:
    """A part of somebody's bell.

    Attributes:
        days: The notices by days, newest first.
        unread: How many are unread in the whole bell.
        before: Below which notice this part begins; nothing for the newest part.
        next: Below which notice the next part begins; nothing at the end.
    """

    days: Sequence[Day]
    unread: int
    before: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many notices are unread, for the button.

    Attributes:
        unread: The number; greater ones than `MOST_SHOWN` are not told apart.
        has_grown: Whether the open page knew of fewer, so that a screen reader says it.
    """

    unread: int
    has_grown: bool = False

    @property
    def shown(self) -> str:
        """The number as the button shows it: "3", "99+"."""
        return str(self.unread) if self.unread <= MOST_SHOWN else f"{MOST_SHOWN}+"
