"""Lists in the form of a level: what tickets may have, times of criticalities, what is included."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.columns import LONGEST_ENTITLEMENT, LONGEST_PERIOD, UNITS, Grant
from otklik.clock.models import Level
from otklik.clock.offer import LISTS
from otklik.clock.terms import Unit
from otklik.directory.models import Entry, Priority
from otklik.people.edit_forms import EditForm
from otklik.people.editing import Edit

ALL: Final = "all"
"""What the first box of a list sends: all rows, present and future (spec SLA-6)."""

SPARE_ROWS: Final = 3
"""So many empty rows for entitlements stand below those that are there."""
MOST_ROWS: Final = 40


class _WithAll(ModelChoiceIterator):  # type: ignore[type-arg]  # only the stubs know of it
    """The rows of a dictionary, and before them the choice of all; no query."""

    field: "AllowedField"

    def __iter__(self) -> Iterator[Any]:
        yield ALL, _("All, present and future")
        yield from map(self.choice, self.field.rows)


class AllowedField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """The rows that tickets of a level may have: all, or those that are named (spec SLA-6, C-10).

    Its value is the rows, none of them if all are meant. If nothing is ticked, or "all" and single
    rows, it is refused: the level would allow more than somebody has ticked.

    Args:
        kind: The dictionary.
        rows: Those of its rows that may be named.
    """

    iterator = _WithAll

    def __init__(self, kind: type[Entry], rows: Sequence[Entry], **kwargs: Any) -> None:
        self.rows = rows
        found = kind._default_manager.filter(pk__in=[row.pk for row in rows])
        super().__init__(found, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the rows that are named."""
        return super().to_python(_named(value))

    def clean(self, value: Any) -> Any:
        """Return the rows that are named; no rows if all are meant.

        Raises:
            ValidationError: Nothing is ticked, or "all" and single rows; or a row is not to be had.
        """
        named = _named(value)
        if not value or 0 < len(named) < len(value):
            words = _("Tick “All, present and future”, or single rows.")
            raise ValidationError(words, code="either")
        return super().clean(named) if named else []

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether other rows are named than before."""
        return super().has_changed(_named(initial), _named(data))


def _named(sent: Any) -> list[Any]:
    """Return what was ticked without "all"."""
    return [each for each in sent or () if str(each) != ALL]


def add_allowed(form: EditForm, kept: Mapping[type[Any], Sequence[Any]]) -> None:
    """Add the lists of what tickets may have to the form of a level.

    Args:
        form: The form.
        kept: All rows of the dictionaries, and of the tables that tell which a level names.
    """
    level = form.instance
    for kind, name in LISTS.items():
        key = f"{kind._meta.model_name}_id"
        link = getattr(Level, name).through
        named = [getattr(one, key) for one in kept[link] if one.level_id == level.pk]
        rows = [row for row in kept[kind] if row.archived_at is None or row.pk in named]
        label = getattr(Level, name).field.verbose_name
        form.fields[name] = AllowedField(kind, rows, label=label)
        form.initial[name] = named or [ALL]
        _send_what_was_shown(form, (name,))


class Time(NamedTuple):
    """The two fields of a criticality: how many, of what."""

    priority: Priority
    value: str
    unit: str


class OwnTimes:
    """Reaction times of single criticalities as fields of a form (spec TAR-8).

    Args:
        form: The form of a level, whose fields it adds to; its instance has the present times.
        rows: All criticalities.
    """

    def __init__(self, form: EditForm, rows: Sequence[Priority]) -> None:
        self._form = form
        present = {key: (value, unit) for key, value, unit in form.instance.reactions}
        self._times = [
            Time(row, f"own_{row.pk}", f"own_unit_{row.pk}")
            for row in rows
            if row.archived_at is None or row.pk in present
        ]
        for row, value, unit in self._times:
            form.fields[value] = forms.IntegerField(
                label=_("%(priority)s: answer within") % {"priority": row},
                required=False,
                min_value=1,
                max_value=LONGEST_PERIOD,
            )
            form.fields[unit] = forms.ChoiceField(
                label=_("Unit"), choices=UNITS, required=False, initial=Unit.HOUR.value
            )
            form.initial[value], form.initial[unit] = present.get(row.pk, (None, Unit.HOUR.value))
            _send_what_was_shown(form, (value, unit))

    @property
    def names(self) -> list[str]:
        """The names of the fields."""
        return [name for time in self._times for name in (time.value, time.unit)]

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the pairs of fields."""
        return ((self._form[time.value], self._form[time.unit]) for time in self._times)

    def column(self) -> list[list[int | str]]:
        """Return what a sent form says, as the column holds it, in the order of the ids."""
        said = self._form.cleaned_data
        return sorted(
            [time.priority.pk, said[time.value], said.get(time.unit) or Unit.HOUR.value]
            for time in self._times
            if said.get(time.value)
        )

    def gathered(self, edit: Edit) -> Edit:
        """Return an edit in which the single fields are the one column."""
        shown = sorted(
            [time.priority.pk, value, self._form.shown_of(self._form[time.unit])]
            for time in self._times
            if (value := self._form.shown_of(self._form[time.value]))
        )
        return _gathered(edit, self.names, "reactions", self.column(), shown)


