"""Times, durations, sizes and numbers in words of the reader's language and zone."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from django.utils import dates, timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from otklik.core.time import now

Style: TypeAlias = Literal["moment", "short", "due", "day", "clock"]

NBSP: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
_HOUR: Final = 60
_TWO_DAYS: Final = 48 * 60
_UNITS: Final = 1024


def when(moment: datetime, style: Style = "moment") -> SafeString:
    """Return `<time>` with the moment in words; its title is the full date and time.

    Args:
        moment: An aware instant; shown in the active zone.
        style: "moment" «вчера, 17:40», "short" «3 мин», «вчера», «17 ноя» (for lists), "due"
            «15:30 сегодня», "day" «17 ноября», "clock" «15:30».
    """
    local = timezone.localtime(moment)
    iso = moment.isoformat(timespec="seconds")
    words = _STYLES[style](local)
    return mark_safe(  # noqa: S308  digits and our own words; half the cost of format_html
        f'<time datetime="{iso}" title="{full(local)}">{words}</time>'
    )


def moment_words(moment: datetime, style: Style = "moment") -> str:
    """Return the words of `when` without markup, for attributes and sentences."""
    return _STYLES[style](timezone.localtime(moment))


def full(local: datetime) -> str:
    """Return «среда, 18 ноября 2026, 18:30» for a time that is already local."""
    return f"{dates.WEEKDAYS[local.weekday()]}, {_date(local, year=True)}, {local:%H:%M}"


def date_words(day: date) -> str:
    """Return a date as a sentence says it: «24 ноября», «11 января 2027»."""
    return _date(day)


def duration(minutes: int) -> str:
    """Return a length of time: «38 мин», «1 ч 50 м», «6 ч»; a negative one with a true minus.

    Args:
        minutes: Whole minutes, working or of the clock; long ones stay hours, because a working
            day has no fixed length.
    """
    sign = MINUS if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), _HOUR)
    if not hours:
        return sign + gettext("%(minutes)s min") % {"minutes": rest}
    if not rest or abs(minutes) >= _TWO_DAYS:
        return sign + gettext("%(hours)s h") % {"hours": hours}
    return sign + gettext("%(hours)s h %(minutes)s m") % {"hours": hours, "minutes": rest}


def file_size(size: int) -> str:
    """Return a size in bytes in words: «284 КБ», «1,8 МБ»."""
    if size < _UNITS:
        return gettext("%(size)s B") % {"size": size}
    kilobytes = size / _UNITS
    if kilobytes < _UNITS:
        return gettext("%(size)s KB") % {"size": round(kilobytes)}
    megabytes = kilobytes / _UNITS
    places = 1 if megabytes < 10 else 0
    return gettext("%(size)s MB") % {"size": number_format(round(megabytes, places), places)}


def ticket_number(number: int) -> str:
    """Return «№ 48227» with a no-break space, or "#48227"."""
    return pgettext("ticket number", "#%(number)s") % {"number": number}


def _moment(local: datetime) -> str:
    return f"{_day_word(local) or _date(local)}, {local:%H:%M}"


def _short(local: datetime) -> str:
    ago = now() - local
    if timedelta(0) <= ago < timedelta(hours=1):
        minutes = int(ago.total_seconds()) // 60
        return duration(minutes) if minutes else gettext("just now")
    days = _days_from_today(local)
    if days == 0:
        return gettext("%(hours)s h") % {"hours": max(1, int(ago.total_seconds()) // 3600)}
    if days == -1:
        return pgettext("day", "yesterday")
    if local.year == _today().year:
        return f"{local.day} {_month(local.month, 'short')}"
    return f"{local:%d.%m.%Y}"


def _due(local: datetime) -> str:
    day = _day_word(local)
    return f"{local:%H:%M} {day}" if day else f"{local:%H:%M}, {_date(local)}"


def _clock(local: datetime) -> str:
    return f"{local:%H:%M}"


def _date(day: date, *, year: bool = False) -> str:
    words = f"{day.day} {_month(day.month, 'full')}"
    return f"{words} {day.year}" if year or day.year != _today().year else words


def _day_word(local: datetime) -> str:
    match _days_from_today(local):
        case -1:
            return pgettext("day", "yesterday")
        case 0:
            return pgettext("day", "today")
        case 1:
            return pgettext("day", "tomorrow")
        case _:
            return ""


def _days_from_today(local: datetime) -> int:
    return (local.date() - _today()).days


def _today() -> date:
    return timezone.localtime(now()).date()


def _month(number: int, form: Literal["full", "short"]) -> str:
    return _months(get_language() or "", form)[number]


@lru_cache(maxsize=8)
def _months(_language: str, form: Literal["full", "short"]) -> dict[int, str]:
    table = dates.MONTHS_ALT if form == "full" else dates.MONTHS_3
    words = {number: str(word) for number, word in table.items()}
    return {n: w.capitalize() for n, w in words.items()} if _language == "en" else words


_STYLES: Final[Mapping[Style, Callable[[datetime], str]]] = {
    "moment": _moment,
    "short": _short,
    "due": _due,
    "day": _date,
    "clock": _clock,
}
