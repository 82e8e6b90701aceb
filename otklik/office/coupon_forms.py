"""Forms of coupons: issuing some, changing one, giving a request back (spec CPN-2, CPN-3)."""

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.models import Level
from otklik.coupons.codes import LONGEST_CODE, new_code
from otklik.coupons.models import MOST_REQUESTS, Coupon, IssueDefaults
from otklik.coupons.operations.change import CHANGED
from otklik.coupons.operations.issue import MOST_AT_ONCE, Order
from otklik.people.edit_forms import EditForm
from otklik.people.models import Organization, Person
from otklik.people.queries import person_with

LONGEST_REASON: Final = 255
_OWNER: Final = gettext_lazy("Empty: any client.")


class PersonByAddress(forms.CharField):
    """Somebody, named by the e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("E-mail of the client"),
            required=False,
            max_length=254,
            help_text=_OWNER,
            widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Return the address of somebody who is named by a key."""
        if isinstance(value, int):
            return Person.objects.filter(pk=value).values_list("email", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> Any:
        """Return who has this address.

        Raises:
            ValidationError: Nobody has it.
        """
        address = super().clean(value)
        if not address:
            return None
        person = person_with(address)
        if person is None:
            raise ValidationError(_("Nobody is known by this address."), code="unknown")
        return person

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether a form names somebody else than it showed."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, help_text=hint)


class IssueForm(forms.Form):
    """What coupons are wanted.

    Args:
        usual: With what the form begins.
        today: The present day; coupons are valid for a year from it, if nothing else is said.
    """

    count = forms.IntegerField(
        label=gettext_lazy("How many coupons"), min_value=1, max_value=MOST_AT_ONCE, initial=1
    )
    requests = forms.IntegerField(
        label=gettext_lazy("Requests in each"), min_value=1, max_value=MOST_REQUESTS
    )
    first_day = _day(gettext_lazy("Valid from"))
    last_day = _day(gettext_lazy("Till, inclusive"))
    level = forms.ModelChoiceField(
        Level.objects.filter(archived_at=None),
        label=gettext_lazy("Level"),
        empty_label=gettext_lazy("choose a level"),
    )
    pattern = forms.CharField(label=gettext_lazy("Pattern of the code"), max_length=LONGEST_CODE)
    person = PersonByAddress()
    organization = forms.ModelChoiceField(
        Organization.objects.all(),
        label=gettext_lazy("Company"),
        required=False,
        empty_label=gettext_lazy("any"),
    )
    only_owner = forms.BooleanField(
        label=gettext_lazy("Only for this client or company"), required=False
    )
    is_usual = forms.BooleanField(
        label=gettext_lazy("Begin the next time with this level, number of requests and pattern"),
        required=False,
    )

    def __init__(self, data: Any = None, *, usual: IssueDefaults, today: date) -> None:
        begun = {
            "requests": usual.requests,
            "pattern": usual.pattern,
            "level": usual.level_id,
            "first_day": today,
            "last_day": date.fromordinal(_in_a_year(today).toordinal() - 1),
        }
        super().__init__(data, initial=begun)
        told = _("Each # becomes a random capital or digit; at least six are needed. For example:")
        example = format_html("{} <code>{}</code>", told, new_code(usual.pattern))
        self.fields["pattern"].help_text = example

    def clean_pattern(self) -> str:
        """Return the pattern in capitals, of which codes are made."""
        pattern: str = self.cleaned_data["pattern"]
        return pattern.upper()

    def order(self) -> Order:
        """Return what is wanted, from a valid form."""
        data = self.cleaned_data
        return Order(
            level_id=data["level"].pk,
            count=data["count"],
            requests=data["requests"],
            pattern=data["pattern"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            person_id=data["person"].pk if data["person"] else None,
            organization_id=data["organization"].pk if data["organization"] else None,
            only_owner=data["only_owner"],
        )


def _in_a_year(day: date) -> date:
    """Return the same day of the next year; of 29 February the first of March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


class CouponForm(EditForm):
    """What may be changed of a coupon."""

    first_day = _day(gettext_lazy("Valid from"))
    last_day = _day(gettext_lazy("Till, inclusive"))
    person = PersonByAddress()

    class Meta:
        """The fields in the order of the sheet."""

        model = Coupon
        fields: ClassVar = [*CHANGED]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_use = Q(archived_at=None) | Q(pk=self.instance.level_id)
        self.fields["level"].queryset = Level.objects.filter(in_use)  # type: ignore[attr-defined]  # a model choice
        self.fields["remaining"].required = True
        self.fields["organization"].empty_label = _("any")  # type: ignore[attr-defined]


class GiveBackForm(forms.Form):
    """Why a request is given back."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_REASON)
