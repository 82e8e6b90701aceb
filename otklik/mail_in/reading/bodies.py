"""Which parts of a letter are its text, and which are files (RFC 2046, RFC 2183)."""

import re
from dataclasses import dataclass, field
from typing import Final

from otklik.mail_in.reading import charsets, inline_files, lines, markup, mime, pkcs7
from otklik.mail_in.reading.lines import Line

_BODY_TYPES: Final = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
# Other dresses of the same text inside multipart/alternative.
_OTHER_DRESS: Final = frozenset({"text/x-amp-html", "text/watch-html", "text/enriched"})
# Text by its type, data by its use.
_NO_TEXT: Final = frozenset({
    "text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers",
    "text/csv", "text/css", "text/xml", "text/javascript",
})  # fmt: skip
_SIGNED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MAX_OPENED: Final = 3
_UNPACKED: Final = 64 * 1024
_SIGNED_KINDS: Final = frozenset({"", "signed-data"})
_LOOKS_HTML: Final = re.compile(
    r"\s*(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])", re.IGNORECASE
)
_ENRICHED: Final = re.compile(r"<(?:param>[^<]*</param|/?[a-z-]+)>", re.IGNORECASE)
_META_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:-]{2,40})", re.IGNORECASE
)


@dataclass(slots=True)
class Body:
    """One piece of readable text.

    Attributes:
        lines: The text, marked.
        html: The HTML it came from, or None.
        errors: Characters that had to be replaced.
    """

    lines: list[Line]
    html: str | None
    errors: int


@dataclass(slots=True)
class Room:
    """How much text is still read of a letter, in characters.

    A message keeps a quarter of it. Lines with their marks take a hundred bytes for each character
    of an HTML body, and letters may be large.
    """

    left: int = 2_000_000

    @classmethod
    def of(cls, size: int) -> "Room":
        """Return the room of a letter of so many bytes: text longer than it was packed."""
        return cls(min(cls().left, size + _UNPACKED))


@dataclass(slots=True)
class Found:
    """What a letter consists of.

    Attributes:
        bodies: Pieces of text in order.
        html: HTML of the letter, also where plain text was taken for reading.
        html_lines: The HTML's lines where plain text was taken for reading.
        files: Parts that are not text, in order.
        inline: Files found inside plain text (uuencode, yEnc).
        opened: How many opaque signatures were opened.
        room: What the whole letter has left for text.
    """

    bodies: list[Body] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    html_lines: list[Line] = field(default_factory=list)
    files: list[mime.Part] = field(default_factory=list)
    inline: list[inline_files.InlineFile] = field(default_factory=list)
    opened: int = 0
    room: Room = field(default_factory=Room)


def find(root: mime.Part, hint: str | None, room: Room) -> Found:
    """Sort a letter's parts into text and files.

    Args:
        root: The tree of parts.
        hint: A codec for undeclared 8-bit text.
        room: How much text is read of it.
    """
    found = Found(room=room)
    _sort(root, found, hint, is_root=True)
    if not found.bodies:
        _promote(found, hint)
    return found


def _sort(part: mime.Part, found: Found, hint: str | None, *, is_root: bool = False) -> None:
    if part.children:
        if part.content_type == "multipart/alternative":
            _alternative(part, found, hint)
        else:
            for child in part.children:
                _sort(child, found, hint)
    elif _is_body(part, is_root=is_root):
        body = read(part, found, hint)
        found.bodies.append(body)
        if body.html is not None:
            found.html.append(body.html)
    elif not _is_void(part):
        found.files.append(part)
        _open_signed(part, found, hint)


def _open_signed(part: mime.Part, found: Found, hint: str | None) -> None:
    """Read the letter inside an opaque signature as well; the signature stays a file."""
    signed = part.content_type in _SIGNED and part.params.get("smime-type", "") in _SIGNED_KINDS
    inside = (
        pkcs7.content_of(part.content().data) if signed and found.opened < _MAX_OPENED else None
    )
    if inside is not None:
        found.opened += 1
        _sort(mime.parse(inside), found, hint, is_root=True)


