"""The form in which staff take down what a client asks (spec T-5, ASG-11)."""

import re
from email.utils import parseaddr
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from otklik.clock.choice import Given
from otklik.clock.models import Level
from otklik.clock.offer import levels_of, lists_on, row_in, rows_for
from otklik.coupons.operations.spend import Claim
from otklik.desk.author_form import AuthorForm
from otklik.desk.forms import keys_of_files
from otklik.desk.pages.colleagues import colleagues
from otklik.directory.models import Category, Difficulty, Priority, Site, Source, Status
from otklik.people.models import Person
from otklik.people.queries import selectable_responsibles
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Assignment, Request, StaffChoices
from otklik.tickets.operations.start import LIMITED, Start, Wish

LADDER: Final = "ladder"
NOBODY: Final = "nobody"
CHOICES: Final = LIMITED
"""The lists of the form that follow the level."""

_BETWEEN_COMMAS: Final = re.compile(r'(?:[^,;"]|"[^"]*")+')


class NewTicketForm(AuthorForm):
    """A ticket for a client: who asks, what, and what staff decide at once.

    Args:
        site: The brand that the ticket belongs to; decides what may be chosen.
    """

    email: forms.CharField = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("One address or several, with commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
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
    coupon = forms.CharField(
        label=gettext_lazy("Code of the coupon"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("One request is taken off it; its level goes before any other."),
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
        self._addresses: list[tuple[str, str]] = []
        self.offer("source", rows_for(Source, site=site), empty=_("site"))
        self.offer("category", rows_for(Category, site=site), empty=_("none"))
        self.offer("priority", rows_for(Priority, site=site), empty=_("not chosen"))
        self.offer("level", levels_of(site), empty=_("as the client’s groups say"))
        self.offer("status", rows_for(Status, site=site), empty=_("none"))
        self.offer("difficulty", rows_for(Difficulty, site=site), empty=_("none"))
        self.offer("co_executors", selectable_responsibles())
        people = [(str(one.person.pk), one.words) for one in colleagues()]
        first = [(LADDER, _("by the rules")), (NOBODY, _("nobody"))]
        cast("forms.ChoiceField", self.fields["responsible"]).choices = [*first, *people]

    def wish(self) -> Wish:
        """Return what has been chosen so far, also in a form that is not valid."""
        rows = lists_on(self.site, *CHOICES.values(), Level)
        return Wish(
            site=self.site,
            author=self.chosen_author,
            given=Given(staff=row_in(rows[Level], self["level"].value())),
            by_staff=True,
            category=row_in(rows[Category], self["category"].value()),
            priority=row_in(rows[Priority], self["priority"].value()),
            status=row_in(rows[Status], self["status"].value()),
        )

    def follow(self, begun: Start) -> None:
        """Offer what the level allows, and begin with what the ticket would start with (D-16).

        A form that was sent keeps what was chosen, beside the error that tells of it.

        Args:
            begun: With what the ticket would start.
        """
        all_rows = lists_on(self.site, *CHOICES.values())
        for name, kind in CHOICES.items():
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            rows = list(begun.offered[kind])
            chosen = row_in(all_rows[kind], self[name].value())
            if chosen is not None and chosen not in rows:
                if self.is_bound:
                    rows.append(chosen)
                else:
                    del self.initial[name]
            field.choices = [("", field.empty_label), *((row.pk, str(row)) for row in rows)]
            self.initial.setdefault(name, getattr(begun, name, None))

    def clean_email(self) -> str:
        """Return the first address; the others of a client without an account are kept (spec T-6).

        Raises:
            ValidationError: Something of it is no address; it is named.
        """
        said = [part.strip() for part in _BETWEEN_COMMAS.findall(self.cleaned_data["email"])]
        named = [parseaddr(part) for part in said if part]
        wrong = [part for part in said if part and not _is_address(parseaddr(part)[1])]
        if wrong:
            raise forms.ValidationError(
                ngettext(
                    "This is no address: %(list)s", "These are no addresses: %(list)s", len(wrong)
                ),
                code="invalid",
                params={"list": ", ".join(wrong)},
            )
        self._addresses = named
        return named[0][1] if named else ""

    @property
    def uploads(self) -> list[str]:
        """The keys of the files that are sent along."""
        return keys_of_files(self.data)

    def clean(self) -> dict[str, Any]:
        """Check that somebody asks, and asks something.

        Raises:
            ValidationError: No client is named, or there is neither text nor file.
        """
        data = super().clean()
        if self._addresses and not data.get("name"):
            data["name"] = self._addresses[0][0]
        if not (data.get("text") or "").strip() and not self.uploads:
            self.add_error("text", _("Write what the client asks, or attach a file."))
        return data

    def request(self, coupon: Claim | None) -> Request:
        """Return what is to be opened, from a valid form; a new client is written down.

        Args:
            coupon: The coupon that is to be used.

        Raises:
            ValidationError: The new client's name or address does not fit.
        """
        data = self.cleaned_data
        return Request(
            site=self.site,
            title=data["title"],
            body=Body(text=data["text"], uploads=self.uploads),
            author=self.named_author(),
            author_text=self._further_addresses(),
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
            coupon=coupon,
        )

    def _further_addresses(self) -> str:
        """Return at which other addresses a client is told who was not chosen from the list."""
        if self.cleaned_data["author"] is not None:
            return ""
        further = self._addresses[1:]
        return ", ".join(f"{name} <{address}>" if name else address for name, address in further)

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


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
