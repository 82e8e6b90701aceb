"""How our letters are recognised when they come back. Pure: text in, text out.

Three marks tie an answer to its ticket (spec MAIL-3), in the order of trust:

1. the *reply address* `support+t123.p45.<mac>@domain`, signed for one ticket and one person;
2. our *Message-ID* `<t123.456.<tag><mac>@domain>` in the answer's In-Reply-To or References;
3. the number `[#123]` in the subject, which anybody can type.

A ticket and a person are plain numbers here. A signature is HMAC-SHA256 cut to 80 bits and written
in lower-case base32: mail servers fold the case of addresses, so the case must carry nothing.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

LOCAL_PART_LIMIT: Final = 64
"""Octets that RFC 5321, section 4.5.3.1.1, allows before the @."""

REFERENCES_LIMIT: Final = 20
"""Message-IDs kept in References: the first, which roots the thread, and the newest."""

SUBJECT_LIMIT: Final = 255
"""Characters of a title that a subject repeats."""

_MAC_BYTES: Final = 10
_TAG_BYTES: Final = 5
_REPLY_ADDRESS = re.compile(r"\+t([1-9]\d{0,17})\.p([1-9]\d{0,17})\.([a-z2-7]{16})@", re.I)
_ANY_TOKEN = re.compile(  # also as addresses stand in links and in quoted-printable text
    r"(?:\+|%2B|=2B|&#43;|\b)t[1-9]\d{0,17}\.p[1-9]\d{0,17}\.[a-z2-7]{16}\b", re.I
)
_ACCOUNT_KEY = re.compile(r"(/account/[a-z-]{1,30}/\?key=)(?:3D)?(?:[\w:%.~-]|=\r?\n)+")
_OUR_ID = re.compile(r"<(?:t([1-9]\d{0,17})\.(\d{1,18})|n)\.([a-z2-7]{8})([a-z2-7]{16})@", re.I)
_SUBJECT_TAG = re.compile(r"\[ ?# ?([1-9]\d{0,17}) ?\]")


class ReplyToken(NamedTuple):
    """Whom a signed reply address was made for."""

    ticket: int
    person: int


class OurId(NamedTuple):
    """What one of our Message-IDs says; a letter that is about no ticket has no numbers."""

    ticket: int | None
    change: int | None


def reply_address(*, mailbox: str, ticket: int, person: int, secret: bytes) -> str:
    """Return the address at which this person answers this ticket.

    Args:
        mailbox: The address of the mailbox, `support@example.org`.
        ticket: The ticket's number, 1 or more.
        person: The person's number, 1 or more.
        secret: The installation's signing key.

    Raises:
        ValueError: The mailbox has no domain, or its local part is too long to carry a token.
    """
    local, at, domain = mailbox.rpartition("@")
    if not (local and at and domain):
        raise ValueError(f"not an address: {mailbox!r}")
    mac = _sign(secret, "reply", ticket, person)
    signed = f"{local}+t{ticket}.p{person}.{mac}"
    if len(signed.encode()) > LOCAL_PART_LIMIT:
        raise ValueError(f"the local part of {mailbox!r} is too long for a reply token")
    return f"{signed}@{domain}"


def find_reply_token(addresses: Iterable[str], *, secret: bytes) -> ReplyToken | None:
    """Return the first genuine reply token among the recipients of a letter.

    Args:
        addresses: Recipients in any notation: envelope addresses or whole header values.
        secret: The installation's signing key.
    """
    for text in addresses:
        for ticket, person, mac in _REPLY_ADDRESS.findall(text):
            token = ReplyToken(int(ticket), int(person))
            if _same(mac, _sign(secret, "reply", *token)):
                return token
    return None


def without_tokens(text: str) -> str:
    """Return text without what would let its reader act as somebody else.

    That is the signature of a reply address, by which its owner writes, and the key of a link that
    sets a password. Letters that answer ours, and servers that report about them, repeat both.

    Args:
        text: Anything: a body, HTML, a delivery report, the source of a letter.
    """
    return _ACCOUNT_KEY.sub(r"\1***", _ANY_TOKEN.sub("", text))


def message_id(*, ticket: int, change: int, address: str, domain: str, secret: bytes) -> str:
    """Return the Message-ID of the letter that tells `address` about one change of a ticket.

    The same letter always gets the same Message-ID, so a letter sent twice after a crash is one
    letter to its reader's mail program.

    Args:
        ticket: The ticket's number.
        change: The number of the change; 0 stands for the ticket itself (see `thread_root`).
        address: The recipient, already normalised.
        domain: The domain of the sending mailbox.
        secret: The installation's signing key.
    """
    return _build_id(f"t{ticket}.{change}", address, domain, secret)


def plain_message_id(*, key: str, address: str, domain: str, secret: bytes) -> str:
    """Return the Message-ID of a letter that is about no ticket.

    Args:
        key: The letter's natural key, "proof:45:…" for instance.
        address: The recipient, already normalised.
        domain: The domain of the sending mailbox.
        secret: The installation's signing key.
    """
    return _build_id("n", f"{key} {address}", domain, secret)


def thread_root(*, ticket: int, domain: str, secret: bytes) -> str:
    """Return the Message-ID that heads the References of every letter about a ticket.

    No letter carries it as its own: it only makes mail programs lay the letters of a ticket
    together when the first of them was never received or has been deleted.
    """
    return message_id(ticket=ticket, change=0, address="", domain=domain, secret=secret)


def read_message_id(text: str, *, secret: bytes) -> OurId | None:
    """Return what a Message-ID says if we made it, else None.

    Args:
        text: One Message-ID with its angle brackets.
        secret: The installation's signing key.
    """
    match = _OUR_ID.search(text)
    if match is None:
        return None
    ticket, change, tag, mac = match.groups()
    about = "n" if ticket is None else f"t{ticket}.{change}"
    if not _same(mac, _sign(secret, "id", about, tag.lower())):
        return None
    return OurId(None, None) if ticket is None else OurId(int(ticket), int(change))


def find_ticket(references: Iterable[str], *, secret: bytes) -> int | None:
    """Return the ticket that a letter answers by its In-Reply-To and References.

    Args:
        references: Message-IDs, oldest first; the newest genuine one that names a ticket wins,
            because a thread can have been forwarded from one ticket into another.
        secret: The installation's signing key.
    """
    for text in reversed(list(references)):
        ours = read_message_id(text, secret=secret)
        if ours is not None and ours.ticket is not None:
            return ours.ticket
    return None


def references(*, root: str, earlier: Sequence[str]) -> list[str]:
    """Return the References of a new letter: the root, then the newest earlier letters.

    Args:
        root: The result of `thread_root`.
        earlier: Message-IDs of the thread's earlier letters, oldest first, repeats allowed.
    """
    known = list(dict.fromkeys(text for text in earlier if text and text != root))
    return [root, *known[-(REFERENCES_LIMIT - 1) :]]


def tag_subject(ticket: int, title: str) -> str:
    """Return the subject `[#123] title`, on one line (spec T-1, MAIL-2).

    Args:
        ticket: The ticket's number.
        title: Its title; a tag at its head that equals ours is not repeated.
    """
    tag = f"[#{ticket}]"
    bare = " ".join(title.split())[:SUBJECT_LIMIT].removeprefix(tag).lstrip()
    return f"{tag} {bare}".rstrip()


def find_subject_number(subject: str) -> int | None:
    """Return the ticket number that a subject names, or None; the first one counts.

    Args:
        subject: A decoded subject line, `Re: [#123] Заказы`.
    """
    match = _SUBJECT_TAG.search(subject)
    return int(match[1]) if match else None


def _build_id(about: str, recipient: str, domain: str, secret: bytes) -> str:
    tag = _base32(hashlib.sha256(recipient.encode()).digest()[:_TAG_BYTES])
    return f"<{about}.{tag}{_sign(secret, 'id', about, tag)}@{domain}>"


def _sign(secret: bytes, *parts: str | int) -> str:
    """Return the signature of `parts`; the first names the purpose, so none serves for another."""
    text = "\n".join(str(part) for part in parts)
    return _base32(hmac.digest(secret, text.encode(), "sha256")[:_MAC_BYTES])


def _base32(data: bytes) -> str:
    """Return `data`, a multiple of 5 bytes, in lower-case base32 without padding."""
    return b32encode(data).decode().lower()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.lower(), expected)
