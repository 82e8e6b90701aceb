"""The form of a timetable, by which levels count."""

import re
from collections.abc import Collection
from typing import Any, ClassVar, Final, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.days import DAY_MINUTES, clock_text, spans, tidy
from otklik.clock.models import Timetable
from otklik.clock.words import weekday
from otklik.people.edit_forms import EditForm
from otklik.people.editing import Edit
from otklik.people.zones import zone_groups

DAYS: Final = tuple(f"day_{number}" for number in range(7))
"""The fields of a week, Monday first."""

INTERVAL: Final = re.compile(
    r"(?P<from>\d{1,2}(?:[:.]\d{2})?)\s*[-–—]\s*(?P<till>\d{1,2}(?:[:.]\d{2})?)"
)
LONGEST_DAY: Final = 200


class HoursField(forms.CharField):
    """The working hours of one day as people write them: «10:00–13:00, 14:00–19:00»."""

    def __init__(self, number: int) -> None:
        super().__init__(label=WEEKDAYS[number], required=False, max_length=LONGEST_DAY)

    def clean(self, value: Any) -> str:
        """Return the hours in their one spelling, overlapping ones joined (spec CAL-1, CAL-2).

        Raises:
            ValidationError: It says what cannot be read, or which interval crosses midnight.
        """
        text = super().clean(value)
        rest = INTERVAL.sub("", text).strip(" ,;\t")
        if rest.replace(",", "").replace(";", "").strip():
            raise ValidationError(
                _("“%(part)s” is no interval; write for example 10:00–19:00.") % {"part": rest},
                code="interval",
            )
        return spans(tidy(_pair(match) for match in INTERVAL.finditer(text)))


def _pair(match: re.Match[str]) -> tuple[int, int]:
    start, end = _minute(match["from"]), _minute(match["till"])
    if start == end:
        message = _("“%(part)s” has no length.") % {"part": match[0]}
        raise ValidationError(message, code="empty")
    if start > end:
        message = _(
            "“%(part)s” goes over midnight: write %(first)s here, and %(second)s on the next day."
        ) % {
            "part": match[0],
            "first": f"{clock_text(start)}–24:00",
            "second": f"00:00–{clock_text(end)}",
        }
        raise ValidationError(message, code="midnight")
    return start, end


def _minute(text: str) -> int:
    hours, _colon, minutes = text.replace(".", ":").partition(":")
    value = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or value > DAY_MINUTES:
        message = _("“%(time)s” is no time of a day; the last one is 24:00.") % {"time": text}
        raise ValidationError(message, code="time")
    return value


class TimetableForm(EditForm):
    """Names, zone, and a line for each weekday; an empty line is a day off."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_groups)

    class Meta:
        """The columns; the week has fields of its own."""

        model = Timetable
        fields = ("name_ru", "name_en", "description", "time_zone")
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (name, hours) in enumerate(zip(DAYS, self.instance.hours, strict=True)):
            field = HoursField(number)
            field.show_hidden_initial = self.instance.pk is not None
            self.fields[name] = field
            self.initial[name] = spans(tidy(tuple(pair) for pair in hours))

    @property
    def week(self) -> list[tuple[str, forms.BoundField]]:
        """The week's fields, Monday first, each after the short name of its day."""
        return [(weekday(number), self[name]) for number, name in enumerate(DAYS)]

    @property
    def hours(self) -> list[list[list[int]]]:
        """The week of a valid form, as the column holds it."""
        return [_as_kept(self.cleaned_data[name]) for name in DAYS]

    def edit(self) -> Edit:
        """Return what has changed; the seven lines are one column."""
        made = super().edit()
        values = {name: value for name, value in made.values.items() if name not in DAYS}
        shown = {name: made.shown[name] for name in values}
        if len(values) < len(made.values):
            values["hours"] = self.hours
            shown["hours"] = [_as_kept(self.shown_of(self[name]) or "") for name in DAYS]
        return Edit(values, shown)

    def again(self, row: Model, stale: Collection[str]) -> Self:
        """Return the form for a second look; of the hours, it tells the days that differ."""
        days = []
        if "hours" in stale:
            present = type(self)(instance=row).initial
            days = [name for name in DAYS if self.shown_of(self[name]) != present[name]]
        return super().again(row, [name for name in stale if name != "hours"] + days)


def _as_kept(text: str) -> list[list[int]]:
    return [list(_pair(match)) for match in INTERVAL.finditer(text)]


def copied(data: Any) -> Any:
    """Return what a form sent with the hours of one day in place of those of others.

    Args:
        data: What the page sent; `from` is a day's number, `to` a range of them such as "0-4".
    """
    changed = data.copy()
    source, (first, _dash, last) = data.get("from", ""), data.get("to", "").partition("-")
    if all(each in set("0123456") and each for each in (source, first, last)):
        for number in range(int(first), int(last) + 1):
            changed[DAYS[number]] = data.get(DAYS[int(source)], "")
    return changed
