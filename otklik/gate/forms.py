"""The gate's forms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from otklik.directory.languages import choices
from otklik.gate.widgets import LongSelect
from otklik.notices.matrix import Occasion
from otklik.notices.models import Preference
from otklik.notices.queries import Question
from otklik.notices.words import title
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.operations import LONGEST_NAME, LONGEST_PHONE, Profile
from otklik.people.preferences import is_time_zone
from otklik.people.queries import is_taken
from otklik.people.zones import present_name, zone_choices

LONGEST_PASSWORD: Final = 128
TAKEN: Final = "taken"


def _address_field(label: Any, autocomplete: str) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
    return forms.EmailField(label=label, max_length=254, widget=widget)


def _password_field(label: Any, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget)


def address_taken() -> ValidationError:
    """Return the refusal of an address that another account has."""
    return ValidationError(_("An account with this address exists already."), code=TAKEN)


def _check_free(address: str) -> str:
    normal = normal_address(address)
    if is_taken(normal):
        raise address_taken()
    return normal


class SignInForm(forms.Form):
    """Address and password of an account."""

    email = _address_field(_("E-mail"), "username")
    password = _password_field(_("Password"), "current-password")
    remember = forms.BooleanField(
        label=_("Stay signed in on this computer"), required=False, initial=True
    )
    time_zone = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.person: Person | None = None

    def clean(self) -> dict[str, Any]:
        """Check the password; wrong ones are counted, by network address and by account."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        person = get_adapter(self.request).authenticate(
            self.request,
            email=normal_address(cleaned["email"]),
            password=cleaned["password"],
        )
        if person is None:
            self.add_error("password", _wrong_password(cleaned["password"]))
        elif not person.is_active:
            raise ValidationError(
                _("This account is switched off. Write to the administrator."), code="off"
            )
        self.person = person
        return cleaned


def _wrong_password(password: str) -> ValidationError:
    """Return the refusal; it names a keyboard layout that looks like a slip."""
    message = _("That password didn’t work.")
    if any("а" <= letter <= "я" or letter == "ё" for letter in password.lower()):
        message = _("That password didn’t work. Your keyboard is on RU.")
    elif get_language() == "ru" and any("a" <= letter <= "z" for letter in password.lower()):
        message = _("That password didn’t work. Your keyboard is on EN.")
    return ValidationError(message, code="password")


