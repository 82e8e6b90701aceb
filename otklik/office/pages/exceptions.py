"""Exceptions from the weekly hours in words (spec CAL-3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clock.days import ExceptionKind, clock_text
from otklik.clock.models import Level, TimetableException
from otklik.clock.words import weekday
from otklik.ui.parts.words import date_words


@dataclass(frozen=True, slots=True)
class Line:
    """One exception in a list.

    Attributes:
        key: What a form calls it.
        days: When it is.
        name: What it is called.
        what: What it does.
        levels: To whom it applies.
        url: Its page; empty for one that is only proposed.
        is_known: The same stands in the list already.
        is_ticked: It is to be added.
    """

    key: str
    days: str
    name: str
    what: str
    levels: str = ""
    url: str = ""
    is_known: bool = False
    is_ticked: bool = False


def days_of(row: TimetableException) -> str:
    """Return when an exception is: «4 ноября», «1–8 января», «30 декабря – 8 января»."""
    first, last = row.first_day, row.last_day
    if first == last:
        return date_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_words(last)}"
    return f"{date_words(first)} – {date_words(last)}"


def what_of(row: TimetableException) -> str:
    """Return what an exception does, in short."""
    hours = f"{clock_text(row.from_minute or 0)}–{clock_text(row.till_minute or 0)}"
    match ExceptionKind(row.kind):
        case ExceptionKind.CLOSED:
            return _("closed all day")
        case ExceptionKind.CUT:
            return _("closed %(hours)s") % {"hours": hours}
        case ExceptionKind.HOURS:
            return _("open %(hours)s") % {"hours": hours}
        case ExceptionKind.AS_WEEKDAY:
            return _("hours of a weekday: %(day)s") % {"day": weekday(row.weekday or 0)}


def lines(
    rows: Iterable[TimetableException], *, levels: Collection[Level] | None = None
) -> list[Line]:
    """Return the lines of stored exceptions.

    Args:
        rows: Their levels are read before, if they are told.
        levels: All levels in use, to say to which of them each applies; if left out, none is told.
    """
    return [
        Line(
            key=str(row.pk),
            days=days_of(row),
            name=str(row),
            what=what_of(row),
            levels="" if levels is None else _whom(row, levels),
            url=reverse("office:exception", args=[row.pk]),
        )
        for row in rows
    ]


def _whom(row: TimetableException, levels: Collection[Level]) -> str:
    """Return to which levels an exception applies: by their names, or by the others if shorter."""
    named = list(row.levels.all())
    if not named:
        return _("all levels")
    others = [level for level in levels if level not in named]
    if not others:
        return _("all present levels")
    told = ", ".join(map(str, named))
    but = ngettext("all but the level %(names)s", "all but the levels %(names)s", len(others))
    return min(told, but % {"names": ", ".join(map(str, others))}, key=len)


def key_of(row: TimetableException) -> str:
    """Return what makes two exceptions the same for whoever looks through holidays."""
    return f"{row.first_day.isoformat()} {row.last_day.isoformat()} {row.kind}"


def proposed(
    rows: Iterable[TimetableException],
    known: Iterable[TimetableException],
    ticked: Collection[str] | None = None,
) -> list[Line]:
    """Return the lines of proposed exceptions.

    Args:
        rows: Not saved yet.
        known: Those that there are.
        ticked: The keys of those that are to be added; those that are not known, if left out.
    """
    there = {key_of(row) for row in known}
    return [
        Line(
            key=key,
            days=days_of(row),
            name=str(row),
            what=what_of(row),
            is_known=key in there,
            is_ticked=key not in there if ticked is None else key in ticked,
        )
        for key, row in ((key_of(row), row) for row in rows)
    ]
