"""The journal in words: each line is put into the reader's language when it is read (law 11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from otklik.clock.words import kept_week
from otklik.core.text import localised, one_line
from otklik.office.undoing import can_undo
from otklik.people.journal import Difference, Value
from otklik.people.models import JournalEntry, JournalVerb
from otklik.ui.parts.words import moment_words

LONGEST: Final = 160
NOTHING: Final = "–"


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a line.

    Attributes:
        label: What the field is called.
        before: What stood there; None if it is not told.
        after: What stands there; None if it is not told.
    """

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal: «Изменено: категория „Склад“» and its fields."""

    entry: JournalEntry
    sentence: str
    changes: Sequence[Changed]
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day of the reader's zone."""

    title: str
    lines: Sequence[Line]


def days(entries: Iterable[JournalEntry]) -> list[Day]:
    """Return lines by days, in the order in which they come."""
    by_day = groupby(entries, key=lambda entry: timezone.localtime(entry.at).date())
    grouped = [list(group) for _date, group in by_day]
    return [
        Day(moment_words(group[0].at, "day"), [line(entry) for entry in group]) for group in grouped
    ]


def line(entry: JournalEntry) -> Line:
    """Return a line in the present language."""
    model = _model(entry.kind)
    differences = (Difference.from_json(kept) for kept in entry.changes)
    is_new = entry.verb == JournalVerb.ADDED
    changes = [_changed(model, difference, is_new=is_new) for difference in differences]
    return Line(entry, _sentence(entry), changes, can_undo(entry))


def labels(kind: str, fields: Iterable[str]) -> str:
    """Return what some fields of a kind of rows are called."""
    model = _model(kind)
    return ", ".join(str(getattr(_field(model, name), "verbose_name", name)) for name in fields)


def kind_choices(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return kinds of rows with what they are called, by name."""
    named = [(kind, capfirst(kind_words(kind, many=True))) for kind in kinds]
    return sorted(named, key=lambda pair: pair[1])


def kind_words(kind: str, *, many: bool = False) -> str:
    """Return what rows of a kind are called; a kind that is no more keeps its code."""
    model = _model(kind)
    if model is None:
        return kind
    return str(model._meta.verbose_name_plural if many else model._meta.verbose_name)


def _sentence(entry: JournalEntry) -> str:
    name = localised(entry.name_ru, entry.name_en)
    what = kind_words(entry.kind, many=not name)
    subject = _("%(kind)s “%(name)s”") % {"kind": what, "name": name} if name else what
    pattern = {
        JournalVerb.ADDED: _("Added: %(subject)s"),
        JournalVerb.CHANGED: _("Changed: %(subject)s"),
        JournalVerb.ARCHIVED: _("Into the archive: %(subject)s"),
        JournalVerb.RESTORED: _("Back from the archive: %(subject)s"),
        JournalVerb.ORDERED: _("New order: %(subject)s"),
        JournalVerb.REMOVED: _("Removed: %(subject)s"),
    }[JournalVerb(entry.verb)]
    return pattern % {"subject": subject}


def _changed(model: type[models.Model] | None, difference: Difference, *, is_new: bool) -> Changed:
    field = _field(model, difference.field)
    label = str(getattr(field, "verbose_name", difference.field))
    if difference.is_secret:
        return Changed(capfirst(label), None, None)
    before = None if is_new else _words(difference.before, field)
    return Changed(capfirst(label), before, _words(difference.after, field))


def _words(value: Value, field: Any) -> str:
    match value:
        case None | "" | []:
            return NOTHING
        case bool():
            return _("yes") if value else _("no")
        case dict():
            return _name(value)
        case list() if isinstance(field, models.JSONField) and isinstance(value[0], str):
            return kept_week([str(day) for day in value])
        case list():
            one = getattr(field, "base_field", field)
            names = (_name(each) if isinstance(each, dict) else _plain(each, one) for each in value)
            return one_line(", ".join(names), LONGEST)
        case _:
            return one_line(_plain(value, field), LONGEST)


def _plain(value: int | str, field: Any) -> str:
    for key, label in getattr(field, "flatchoices", ()):
        if str(key) == str(value):
            return str(label)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return moment_words(moment)
    if isinstance(field, models.DateField) and (day := parse_date(str(value))):
        return f"{day:%d.%m.%Y}"
    return str(value)


def _name(kept: dict[str, Any]) -> str:
    return localised(kept["ru"], kept.get("en", ""))


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
