"""Forms of the settings about people: somebody, an invitation, memberships, groups."""

from typing import Any, ClassVar, Final, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.formats import date_format
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.people.edit_forms import MOMENT, EditForm
from otklik.people.models import (
    Organization,
    Person,
    Role,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.zones import zone_choices

OWN_LANGUAGE: Final = [("", _("As the browser says")), *settings.LANGUAGES]


DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonForm(EditForm):
    """What an administrator changes about somebody."""

    language = forms.ChoiceField(label=_("Language"), required=False, choices=OWN_LANGUAGE)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        """The fields in the order of the sheet."""

        model = Person
        fields = (
            "name",
            "email",
            "phone",
            "organization",
            "supported_till",
            "language",
            "time_zone",
        )
        widgets: ClassVar = {"supported_till": DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supported_till"].help_text = self._term_hint()
        zones = cast("forms.ChoiceField", self.fields["time_zone"])
        zones.choices = zone_choices(self.instance.time_zone)
        if self.instance.can_sign_in:
            self.fields["email"].help_text = _(
                "Another address must be proven again; until then roles of staff rest."
            )

    def _term_hint(self) -> str:
        """Say what holds if the person has no term of his own (spec REG-10)."""
        company = self.instance.organization
        if company is None or company.supported_till is None:
            return gettext_now("The last day. If it is empty: without end.")
        day = date_format(company.supported_till, "DATE_FORMAT")
        return gettext_now("The last day. If it is empty: as the organization’s, %(day)s.") % {
            "day": day
        }


class InviteForm(forms.Form):
    """Somebody new: an account that is invited, or a contact who never signs in."""

    kind = forms.ChoiceField(
        label=_("What for"),
        widget=forms.RadioSelect,
        initial="account",
        choices=[
            ("account", _("Signs in; an invitation goes to the address")),
            ("contact", _("A contact: writes and calls, never signs in")),
        ],
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    organization = forms.ModelChoiceField(
        label=_("Organization"), required=False, queryset=Organization.objects.all()
    )
    group = forms.ModelChoiceField(
        label=_("User group"),
        required=False,
        queryset=UserGroup.objects.filter(archived_at=None).order_by("pk"),
        help_text=_("It gives the role as soon as the address is proven."),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for an address where an invitation must go."""
        data = super().clean() or {}
        if data.get("kind") == "account" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("An invitation needs an address."))
        return data


class MembershipForm(EditForm):
    """How long a membership counts."""

    class Meta:
        """The fields in the order of the sheet."""

        model = UserGroupMembership
        fields: ClassVar = ["valid_from", "valid_till"]
        widgets: ClassVar = {"valid_from": MOMENT, "valid_till": MOMENT}


class SupportMembershipForm(EditForm):
    """The three flags of a membership, and how long it counts (spec GRP-2, SLA-11)."""

    class Meta:
        """The fields in the order of the sheet."""

        model = SupportMembership
        fields: ClassVar = ["sees_group", "hears_new", "hears_updates", "valid_from", "valid_till"]
        widgets: ClassVar = {"valid_from": MOMENT, "valid_till": MOMENT}


class FoundPerson(forms.ModelChoiceField):  # type: ignore[type-arg]  # only the stubs know of it
    """One of the people whom a search has found."""

    def label_from_instance(self, obj: Person) -> str:
        """Return what a person is called, with the address."""
        return ", ".join(filter(None, dict.fromkeys([obj.shown_name, obj.email])))


class JoinForm(MembershipForm):
    """Somebody who joins a user group, and for how long."""

    class Meta(MembershipForm.Meta):
        """The fields in the order of the sheet."""

        fields: ClassVar = ["person", *MembershipForm.Meta.fields]

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, people)


class SupportJoinForm(SupportMembershipForm):
    """Somebody who joins a support group, with flags, and for how long."""

    class Meta(SupportMembershipForm.Meta):
        """The fields in the order of the sheet."""

        fields: ClassVar = ["person", *SupportMembershipForm.Meta.fields]

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, people)


def _offer(form: EditForm, people: QuerySet[Person]) -> None:
    """Let a form choose among people; the only one is chosen already."""
    form.fields["person"] = FoundPerson(
        queryset=people, label=_("Person"), widget=forms.RadioSelect, empty_label=None
    )
    if len(people) == 1:
        form.initial["person"] = people[0].pk


USER_GROUP_FORM: Final = modelform_factory(
    UserGroup, form=EditForm, fields=["name_ru", "name_en", "role"]
)
CUSTOMERS_FORM: Final = modelform_factory(SupportGroup, form=EditForm, fields=["name"])
TEAM_FORM: Final = modelform_factory(
    SupportGroup,
    form=EditForm,
    fields=["name", "distribution"],
    help_texts={
        "distribution": _("Then levels and dictionaries can name the team instead of a person.")  # type: ignore[dict-item]  # lazy words
    },
)
ORGANIZATION_FORM: Final = modelform_factory(
    Organization,
    form=EditForm,
    fields=["name", "supported_till"],
    widgets={"supported_till": DAY},
    help_texts={"supported_till": _("The last day. If it is empty: without end.")},  # type: ignore[dict-item]  # lazy words
    labels={"name": pgettext_lazy("of a row", "Name")},  # type: ignore[dict-item]  # lazy words
)

ROLE_CHOICES: Final = [("", _("any role")), *Role.choices]
