"""A stored letter as RFC 5322 wants it.

The standard library builds the body; the headers we build ourselves. Its own folding breaks a
Message-ID longer than a line into encoded words, which no mail program reads back, and loses the
quotes of a long name that holds a comma.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, quote
from typing import Any, Final

from otklik.core.text import one_line
from otklik.mail.addresses import to_ascii
from otklik.mail.models import Outgoing

SUPPRESSED: Final = "DR, RN, NRN, OOF, AutoReply"
"""Answers that Exchange shall not send (MS-OXCMAIL, X-Auto-Response-Suppress): all but "NDR", the
bounce, which we want."""

FILE_NAME_LIMIT: Final = 150

ReadBlob = Callable[[int], bytes]
"""Returns the content stored under a number; raises OSError when it cannot be had now."""

_BARE_LINE_END = re.compile(r"\r(?!\n)|(?<!\r)\n|\r\n(?![ \t])")
_PLAIN_WORDS = re.compile(r"[ -~]*")
_ATOMS = re.compile(r"[\w !#$%&'*+/=?^`{|}~-]*", re.ASCII)
_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_CONTENT_TYPE = re.compile(r"(?!(?:message|multipart)/)([a-z]+)/([a-z0-9.+-]+)", re.I)


class _AsBuilt(EmailPolicy):
    """Writes a header exactly as it was set; the MIME headers stay the library's business."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Keep a finished header.

        Raises:
            ValueError: The value would begin another header.
        """
        if _is_mime(name):
            return super().header_store_parse(name, value)
        if _BARE_LINE_END.search(value):
            raise ValueError(f"the header {name} holds a line end")
        return name, value

    def fold(self, name: str, value: Any) -> str:
        """Return the header with its line ends."""
        return super().fold(name, value) if _is_mime(name) else f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return the header with its line ends, as bytes."""
        if _is_mime(name):
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


def compose(row: Outgoing, *, at: datetime, read: ReadBlob) -> EmailMessage:
    """Return the letter, ready to be handed to a server.

    A letter of a machine says so (RFC 3834: `auto-generated`, or `auto-replied` when it answers a
    letter). One that carries a colleague's answer has no Auto-Submitted at all: "no" would say the
    same, but simple filters take the bare presence of the header for a machine's.

    Args:
        row: The stored letter.
        at: The instant for the Date header, aware.
        read: Gives the content of attached files.

    Raises:
        ValueError: A header cannot be written.
        OSError: An attached file cannot be read now.
    """
    message = EmailMessage(policy=_AsBuilt(**_policy_settings()))
    message["From"] = _mailbox(row.sender_name, row.sender_address)
    message["To"] = _mailbox(row.to_name, row.address)
    if row.reply_to:
        message["Reply-To"] = _mailbox(row.sender_name, row.reply_to)
    message["Subject"] = _words(row.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = row.message_id
    if ids := _ids([row.in_reply_to]):
        message["In-Reply-To"] = ids
    if ids := _ids(row.references):
        message["References"] = ids
    if row.auto_submitted:
        message["Auto-Submitted"] = row.auto_submitted
    message["X-Auto-Response-Suppress"] = SUPPRESSED
    message.set_content(row.text, charset="utf-8")
    if row.html:
        message.add_alternative(row.html, subtype="html", charset="utf-8")
    for file in row.attachments:
        _attach(message, file["name"], file["content_type"], read(file["blob"]))
    message["Content-Language"] = row.language  # last: building the parts drops Content-* headers
    return message


def envelope_sender(row: Outgoing) -> str:
    """Return the address to which a bounce of this letter comes back.

    It is the signed one where there is one, so the bounce itself names ticket and person.
    """
    return row.reply_to or row.sender_address


def _policy_settings() -> dict[str, Any]:
    """Return SMTP's settings, with bodies in seven bits: not every server takes eight."""
    return {"linesep": SMTP.linesep, "max_line_length": SMTP.max_line_length, "cte_type": "7bit"}


def _is_mime(name: str) -> bool:
    lowered = name.lower()
    return lowered == "mime-version" or (
        lowered.startswith("content-") and lowered != "content-language"
    )


def _attach(message: EmailMessage, name: str, content_type: str, content: bytes) -> None:
    """Add a file; a type that could be taken for a part of the letter is sent as plain bytes."""
    match = _CONTENT_TYPE.fullmatch(content_type)
    main, sub = match.groups() if match else ("application", "octet-stream")
    message.add_attachment(
        content, maintype=main, subtype=sub, filename=one_line(name, FILE_NAME_LIMIT)
    )


def _mailbox(name: str, address: str) -> str:
    """Return `name <address>` with the name quoted or encoded as it needs."""
    address = to_ascii(address)
    if not name:
        return address
    if not _PLAIN_WORDS.fullmatch(name) or "=?" in name:
        return f"{_encoded(name)}\r\n <{address}>"
    phrase = name if _ATOMS.fullmatch(name) else f'"{quote(name)}"'
    return f"{phrase} <{address}>"


def _words(text: str) -> str:
    """Return free text as a header value; what merely looks encoded is encoded too."""
    return text if _PLAIN_WORDS.fullmatch(text) and "=?" not in text else _encoded(text)


def _encoded(text: str) -> str:
    return Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def _ids(texts: Iterable[str]) -> str:
    """Return Message-IDs one on a line, without those that no header can hold."""
    return "\r\n ".join(text for text in texts if _ID.fullmatch(text))
