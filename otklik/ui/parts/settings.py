"""The settings: what their home shows, what can be found, and the frame of a page.

Rooms describe themselves with these words; the pages that list them know none of the rooms
(DESIGN, screens 13 and 14).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.http import HttpRequest

from otklik.core.text import sort_key

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
class Setting:
    """A single setting that can be searched for.

    Attributes:
        title: What it is called on its page.
        place: The page on which it stands: «Сайт».
        url: The page, with the fragment of the field if there is one.
        words: Other words by which people look for it, as one text.
    """

    title: str
    place: str
    url: str
    words: str = ""

    def answers(self, query: Sequence[str]) -> bool:
        """Tell whether each word of a query, made by `words_of`, begins one of its words."""
        own = words_of(f"{self.title} {self.place} {self.words}")
        return all(any(word.startswith(asked) for word in own) for asked in query)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What one room says of itself.

    Attributes:
        title: The heading of its rows; rooms with the same one stand together.
        rows: Its places.
        attention: What needs a person.
        settings: What can be found besides the places themselves.
    """

    title: str
    rows: Sequence[Row]
    attention: Sequence[Attention] = field(default_factory=tuple)
    settings: Sequence[Setting] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Side:
    """A link to a page beside this one, with what it would tell.

    Attributes:
        title: Its name.
        fact: «13 значений».
        url: Where it leads.
        is_current: Whether this page is it.
    """

    title: str
    fact: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What `ui/settings.html` needs to put a frame around a page.

    Attributes:
        heading: The page's name.
        label: What the siblings have in common; also the middle of the path, if they have a page.
        parent_url: Where `label` leads; "" if it is not part of the path.
        sides: The pages beside this one; none for a page without siblings.
        may_change: Whether the reader changes settings; others are shown no buttons (spec C-3).
        is_part: Whether an open page asks for what changes only.
    """

    heading: str
    label: str = ""
    parent_url: str = ""
    sides: Sequence[Side] = ()
    may_change: bool = False
    is_part: bool = False

    @property
    def layout(self) -> str:
        """The template around it."""
        return "ui/bare.html" if self.is_part else "ui/office.html"


def is_part(request: HttpRequest) -> bool:
    """Tell whether an open page of the settings asks for what changes of it (htmx)."""
    return "HX-Request" in request.headers


def words_of(text: str) -> list[str]:
    """Return the words of a text as a search compares them: lower case, without marks."""
    kept = "".join(letter if letter.isalnum() else " " for letter in sort_key(text))
    return kept.split()


def found(parts: Sequence[About], query: str) -> list[Setting]:
    """Return the places and settings that answer a query, places first.

    Args:
        parts: What the rooms say of themselves.
        query: What somebody typed.
    """
    asked = words_of(query)
    if not asked:
        return []
    places = [
        Setting(title=row.title, place=part.title, url=row.url, words=row.hint)
        for part in parts
        for row in part.rows
        if row.url
    ]
    single = [setting for part in parts for setting in part.settings]
    return [setting for setting in [*places, *single] if setting.answers(asked)]
