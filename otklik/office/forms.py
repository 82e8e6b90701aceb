"""Forms of the settings: rows of dictionaries, the site."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final, cast

from django import forms
from django.conf import settings
from django.db.models import Q
from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _

from otklik.directory.models import ACCENTS, STEPS, Assigning, Entry, Site
from otklik.directory.steps import Step
from otklik.people.edit_forms import EditForm
from otklik.people.models import Person, SupportGroup
from otklik.people.queries import selectable_responsibles, sharing_teams
from otklik.people.zones import zone_groups

ENTRY_FIELDS: Final = (
    "name_ru",
    "name_en",
    "folder",
    "text_ru",
    "text_en",
    "description",
    "code",
    "responsible",
    "team",
    "bars",
    "is_solved",
    "is_satisfied",
    "out_of_turn",
    "closes",
    "pauses_clock",
    "sites",
    "is_default",
)
"""The fields of all dictionaries in the order of the sheet; each kind has some of them."""

LARGEST_LOGO: Final = 2 * 1024 * 1024
"""Bytes."""

HINTS: Final = {
    "code": _("Latin letters, digits and _. Rules and programs know the row by it."),
    "responsible": _("Gets its tickets. The page “Assignment” says who is asked first."),
    "bars": _("From 1 to 4: the more, the more urgent."),
    "out_of_turn": _("Its tickets stand before all others in the queue."),
    "closes": _("A ticket that gets this status is closed."),
    "pauses_clock": _("The deadline waits while a ticket has this status."),
    "sites": _("If none is ticked: everywhere."),
}


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # only the stubs know of it
    """One of the people who can be responsible."""

    def label_from_instance(self, obj: Person) -> str:
        """Return what a person is called."""
        return obj.shown_name


def responsible_field(row: Any, name: str) -> PersonChoice:
    """Return the field for the person who answers; whoever does so today stays among them.

    Args:
        row: The row with the present value.
        name: Its field.
    """
    free = selectable_responsibles()
    present = getattr(row, f"{name}_id")
    chosen = Person.objects.filter(Q(pk__in=free.values("pk")) | Q(pk=present))
    return PersonChoice(
        queryset=chosen.order_by("sort_key", "pk"),
        required=False,
        label=row._meta.get_field(name).verbose_name,
        empty_label=_("Nobody"),
    )


def offer_teams(form: EditForm) -> None:
    """Let a form name a team that shares tickets out; where there is none, it does not ask.

    Args:
        form: With a field `team`; whatever is named today stays among the choices.
    """
    present = form.instance.team_id
    teams = SupportGroup.objects.filter(Q(pk__in=sharing_teams().values("pk")) | Q(pk=present))
    if present is None and not teams:
        del form.fields["team"]
        return
    team = form.fields["team"]
    team.queryset = teams  # type: ignore[attr-defined]  # a model choice
    team.empty_label = _("No team")  # type: ignore[attr-defined]
    team.help_text = _("It shares the tickets out among its members, as its own page says.")


class EntryForm(EditForm):
    """A row of any dictionary: it has the fields that its kind has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        super().__init__(*args, **kwargs)
        if isinstance(instance, Assigning):
            self._replace("responsible", responsible_field(instance, "responsible"))
            offer_teams(self)
        sites = list(Site.objects.order_by("pk"))
        if len(sites) < 2:
            del self.fields["sites"]
        else:
            self.fields["sites"].choices = [(site.pk, str(site)) for site in sites]  # type: ignore[attr-defined]  # it is a choice
        for name in HINTS.keys() & self.fields.keys():
            self.fields[name].help_text = HINTS[name]

    def _replace(self, name: str, field: forms.Field) -> None:
        field.show_hidden_initial = self.fields[name].show_hidden_initial
        self.fields[name] = field


