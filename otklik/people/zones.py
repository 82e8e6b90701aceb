"""Time zones as a person chooses them."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from otklik.core.config import config
from otklik.core.time import now
from otklik.people.preferences import time_zones

REGIONS: Final = {
    "Europe": _("Europe"),
    "Asia": _("Asia"),
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
PLACES: Final = {
    "America/New_York": _("New York"),
    "Asia/Almaty": _("Almaty"),
    "Asia/Anadyr": _("Anadyr"),
    "Asia/Ashgabat": _("Ashgabat"),
    "Asia/Baku": _("Baku"),
    "Asia/Barnaul": _("Barnaul"),
    "Asia/Bishkek": _("Bishkek"),
    "Asia/Chita": _("Chita"),
    "Asia/Dushanbe": _("Dushanbe"),
    "Asia/Irkutsk": _("Irkutsk"),
    "Asia/Kamchatka": _("Kamchatka"),
    "Asia/Krasnoyarsk": _("Krasnoyarsk"),
    "Asia/Magadan": _("Magadan"),
    "Asia/Novokuznetsk": _("Novokuznetsk"),
    "Asia/Novosibirsk": _("Novosibirsk"),
    "Asia/Omsk": _("Omsk"),
    "Asia/Sakhalin": _("Sakhalin"),
    "Asia/Tashkent": _("Tashkent"),
    "Asia/Tbilisi": _("Tbilisi"),
    "Asia/Tomsk": _("Tomsk"),
    "Asia/Vladivostok": _("Vladivostok"),
    "Asia/Yakutsk": _("Yakutsk"),
    "Asia/Yekaterinburg": _("Yekaterinburg"),
    "Asia/Yerevan": _("Yerevan"),
    "Europe/Astrakhan": _("Astrakhan"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Chisinau": _("Chisinau"),
    "Europe/Kaliningrad": _("Kaliningrad"),
    "Europe/Kirov": _("Kirov"),
    "Europe/Kyiv": _("Kyiv"),
    "Europe/London": _("London"),
    "Europe/Minsk": _("Minsk"),
    "Europe/Moscow": _("Moscow"),
    "Europe/Paris": _("Paris"),
    "Europe/Samara": _("Samara"),
    "Europe/Saratov": _("Saratov"),
    "Europe/Simferopol": _("Simferopol"),
    "Europe/Ulyanovsk": _("Ulyanovsk"),
    "Europe/Volgograd": _("Volgograd"),
}
"""The places that most of our readers look for; the others keep the name of the IANA list."""

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


def zone_choices() -> list[Choice | Group]:
    """Return the choices of a time zone: the installation's, then all by region and offset."""
    usual = _label(config().time_zone, now().date())
    return [("", gettext("As everybody here: %(zone)s") % {"zone": usual}), *zone_groups()]


def zone_groups() -> list[Group]:
    """Return all time zones by region and offset."""
    today = now().date()
    return [
        (str(shown), [(name, _label(name, today)) for name in _zones_of(region, today)])
        for region, shown in REGIONS.items()
    ]


@lru_cache(maxsize=2 * len(REGIONS))
def _zones_of(region: str, day: date) -> list[str]:
    names = [name for name in time_zones() if name.startswith(f"{region}/")]
    return sorted(names, key=lambda name: (_offset(name, day), name))


@lru_cache(maxsize=2000)
def _offset(name: str, day: date) -> timedelta:
    """Return the zone's offset at noon of a day; reading the zone's file is what takes time."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return noon.astimezone(ZoneInfo(name)).utcoffset() or timedelta()


def _label(name: str, day: date) -> str:
    """Return «Москва, UTC+3»."""
    minutes = int(_offset(name, day).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    place = PLACES.get(name) or name.rpartition("/")[2].replace("_", " ")
    return f"{place}, UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
