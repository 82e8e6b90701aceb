"""The client beside the conversation: who, what time it is there, other tickets (spec T-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from otklik.core.time import now
from otklik.people.models import Person
from otklik.people.preferences import is_time_zone
from otklik.people.terms import is_over, last_day
from otklik.people.zones import place_of
from otklik.tickets.access import Seen
from otklik.tickets.queries.lists import tickets_of_author
from otklik.tickets.queries.rows import Row
from otklik.ui.parts.words import date_words


@dataclass(frozen=True, slots=True)
class ClientCard:
    """The author of a ticket, as staff see him.

    Attributes:
        person: The author.
        further: How else the author was named when the ticket was opened (spec T-6).
        place: The name of the author's time zone, if it is known.
        local_time: What the clock there says, if it differs from the reader's.
        ends: The last day of support, in words; empty without one (spec REG-10).
        is_over: That day is past.
        others: Other tickets of the same author, newest first.
    """

    person: Person
    further: str
    place: str
    local_time: str
    ends: str
    is_over: bool
    others: Sequence[Row]


def client_card(seen: Seen) -> ClientCard:
    """Return the card of a ticket's author; three queries."""
    author = seen.ticket.author
    place, local = _local_time(author)
    last = last_day(author)
    return ClientCard(
        person=author,
        further=seen.ticket.author_text,
        place=place,
        local_time=local,
        ends=date_words(last) if last else "",
        is_over=is_over(last, at=now(), zone=seen.ticket.site.time_zone),
        others=tickets_of_author(seen.viewer, author.pk, but=seen.ticket.number),
    )


def _local_time(author: Person) -> tuple[str, str]:
    if not is_time_zone(author.time_zone):
        return "", ""
    there = timezone.localtime(now(), ZoneInfo(author.time_zone))
    return place_of(author.time_zone), f"{there:%H:%M}"
