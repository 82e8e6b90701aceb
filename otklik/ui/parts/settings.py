"""What the settings' home shows: facts, and what needs a person (DESIGN, screen 13).

Rooms describe themselves with these rows; the page that lists them knows none of the rooms.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["", "warn", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place among the settings.

    Attributes:
        icon: Name of its icon.
        title: Its name.
        hint: What can be done there.
        state: The fact of today: «2 ящика, один не отвечает».
        tone: Something else than "" only when somebody must act.
        url: Where it leads; "" while there is nothing to open.
    """

    icon: str
    title: str
    hint: str
    state: str
    tone: Tone = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Something that needs a person.

    Attributes:
        icon: Name of its icon.
        title: The fact.
        hint: What follows from it.
        tone: "warn" or, if it costs letters or answers, "danger".
        url: Where it can be mended; "" if not here.
        action: What the button says.
    """

    icon: str
    title: str
    hint: str
    tone: Tone = "danger"
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What one room says of itself: its rows under a heading, and what needs a person."""

    title: str
    rows: Sequence[Row]
    attention: Sequence[Attention] = field(default_factory=tuple)
