"""Delivery reports: by the standard (RFC 3464), and in the tongues of servers that ignore it."""

import email
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from typing import Final

from otklik.mail_in.reading import headers, mime, phrases_auto
from otklik.mail_in.reading.patterns import late

# Senders that are machines, and names that people bear as well.
_DAEMON: Final = late(
    r"(?:mailer[-_.]?daemon|mail[-_.]?(?:delivery|daemon)[\w.-]*|mdaemon|microsoftexchange[\w.-]*|"
    r"smtp[-_.]?(?:gateway|daemon)|mmdf|uucp|amavis\w*)@|"
    r"mail delivery (?:sub)?system|mailer[- ]?daemon|internet mail delivery|mail delivery service",
    re.IGNORECASE,
)
_OFFICE: Final = late(
    r"(?:mail[-_.]?(?:system|router|admin)[\w.-]*|bounces?)@|mail administrator|post-?master\b|"
    r"system administrator|system attendant",
    re.IGNORECASE,
)
_SUBJECT: Final = late(
    r"[\W_]{0,40}(?:" + "|".join(phrases_auto.BOUNCES).replace(" ", r"\s+") + ")", re.IGNORECASE
)
_TEXT: Final = late("|".join(phrases_auto.BOUNCE_TEXTS).replace(" ", r"\s+"), re.IGNORECASE)
_RECIPIENT: Final = late(
    rb"^(?:final|original)-recipient\s*:\s*+(?:[\w-]++\s*+;)?\s*+<?([^\s<>;]+@[^\s<>;]+)",
    re.IGNORECASE | re.MULTILINE,
)
_ACTION: Final = late(rb"^action\s*:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID: Final = late(
    rb"^[ >\t]{0,6}message-id:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE
)
# A letter that is no standard report is one by two signs: who sent it, its subject, its words,
# failed addresses found in it.
_ENOUGH_SIGNS: Final = 2
_MAX_SCANNED: Final = 2_000_000
_LONG_LINE: Final = late(rb"([^\n]{500})[^\n]+")
_MAX_LEAVES: Final = 60
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report.

    Attributes:
        recipients: Addresses it speaks of, in lower case, sorted.
        final: False for a delay: the server goes on trying.
        original_id: Message-ID of the letter it is about, or None.
    """

    recipients: tuple[str, ...]
    final: bool
    original_id: str | None


def find(raw: bytes, root: mime.Part, sender: str, subject: str, text: str) -> Bounce | None:
    """Return the delivery report that a letter is, or None.

    A read receipt (RFC 8098) and an answering machine are none.

    Args:
        raw: The letter.
        root: Its parts.
        sender: The From field, readable.
        subject: The subject, readable.
        text: The readable text.
    """
    parts = list(mime.leaves(root))[:_MAX_LEAVES]
    if any("disposition-notification" in part.content_type for part in parts):
        return None
    statuses = [part.content().data for part in parts if part.content_type in _REPORTS]
    report_type = root.params.get("report-type", "").lower()
    if statuses or (root.content_type == "multipart/report" and report_type == "delivery-status"):
        return _standard(statuses, parts, raw)
    failed = _addresses(root.head.plain("x-failed-recipients"))
    signs = _signs(root.head, sender, subject, text)
    if not failed and not signs:
        return None
    temporary, permanent = _scanned(raw, parts)
    if not failed and signs + bool(temporary or permanent) < _ENOUGH_SIGNS:
        return None
    recipients = {*temporary, *permanent, *failed}
    delayed = re.search(r"delay|warning|отложен|verzöger", subject, re.IGNORECASE) is not None
    final = bool(permanent) or not (temporary or delayed)
    return Bounce(tuple(sorted(recipients)), final, _original_id(parts, raw))


def _standard(statuses: Iterable[bytes], parts: list[mime.Part], raw: bytes) -> Bounce:
    joined = b"\n".join(statuses)
    recipients = {found.decode("utf-8", "replace").lower() for found in _RECIPIENT.findall(joined)}
    actions = {found.lower() for found in _ACTION.findall(joined)}
    final = not actions or bool(actions & {b"failed", b"delivered", b"relayed", b"expanded"})
    return Bounce(tuple(sorted(recipients)), final, _original_id(parts, raw))


def _signs(head: headers.Headers, sender: str, subject: str, text: str) -> int:
    """Count the signs of a report: its sender, its subject, its words.

    Words alone, or with a sender that may be a person, are none: people write about errors.
    """
    machine = head.plain("return-path").strip() == "<>" or _DAEMON.search(sender) is not None
    titled = _SUBJECT.match(subject) is not None
    worded = (machine or titled) and _TEXT.search(text[:20_000]) is not None
    return (machine or _OFFICE.search(sender) is not None) + titled + worded


def _scanned(raw: bytes, parts: list[mime.Part]) -> tuple[set[str], set[str]]:
    """Ask flufl.bounce for temporarily and permanently failed addresses.

    Its detectors trust the form of what they read, so they get plain ASCII, a sender and no long
    lines: some of their searches take the square of a line's length.
    """
    if len(raw) > _MAX_SCANNED or len(parts) >= _MAX_LEAVES:
        return set(), set()
    from flufl.bounce import all_failures  # it compiles its hundreds of patterns at once

    try:
        shortened = _LONG_LINE.sub(rb"\1", raw)
        message: Message = email.message_from_string(shortened.decode("ascii", "replace"))
        if "@" not in str(message.get("from", "")):
            del message["from"]
            message["From"] = "MAILER-DAEMON@localhost"
        temporary, permanent = all_failures(message)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return set(), set()
    return _texts(temporary), _texts(permanent)


def _texts(found: Iterable[bytes]) -> set[str]:
    return {one.decode("utf-8", "replace").lower() for one in found}


def _addresses(value: str) -> set[str]:
    found = re.findall(r"(?<![^\s<>,;])[^\s<>,;]+@[^\s<>,;]+", value)
    return {one.lower() for one in found}


def _original_id(parts: list[mime.Part], raw: bytes) -> str | None:
    """Find the Message-ID of the returned letter: in its part, else in the text of the report."""
    for part in parts:
        if part.content_type in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            match = _MESSAGE_ID.search(part.content().data[:200_000])
            if match is not None:
                return match[1].decode("utf-8", "replace").strip("<>")
    ids = _MESSAGE_ID.findall(raw[:500_000])
    return ids[1].decode("utf-8", "replace").strip("<>") if len(ids) > 1 else None
