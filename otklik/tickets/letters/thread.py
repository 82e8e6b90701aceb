"""The place of a letter in its reader's thread: Message-ID, In-Reply-To, References."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from otklik.mail import keys, threading
from otklik.mail.models import Outgoing, State
from otklik.tickets.audience import Recipient
from otklik.tickets.models import Change, Message

_Sent: TypeAlias = tuple[datetime, str]
"""When a letter was written, and its Message-ID."""

_NEVER_LEFT = (State.CANCELLED, State.SILENCED)


@dataclass(frozen=True, slots=True)
class Thread:
    """The headers that lay a letter beside the earlier ones."""

    message_id: str
    in_reply_to: str
    references: list[str]


def ref_of(ticket_id: int) -> str:
    """Return the opaque name under which the room `mail` keeps the letters about a ticket."""
    return f"ticket.{ticket_id}"


class Threads:
    """The places of the letters about a change among what was exchanged with their recipients."""

    def __init__(self, change: Change, recipients: Sequence[Recipient]) -> None:
        """Read what was exchanged.

        Args:
            change: What the letters tell.
            recipients: Who gets them.
        """
        self._change = change
        self._ours = _ours(change, {one.address for one in recipients})
        self._theirs = _theirs(change, {one.person.pk for one in recipients if one.person})

    def of(self, recipient: Recipient, domain: str) -> Thread:
        """Return the place of one letter.

        Args:
            recipient: Who gets it.
            domain: The domain of the sending mailbox.
        """
        ticket, secret = self._change.ticket_id, keys.signing_key()
        person = recipient.person.pk if recipient.person else None
        exchanged = self._ours.get(recipient.address, []) + self._theirs.get(person, [])
        earlier = [text for _at, text in sorted(exchanged)]
        root = threading.thread_root(ticket=ticket, domain=domain, secret=secret)
        own = threading.message_id(
            ticket=ticket,
            change=self._change.pk,
            address=recipient.address,
            domain=domain,
            secret=secret,
        )
        return Thread(
            message_id=own,
            in_reply_to=earlier[-1] if earlier else root,
            references=threading.references(root=root, earlier=earlier),
        )


def _ours(change: Change, addresses: Collection[str]) -> dict[str, list[_Sent]]:
    """Return when which letters about the ticket went to these addresses before."""
    letters = Outgoing.objects.filter(ref=ref_of(change.ticket_id), address__in=addresses)
    known = letters.exclude(state__in=_NEVER_LEFT).exclude(key=key_of(change))
    sent: dict[str, list[_Sent]] = {}
    for address, at, text in known.values_list("address", "created_at", "message_id"):
        sent.setdefault(address, []).append((at, text))
    return sent


def key_of(change: Change) -> str:
    """Return the natural key of the letters about a change (law 10)."""
    return f"change:{change.pk}"


def _theirs(change: Change, people: Collection[int]) -> dict[int | None, list[_Sent]]:
    """Return when which letters about the ticket came from these people."""
    written = Message.objects.filter(ticket=change.ticket_id, author__in=people)
    rows = written.exclude(message_id="").values_list("author", "recorded_at", "message_id")
    sent: dict[int | None, list[_Sent]] = {}
    for author, at, text in rows:
        sent.setdefault(author, []).append((at, f"<{text.strip('<>')}>"))
    return sent
