"""The one source of "now"."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present instant as an aware datetime in UTC.

    Everything asks this function, so tests and imports have one place to stand still.
    """
    return timezone.now()
