"""The public holidays of a country as exceptions to look through and to change (spec CAL-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
_MOVED_FROM: Final = "%d.%m.%Y"


@dataclass(frozen=True, slots=True)
class _Year:
    """What is known of a year and the first days of the next one.

    Attributes:
        names: The holidays in Russian, or in English where nobody has translated them.
        english: The same in English.
        working: Days of weekends on which people work.
    """

    names: dict[date, str]
    english: dict[date, str]
    working: frozenset[date]


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

    english = told("en_US")
    names = told("ru") if "ru" in english.supported_languages else english
    working = frozenset(getattr(english, "weekend_workdays", ()))
    return _Year(dict(names), dict(english), working)


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
        instead = _off_instead(known, day)
        yield TimetableException(
            name_ru="Рабочий день",
            name_en="Working day",
            kind=ExceptionKind.AS_WEEKDAY.value,
            first_day=day,
            last_day=day,
            weekday=instead.weekday() if instead else 4,
        )


def _off_instead(known: _Year, day: date) -> date | None:
    moved = day.strftime(_MOVED_FROM)
    return next((one for one, name in known.names.items() if moved in name), None)


def _shortened(known: _Year, week: Week) -> Iterator[TimetableException]:
    """Yield the working days before holidays, an hour shorter than their hours say."""
    for holiday, name in sorted(known.names.items()):
        day = holiday - _DAY
        if "(" in name or not _is_worked(known, day):
            continue
        moved = _off_instead(known, day) if day in known.working else None
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
