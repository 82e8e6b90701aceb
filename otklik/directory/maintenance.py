"""Planned maintenance, as pages say it beforehand and while it lasts (screen 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from otklik.core import kept
from otklik.core.text import localised
from otklik.core.time import now
from otklik.directory.models import Maintenance

SAID_BEFORE: Final = timedelta(days=3)
"""So long beforehand pages begin to say it."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Maintenance of which pages speak now.

    Attributes:
        starts_at: When it begins, aware.
        ends_at: When it ends, aware.
        words: What the administrator says about it in the present language; may be empty.
        is_on: Whether it has begun.
        ends_another_day: Whether the reader needs a date to know when it ends.
    """

    starts_at: datetime
    ends_at: datetime
    words: str
    is_on: bool
    ends_another_day: bool


def planned() -> Maintenance | None:
    """Return what is announced and not over, however far away."""
    rows: list[Maintenance] = kept.rows_of([Maintenance])[Maintenance]
    return next((row for row in rows if row.ends_at and row.ends_at > now()), None)


def announced() -> Announced | None:
    """Return the maintenance that is near or has begun, if there is any."""
    return _near(kept.rows_of([Maintenance])[Maintenance])


def remembered() -> Announced | None:
    """Return the same as far as this process knows, for pages that cannot ask the database."""
    return _near(kept.remembered(Maintenance))


def _near(rows: Iterable[Maintenance]) -> Announced | None:
    at = now()
    for row in rows:
        starts_at, ends_at = row.starts_at, row.ends_at
        if starts_at and ends_at and starts_at - SAID_BEFORE <= at < ends_at:
            is_on = starts_at <= at
            day = _day(at if is_on else starts_at)
            return Announced(
                starts_at,
                ends_at,
                localised(row.words_ru, row.words_en),
                is_on,
                ends_another_day=_day(ends_at) != day,
            )
    return None


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
