"""Forms of exceptions from the weekly hours (spec CAL-3, CAL-7)."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.days import clock_text, minutes_of
from otklik.clock.models import Level, TimetableException
from otklik.clock.public_holidays import COUNTRIES, YEARS_AHEAD
from otklik.core.time import now
from otklik.people.edit_forms import EditForm

HINTS: Final = {
    "last_day": gettext_lazy("The same day, if it is one."),
    "from_minute": gettext_lazy("For example 18:00."),
    "till_minute": gettext_lazy("The end of a day is 24:00."),
    "levels": gettext_lazy("If none is ticked: to all."),
}


class MinuteField(forms.CharField):
    """A time of the day as people write it, kept in minutes after midnight."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, max_length=5)

    def prepare_value(self, value: Any) -> Any:
        """Return «18:00» for 1080."""
        return clock_text(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return minutes after midnight; nothing for an empty field.

        Raises:
            ValidationError: It is no time of a day.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            return minutes_of(text.replace(".", ":"))
        except ValueError as error:
            message = _("“%(time)s” is no time of a day; the last one is 24:00.")
            raise ValidationError(message % {"time": text}, code="time") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether a form says another time than it showed."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class ExceptionForm(EditForm):
    """An exception."""

    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    from_minute = MinuteField(gettext_lazy("From what hour"))
    till_minute = MinuteField(gettext_lazy("Till what hour"))

    class Meta:
        """The fields in the order of the page."""

        model = TimetableException
        fields = (
            "name_ru",
            "name_en",
            "first_day",
            "last_day",
            "kind",
            "from_minute",
            "till_minute",
            "weekday",
            "levels",
            "description",
        )
        widgets: ClassVar = {
            "kind": forms.RadioSelect,
            "levels": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint


class HolidaysForm(forms.Form):
    """Whose holidays of which year are looked through."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRIES.items())
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    levels = forms.ModelMultipleChoiceField(
        Level.objects.filter(archived_at=None),
        label=gettext_lazy("To which levels they apply"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=HINTS["levels"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = now().year
        years = range(this - 1, this + YEARS_AHEAD + 1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]  # it is a choice
