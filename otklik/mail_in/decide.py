"""What is to become of a letter (spec MAIL-9, MAIL-13, MAIL-18, D-13, D-14). Writes nothing."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet

from otklik.core.time import now
from otklik.mail import keys, threading
from otklik.mail.models import Outgoing
from otklik.mail.threading import ReplyToken
from otklik.mail_in.match import Claim, Match, UnprovenStaff, claims, enter, exists, speaking
from otklik.mail_in.models import Door, Fate, Reason, Received
from otklik.mail_in.proof import from_of, is_from, proof_of_sender
from otklik.mail_in.reading.authentication import Proof
from otklik.mail_in.reading.letter import Letter
from otklik.mail_in.senders import Sender, Senders, senders_of
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.queries import person_with
from otklik.tickets.letters.thread import ref_of

AN_HOUR: Final = timedelta(hours=1)

LETTERS_AN_HOUR: Final = 60
"""Letters of one sender; more wait in the tray (spec MAIL-13)."""

ANSWERED_AN_HOUR: Final = 5
"""New letters of one sender that are answered: with a confirmation, with the form, or with why they
are not taken. More open tickets without a word, or wait in the tray.

A machine that answers each confirmation with a letter that looks new meets no limit of the letters
about one ticket (spec D-13): every turn would open another one.
"""

_FOR_MANY: Final = frozenset({"bulk", "junk", "mass"})


class Order(StrEnum):
    """On what grounds a letter is taken.

    By the rules, or by hand: as what it says it is, or as a new ticket whatever it says.
    """

    RULES = "rules"
    AS_SENT = "as_sent"
    AS_NEW = "as_new"


@dataclass(frozen=True, slots=True)
class Aside:
    """Nothing is written into a ticket.

    Attributes:
        fate: Where the letter ends.
        reason: Why a person has to decide; empty if nobody has to.
        ticket: The ticket that it concerns.
        claim: What it names without a proof.
        person: The member of staff whose letter it might be.
    """

    fate: Fate
    reason: Reason | None = None
    ticket: int | None = None
    claim: Claim | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A delivery report.

    Attributes:
        message_id: Of our letter that came back, with its brackets; empty if only delayed.
        text: What the report says.
        ticket: The ticket that our letter was about.
    """

    message_id: str
    text: str
    ticket: int | None