def _is_body(part: mime.Part, *, is_root: bool) -> bool:
    """Tell whether a leaf is text to read; a name makes it a file unless it is all there is."""
    if part.content_type.startswith("multipart/"):
        return True
    if part.content_type not in _BODY_TYPES or part.disposition == "attachment":
        return False
    named = part.disposition_params.get("filename") or part.params.get("name")
    return not named or is_root


def _is_void(part: mime.Part) -> bool:
    """Tell whether a leaf holds nothing at all: a boundary too many."""
    return not part.head.fields and not part.body.strip()


def _alternative(part: mime.Part, found: Found, hint: str | None) -> None:
    """Take the plain text of several dresses, with the files of all of them."""
    best: tuple[int, Found] | None = None
    for child in part.children:
        if child.content_type in _OTHER_DRESS and len(part.children) > 1 and not child.children:
            continue
        one = Found(opened=found.opened, room=found.room)
        _sort(child, one, hint)
        found.files.extend(one.files)
        found.inline.extend(one.inline)
        found.html.extend(one.html)
        rank = _rank(one)
        if best is not None and rank == best[0] == 3:
            best[1].bodies.extend(_new_bodies(best[1].bodies, one.bodies))
        elif rank and (best is None or rank > best[0]):
            if best is not None:
                found.html_lines.extend(_html_lines(best[1]))
            best = (rank, one)
        elif best is not None:
            found.html_lines.extend(_html_lines(one))
    if best is not None:
        found.bodies.extend(best[1].bodies)
        found.html_lines.extend(best[1].html_lines)


def _new_bodies(have: list[Body], more: list[Body]) -> list[Body]:
    texts = {lines.join(body.lines).strip() for body in have}
    return [body for body in more if lines.join(body.lines).strip() not in texts]


def _html_lines(one: Found) -> list[Line]:
    return [line for body in one.bodies if body.html is not None for line in body.lines]


def _rank(one: Found) -> int:
    """Rank a dress: plain text with words, HTML with words, anything without."""
    if not one.bodies:
        return 0
    worded = any(not line.blank for body in one.bodies for line in body.lines)
    if not worded:
        return 1
    return 2 if any(body.html is not None for body in one.bodies) else 3


def _promote(found: Found, hint: str | None) -> None:
    """Read the first text part, named or of a rare type, as the body if there is no other."""
    for index, part in enumerate(found.files):
        readable = part.content_type.startswith("text/") and part.content_type not in _NO_TEXT
        if readable and part.disposition != "attachment":
            found.bodies.append(read(part, found, hint))
            del found.files[index]
            return


def read(part: mime.Part, found: Found, hint: str | None) -> Body:
    """Return the readable lines of a text part; files inside it are moved to `found`."""
    undone = part.content()
    data = undone.data
    charset = part.params.get("charset")
    if part.content_type == "text/html" and charsets.codec_name(charset) is None:
        meta = _META_CHARSET.search(data[:4096])
        charset = meta[1].decode("ascii", "replace") if meta else charset
    if part.content_type != "text/html":
        data, files = inline_files.take(data)
        found.inline.extend(files)
    decoded = charsets.decode(data, charset, hint)
    text = decoded.text.replace("\x00", "").removeprefix("\ufeff")
    if undone.rest:
        text += "\n" + charsets.decode(undone.rest, None, hint).text.replace("\x00", "")
    text = text[: found.room.left]
    found.room.left -= len(text)
    if part.content_type == "text/html" or _LOOKS_HTML.match(text):
        return Body(markup.to_lines(text), text, decoded.errors)
    if part.content_type in {"text/enriched", "text/richtext"}:
        text = _ENRICHED.sub("", text).replace("<<", "<")
    elif part.params.get("format", "").lower() == "flowed":
        delete_space = part.params.get("delsp", "").lower() == "yes"
        text = lines.unflowed(text, delete_space=delete_space)
    return Body(lines.of_text(text), None, decoded.errors)
