"""The form in which staff take down what a client asks (spec T-5, ASG-11)."""

from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.models import Level
from otklik.clock.offer import levels_of, rows_for
from otklik.desk.forms import keys_of_files
from otklik.directory.models import Category, Difficulty, Priority, Site, Source, Status
from otklik.directory.queries import default_of
from otklik.people.models import Person
from otklik.people.operations import add_contact, person_for
from otklik.people.queries import possible_authors, selectable_responsibles
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Assignment, Request, StaffChoices

LADDER: Final = "ladder"
NOBODY: Final = "nobody"
AUTHOR_FIELDS: Final = ("author", "name", "email", "phone")


class NewTicketForm(forms.Form):
    """A ticket for a client: who asks, what, and what staff decide at once.

    Args:
        site: The brand that the ticket belongs to; decides what may be chosen.
    """

    author = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    text = forms.CharField(
        label=gettext_lazy("What the client asks"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    source = forms.ModelChoiceField(
        Source.objects.none(), required=False, label=gettext_lazy("Source")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), required=False, label=gettext_lazy("Category")
    )
    priority = forms.ModelChoiceField(
        Priority.objects.none(), required=False, label=gettext_lazy("Criticality")
    )
    level = forms.ModelChoiceField(
        Level.objects.none(), required=False, label=gettext_lazy("Level")
    )
    status = forms.ModelChoiceField(
        Status.objects.none(), required=False, label=gettext_lazy("Status")
    )
    difficulty = forms.ModelChoiceField(
        Difficulty.objects.none(), required=False, label=gettext_lazy("Difficulty")
    )
    responsible = forms.ChoiceField(label=gettext_lazy("Assignee"))
    co_executors = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        required=False,
        label=gettext_lazy("Co-executors"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        self._offer("author", possible_authors())
        self._offer("source", rows_for(Source, site=site), empty=_("site"))
        self._offer("category", rows_for(Category, site=site), empty=_("none"))
        self._offer("priority", rows_for(Priority, site=site))
        self._offer("level", levels_of(site), empty=_("as the client’s groups say"))
        self._offer("status", rows_for(Status, site=site), empty=_("none"))
        self._offer("difficulty", rows_for(Difficulty, site=site), empty=_("none"))
        staff = selectable_responsibles()
        self._offer("co_executors", staff)
        people = [(str(person.pk), person.shown_name) for person in staff]
        first = [(LADDER, _("by the rules")), (NOBODY, _("nobody"))]
        cast("forms.ChoiceField", self.fields["responsible"]).choices = [*first, *people]
        for name, kind in (("priority", Priority), ("status", Status), ("category", Category)):
            self.initial.setdefault(name, default_of(kind, site=site))

    def _offer(self, name: str, rows: models.QuerySet[Any], *, empty: str | None = None) -> None:
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset = rows.distinct()
        if empty is not None:
            field.empty_label = empty

    @property
    def uploads(self) -> list[str]:
        """The keys of the files that are sent along."""
        return keys_of_files(self.data)

    @property
    def chosen_author(self) -> Person | None:
        """The client that was chosen, also in a form that is not valid."""
        said = str(self["author"].value() or "")
        known = said.isascii() and said.isdecimal() and len(said) < 19
        return possible_authors().filter(pk=int(said)).first() if known else None

    def clean(self) -> dict[str, Any]:
        """Check that somebody asks, and asks something.

        Raises:
            ValidationError: No client is named, or there is neither text nor file.
        """
        data = super().clean() or self.cleaned_data
        named = data.get("author") or any(data.get(name) for name in AUTHOR_FIELDS)
        if not named and not any(name in self.errors for name in AUTHOR_FIELDS):
            self.add_error("name", _("Choose the client, or give a name or an address."))
        if not (data.get("text") or "").strip() and not self.uploads:
            self.add_error("text", _("Write what the client asks, or attach a file."))
        return data

    def request(self) -> Request:
        """Return what is to be opened, from a valid form; a new client is written down.

        Raises:
            ValidationError: The new client's name or address does not fit.
        """
        data = self.cleaned_data
        return Request(
            site=self.site,
            title=data["title"],
            body=Body(text=data["text"], uploads=self.uploads),
            author=self._author(),
            category=data["category"],
            priority=data["priority"],
            source=data["source"],
            staff=StaffChoices(
                level=data["level"],
                status=data["status"],
                difficulty=data["difficulty"],
                responsible=self._responsible(),
                co_executors=list(data["co_executors"]),
            ),
        )

    def _author(self) -> Person:
        """Return who asks: the chosen person, whoever has the address, or a new contact (D-12)."""
        data = self.cleaned_data
        chosen: Person | None = data["author"]
        if chosen is not None:
            return chosen
        if data["email"]:
            return person_for(data["email"], name=data["name"])
        return add_contact(name=data["name"], phone=data["phone"])

    def _responsible(self) -> Person | Assignment:
        wanted = self.cleaned_data["responsible"]
        if wanted == LADDER:
            return Assignment.LADDER
        if wanted == NOBODY:
            return Assignment.NOBODY
        person = selectable_responsibles().filter(pk=int(wanted)).first()
        if person is None:
            raise ValidationError({"responsible": _("Choose one of the list.")}, code="gone")
        return person