class SignUpForm(forms.Form):
    """Who wants an account."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = _address_field(_("E-mail"), "email")
    password = _password_field(_("Password"), "new-password")
    time_zone = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_email(self) -> str:
        """Refuse the address of an account: the form leads to sign-in and to a new password."""
        return _check_free(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Check that the password is not easily guessed, from name and address for instance."""
        cleaned = super().clean() or self.cleaned_data
        person = Person(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
        _check_strength(self, "password", person)
        return cleaned


_WEAK: Final = {
    "password_too_short": _("Too short: at least %(min_length)d characters, please."),
    "password_too_common": _("Too common: it would be guessed."),
    "password_too_similar": _("Too much like your name or address."),
}


def _check_strength(form: forms.Form, field: str, person: Person) -> None:
    password = form.cleaned_data.get(field)
    if not password:
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        form.add_error(field, _weakness(error.error_list[0]))


def _weakness(first: ValidationError) -> ValidationError:
    """Return the first thing that is wrong with a password, in our own short words."""
    words = _WEAK.get(first.code or "")
    if words is None:
        return first
    return ValidationError(words, code=first.code, params=first.params)


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    email = _address_field(_("E-mail"), "username")

    def clean_email(self) -> str:
        """Return the address in its normal spelling; whether we know it is not said."""
        return normal_address(self.cleaned_data["email"])


class NewPasswordForm(forms.Form):
    """A new password in the place of a forgotten one."""

    password = _password_field(_("New password"), "new-password")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Check that the password is not easily guessed."""
        cleaned = super().clean() or self.cleaned_data
        _check_strength(self, "password", self.person)
        return cleaned


class _ConfirmedForm(forms.Form):
    """A form that asks for the present password."""

    current = _password_field(_("Present password"), "current-password")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_current(self) -> str:
        """Check the present password."""
        current: str = self.cleaned_data["current"]
        if not self.person.check_password(current):
            raise _wrong_password(current)
        return current


class ChangePasswordForm(_ConfirmedForm):
    """A new password for somebody who knows the present one."""

    new = _password_field(_("New password"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Check that the password is not easily guessed."""
        cleaned = super().clean() or self.cleaned_data
        _check_strength(self, "new", self.person)
        return cleaned


class ChangeAddressForm(_ConfirmedForm):
    """A new address to sign in with."""

    email = _address_field(_("New address"), "email")
    field_order = ("email", "current")

    def clean_email(self) -> str:
        """Refuse the present address and those of other accounts."""
        if normal_address(self.cleaned_data["email"]) == self.person.email:
            raise ValidationError(_("This is your present address."), code="same")
        return _check_free(self.cleaned_data["email"])


class ProfileForm(forms.Form):
    """What a person says about himself.

    Args:
        sent: What was sent, if anything.
        person: Whose profile.
        has_keys: Whether the person has pages with shortcuts of one letter.
    """

    name = forms.CharField(
        label=_("Name, as others see it"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=LONGEST_PHONE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, widget=LongSelect)
    single_keys = forms.BooleanField(
        label=_("Shortcuts of one letter: R to reply, J and K through the list"), required=False
    )

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        person: Person,
        languages: Collection[str],
        has_keys: bool,
    ) -> None:
        kept = {name: getattr(person, name) for name in self.base_fields}
        kept["time_zone"] = present_name(person.time_zone)
        super().__init__(sent, initial=kept)
        self._keys = person.single_keys
        if not has_keys:
            del self.fields["single_keys"]
        spoken = cast("forms.ChoiceField", self.fields["language"])
        spoken.choices = [("", _("As in the browser")), *choices({*languages, person.language})]
        zone = str(self["time_zone"].value() or "")
        zones = cast("forms.ChoiceField", self.fields["time_zone"])
        zones.choices = zone_choices(zone if is_time_zone(zone) else "")

    def clean_time_zone(self) -> str:
        """Return the zone under its present name, whatever the browser calls it."""
        return present_name(self.cleaned_data["time_zone"])

    @property
    def profile(self) -> Profile:
        """What the person says now."""
        return Profile(**{"single_keys": self._keys, **self.cleaned_data})


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer in the table of notices.

    Attributes:
        how: What is sent.
        label: What the answer says, its question included.
        is_possible: Whether it can be chosen at all.
        is_chosen: Whether it is.
    """

    how: str
    label: str
    is_possible: bool
    is_chosen: bool


class NoticesForm(forms.Form):
    """How a person wants to be told of what (screen 22c)."""

    def __init__(
        self, *args: Any, questions: Sequence[Question], is_staff: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answers = {one.occasion.value: set(one.answers) for one in questions}
        for one in questions:
            self.fields[one.occasion.value] = forms.ChoiceField(
                label=title(one.occasion, is_staff=is_staff),
                choices=[(how, how.label) for how in one.answers],
                initial=one.now,
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, list[Cell]]]:
        """The questions with their cells, one for each answer that there is."""
        return [(bound, self._cells(bound)) for bound in self]

    def _cells(self, bound: forms.BoundField) -> list[Cell]:
        return [
            Cell(
                how=how,
                label=f"{bound.label}: {how.label}",
                is_possible=how in self.answers[bound.name],
                is_chosen=bound.value() == how,
            )
            for how in Preference.How
        ]

    @property
    def wishes(self) -> dict[Occasion, Preference.How]:
        """What the person wishes now."""
        return {Occasion(name): Preference.How(how) for name, how in self.cleaned_data.items()}
