"""Which ticket a letter belongs to, and in whose name it may speak there (spec MAIL-2…MAIL-6)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.http import Http404

from otklik.mail import keys, threading
from otklik.mail.models import Mailbox, WhoMayReply
from otklik.mail.threading import ReplyToken
from otklik.mail_in.reading.letter import Letter
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.queries import person_with
from otklik.people.viewer import viewer_of
from otklik.tickets import access
from otklik.tickets.access import Seen, Stance
from otklik.tickets.audience import further_addresses


class By(StrEnum):
    """What led a letter to its ticket, the most trustworthy first (spec MAIL-3)."""

    TOKEN = "token"  # noqa: S105 - a signed address, no password
    REFERENCES = "references"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Claim:
    """A ticket that a letter names; whether it may enter is another question.

    Attributes:
        number: The ticket's number.
        by: How the letter names it.
        owner: Whose signed reply address it was sent to, if to any.
    """

    number: int
    by: By
    owner: Person | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A ticket into which a letter goes.

    Attributes:
        seen: The ticket, as the person in whose name the letter speaks sees it.
        by: What led there.
        written_by: The address that wrote in that person's name by the mailbox's rule; empty if
            the person wrote himself.
        is_signed: Whether that person's own signed reply address led there, which is a proof.
    """

    seen: Seen
    by: By
    written_by: str = ""
    is_signed: bool = False

    def is_of(self, address: str) -> bool:
        """Tell whether an address is the one in whose name the letter speaks."""
        if self.written_by:
            return self.written_by == address
        person = self.seen.viewer.person
        return person is not None and (person.email == address or person_with(address) == person)


class UnprovenStaff(Exception):  # noqa: N818 - a doubt, not a fault
    """The letter would be an answer of ours, but nothing proves who wrote it (spec D-14)."""

    def __init__(self, claim: Claim, person: Person) -> None:
        super().__init__(f"ticket {claim.number}, person {person.pk}")
        self.claim = claim
        self.person = person


def claims(letter: Letter, recipients: Iterable[str]) -> Iterator[Claim]:
    """Yield the tickets that a letter names, the most trustworthy first.

    Args:
        letter: The letter, read.
        recipients: Everybody it was addressed to, envelope included.
    """
    secret = keys.signing_key()
    token = threading.find_reply_token(recipients, secret=secret)
    if token is not None:
        yield Claim(token.ticket, By.TOKEN, _owner(token))
    references = [f"<{one}>" for one in (*letter.references, letter.in_reply_to or "") if one]
    referred = threading.find_ticket(references, secret=secret)
    if referred is not None:
        yield Claim(referred, By.REFERENCES)
    named = threading.find_subject_number(letter.subject)
    if named is not None:
        yield Claim(named, By.NUMBER)


def _owner(token: ReplyToken) -> Person | None:
    return Person.objects.filter(pk=token.person, is_active=True).first()


def enter(claim: Claim, senders: Sequence[str], box: Mailbox, *, written_from: str) -> Match | None:
    """Return the ticket that a letter names, if one of its senders may write into it.

    A person enters who shows the own reply address, and so does a client of the ticket whatever led
    there, by From: whoever is only named for answers has not written. A colleague of ours needs the
    own reply address: anybody can type his name into a From line. Then the mailbox's rule counts
    (spec MAIL-4). Nobody enters by the number alone, so a stranger who has it gets a ticket of his
    own.

    Args:
        claim: What the letter names.
        senders: Who may have written it, in their normal spelling.
        box: The mailbox that received it, with its rule.
        written_from: The one of them that stands in From; empty if none does.

    Raises:
        UnprovenStaff: It would be an answer of staff, without a proof.
    """
    author = access.author_of(claim.number)
    if author is None:
        return None
    owners = _seen(claim.owner, claim.number) if claim.owner else None
    if owners is not None and _is_from(claim.owner, senders):
        return Match(owners, claim.by, is_signed=True)
    doubt: UnprovenStaff | None = None
    for sender in senders:
        person = person_with(sender)
        if person is None:
            continue
        seen = _seen(person, claim.number)
        if seen is not None and not seen.stance.sees_hidden:
            if sender == written_from:
                return Match(seen, claim.by)
        elif seen is not None or works_here(person):
            doubt = doubt or UnprovenStaff(claim, person)
    if doubt is None and claim.owner and owners is not None and owners.stance.sees_hidden:
        doubt = UnprovenStaff(claim, claim.owner)
    if doubt is not None:
        raise doubt
    return _in_place_of(author, claim, written_from, box) if written_from else None


def exists(claim: Claim) -> bool:
    """Tell whether there is the ticket that a letter names."""
    return access.author_of(claim.number) is not None


def speaking(doubt: UnprovenStaff) -> Match:
    """Return the ticket as the member of staff sees it whose letter it is, as we were told.

    Args:
        doubt: What `enter` raised, and a person has settled.

    Raises:
        Unseen: The member of staff may not see the ticket.
    """
    seen = access.get(viewer_of(doubt.person), doubt.claim.number)
    return Match(seen, doubt.claim.by)


def _is_from(owner: Person | None, senders: Sequence[str]) -> bool:
    """Tell whether the owner of a reply address wrote from an address of his."""
    return owner is not None and any(
        owner.email == sender or person_with(sender) == owner for sender in senders
    )


def works_here(person: Person) -> bool:
    """Tell whether somebody may see what is hidden from clients."""
    viewer = viewer_of(person)
    return viewer.is_staff or viewer.is_observer


def _in_place_of(author: Person, claim: Claim, sender: str, box: Mailbox) -> Match | None:
    """Let somebody write in the author's place, if rule or ticket allow it (spec MAIL-4, T-6)."""
    seen = _seen(author, claim.number)
    if seen is None or seen.stance is not Stance.CLIENT:
        return None
    if sender in further_addresses(seen.ticket) or _rule_allows(box, author, sender):
        return Match(seen, claim.by, written_by=sender)
    return None


def _rule_allows(box: Mailbox, author: Person, sender: str) -> bool:
    """Tell whether the mailbox's rule lets a stranger in; whole domains are compared (MAIL-5)."""
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
