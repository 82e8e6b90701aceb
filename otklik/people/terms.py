"""Until when a client is supported: a person's own term, else that of the company (spec REG-10)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from otklik.people.models import Person


def last_day(person: Person) -> date | None:
    """Return the last day on which a person is supported; None for no end."""
    company = person.organization.supported_till if person.organization else None
    return person.supported_till or company


def is_over(last: date | None, *, at: datetime, zone: str) -> bool:
    """Tell whether a term of support is over.

    Args:
        last: Its last day; None for no end.
        at: When, aware.
        zone: The IANA name of the zone by whose calendar days are counted: the site's.
    """
    return last is not None and last < at.astimezone(ZoneInfo(zone)).date()
