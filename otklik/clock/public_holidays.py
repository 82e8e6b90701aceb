"""The public holidays of a country as exceptions to look through and to change (spec CAL-7)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from otklik.clock.days import ExceptionKind, Week
from otklik.clock.models import TimetableException

COUNTRIES: Final[dict[str, Promise]] = {
    "RU": _("Russia"),
    "BY": _("Belarus"),
    "KZ": _("Kazakhstan"),
    "AM": _("Armenia"),
    "AZ": _("Azerbaijan"),
    "GE": _("Georgia"),
    "KG": _("Kyrgyzstan"),
    "MD": _("Moldova"),
    "TJ": _("Tajikistan"),
    "UZ": _("Uzbekistan"),
    "RS": _("Serbia"),
    "TR": _("Turkey"),
    "DE": _("Germany"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
}
YEARS_AHEAD: Final = 2
SHORTER_BY: Final = 60
"""Minutes by which a working day before a holiday is shorter (Labour Code, article 95)."""

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_FROM: Final = re.compile(r"(?P<month>\d{2})/(?P<day>\d{2})/(?P<year>\d{4})")
"""The day from which a day off was moved, as `holidays` writes it in English."""


@dataclass(frozen=True, slots=True)
class _Year:
    """What is known of a year and the first days of the next one.

    Attributes:
        names: The holidays in Russian, or in English where nobody has translated them.
        english: The same in English.
        working: Days of weekends on which people work.
        instead: The days off that were moved, by the days from which.
    """

    names: Mapping[date, str]
    english: Mapping[date, str]
    working: frozenset[date]
    instead: Mapping[date, date]


def holidays_of(country: str, year: int, *, week: Week) -> list[TimetableException]:
    """Return the holidays of a year, days moved and shortened among them, in order; none is saved.

    Args:
        country: One of `COUNTRIES`.
        year: The year.
        week: Hours of the weekdays; a shortened day ends earlier than they say.

    Raises:
        KeyError: The country is not one of them.
    """
    known = _known(country, year)
    rows = [*_closed(known), *_moved(known)]
    if country == "RU":
        rows += _shortened(known, week)
    rows = [row for row in rows if row.first_day.year == year]
    return sorted(rows, key=lambda row: (row.first_day, row.last_day))


def _known(country: str, year: int) -> _Year:
    if country not in COUNTRIES:
        raise KeyError(country)
    import holidays  # takes a second: only this page needs it

    def told(language: str) -> Any:
        offered = holidays.country_holidays(country).supported_languages
        speaks = language if language in offered else None
        return holidays.country_holidays(country, years=[year, year + 1], language=speaks)

    known = told("en_US")
    english = {day: _FROM.sub(_in_plain, name) for day, name in known.items()}
    moved = ((_FROM.search(name), day) for day, name in known.items())
    return _Year(
        names=dict(told("ru")) if "ru" in known.supported_languages else english,
        english=english,
        working=frozenset(getattr(known, "weekend_workdays", ())),
        instead={_day(found): day for found, day in moved if found},
    )


def _day(found: re.Match[str]) -> date:
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _in_plain(found: re.Match[str]) -> str:
    """Return a day as «3 January 2026», which nobody takes for the first of March."""
    with override("en"):
        return date_format(_day(found), "j F Y")


def _closed(known: _Year) -> Iterator[TimetableException]:
    """Yield the days off, those of one name that follow each other as one range."""
    days = sorted(known.names)

    def run(pair: tuple[int, date]) -> tuple[date, str]:
        place, day = pair
        return day - place * _DAY, known.names[day]

    for (_first, name), pairs in groupby(enumerate(days), run):
        each = [day for _place, day in pairs]
        english = known.english.get(each[0], "")
        yield TimetableException(
            name_ru=name[:150],
            name_en="" if english == name else english[:150],
            kind=ExceptionKind.CLOSED.value,
            first_day=each[0],
            last_day=each[-1],
        )


def _moved(known: _Year) -> Iterator[TimetableException]:
    """Yield the days of weekends on which people work, each by the hours of the day that is off."""
    for day in sorted(known.working):
        instead = known.instead.get(day)
        yield TimetableException(
            name_ru="Рабочий день",
            name_en="Working day",
            kind=ExceptionKind.AS_WEEKDAY.value,
            first_day=day,
            last_day=day,
            weekday=instead.weekday() if instead else 4,
        )


def _shortened(known: _Year, week: Week) -> Iterator[TimetableException]:
    """Yield the working days before holidays, an hour shorter than their hours say."""
    for holiday, name in sorted(known.names.items()):
        day = holiday - _DAY
        if "(" in name or not _is_worked(known, day):
            continue
        moved = known.instead.get(day) if day in known.working else None
        hours = week[(moved or day).weekday()]
        if hours and hours[-1][1] - hours[-1][0] > SHORTER_BY:
            end = hours[-1][1]
            yield TimetableException(
                name_ru="Сокращённый день",
                name_en="Short day",
                kind=ExceptionKind.CUT.value,
                first_day=day,
                last_day=day,
                from_minute=end - SHORTER_BY,
                till_minute=end,
            )


def _is_worked(known: _Year, day: date) -> bool:
    return day not in known.names and (day.weekday() < _SATURDAY or day in known.working)
