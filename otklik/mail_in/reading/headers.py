"""The header block of a letter or a part: found, unfolded and read (RFC 5322, RFC 2047)."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from otklik.mail_in.reading import charsets, words

# A field name; blanks inside ("Message ID") and before the colon are met in the wild.
_FIELD: Final = re.compile(rb"([!-9;-~]{1,100}(?: [A-Za-z-]{1,30})?)[ \t]*:(.*)", re.DOTALL)
_FROM_LINE: Final = re.compile(rb">?From \S++.*\d\d:\d\d", re.DOTALL)
_KNOWN: Final = frozenset({
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references",
    "reply-to", "sender", "return-path", "received", "delivered-to", "mime-version",
    "content-type", "content-transfer-encoding", "content-disposition", "content-id",
    "content-description", "content-language", "x-mailer", "user-agent", "importance",
    "x-priority", "auto-submitted", "precedence", "thread-topic", "thread-index",
    "dkim-signature", "x-originating-ip", "organization", "list-id", "list-unsubscribe",
})  # fmt: skip
_CHARSET: Final = re.compile(rb"\bcharset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_LOOK_AHEAD: Final = 12
_JUNK_LINES: Final = 20
_MAX_FIELDS: Final = 2_000
_MAX_VALUE: Final = 200_000
_SPACES: Final = re.compile(r"\s+")
_CONTROLS: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


class Block(NamedTuple):
    """A header block as raw fields, and the index of the first line after it."""

    fields: list[tuple[str, bytes]]
    next_line: int


def is_field(line: bytes) -> bool:
    """Tell whether a line could be a header field."""
    return _FIELD.match(line) is not None


def _known_field(line: bytes) -> bool:
    match = _FIELD.match(line)
    return match is not None and _name(match[1]) in _KNOWN


def _name(raw: bytes) -> str:
    return raw.decode("latin-1").strip().replace(" ", "-").lower()


def skip_junk(lines: Sequence[bytes]) -> int:
    """Return where the letter's header starts: after blank lines and lines of another program.

    Mbox "From " lines, queue marks and the like stand before the first field; if no known field
    follows soon, nothing is skipped and the letter is all body.
    """
    first = 0
    while first < len(lines) and not lines[first].strip():
        first += 1
    for index in range(first, min(first + _JUNK_LINES, len(lines))):
        line = lines[index]
        if _known_field(line) or (is_field(line) and not _FROM_LINE.match(line)):
            return index
        if index > first and not line.strip():
            break
    return first


def parse(lines: Sequence[bytes], start: int, stops: Iterable[bytes] = ()) -> Block:
    """Read the fields from line `start` on, up to a blank line or the first line of a body.

    Fields and bytes beyond what any program writes are passed over.

    Args:
        lines: All lines, without their line feeds.
        start: Index of the first header line.
        stops: Lines (boundaries) that end the block at once.
    """
    names: list[str] = []
    values: list[list[bytes]] = []
    index = start
    while index < len(lines):
        line = lines[index].rstrip(b"\r")
        if not line.strip() and not (values and _folds_on(lines, index)):
            index += 1
            break
        if line.startswith(b"--") and line.rstrip() in stops:
            break
        match = _FIELD.match(line)
        if line[:1] in {b" ", b"\t"} and values:
            values[-1].append(line)
        elif match is not None:
            names.append(_name(match[1]))
            values.append([match[2]])
        elif values and _more_header_follows(lines, index):
            values[-1].append(b" " + line)
        elif values or not _FROM_LINE.match(line):
            break
        index += 1
        if len(names) > _MAX_FIELDS:
            del names[-1], values[-1]
    joined = [b"\n".join(value)[:_MAX_VALUE] for value in values]
    return Block(list(zip(names, joined, strict=True)), index)


def _folds_on(lines: Sequence[bytes], index: int) -> bool:
    """Tell whether a line of blanks only continues a field (RFC 5322 section 4.2)."""
    return bool(
        lines[index].rstrip(b"\r")
        and index + 1 < len(lines)
        and lines[index + 1][:1] in {b" ", b"\t"}
        and lines[index + 1].strip()
    )


def _more_header_follows(lines: Sequence[bytes], index: int) -> bool:
    """Tell whether a line without a colon stands amid the header: known fields follow it."""
    for line in lines[index + 1 : index + 1 + _LOOK_AHEAD]:
        if not line.strip():
            return False
        if _known_field(line):
            return True
    return False


class Headers:
    """The fields of a letter or part, read on demand.

    Args:
        fields: Lower-case names and raw values, in order.
        hint: A codec for 8-bit bytes that no charset is declared for.
    """

    def __init__(self, fields: list[tuple[str, bytes]], hint: str | None = None) -> None:
        self.fields = fields
        self.hint = hint

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)

    def raw(self, name: str) -> bytes | None:
        """Return the first field of that name as bytes, or None."""
        return next((value for key, value in self.fields if key == name), None)

    def plain(self, name: str) -> str:
        """Return the first such field unfolded, encoded words untouched, or an empty text."""
        value = self.raw(name)
        return "" if value is None else self._unfolded(value)

    def every(self, name: str) -> list[str]:
        """Return every field of that name, unfolded, encoded words untouched."""
        return [self._unfolded(value) for key, value in self.fields if key == name]

    def text(self, name: str) -> words.Text:
        """Return the first such field as a person reads it, on one line."""
        read = words.decode(self.plain(name), self.hint)
        return words.Text(_SPACES.sub(" ", read.text.translate(_CONTROLS)).strip(), read.errors)

    def _unfolded(self, value: bytes) -> str:
        joined = re.sub(rb"[\r\n]+", b"", value)
        read = charsets.decode(joined, None, self.hint).text
        return read.translate(_CONTROLS).strip()


def hint_of(fields: list[tuple[str, bytes]], sample: bytes) -> str | None:
    """Return the codec that raw 8-bit header values are in, or None if there are none.

    Args:
        fields: The letter's header.
        sample: The beginning of the letter; a charset declared there counts before a guess.
    """
    raw = b"\n".join(value for _, value in fields if not value.isascii())
    if not raw:
        return None
    if _is_utf8(raw):
        return "utf_8"
    declared = _CHARSET.search(sample)
    codec = charsets.codec_name(declared[1].decode("ascii", "replace")) if declared else None
    return charsets.guess(raw) if codec in {None, "utf_8", "cp1252"} else codec


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
