"""Which ticket a letter belongs to, and in whose name it may speak there (spec MAIL-2…MAIL-6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.http import Http404

from otklik.mail import keys, threading
from otklik.mail.models import Mailbox, WhoMayReply
from otklik.mail_in.reading.letter import Letter
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.queries import person_with
from otklik.people.viewer import viewer_of
from otklik.tickets import access
from otklik.tickets.access import Seen, Stance


class By(StrEnum):
    """What led a letter to its ticket, the most trustworthy first (spec MAIL-3)."""

    TOKEN = "token"  # noqa: S105 - a signed address, no password
    REFERENCES = "references"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Match:
    """A ticket into which a letter goes.

    Attributes:
        seen: The ticket, as the person in whose name the letter speaks sees it.
        by: What led there.
        is_proven: Whether the sender showed the own signed reply address.
    """

    seen: Seen
    by: By
    is_proven: bool


class UnprovenStaff(Exception):  # noqa: N818 - a doubt, not a fault
    """The letter would be an answer of ours, but nothing proves who wrote it (spec D-14)."""

    def __init__(self, number: int, by: By) -> None:
        super().__init__(f"ticket {number}")
        self.number = number
        self.by = by


def match(letter: Letter, recipients: Iterable[str], box: Mailbox) -> Match | None:
    """Return the ticket that a letter answers, or nothing: then it opens a new one.

    The number alone is never trusted unless the mailbox's rule says so: a foreign sender with
    somebody's number gets a ticket of his own (spec MAIL-4).

    Args:
        letter: The letter, read.
        recipients: Everybody it was addressed to, envelope included.
        box: The mailbox that received it, with its rules.

    Raises:
        UnprovenStaff: It claims to be an answer by staff without a proof.
    """
    secret = keys.signing_key()
    sender = normal_address(letter.from_.address)
    token = threading.find_reply_token(recipients, secret=secret)
    if token is not None:
        found = _by_token(token, sender, box)
        if found is not None:
            return found
    references = [f"<{one}>" for one in (*letter.references, letter.in_reply_to or "") if one]
    for number, by in (
        (threading.find_ticket(references, secret=secret), By.REFERENCES),
        (threading.find_subject_number(letter.subject), By.NUMBER),
    ):
        found = _by_sender(number, sender, box, by) if number else None
        if found is not None:
            return found
    return None


def _by_token(token: threading.ReplyToken, sender: str, box: Mailbox) -> Match | None:
    """Follow a signed reply address: it proves its owner if the owner's address wrote it."""
    person = Person.objects.filter(pk=token.person, is_active=True).first()
    seen = _seen(person, token.ticket) if person else None
    if person is None or seen is None:
        return None
    known = person_with(sender)
    if person.email == sender or (known is not None and known.pk == person.pk):
        return Match(seen, By.TOKEN, is_proven=True)
    if seen.stance.sees_hidden:
        raise UnprovenStaff(token.ticket, By.TOKEN)
    return _by_sender(token.ticket, sender, box, By.TOKEN)


def _by_sender(number: int, sender: str, box: Mailbox, by: By) -> Match | None:
    """Let in a participant, or whom the mailbox's rule allows besides (spec MAIL-4, MAIL-5).

    Raises:
        UnprovenStaff: The sender would stand as staff: a From line proves nothing.
    """
    person = person_with(sender)
    seen = _seen(person, number) if person else None
    if seen is not None:
        if seen.stance.sees_hidden:
            raise UnprovenStaff(number, by)
        return Match(seen, by, is_proven=False)
    author = access.author_of(number)
    if author is None or not _rule_allows(box, author, sender):
        return None
    seen = _seen(author, number)
    return Match(seen, by, is_proven=False) if seen and seen.stance is Stance.CLIENT else None


def _rule_allows(box: Mailbox, author: Person, sender: str) -> bool:
    """Whether somebody who is no participant may write in the author's place (spec MAIL-4)."""
    if box.who_may_reply == WhoMayReply.ANYONE:
        return True
    if box.who_may_reply == WhoMayReply.DOMAIN:
        domain = sender.rpartition("@")[2]
        return bool(domain) and domain == normal_address(author.email).rpartition("@")[2]
    return False


def _seen(person: Person, number: int) -> Seen | None:
    try:
        return access.get(viewer_of(person), number)
    except Http404:
        return None
