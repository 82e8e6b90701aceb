"""A letter as a person would read it: `read` takes bytes and returns a `Letter`. It never raises.

Sources: RFC 5322 (header), RFC 2045-2049 and 2183, 2231 (MIME), RFC 3676 (flowed text),
RFC 3834 and 3464 (machines); SPEC MAIL-9…MAIL-13, D-10, D-13, D-17.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from otklik.mail_in.reading import (
    addresses,
    attachments,
    automatic,
    bodies,
    bounces,
    headers,
    lines,
    markup,
    mime,
    quotes,
)
from otklik.mail_in.reading.addresses import Mailbox
from otklik.mail_in.reading.attachments import Attachment
from otklik.mail_in.reading.automatic import Automatic
from otklik.mail_in.reading.bounces import Bounce
from otklik.mail_in.reading.lines import Line

_ID: Final = re.compile(r"<([^<>]{1,990})>")
_BARE_ID: Final = re.compile(r"(?<![^\s<>,;\"])[^\s<>,;\"]+@[^\s<>,;\"]+")
_MAX_IDS: Final = 500
_MAX_RESULTS: Final = 20
_HEAD_END: Final = re.compile(rb"\S[^\n]*\n[ \t\r]*\n")
_LONGEST_HEAD: Final = 64 * 1024

UNREAD: Final = "unread"
"""The problem of a letter of which only the header was read."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is read out of a letter.

    Attributes:
        subject: One line; empty if there is none.
        from_: The first author; both fields empty if nobody is named.
        reply_to: Where answers are wanted.
        to: Recipients of To.
        cc: Recipients of Cc.
        message_id: Without brackets, or None.
        in_reply_to: The first Message-ID of In-Reply-To, or None.
        references: Message-IDs of References, oldest first.
        date: The sender's own date, aware, or None; shown, never trusted (D-10).
        date_written: The Date field as written.
        text: The whole readable text.
        reply: The new text alone.
        quoted: Quotes and signature, to be folded.
        interleaved: Whether answers stand between quoted lines, so that `text` reads better.
        html: The HTML of the letter as it came, not cleaned, or None.
        attachments: Every file, inline pictures included.
        automatic: Who or what sent it.
        bounce: The delivery report that it is, or None.
        charset_errors: Characters that had to be replaced.
        authentication: The values of Authentication-Results, topmost first.
        problems: Names of oddities met; none keeps a letter from being taken.
    """

    subject: str
    from_: Mailbox
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    date: datetime | None
    date_written: str
    text: str
    reply: str
    quoted: str
    interleaved: bool
    html: str | None
    attachments: tuple[Attachment, ...]
    automatic: Automatic
    bounce: Bounce | None
    charset_errors: int
    authentication: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    """The readable part of a letter and its files."""

    lines: list[Line]
    html_lines: list[Line]
    html: str | None
    files: list[Attachment]
    errors: int


def read(raw: bytes) -> Letter:
    """Return the letter that some bytes are. Never raises, whatever the bytes.

    Args:
        raw: The letter as received; line ends, charsets and structure may be anything.
    """
    root = mime.parse(raw)
    head = root.head
    content = _content(root, bodies.Room.of(len(raw)))
    subject = head.text("subject")
    in_reply_to = _ids(head.every("in-reply-to"))
    references = _ids(head.every("references"))
    text = lines.join(content.lines).strip()
    new = _split(content, subject.text, answers=bool(in_reply_to or references))
    sender = _sender(root)
    written = head.plain("date")
    date = _date(written)
    return Letter(
        subject=subject.text,
        from_=sender,
        reply_to=_mailboxes(root, "reply-to"),
        to=_mailboxes(root, "to"),
        cc=_mailboxes(root, "cc"),
        message_id=next(iter(_ids(head.every("message-id"))), None),
        in_reply_to=next(iter(in_reply_to), None),
        references=references,
        date=date,
        date_written=written,
        text=text,
        reply=new.reply,
        quoted=new.quoted,
        interleaved=new.interleaved,
        html=content.html,
        attachments=tuple(content.files),
        automatic=automatic.facts(
            head, root.content_type, root.params.get("report-type", "").lower()
        ),
        bounce=bounces.find(raw, root, f"{sender.name} {sender.address}", subject.text, text),
        charset_errors=content.errors + subject.errors,
        authentication=tuple(head.every("authentication-results")[:_MAX_RESULTS]),
        problems=_problems(content, sender, written, date),
    )


def read_head(raw: bytes) -> Letter:
    """Return what the header alone says, of a letter that is too much to be read.

    Args:
        raw: The letter as received.
    """
    end = _HEAD_END.search(raw, 0, _LONGEST_HEAD)
    letter = read(raw[: end.end() if end else _LONGEST_HEAD])
    return replace(
        letter,
        text="",
        reply="",
        quoted="",
        html=None,
        attachments=(),
        problems=(*letter.problems, UNREAD),
    )


def header_of(raw: bytes) -> list[tuple[str, str]]:
    """Return the fields of a letter's header with their names, as a person reads them.

    Args:
        raw: The letter as received.
    """
    head = mime.parse(raw[:_LONGEST_HEAD]).head
    return [
        (name, headers.Headers([(name, value)], head.hint).text(name).text)
        for name, value in head.fields
    ]


def _content(root: mime.Part, room: bodies.Room) -> _Content:
    found = bodies.find(root, root.head.hint, room)
    html = "\n".join(found.html)
    files, unpacked = attachments.of(found, html)
    body_lines: list[Line] = []
    for body in found.bodies:
        if body_lines and any(not line.blank for line in body.lines):
            body_lines.append(Line(""))
        body_lines.extend(body.lines)
    if all(line.blank for line in body_lines):
        for inside in unpacked:
            html = html or inside.html
            body_lines.extend(
                lines.of_text(inside.text) if inside.text else markup.to_lines(inside.html)
            )
    errors = sum(body.errors for body in found.bodies)
    return _Content(body_lines, found.html_lines, html or None, files, errors)


def _split(content: _Content, subject: str, *, answers: bool) -> quotes.Split:
    """Split the plain text; where the HTML shows more of it to be quoted, trust the HTML."""
    plain = quotes.split(content.lines, subject=subject, answers=answers)
    if not content.html_lines:
        return plain
    rich = quotes.split(content.html_lines, subject=subject, answers=answers)
    new, shorter = _words(plain.reply), _words(rich.reply)
    return rich if shorter and len(shorter) < len(new) and new.startswith(shorter) else plain


def _words(text: str) -> str:
    """Return letters and digits alone: the two dresses of a letter differ in all else."""
    return "".join(filter(str.isalnum, text))


def _sender(root: mime.Part) -> Mailbox:
    """Return who wrote: From, or what stands for it where From names nobody."""
    nobody = Mailbox("", "")
    for name in ("from", "sender", "x-original-from", "return-path"):
        for mailbox in _mailboxes(root, name):
            if "@" in mailbox.address:
                return mailbox
            nobody = nobody if nobody.name else mailbox
    return nobody


def _mailboxes(root: mime.Part, name: str) -> tuple[Mailbox, ...]:
    found: list[Mailbox] = []
    for value in root.head.every(name):
        found.extend(addresses.parse(value, root.head.hint))
    return tuple(found)


def _ids(values: list[str]) -> tuple[str, ...]:
    """Return the Message-IDs of some fields in order, blanks from folding removed."""
    found: list[str] = []
    for value in values:
        ids = [re.sub(r"\s+", "", one) for one in _ID.findall(value)]
        if not ids:
            ids = _BARE_ID.findall(value) or ([value.strip(" <>")] if value.strip(" <>") else [])
        found.extend(one for one in ids if one)
    return tuple(dict.fromkeys(found[-_MAX_IDS:]))


def _date(written: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(written)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _problems(
    content: _Content, sender: Mailbox, written: str, date: datetime | None
) -> tuple[str, ...]:
    problems = [f"damaged_attachment:{one.name}" for one in content.files if one.damaged]
    if not sender.address:
        problems.append("no_sender")
    if content.errors:
        problems.append("unreadable_characters")
    if written and date is None:
        problems.append("bad_date")
    return tuple(problems)