class Line(NamedTuple):
    """The three fields of an entitlement."""

    russian: str
    english: str
    grant: str


class Entitlements:
    """What a level includes, as rows of fields; a row without a Russian text is none (spec SLA-16).

    Args:
        form: The form of a level, whose fields it adds to; its instance has the present rows.
    """

    def __init__(self, form: EditForm) -> None:
        self._form = form
        present = form.instance.entitlements
        sent = sum(f"included_ru_{number}" in form.data for number in range(MOST_ROWS))
        count = min(max(len(present) + SPARE_ROWS, sent), MOST_ROWS)
        self._lines = [
            Line(f"included_ru_{number}", f"included_en_{number}", f"included_{number}")
            for number in range(count)
        ]
        for number, line in enumerate(self._lines):
            for name, label in (
                (line.russian, gettext_lazy("In Russian")),
                (line.english, gettext_lazy("In English")),
            ):
                form.fields[name] = forms.CharField(
                    label=label, required=False, max_length=LONGEST_ENTITLEMENT
                )
            form.fields[line.grant] = forms.ChoiceField(
                label=gettext_lazy("Is it included?"), choices=Grant.choices, required=False
            )
            row = present[number] if number < len(present) else ["", "", Grant.YES.value]
            form.initial.update(zip(line, row, strict=True))
            _send_what_was_shown(form, line)

    @property
    def names(self) -> list[str]:
        """The names of the fields."""
        return [name for line in self._lines for name in line]

    def __iter__(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield the rows of fields."""
        return (
            (self._form[line.russian], self._form[line.english], self._form[line.grant])
            for line in self._lines
        )

    def column(self) -> list[list[str]]:
        """Return what a sent form says, as the column holds it."""
        said = self._form.cleaned_data
        return [
            [
                said[line.russian],
                said.get(line.english) or "",
                said.get(line.grant) or Grant.YES.value,
            ]
            for line in self._lines
            if said.get(line.russian)
        ]

    def gathered(self, edit: Edit) -> Edit:
        """Return an edit in which the single fields are the one column."""
        rows = [[self._form.shown_of(self._form[name]) for name in line] for line in self._lines]
        shown = [row for row in rows if row[0]]
        return _gathered(edit, self.names, "entitlements", self.column(), shown)

    def check(self) -> None:
        """Refuse an English text whose Russian one is missing: it would be lost."""
        said = self._form.cleaned_data
        for line in self._lines:
            if said.get(line.english) and not said.get(line.russian):
                words = _("Write it in Russian too, or leave both empty.")
                self._form.add_error(line.russian, ValidationError(words, code="required"))


def _send_what_was_shown(form: EditForm, names: Sequence[str]) -> None:
    for name in names:
        form.fields[name].show_hidden_initial = form.instance.pk is not None


def _gathered(
    edit: Edit, names: Sequence[str], column: str, value: list[Any], shown: list[Any]
) -> Edit:
    """Return an edit in which some fields are one column, if any of them has changed."""
    values = {name: each for name, each in edit.values.items() if name not in names}
    kept = {name: edit.shown[name] for name in values}
    if len(values) < len(edit.values):
        values[column], kept[column] = value, shown
    return Edit(values, kept)
