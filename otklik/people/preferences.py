"""Languages and time zones that a person may choose."""

from functools import cache
from zoneinfo import available_timezones

from django.conf import settings


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all IANA time zones that this system knows; reading them takes time."""
    return frozenset(available_timezones())


def is_time_zone(name: str) -> bool:
    """Tell whether `name` is an IANA time zone that this system knows."""
    return name in time_zones()


def is_language(code: str) -> bool:
    """Tell whether the product speaks the language `code`."""
    return code in dict(settings.LANGUAGES)
