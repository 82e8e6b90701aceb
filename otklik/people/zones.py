"""Time zones in words: the places that people look for, and what a zone is called.

Of the four hundred names of the IANA list most differ in history alone. What is offered is a
place for every present clock and the places that our readers look for, each once; any other zone
that a browser names is kept and shown too.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from otklik.core.config import config
from otklik.core.time import now

REGIONS: Final[tuple[tuple[Promise, dict[str, Promise]], ...]] = (
    (
        _("Russia"),
        {
            "Europe/Kaliningrad": _("Kaliningrad"),
            "Europe/Moscow": _("Moscow"),
            "Europe/Simferopol": _("Simferopol"),
            "Europe/Kirov": _("Kirov"),
            "Europe/Volgograd": _("Volgograd"),
            "Europe/Samara": _("Samara"),
            "Europe/Astrakhan": _("Astrakhan"),
            "Europe/Saratov": _("Saratov"),
            "Europe/Ulyanovsk": _("Ulyanovsk"),
            "Asia/Yekaterinburg": _("Yekaterinburg"),
            "Asia/Omsk": _("Omsk"),
            "Asia/Novosibirsk": _("Novosibirsk"),
            "Asia/Barnaul": _("Barnaul"),
            "Asia/Tomsk": _("Tomsk"),
            "Asia/Novokuznetsk": _("Novokuznetsk"),
            "Asia/Krasnoyarsk": _("Krasnoyarsk"),
            "Asia/Irkutsk": _("Irkutsk"),
            "Asia/Chita": _("Chita"),
            "Asia/Yakutsk": _("Yakutsk"),
            "Asia/Vladivostok": _("Vladivostok"),
            "Asia/Magadan": _("Magadan"),
            "Asia/Sakhalin": _("Sakhalin"),
            "Asia/Anadyr": _("Anadyr"),
            "Asia/Kamchatka": _("Kamchatka"),
        },
    ),
    (
        _("Neighbours of Russia"),
        {
            "Europe/Minsk": _("Minsk"),
            "Europe/Kyiv": _("Kyiv"),
            "Europe/Chisinau": _("Chisinau"),
            "Asia/Tbilisi": _("Tbilisi"),
            "Asia/Yerevan": _("Yerevan"),
            "Asia/Baku": _("Baku"),
            "Asia/Almaty": _("Almaty"),
            "Asia/Tashkent": _("Tashkent"),
            "Asia/Ashgabat": _("Ashgabat"),
            "Asia/Dushanbe": _("Dushanbe"),
            "Asia/Bishkek": _("Bishkek"),
            "Asia/Ulaanbaatar": _("Ulaanbaatar"),
        },
    ),
    (
        _("Europe"),
        {
            "Europe/London": _("London"),
            "Europe/Dublin": _("Dublin"),
            "Europe/Lisbon": _("Lisbon"),
            "Europe/Madrid": _("Madrid"),
            "Europe/Paris": _("Paris"),
            "Europe/Brussels": _("Brussels"),
            "Europe/Berlin": _("Berlin"),
            "Europe/Zurich": _("Zurich"),
            "Europe/Vienna": _("Vienna"),
            "Europe/Rome": _("Rome"),
            "Europe/Prague": _("Prague"),
            "Europe/Warsaw": _("Warsaw"),
            "Europe/Budapest": _("Budapest"),
            "Europe/Belgrade": _("Belgrade"),
            "Europe/Sofia": _("Sofia"),
            "Europe/Bucharest": _("Bucharest"),
            "Europe/Athens": _("Athens"),
            "Asia/Nicosia": _("Nicosia"),
            "Europe/Istanbul": _("Istanbul"),
            "Europe/Vilnius": _("Vilnius"),
            "Europe/Riga": _("Riga"),
            "Europe/Tallinn": _("Tallinn"),
            "Europe/Helsinki": _("Helsinki"),
            "Atlantic/Reykjavik": _("Reykjavik"),
        },
    ),
    (
        _("Asia"),
        {
            "Asia/Jerusalem": _("Jerusalem"),
            "Asia/Beirut": _("Beirut"),
            "Asia/Baghdad": _("Baghdad"),
            "Asia/Riyadh": _("Riyadh"),
            "Asia/Tehran": _("Tehran"),
            "Asia/Dubai": _("Dubai"),
            "Asia/Kabul": _("Kabul"),
            "Asia/Karachi": _("Karachi"),
            "Asia/Kolkata": _("India"),
            "Asia/Kathmandu": _("Kathmandu"),
            "Asia/Dhaka": _("Dhaka"),
            "Asia/Yangon": _("Yangon"),
            "Asia/Bangkok": _("Bangkok"),
            "Asia/Ho_Chi_Minh": _("Ho Chi Minh City"),
            "Asia/Jakarta": _("Jakarta"),
            "Asia/Singapore": _("Singapore"),
            "Asia/Hong_Kong": _("Hong Kong"),
            "Asia/Shanghai": _("China"),
            "Asia/Taipei": _("Taipei"),
            "Asia/Manila": _("Manila"),
            "Asia/Seoul": _("Seoul"),
            "Asia/Tokyo": _("Tokyo"),
        },
    ),
    (
        _("Africa"),
        {
            "Africa/Casablanca": _("Casablanca"),
            "Africa/Lagos": _("Lagos"),
            "Africa/Cairo": _("Cairo"),
            "Africa/Johannesburg": _("Johannesburg"),
            "Africa/Nairobi": _("Nairobi"),
        },
    ),
    (
        _("America"),
        {
            "America/St_Johns": _("St. John’s"),
            "America/Halifax": _("Halifax"),
            "America/New_York": _("New York"),
            "America/Toronto": _("Toronto"),
            "America/Chicago": _("Chicago"),
            "America/Denver": _("Denver"),
            "America/Phoenix": _("Phoenix"),
            "America/Los_Angeles": _("Los Angeles"),
            "America/Vancouver": _("Vancouver"),
            "America/Anchorage": _("Anchorage"),
            "Pacific/Honolulu": _("Honolulu"),
            "America/Mexico_City": _("Mexico City"),
            "America/Bogota": _("Bogota"),
            "America/Lima": _("Lima"),
            "America/Caracas": _("Caracas"),
            "America/Santiago": _("Santiago"),
            "America/Sao_Paulo": _("São Paulo"),
            "America/Argentina/Buenos_Aires": _("Buenos Aires"),
        },
    ),
    (
        _("Australia and Oceania"),
        {
            "Australia/Perth": _("Perth"),
            "Australia/Darwin": _("Darwin"),
            "Australia/Adelaide": _("Adelaide"),
            "Australia/Brisbane": _("Brisbane"),
            "Australia/Sydney": _("Sydney"),
            "Pacific/Auckland": _("Auckland"),
            "Pacific/Fiji": _("Fiji"),
        },
    ),
)
"""The zones that are offered, by region."""

PLACES: Final = {name: place for _region, places in REGIONS for name, place in places.items()}

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]

FORMER_NAMES: Final = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Europe/Kiev": "Europe/Kyiv",
}
"""Names of offered zones that browsers still give (CLDR keeps the first name of each zone)."""


def present_name(zone: str) -> str:
    """Return the name under which a zone is offered; any other stays as it is."""
    return FORMER_NAMES.get(zone, zone)


def place_of(zone: str) -> str:
    """Return the place that a zone is known by: «Москва»; its own name if it is rarely used.

    Args:
        zone: IANA name.
    """
    known = PLACES.get(present_name(zone))
    return str(known) if known else zone.rpartition("/")[2].replace("_", " ")


def zone_words(zone: str, day: date) -> str:
    """Return a zone with its offset on a day: «Москва, UTC+3».

    Args:
        zone: IANA name.
        day: The day whose noon counts.
    """
    minutes = int(offset_of(zone, day).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    return f"{place_of(zone)}, UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@lru_cache(maxsize=1000)
def offset_of(zone: str, day: date) -> timedelta:
    """Return a zone's offset at noon of a day; reading the zone's file is what takes time."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return noon.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def zone_choices(chosen: str = "") -> list[Choice | Group]:
    """Return the choices of a time zone: the installation's, then places by region.

    Args:
        chosen: What the person has, an IANA name or nothing; a zone that is not offered is added.
    """
    today = now().date()
    usual = zone_words(config().time_zone, today)
    own = [] if chosen in {"", *PLACES} else [(chosen, zone_words(chosen, today))]
    return [("", gettext("As everybody here: %(zone)s") % {"zone": usual}), *own, *zone_groups()]


def zone_groups() -> list[Group]:
    """Return the places that are offered, by region and offset, the installation's region first."""
    today, usual = now().date(), config().time_zone
    regions = sorted(REGIONS, key=lambda region: usual not in region[1])
    return [(str(shown), _choices(places, today)) for shown, places in regions]


def _choices(zones: Iterable[str], day: date) -> list[Choice]:
    in_order = sorted(zones, key=lambda name: offset_of(name, day))
    return [(name, zone_words(name, day)) for name in in_order]
