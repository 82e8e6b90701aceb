"""The desk's forms: what a browser sends, checked and typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from otklik.core.search import LONGEST_QUESTION
from otklik.core.text import storable
from otklik.tickets.operations.set_fields import FieldChange, Value, value_of
from otklik.tickets.queries.lists import Side
from otklik.ui.parts.composer import ModeName

LONGEST_KEY: Final = 100
MOST_FILES: Final = 100
LONGEST_EFFORT: Final = 9999


def keys_of_files(data: Mapping[str, Any]) -> list[str]:
    """Return the keys of uploads that a form sends along, in the order of its inputs."""
    return cast("QueryDict", data).getlist("files")[:MOST_FILES]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a search says; whatever it says wrongly counts as not said.

    Attributes:
        words: What was typed.
        side: Open or closed tickets; nothing for both.
        author: The client whose tickets are looked through.
        before: The number before which a later page begins.
    """

    words: str = ""
    side: Side | None = None
    author: int | None = None
    before: int | None = None

    @classmethod
    def of(cls, data: QueryDict) -> "Asked":
        """Return what an address says."""
        state = data.get("state", "")
        return cls(
            words=storable(data.get("q", ""))[:LONGEST_QUESTION],
            side=Side(state) if state in set(Side) else None,
            author=_number(data.get("author", "")),
            before=_number(data.get("before", "")),
        )

    @property
    def is_something(self) -> bool:
        """Whether anything was asked."""
        return bool(self.words.strip() or self.author)

    def url(self, *, before: int | None = None) -> str:
        """Return the address of the search, or of a later page of it."""
        return reverse("desk:search", query=self._query(self.side, before) or None)

    @property
    def sides(self) -> list[tuple[str, str, bool]]:
        """The three choices of the state: name, address, whether it is the present one."""
        names: dict[Side | None, str] = {
            None: gettext("All"),
            Side.OPEN: pgettext("tickets", "Open"),
            Side.CLOSED: pgettext("tickets", "Closed"),
        }
        return [
            (name, reverse("desk:search", query=self._query(side) or None), side is self.side)
            for side, name in names.items()
        ]

    def _query(self, side: Side | None, before: int | None = None) -> dict[str, str]:
        said = {"q": self.words, "state": side, "author": self.author, "before": before}
        return {name: str(value) for name, value in said.items() if value}


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None


class ChoiceForm(forms.Form):
    """A property chosen from a list: the wanted row, and the one that the page showed (law 9)."""

    new = forms.IntegerField(required=False, min_value=1)
    shown = forms.IntegerField(required=False, min_value=1)


class WriteForm(forms.Form):
    """A message and what is saved together with it (spec D-6)."""

    key = forms.CharField(max_length=LONGEST_KEY)
    seen = forms.IntegerField(min_value=0, required=False)
    mode = forms.ChoiceField(choices=[("reply", ""), ("note", "")])
    text = forms.CharField(required=False, strip=False)
    html = forms.CharField(required=False, strip=False)
    status = forms.IntegerField(required=False, min_value=1)
    shown_status = forms.IntegerField(required=False, min_value=1)
    close = forms.BooleanField(required=False)
    for_author = forms.BooleanField(required=False)
    source = forms.IntegerField(required=False, min_value=1)
    keeps_status = forms.BooleanField(required=False)

    @property
    def mode_name(self) -> ModeName:
        """The mode, also of a form that is not valid."""
        return "note" if self.data.get("mode") == "note" else "reply"

    @property
    def uploads(self) -> list[str]:
        """The keys of the files that are sent along."""
        return keys_of_files(self.data)


class FieldsForm(forms.Form):
    """A small form for one or two written properties; it carries what the page showed (law 9)."""

    names: tuple[str, ...] = ()

    @property
    def shown(self) -> dict[str, str]:
        """What the page showed, as hidden inputs send it back."""
        return {f"shown-{name}": self._as_text(self.initial.get(name)) for name in self.names}

    @staticmethod
    def _as_text(value: object) -> str:
        if isinstance(value, bool):
            return "on" if value else ""
        return value.isoformat() if isinstance(value, date) else str(value or "")

    def changes(self) -> list[FieldChange]:
        """Return what is to be changed, from a valid form."""
        return [FieldChange(name, self.wanted(name), self._said(name)) for name in self.names]

    def wanted(self, name: str) -> Value:
        """Return the wanted value of a property."""
        value: Value = self.cleaned_data[name]
        return value

    def _said(self, name: str) -> Value:
        raw = self.data.get(f"shown-{name}", "")
        field = self.fields[name]
        value: Value = field.to_python(
            raw == "on" if isinstance(field, forms.BooleanField) else raw
        )
        return value


class TitleForm(FieldsForm):
    """The title."""

    names = ("title",)
    heading = _("Title of the ticket")
    title = forms.CharField(label=_("Title"), max_length=255)


class CommentForm(FieldsForm):
    """The comment of the staff (spec MSG-3)."""

    names = ("comment",)
    heading = _("Comment for the staff")
    comment = forms.CharField(
        label=_("Comment"),
        max_length=255,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One text for the whole ticket. The client does not see it."),
    )


class PlannedForm(FieldsForm):
    """The planned effort, in minutes."""

    names = ("planned_minutes",)
    heading = _("Planned effort of the ticket")
    planned_minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=LONGEST_EFFORT,
        required=False,
        help_text=_("Empty: not planned."),
    )


class ExpectedForm(FieldsForm):
    """The date on which the solution is expected, and whether the client sees it (spec T-11)."""

    names = ("expected_on", "expected_shown")
    heading = _("Expected date of the solution")
    expected_on = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    expected_shown = forms.BooleanField(label=_("Show it to the client"), required=False)


class AutoCloseForm(FieldsForm):
    """After how many days without a reply of the client the ticket closes by itself (CLS-2)."""

    names = ("auto_close_days",)
    heading = _("Auto-close")
    auto_close_days = forms.IntegerField(
        label=_("Days without a reply from the client"),
        min_value=1,
        max_value=90,
        required=False,
        help_text=_("From 1 to 90. Empty: never."),
    )


WRITTEN: Final[dict[str, type[FieldsForm]]] = {
    "title": TitleForm,
    "comment": CommentForm,
    "planned": PlannedForm,
    "expected": ExpectedForm,
    "auto-close": AutoCloseForm,
}
"""The small forms by the names in their addresses."""


def held_until() -> forms.DateField:
    """Return the field in which somebody says until when tickets are held."""
    return forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "On this day it comes back. Empty: when it is taken off hold, or the client writes."
        ),
    )


class HoldForm(forms.Form):
    """Until when a ticket is put on hold."""

    until = held_until()


class LetterAnswerForm(forms.Form):
    """What a client answers to a letter, written in the demo's outbox."""

    text = forms.CharField(
        label=_("Answer of the client"), widget=forms.Textarea(attrs={"rows": 4}), strip=False
    )


def initial_of(form: type[FieldsForm], ticket: Any) -> dict[str, Value]:
    """Return the present values for a small form."""
    return {name: value_of(ticket, name) for name in form.names}


def numbers(values: Sequence[str]) -> list[int]:
    """Return what of `values` are ticket numbers or ids; anything else is left out."""
    return [int(one) for one in values if one.isascii() and one.isdecimal() and len(one) < 19]
