"""What is done to several tickets at once, as a browser sends it (spec LIST-10)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from otklik.core.time import now
from otklik.desk.forms import LONGEST_KEY, held_until, numbers
from otklik.directory.queries import default_site
from otklik.tickets.operations.hold import HAS_BEGUN, day_begins
from otklik.tickets.queries.lists import PAGE

MOST_AT_ONCE: Final = 2 * PAGE


class Deed(StrEnum):
    """What can be done to several tickets at once."""

    ASSIGN = "responsible"
    STATUS = "status"
    CATEGORY = "category"
    PRIORITY = "priority"
    HOLD = "hold"
    CLOSE = "close"

    @property
    def chooses(self) -> bool:
        """Whether a value is chosen from a list."""
        return self not in {Deed.HOLD, Deed.CLOSE}


def deed_of(data: QueryDict) -> Deed | None:
    """Return what is asked for; nothing if it is not known."""
    said = data.get("do", "")
    return Deed(said) if said in set(Deed) else None


def chosen_numbers(data: QueryDict) -> list[int]:
    """Return the tickets that were chosen, each once, in the order of the list."""
    return list(dict.fromkeys(numbers(data.getlist("chosen"))))[:MOST_AT_ONCE]


def shown_values(data: QueryDict, chosen: list[int]) -> Mapping[int, int | None]:
    """Return what the form showed as present value of each ticket (law 9).

    Args:
        data: The form.
        chosen: The tickets.
    """
    return {one: next(iter(numbers([data.get(f"shown-{one}", "")])), None) for one in chosen}


class BulkForm(forms.Form):
    """A value for several tickets, or their hold or closing.

    Args:
        deed: What is to be done.
        data: What was sent.
        deed: What is to be done.
        data: What was sent.
        choices: The rows that may be chosen, by what the form sends; empty for hold and closing.
        label: What is chosen.
        key: A new one; makes a second press harmless.
        label: What is chosen.
        key: A new one; makes a second press harmless.
    """

    new = forms.TypedChoiceField(label="", required=False, coerce=int, empty_value=None)
    until = held_until()
    quiet = forms.BooleanField(label=_("The client is not told"), required=False)
    key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)

    def __init__(
        self,
        deed: Deed,
        data: QueryDict | None = None,
        *,
        choices: list[tuple[str, str]],
        label: str,
        key: str = "",
    ) -> None:
        super().__init__(data, initial={"key": key})
        if deed.chooses:
            self.fields["new"].label = label
            self.fields["new"].choices = choices  # type: ignore[attr-defined]  # it is that field
            self.fields["new"].required = True
            del self.fields["until"], self.fields["quiet"]
        else:
            del self.fields["new"]
        if deed is Deed.CLOSE:
            del self.fields["until"]

    def clean_until(self) -> object:
        """Refuse at once what `hold` would refuse for each of the tickets."""
        until = self.cleaned_data["until"]
        if until is not None and day_begins(until, default_site()) <= now():
            raise ValidationError(HAS_BEGUN)
        return until
