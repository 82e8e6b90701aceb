"""In which language and time zone a letter is written, and where its links lead."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from otklik.core.config import config
from otklik.core.paths import ticket_path
from otklik.people.models import Person
from otklik.people.preferences import is_language, is_time_zone
from otklik.tickets.audience import Recipient
from otklik.tickets.models import Message, Ticket


@dataclass(frozen=True, slots=True)
class Reader:
    """How a letter must be written for its recipient.

    Attributes:
        language: "ru" or "en".
        zone: The time zone of every time in the letter.
        base_url: The address of the service for links.
        ticket_url: The ticket's page, "" if it would not open for the recipient.
    """

    language: str
    zone: ZoneInfo
    base_url: str
    ticket_url: str


def reader_of(recipient: Recipient, ticket: Ticket) -> Reader:
    """Return how to write for a recipient.

    Args:
        recipient: Who gets the letter.
        ticket: What it is about, with its site.
    """
    site, person = ticket.site, recipient.person
    zone = person.time_zone if person and is_time_zone(person.time_zone) else site.time_zone
    base_url = (site.base_url or config().url).rstrip("/")
    return Reader(
        language=language_for(person, ticket),
        zone=ZoneInfo(zone),
        base_url=base_url,
        ticket_url=f"{base_url}{ticket_path(ticket.number)}" if recipient.may_open else "",
    )


def language_for(person: Person | None, ticket: Ticket) -> str:
    """Return in which language to write to somebody about a ticket (spec D-20).

    Args:
        person: The reader, whose own language counts first, then that of his last letter.
        ticket: Its site's language is the last resort.
    """
    if person is not None:
        if is_language(person.language):
            return person.language
        last = Message.objects.filter(author=person).exclude(letter_id=None).order_by("-pk").first()
        written = language_of(last.text) if last else ""
        if written:
            return written
    return ticket.site.language


def language_of(text: str) -> str:
    """Return "ru" or "en" by the letters that a text is mostly written in, "" if by neither.

    Args:
        text: What somebody wrote.
    """
    lowered = text.lower()
    russian = sum("а" <= letter <= "я" or letter == "ё" for letter in lowered)
    english = sum("a" <= letter <= "z" for letter in lowered)
    if russian == english:
        return ""
    return "ru" if russian > english else "en"