@dataclass(frozen=True, slots=True)
class Append:
    """It is a message of a ticket."""

    match: Match
    sender: Sender | None
    is_automatic: bool
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Open:
    """It opens a ticket.

    Attributes:
        sender: Who wrote it; nobody if no address can be answered.
        claim: The ticket of somebody else that it names.
        is_automatic: Whether its sender is to hear nothing (spec D-13).
    """

    sender: Sender | None
    claim: Claim | None
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Its sender is sent to the form (spec MAIL-18)."""

    sender: Sender


Decision = Aside | Returned | Append | Open | Point


def decide(row: Received, letter: Letter, order: Order) -> Decision:
    """Return what is to become of a letter.

    Args:
        row: Its place in the ledger.
        letter: The letter, read.
        order: By the rules, or as a member of staff has decided.

    Raises:
        Unseen: It was ordered to be taken as sent by somebody who may not see its ticket.
    """
    if order is Order.RULES:
        by_machine = _of_our_own(letter) or _report(row, letter)
        if by_machine is not None:
            return by_machine
    senders, proof = senders_of(letter), proof_of_sender(letter)
    sender = senders.people[0] if senders.people else None
    if order is Order.AS_NEW:
        return Open(sender, None, is_automatic(row, letter))
    try:
        match, claim = _find(row, letter, senders)
    except UnprovenStaff as doubt:
        # By hand it is taken only if the tray has asked whether this very colleague wrote it.
        by_server = proof is Proof.PROVEN and is_from(letter, doubt.person)
        if not by_server and (order is Order.RULES or row.claimed_person_id != doubt.person.pk):
            return _unproven(letter, doubt, order)
        match, claim = speaking(doubt), None
    if order is Order.RULES:
        kept = _kept_out(row, letter, match, senders) or _contradicted(match, proof)
        if kept is not None:
            return kept
    if match is not None:
        is_proven = match.is_signed or (proof is Proof.PROVEN and match.is_of(from_of(letter)))
        return Append(match, sender, is_automatic(row, letter), is_proven)
    return _new(row, letter, order, sender, claim)


def _unproven(letter: Letter, doubt: UnprovenStaff, order: Order) -> Aside:
    """Let a person decide about the letter of a colleague, but not about his answering machine."""
    number = doubt.claim.number
    if order is Order.RULES and _is_of_machine(letter):
        return Aside(Fate.AUTOMATIC, ticket=number)
    return Aside(Fate.TRAY, Reason.STAFF_UNPROVEN, number, doubt.claim, doubt.person)


def _is_of_machine(letter: Letter) -> bool:
    """Tell whether nobody wrote this letter: it is answered by nothing and said to nobody."""
    return letter.automatic.auto_submitted or letter.automatic.receipt


def is_automatic(row: Received, letter: Letter) -> bool:
    """Tell whether the sender of a letter must get no letter because of it (spec D-13)."""
    facts = letter.automatic
    no_sender = row.door == Door.SMTP and not row.envelope_from
    return (
        no_sender
        or facts.empty_sender
        or facts.auto_submitted
        or facts.bulk_or_list
        or facts.receipt
        or letter.bounce is not None
    )


def _of_our_own(letter: Letter) -> Aside | None:
    """Recognise a letter of ours that came back to us, by our signature in its Message-ID."""
    ours = threading.read_message_id(f"<{letter.message_id or ''}>", secret=keys.signing_key())
    return Aside(Fate.OWN, ticket=ours.ticket) if ours is not None else None


def _report(row: Received, letter: Letter) -> Returned | None:
    """Recognise a delivery report and the letter it is about.

    It names our letter by its Message-ID; else its recipient does, for our letters leave with the
    signed reply address as their envelope's sender. Somebody we know who sends on what a server
    told him makes no report.
    """
    bounce = letter.bounce
    if bounce is None:
        return None
    secret = keys.signing_key()
    message_id = f"<{bounce.original_id}>" if bounce.original_id else ""
    ours = threading.read_message_id(message_id, secret=secret)
    ticket = ours.ticket if ours else None
    if ours is None:
        token = threading.find_reply_token(_recipients(row, letter), secret=secret)
        if token is not None:
            ticket, message_id = token.ticket, _last_letter(token)
        elif person_with(normal_address(letter.from_.address)) is not None:
            return None
    return Returned(message_id if bounce.final else "", letter.text, ticket)


def _last_letter(token: ReplyToken) -> str:
    """Return the Message-ID of the newest letter that left with this reply address, or nothing."""
    letters = Outgoing.objects.filter(ref=ref_of(token.ticket), person=token.person)
    return letters.order_by("-pk").values_list("message_id", flat=True).first() or ""


def _find(row: Received, letter: Letter, senders: Senders) -> tuple[Match | None, Claim | None]:
    """Return the ticket that the letter may enter, else the first one that it only names."""
    named: Claim | None = None
    for claim in claims(letter, _recipients(row, letter)):
        match = enter(claim, senders.addresses, row.mailbox, written_from=senders.written_from)
        if match is not None:
            return match, None
        if named is None and exists(claim):
            named = claim
    return None, named


def _recipients(row: Received, letter: Letter) -> list[str]:
    return [*row.envelope_to, *(one.address for one in (*letter.to, *letter.cc))]


def _kept_out(row: Received, letter: Letter, match: Match | None, senders: Senders) -> Aside | None:
    """Return where a letter ends that the rules keep out of tickets.

    A subject such as "Vacation: how to apply" is kept out only where it answers us: a new letter is
    rather opened in silence than overlooked.
    """
    ticket = match.seen.ticket.number if match else None
    if _is_of_machine(letter) and (match is not None or not letter.automatic.guessed):
        return Aside(Fate.AUTOMATIC, ticket=ticket)
    if match is None and letter.automatic.precedence in _FOR_MANY:
        return Aside(Fate.AUTOMATIC)
    if not senders.people:
        return Aside(
            Fate.TRAY, Reason.OWN_ADDRESS if senders.is_ours else Reason.SENDER_UNKNOWN, ticket
        )
    if _recent(row, senders.people[0])[:LETTERS_AN_HOUR].count() >= LETTERS_AN_HOUR:
        return Aside(Fate.TRAY, Reason.TOO_MANY, ticket)
    return None


def _contradicted(match: Match | None, proof: Proof) -> Aside | None:
    """Let a person decide about a letter whose From is forged; a signed address is a proof."""
    if match is None or match.is_signed or proof is not Proof.FAILED:
        return None
    number = match.seen.ticket.number
    return Aside(Fate.TRAY, Reason.SENDER_UNPROVEN, number, Claim(number, match.by))


def _recent(row: Received, sender: Sender) -> QuerySet[Received]:
    """Return the other letters that came from this sender within an hour."""
    recent = Received.objects.filter(sender=sender.address, recorded_at__gt=now() - AN_HOUR)
    return recent.exclude(pk=row.pk)


def _new(
    row: Received, letter: Letter, order: Order, sender: Sender | None, claim: Claim | None
) -> Decision:
    """Open a ticket, unless the mailbox takes answers only (spec MAIL-18)."""
    silent = is_automatic(row, letter)
    if sender is not None:
        answered = _recent(row, sender).filter(Q(opened=True) | Q(fate=Fate.POINTED))
        silent = silent or answered[:ANSWERED_AN_HOUR].count() >= ANSWERED_AN_HOUR
        if order is Order.RULES and row.mailbox.replies_only:
            return Aside(Fate.TRAY, Reason.REPLIES_ONLY) if silent else Point(sender)
    return Open(sender, claim, silent)