@cache
def entry_form(kind: type[Entry]) -> type[EntryForm]:
    """Return the form for the rows of a dictionary."""
    names = {field.name for field in kind._meta.get_fields()}
    made = modelform_factory(
        kind,
        form=EntryForm,
        fields=[name for name in ENTRY_FIELDS if name in names],
        widgets={
            "description": forms.Textarea(attrs={"rows": 3}),
            "text_ru": forms.Textarea(attrs={"rows": 6}),
            "text_en": forms.Textarea(attrs={"rows": 6}),
            "sites": forms.CheckboxSelectMultiple,
            "bars": forms.NumberInput(attrs={"min": 1, "max": 4}),
        },
    )
    return cast("type[EntryForm]", made)


class LogoForm(forms.Form):
    """A site's logo as it is sent: a file, or the wish to be without one."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        max_length=255,
        help_text=_("A picture up to 2 MB; it stands before the site’s name."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    remove = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Check that something is sent and that it is not too big.

        Raises:
            ValidationError: There is neither a file nor the wish to be without one.
        """
        data = super().clean() or {}
        file = data.get("logo")
        if file and file.size > LARGEST_LOGO:
            self.add_error("logo", _("This file is bigger than 2 MB."))
        elif not file and not data.get("remove") and not self.errors:
            self.add_error("logo", _("Choose a file."))
        return data


SITE_HINTS: Final = {
    "base_url": _("Links in letters lead here. If it is empty: the address of the service."),
    "languages": _("In the portal and where people sign in. Staff choose any language."),
    "language": _("For people whose own language is not known or not offered."),
    "time_zone": _("Letters tell the hour in it to people whose own is not known."),
    "sender_name": _("If the mailbox has no name of its own."),
    "sender_address": _("If the site has no mailbox."),
    "auto_close_days": _("After the last answer of the support, if the client keeps silent."),
    "reopen_days": _("Later a new ticket begins, linked with the old one. If it is empty: always."),
    "after_term_ru": _("If it is empty, the page says when the term ended."),
}


class SiteForm(EditForm):
    """What an administrator changes about a site while the service runs."""

    accent = forms.TypedChoiceField(
        label=_("Accent colour"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[("", _("Cobalt")), *((str(step), str(step + 1)) for step in range(ACCENTS))],
    )
    base_url = forms.URLField(
        label=_("Public address"), required=False, max_length=200, assume_scheme="https"
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages for clients"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Default language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_groups)

    class Meta:
        """The fields in the order of the page."""

        model = Site
        fields = (
            "name_ru",
            "name_en",
            "accent",
            "base_url",
            "languages",
            "language",
            "time_zone",
            "sender_name",
            "sender_address",
            "field_rights",
            "agents_see_unassigned",
            "answering",
            "hidden_by_default",
            "auto_close_days",
            "reopen_days",
            "hold_pauses_clock",
            "takes_coupons",
            "after_term",
            "after_term_ru",
            "after_term_en",
        )
        widgets: ClassVar = {
            "field_rights": forms.RadioSelect,
            "answering": forms.RadioSelect,
            "after_term": forms.RadioSelect,
            "after_term_ru": forms.Textarea(attrs={"rows": 2}),
            "after_term_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in SITE_HINTS.items():
            self.fields[name].help_text = hint


class AssignmentForm(EditForm):
    """Who answers for the tickets of a site if nobody else does."""

    class Meta:
        """The field."""

        model = Site
        fields = ("default_responsible",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = responsible_field(self.instance, "default_responsible")
        field.show_hidden_initial = True
        field.help_text = _("If no step names anybody who is there. May give tickets to others.")
        self.fields["default_responsible"] = field


class TryForm(forms.Form):
    """A made-up ticket, of which the page says who would get it.

    Args:
        rows: What is in use on the site, by the step that asks it.
    """

    def __init__(self, *args: Any, rows: Mapping[Step, Sequence[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step, offered in rows.items():
            self.fields[step.value] = forms.TypedChoiceField(
                label=dict(STEPS)[step.value],
                required=step is Step.LEVEL,
                empty_value=None,
                choices=[*_none(step), *((str(row.pk), str(row)) for row in offered)],
                coerce={str(row.pk): row for row in offered}.get,
            )


def _none(step: Step) -> list[tuple[str, str]]:
    """Return the choice of nothing; each ticket has a level."""
    return [] if step is Step.LEVEL else [("", "–")]
