"""Files of a letter with names that a disk would accept (RFC 2183, RFC 2231)."""

import html
import mimetypes
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from otklik.mail_in.reading import bodies, charsets, headers, inline_files, mime, tnef, words

_ABSOLUTE: Final = re.compile(r"(?:[A-Za-z]:[\\/]|[\\/~]|\.{1,2}[\\/])")
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f/\\]+")
_BIDI: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ENTITY: Final = re.compile(r"&#\d{2,6};")
_EXTENSION: Final = re.compile(r"\.\w{1,8}$")
_CID: Final = re.compile(r"\bcid:([^\s\"'<>)]{1,300})", re.IGNORECASE)
_MAX_NAME: Final = 200
_TNEF_TYPES: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_NAMES: Final = {
    "message/rfc822": "message.eml", "message/delivery-status": "delivery-status.txt",
    "text/rfc822-headers": "headers.txt", "text/calendar": "invite.ics",
    "application/ics": "invite.ics", "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "encrypted.asc", "application/pgp-keys": "key.asc",
    "application/pkcs7-signature": "smime.p7s", "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-signature": "smime.p7s", "application/x-pkcs7-mime": "smime.p7m",
    "message/disposition-notification": "receipt.txt", "text/html": "message.html",
    "text/plain": "text.txt", "image/jpeg": "image.jpg", "application/pdf": "document.pdf",
    "text/vcard": "contact.vcf", "text/x-vcard": "contact.vcf", "image/pjpeg": "image.jpg",
    "message/partial": "partial.eml", "message/external-body": "external-body.txt",
    "message/feedback-report": "feedback-report.txt", "message/global": "message.eml",
}  # fmt: skip
_STEMS: Final = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "text": "text",
    "font": "font",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a letter.

    Attributes:
        name: A name without path or control characters; made from the type if there was none.
        content_type: "type/subtype" as declared.
        data: The bytes, transfer encoding undone.
        inline: Whether it is shown inside the text.
        content_id: Content-ID without its brackets, or None.
        damaged: Whether its encoding was cut or broken; the bytes are what could be saved.
    """

    name: str
    content_type: str
    data: bytes
    inline: bool = False
    content_id: str | None = None
    damaged: bool = False

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self.data)


def safe_name(name: str) -> str:
    """Return a file name fit to be shown and stored, or an empty text.

    Args:
        name: As the sender wrote it: paths, controls and direction marks are met.
    """
    text = _BIDI.sub("", name).strip()
    if _ABSOLUTE.match(text):
        text = re.split(r"[\\/]", text)[-1]
    text = re.sub(r"\s+", " ", _UNFIT.sub("_", re.sub(r"[\r\n\t]+", " ", text))).strip(" '\"")
    text = re.sub(r"^\.{2,}", "", text).strip()
    if len(text) > _MAX_NAME:
        extension = _EXTENSION.search(text)
        tail = extension[0] if extension else ""
        text = text[: _MAX_NAME - len(tail)] + tail
    return "" if text in {".", "_"} else text


def name_for_type(content_type: str) -> str:
    """Return a name for a file that came without one."""
    if content_type in _NAMES:
        return _NAMES[content_type]
    extension = mimetypes.guess_extension(content_type, strict=False) or ".bin"
    return _STEMS.get(content_type.split("/", maxsplit=1)[0], "attachment") + extension


def of(found: bodies.Found, markup: str) -> tuple[list[Attachment], list[tnef.Tnef]]:
    """Return a letter's files in order, and what its winmail.dat parts held besides.

    Args:
        found: The sorted parts.
        markup: The HTML of the letter; a file it refers to by Content-ID is inline.
    """
    out: list[Attachment] = []
    unpacked: list[tnef.Tnef] = []
    shown = {unquote(match[1]).lower() for match in _CID.finditer(markup)}
    for part in found.files:
        one = _of_part(part, shown)
        inside = tnef.read(one.data) if _is_tnef(one) else None
        if inside is None:
            out.append(one)
        else:
            unpacked.append(inside)
            out.extend(_of_tnef(file) for file in inside.files)
    out.extend(_of_text(file) for file in found.inline)
    return out, unpacked


def _is_tnef(one: Attachment) -> bool:
    named = one.name.lower() == "winmail.dat" or one.name.lower().endswith(".tnef")
    return one.content_type in _TNEF_TYPES or named


def _of_part(part: mime.Part, shown: set[str]) -> Attachment:
    undone = part.content()
    name = safe_name(_written_name(part))
    if not name and part.content_type in {"message/rfc822", "message/global"}:
        name = _subject_name(undone.data)
    content_id = part.head.plain("content-id").strip(" <>") or None
    return Attachment(
        name=name or name_for_type(part.content_type),
        content_type=part.content_type,
        data=undone.data,
        inline=part.disposition == "inline" or (content_id or "").lower() in shown,
        content_id=content_id,
        damaged=undone.damaged,
    )


def _written_name(part: mime.Part) -> str:
    """Return the name a sender gave, from the best place to the worst."""
    for name in (part.disposition_params.get("filename"), part.params.get("name")):
        if name and safe_name(name):
            return html.unescape(name) if _ENTITY.search(name) else name
    for name in (part.disposition_params.get("name"), part.params.get("filename")):
        if name:
            return name
    described = part.head.text("content-description").text
    if _EXTENSION.search(described) and len(described) < 100:
        return described
    location = part.head.plain("content-location")
    tail = location.rsplit("/", 1)[-1]
    if _EXTENSION.search(tail) and len(tail) < 100:
        return tail
    before_at = part.head.plain("content-id").strip(" <>").split("@")[0]
    return before_at if _EXTENSION.search(before_at) and len(before_at) < 100 else ""


def _subject_name(message: bytes) -> str:
    """Name an attached letter by its subject."""
    head = headers.parse(message[:65536].split(b"\n"), 0)
    subject = headers.Headers(head.fields).text("subject").text
    name = safe_name(subject)[:80].strip(" .")
    return f"{name}.eml" if name else ""


def _of_tnef(file: tnef.TnefFile) -> Attachment:
    kind = file.content_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Attachment(
        name=safe_name(file.name) or name_for_type(kind),
        content_type=kind,
        data=file.data,
        inline=False,
        content_id=file.content_id,
    )


def _of_text(file: inline_files.InlineFile) -> Attachment:
    name = safe_name(words.decode(charsets.decode(file.name).text).text)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Attachment(name or name_for_type(kind), kind, file.data, damaged=file.damaged)
