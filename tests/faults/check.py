"""What must be true in the end, compared with what the world knows of it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Max

from otklik.core.config import config
from otklik.files.models import Blob, Derived
from otklik.mail.models import Outgoing, Result, State
from otklik.mail_in.models import Fate, Reason, Received
from otklik.tickets.letters.thread import key_of
from otklik.tickets.models import Attachment, Change, Event, Message, Ticket
from tests.faults.letters import Kind, Sent
from tests.faults.load import Typist
from tests.flows.service import Post

SPEAKING: Final = frozenset({Kind.NEW, Kind.ANSWER})
FATES: Final = {Kind.NAMELESS: Fate.TRAY, Kind.REPORT: Fate.BOUNCE}
Digests = frozenset[str]

DONE: Final = frozenset({State.SENT, State.BOUNCED, State.SILENCED})


@dataclass(frozen=True)
class Known:
    """What the world knows.

    Attributes:
        letters: All letters that it wrote.
        typists: Who has typed what.
        post: Where our letters went.
        prepared: How many tickets there were before, each of one message.
        admin: The address of the administrator, who hears of everything.
        deaths: How often something was killed that sends letters, or writes down that it did.
    """

    letters: Sequence[Sent]
    typists: Sequence[Typist]
    post: Post
    prepared: int
    admin: str
    deaths: int


def differences(known: Known) -> Iterator[str]:
    """Yield what is lost, doubled or otherwise not as the world knows it."""
    stuck = frozenset(Received.objects.filter(reason=Reason.STUCK).values_list("digest", flat=True))
    yield from _ledger(known, stuck)
    yield from _sums(known, stuck)
    yield from _conversations(known, stuck)
    yield from _reports(known, stuck)
    yield from _typed(known)
    yield from _files(known, stuck)
    yield from _told(known)
    yield from _sent(known)
    yield from _stories()


def _ledger(known: Known, stuck: Digests) -> Iterator[str]:
    """Every letter stands there once, with its bytes, and became what it had to become.

    One in the middle of which the worker died eight times stands in the tray, as it should.
    """
    rows = {row.digest: row for row in Received.objects.all()}
    for letter in known.letters:
        row = rows.get(letter.digest)
        if not letter.is_acknowledged:
            yield f"{letter.mark} was never taken"
        elif row is None:
            yield f"{letter.mark} ({letter.kind}, {letter.door}) is lost"
        elif letter.digest not in stuck and row.fate != FATES.get(letter.kind, Fate.TAKEN):
            yield f"{letter.mark} ({letter.kind}) became {row.fate} {row.reason} {row.error}"
        elif _bytes_of(letter.digest) != letter.raw:
            yield f"{letter.mark}: other bytes are kept"
    for row in Received.objects.exclude(digest__in=[one.digest for one in known.letters]):
        yield f"nobody wrote letter {row.pk}: {_bytes_of(row.digest)[:1000]!r}"


def _bytes_of(digest: str) -> bytes:
    path = config().data / "files" / digest[:2] / digest[2:]
    return path.read_bytes() if path.exists() else b""


def _sums(known: Known, stuck: Digests) -> Iterator[str]:
    """Letters = tickets + messages + tray, and what is out of the way, exactly."""
    kinds: Counter[Kind] = Counter()
    for one in known.letters:
        kinds[one.kind] += one.kind is not Kind.AGAIN and one.digest not in stuck
    spoken = Counter(one.kind for one, family in _families(known) if not _all(family, stuck))
    typed = sum(len(one.said) for one in known.typists)
    fates = Counter(Received.objects.values_list("fate", flat=True))
    counts = {
        "letters": (len({one.digest for one in known.letters}), fates.total()),
        "tickets": (known.prepared + spoken[Kind.NEW], Ticket.objects.count()),
        "messages": (known.prepared + spoken.total() + typed, Message.objects.count()),
        "taken": (sum(kinds[one] for one in (*SPEAKING, Kind.COPY)), fates[Fate.TAKEN]),
        "in the tray": (kinds[Kind.NAMELESS] + len(stuck), fates[Fate.TRAY]),
        "reports": (kinds[Kind.REPORT], fates[Fate.BOUNCE]),
    }
    for name, (wanted, found) in counts.items():
        if wanted != found:
            yield f"{name}: {found} instead of {wanted}"


def _all(family: Sequence[Sent], stuck: Digests) -> bool:
    return all(one.digest in stuck for one in family)


def _conversations(known: Known, stuck: Digests) -> Iterator[str]:
    """A letter and its copies are one message, in the right ticket, with all its files."""
    rows = dict(Received.objects.values_list("digest", "pk"))
    said = defaultdict(list)
    messages = Message.objects.exclude(letter_id=None).select_related("ticket__author")
    for message in messages.prefetch_related("attachments__blob"):
        said[message.letter_id].append(message)
    for letter, family in _families(known):
        ids = {rows.get(one.digest) for one in family}
        found = [message for one in ids for message in said[one]]
        if len(found) != (0 if _all(family, stuck) else 1):
            yield f"{letter.mark} ({letter.kind}) is {len(found)} messages"
        for message in found:
            yield from _said(letter, message)


def _said(letter: Sent, message: Message) -> Iterator[str]:
    if (message.number == 1) != (letter.kind is Kind.NEW):
        yield f"{letter.mark} ({letter.kind}) is message {message.number}"
    if message.ticket.author.email != letter.sender or letter.mark not in message.text:
        yield f"{letter.mark} of {letter.sender} stands in #{message.ticket_id}"
    files = sorted(file.blob.sha256 for file in message.attachments.all())
    if files != list(letter.files):
        yield f"{letter.mark} has {len(files)} files instead of {len(letter.files)}"


def _families(known: Known) -> Iterator[tuple[Sent, list[Sent]]]:
    """Yield each letter that speaks, with itself and its copies."""
    copies = defaultdict(list)
    for one in known.letters:
        if one.original is not None:
            copies[one.original].append(one)
    for one in known.letters:
        if one.kind in SPEAKING:
            yield one, [one, *copies[one]]


def _reports(known: Known, stuck: Digests) -> Iterator[str]:
    """A letter that came back is marked so, and those whom it concerns hear of it once."""
    for letter in known.letters:
        if letter.kind is Kind.REPORT and letter.digest not in stuck:
            row = Outgoing.objects.get(message_id=letter.about)
            heard = Result.objects.filter(outgoing=row, kind=Result.Kind.BOUNCED).count()
            if (row.state, heard) != (State.BOUNCED, 1):
                yield f"{letter.about} came back: it is {row.state}, told {heard} times"


def _typed(known: Known) -> Iterator[str]:
    """What somebody was told to be saved is there, once."""
    for typist in known.typists:
        messages = Message.objects.filter(ticket=typist.ticket, number__gt=1)
        found = Counter(messages.values_list("text", flat=True))
        wanted = Counter(typist.said)
        for mark in wanted - found:
            yield f"{mark} is lost"
        for mark in found - wanted:
            yield f"{mark} is there {found[mark]} times instead of {wanted[mark]}"


def _files(known: Known, stuck: Digests) -> Iterator[str]:
    """Every content has its bytes and somebody who refers to it; no bytes lie about.

    Only the files of a letter that got stuck may wait for being swept away.
    """
    folder = config().data / "files"
    kept = {path.parent.name + path.name: path for path in folder.glob("??/*")}
    digests = dict(Blob.objects.values_list("sha256", "pk"))
    for digest in digests.keys() - kept.keys():
        yield f"the bytes of {digest} are lost"
    for digest in kept.keys() - digests.keys():
        yield f"the bytes {digest} belong to nothing"
    for digest, path in kept.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"the bytes of {digest} are damaged"
    used = {
        *Received.objects.values_list("blob", flat=True),
        *Attachment.objects.values_list("blob", flat=True),
        *Derived.objects.values_list("result", flat=True),
    }
    may_wait = {file for one in known.letters if one.digest in stuck for file in one.files}
    for digest, pk in digests.items():
        if pk not in used and digest not in may_wait:
            yield f"nothing refers to content {pk}"


def _told(known: Known) -> Iterator[str]:
    """Of each message exactly those hear by letter who have to, once."""
    unfollowed = Change.objects.filter(followed_at=None, is_quiet=False).count()
    if unfollowed:
        yield f"{unfollowed} changes were never followed"
    letters = defaultdict(list)
    for key, address in Outgoing.objects.values_list("key", "address"):
        letters[key].append(address)
    kinds = {one.mark: one for one in known.letters if one.kind in SPEAKING}
    typists = {one.ticket.pk: one for one in known.typists}
    for event in Event.objects.exclude(message=None).select_related("message", "change"):
        message = event.message
        if message is None or (message.letter_id is None and message.number == 1):
            continue
        if message.letter_id is None:
            wanted = sorted(typists[message.ticket_id].told)
        else:
            letter = kinds[message.text.split()[0]]
            wanted = sorted({known.admin} | ({letter.sender} if letter.kind is Kind.NEW else set()))
        found = sorted(letters[key_of(event.change)])
        if found != wanted:
            yield f"of {message} hear {found} instead of {wanted}"


def _sent(known: Known) -> Iterator[str]:
    """Every letter of ours has left; only at a death it may have left twice, as the same letter."""
    rows = dict(Outgoing.objects.values_list("message_id", "state"))
    left = Counter(str(one["Message-ID"]) for one in known.post.taken)
    for message_id, state in rows.items():
        if state not in DONE:
            yield f"our letter {message_id} is still {state}"
        elif state != State.SILENCED and not left[message_id]:
            yield f"our letter {message_id} has never left"
    if unknown := left.keys() - rows.keys():
        yield f"{len(unknown)} letters have left of which we know nothing"
    twice = left.total() - len(left)
    if twice > known.deaths:
        yield f"{twice} letters have left twice at {known.deaths} deaths"


def _stories() -> Iterator[str]:
    """Numbers of events and of messages have no gaps."""
    tickets = Ticket.objects.annotate(happened=Count("events"), newest=Max("events__seq"))
    for ticket in tickets.exclude(happened=F("newest"), newest=F("last_seq")):
        yield f"{ticket} has {ticket.happened} events up to {ticket.newest}, says {ticket.last_seq}"
    spoken = Message.objects.values("ticket").annotate(count=Count("pk"), newest=Max("number"))
    for one in spoken.exclude(count=F("newest")):
        yield f"#{one['ticket']} has {one['count']} messages up to number {one['newest']}"
