"""The fields in which staff name a client: somebody known, or somebody new (spec T-5, D-12)."""

from typing import Any, Final, cast

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.people.models import Person
from otklik.people.operations import add_contact, person_for
from otklik.people.queries import possible_authors

AUTHOR_FIELDS: Final = ("author", "name", "email", "phone")


class AuthorForm(forms.Form):
    """Who the client is: chosen from those whom we know, or named by name, address, telephone."""

    author = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    email: forms.CharField = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, required=False
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("author", possible_authors())

    def offer(self, name: str, rows: models.QuerySet[Any], *, empty: str | None = None) -> None:
        """Give a list its rows.

        Args:
            name: The field.
            rows: What may be chosen.
            empty: The words for no choice.
        """
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset = rows.distinct()
        if empty is not None:
            field.empty_label = empty

    @property
    def chosen_author(self) -> Person | None:
        """The client that was chosen, also in a form that is not valid."""
        said = str(self["author"].value() or "")
        known = said.isascii() and said.isdecimal() and len(said) < 19
        return possible_authors().filter(pk=int(said)).first() if known else None

    def clean(self) -> dict[str, Any]:
        """Check that somebody is named.

        Raises:
            ValidationError: No client is named.
        """
        data = super().clean() or self.cleaned_data
        named = any(data.get(name) for name in AUTHOR_FIELDS)
        if not named and not any(name in self.errors for name in AUTHOR_FIELDS):
            self.add_error("name", _("Choose the client, or give a name or an address."))
        return data

    def named_author(self) -> Person:
        """Return who was named in a valid form; somebody new is written down (spec D-12).

        Raises:
            ValidationError: The new client's name or address does not fit.
        """
        data = self.cleaned_data
        chosen: Person | None = data["author"]
        if chosen is not None:
            return chosen
        if data["email"]:
            return person_for(data["email"], name=data["name"])
        return add_contact(name=data["name"], phone=data["phone"])


class ChangeAuthorForm(AuthorForm):
    """Another client for a ticket; it carries whom the page showed (law 9)."""

    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
