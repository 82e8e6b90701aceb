"""The place of a letter in its reader's thread: Message-ID, In-Reply-To, References."""

from dataclasses import dataclass
from datetime import datetime

from otklik.mail import keys, threading
from otklik.mail.models import Outgoing, State
from otklik.tickets.audience import Recipient
from otklik.tickets.models import Change, Message

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


def thread_of(change: Change, recipient: Recipient, domain: str) -> Thread:
    """Return the place of the letter about `change` among what was exchanged with its recipient.

    Args:
        change: What the letter tells.
        recipient: Who gets it.
        domain: The domain of the sending mailbox.
    """
    secret = keys.signing_key()
    earlier = [text for _at, text in sorted(_ours(change, recipient) + _theirs(change, recipient))]
    root = threading.thread_root(ticket=change.ticket_id, domain=domain, secret=secret)
    own = threading.message_id(
        ticket=change.ticket_id,
        change=change.pk,
        address=recipient.address,
        domain=domain,
        secret=secret,
    )
    return Thread(
        message_id=own,
        in_reply_to=earlier[-1] if earlier else root,
        references=threading.references(root=root, earlier=earlier),
    )


def _ours(change: Change, recipient: Recipient) -> list[tuple[datetime, str]]:
    """Return when which letters about the ticket went to this address before."""
    letters = Outgoing.objects.filter(ref=ref_of(change.ticket_id), address=recipient.address)
    known = letters.exclude(state__in=_NEVER_LEFT).exclude(key=key_of(change))
    return list(known.values_list("created_at", "message_id"))


def key_of(change: Change) -> str:
    """Return the natural key of the letters about a change (law 10)."""
    return f"change:{change.pk}"


def _theirs(change: Change, recipient: Recipient) -> list[tuple[datetime, str]]:
    """Return when which letters about the ticket came from this person."""
    if recipient.person is None:
        return []
    written = Message.objects.filter(ticket=change.ticket_id, author=recipient.person)
    rows = written.exclude(message_id="").values_list("recorded_at", "message_id")
    return [(at, f"<{text.strip('<>')}>") for at, text in rows]
