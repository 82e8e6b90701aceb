"""Time zones as a person chooses them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext

from otklik.core.config import config
from otklik.core.time import now

REGIONS: Final = (
    "Europe",
    "Asia",
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Atlantic",
    "Australia",
    "Indian",
    "Pacific",
)
Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


def zone_choices() -> Iterator[Choice | Group]:
    """Yield the choices of a time zone: the installation's, then all by region and present offset.

    Offsets are those of today, so the list is made anew for each page.
    """
    usual = config().time_zone
    yield "", gettext("As everybody here: %(zone)s") % {"zone": _label(usual)}
    names = available_timezones()
    for region in REGIONS:
        zones = [name for name in names if name.startswith(f"{region}/")]
        zones.sort(key=lambda name: (_offset(name), name))
        yield region, [(name, _label(name)) for name in zones]


def _offset(name: str) -> timedelta:
    return now().astimezone(ZoneInfo(name)).utcoffset() or timedelta()


def _label(name: str) -> str:
    """Return «Moscow, UTC+3»: the city is a proper name and stays as the IANA list writes it."""
    minutes = int(_offset(name).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    place = name.rpartition("/")[2].replace("_", " ")
    return f"{place}, UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
