"""The one source of "now", and the years that count."""

from datetime import datetime
from typing import Final

from django.utils import timezone

YEARS: Final = range(1970, 2200)
"""The years that addresses of pages may name."""


def now() -> datetime:
    """Return the present instant as an aware datetime in UTC.

    Everything asks this function, so tests and imports have one place to stand still.
    """
    return timezone.now()
