"""The dictionaries in words: siblings with facts, rows, and what may be done to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from otklik.directory.models import (
    CannedAnswer,
    Category,
    Difficulty,
    Entry,
    Priority,
    Rating,
    Source,
    Status,
)
from otklik.directory.queries import Size
from otklik.people.models import JournalEntry, Person
from otklik.tickets.queries.uses import COUNTED
from otklik.ui.parts.settings import Side
from otklik.ui.parts.words import moment_words

KINDS: Final[Mapping[str, type[Entry]]] = {
    "category": Category,
    "priority": Priority,
    "status": Status,
    "rating": Rating,
    "difficulty": Difficulty,
    "source": Source,
    "cannedanswer": CannedAnswer,
}
"""The dictionaries by the word in their address, in the order in which they are listed (DICT-1)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a dictionary as the list shows it.

    Attributes:
        row: The row.
        name: Its name in the reader's language.
        other: Its name in the other language, "" if it has none.
        other_language: That language.
        marks: What its flags say: «по умолчанию», «закрывает обращение».
        responsible: Who answers for its tickets.
        count: How many tickets have it, in words; "" if that is not told.
    """

    row: Entry
    name: str
    other: str
    other_language: str
    marks: Sequence[str]
    responsible: Person | None
    count: str


def name_of(kind: type[Entry]) -> str:
    """Return what a dictionary is called."""
    return capfirst(str(kind._meta.verbose_name_plural))


def address_of(kind: type[Entry], name: str = "dictionary", *args: Any) -> str:
    """Return the address of a page about a dictionary, or about one of its rows."""
    return reverse(f"office:{name}", args=[kind._meta.model_name, *args])


def sides(sizes: Mapping[type[Entry], Size], current: type[Entry]) -> list[Side]:
    """Return the dictionaries as siblings of the page about one of them.

    Args:
        sizes: How many rows each has.
        current: The dictionary of the page.
    """
    return [
        Side(name_of(kind), values_words(sizes[kind].active), address_of(kind), kind is current)
        for kind in KINDS.values()
    ]


def values_words(count: int) -> str:
    """Return «13 значений»."""
    return ngettext("%(count)s value", "%(count)s values", count) % {"count": count}


def line(row: Entry, count: int | None) -> Line:
    """Return a row for the list.

    Args:
        row: The row with its responsible.
        count: How many tickets have it; None if that is not told.
    """
    is_english = (get_language() or "").startswith("en") and bool(row.name_en)
    return Line(
        row=row,
        name=str(row),
        other=row.name_ru if is_english else row.name_en,
        other_language="ru" if is_english else "en",
        marks=list(_marks(row)),
        responsible=getattr(row, "responsible", None),
        count="" if count is None else count_words(count),
    )


def count_words(count: int) -> str:
    """Return a number of tickets that was not counted beyond a limit."""
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count)


def tickets_words(count: int) -> str:
    """Return «287 обращений»."""
    words = ngettext("%(count)s ticket", "%(count)s tickets", count)
    return words % {"count": count_words(count)}


def last_words(entry: JournalEntry | None) -> str:
    """Return who has changed a row last and when, "" if nobody has."""
    if entry is None:
        return ""
    who = entry.by.shown_name if entry.by else _("the system")
    return _("last changed by %(who)s, %(when)s") % {
        "who": who,
        "when": moment_words(entry.at, "day"),
    }


def _marks(row: Entry) -> Sequence[str]:
    flags = {
        "is_default": _("by default"),
        "out_of_turn": _("out of turn"),
        "closes": _("closes the ticket"),
        "pauses_clock": _("pauses the clock"),
    }
    return [words for name, words in flags.items() if getattr(row, name, False)]


def facts(row: Entry) -> list[tuple[str, str]]:
    """Return a row as somebody reads it who may not change it: name of a field and its value.

    Both names and the code stand elsewhere in the sheet.
    """
    told = []
    for name in ("description", "responsible", "team", "bars"):
        value = getattr(row, name, None)
        if value:
            told.append((str(getattr(row._meta.get_field(name), "verbose_name", name)), str(value)))
    marks = _marks(row)
    return [*told, (_("Flags"), ", ".join(marks))] if marks else told


def default_now(row: Entry) -> str:
    """Return what is chosen by default today, if it is another row."""
    others = type(row)._default_manager.filter(is_default=True).exclude(pk=row.pk)
    names = [str(other) for other in others]
    return _("Now it is “%(name)s”.") % {"name": ", ".join(names)} if names else ""
