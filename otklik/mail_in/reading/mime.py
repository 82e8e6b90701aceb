"""The tree of a letter's parts, made in one pass over its lines (RFC 2045, RFC 2046).

The pass keeps the open boundaries in a dictionary, so a thousand nested multiparts cost no more
than a flat letter; below `MAX_DEPTH` they are laid side by side instead of inside each other, and
what follows the part number `MAX_PARTS` belongs to that part.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from otklik.mail_in.reading import headers, params, transfer

MAX_DEPTH: Final = 40
MAX_PARTS: Final = 2_000
_TYPE: Final = re.compile(r"(?<![\w.+-])([\w.+-]+)/([\w.+-]+)")
_SHORT_TYPES: Final = {
    "text": "text/plain", "html": "text/html", "plain": "text/plain", "pdf": "application/pdf",
    "multipart": "multipart/mixed",
}  # fmt: skip
_GUESS_LINES: Final = 500


@dataclass(slots=True)
class Part:
    """One entity: its header, and either children or bytes as they travelled.

    Attributes:
        head: The part's own header fields.
        content_type: "type/subtype" in lower case, always well formed.
        params: Parameters of Content-Type.
        disposition: "attachment", "inline", another word, or empty.
        disposition_params: Parameters of Content-Disposition.
        children: Parts of a multipart, in order.
        body: The bytes of a leaf before decoding.
        typed: Whether the part said what it is.
    """

    head: headers.Headers
    content_type: str
    params: dict[str, str]
    disposition: str
    disposition_params: dict[str, str]
    typed: bool
    children: list["Part"] = field(default_factory=list)
    body: bytes = b""

    @property
    def is_multipart(self) -> bool:
        """Whether this part only holds others."""
        return bool(self.children)

    def content(self) -> transfer.Undone:
        """Return the bytes of a leaf with the transfer encoding undone."""
        return transfer.undo(self.body, self.head.plain("content-transfer-encoding"))


@dataclass(slots=True)
class _Open:
    """A multipart whose end has not been seen."""

    part: Part
    delimiter: bytes
    preamble: int


class _Builder:
    """The state of the pass: open multiparts, the leaf being filled, the part count."""

    def __init__(self, lines: Sequence[bytes], hint: str | None) -> None:
        self.lines = lines
        self.hint = hint
        self.open: list[_Open] = []
        self.levels: dict[bytes, list[int]] = {}
        self.leaf: Part | None = None
        self.leaf_start = 0
        self.parts = 0
        self.dashed = {line.rstrip() for line in lines if line.startswith(b"--")}

    def start(self, index: int, default: str) -> tuple[Part, int]:
        """Read a part's header at a line; return the part and the line where its body starts."""
        block = headers.parse(self.lines, index, self.levels)
        part = make(headers.Headers(block.fields, self.hint), default)
        self.parts += 1
        if self.open:
            self.open[-1].part.children.append(part)
        delimiter = self._delimiter(part, block.next_line)
        if delimiter is None or self.parts > MAX_PARTS:
            self.leaf, self.leaf_start = part, block.next_line
        else:
            target = part
            if len(self.open) >= MAX_DEPTH:
                target = self.open[-1].part
                target.children.pop()
            self.levels.setdefault(delimiter, []).append(len(self.open))
            self.open.append(_Open(target, delimiter, block.next_line))
            self.leaf = None
        return part, block.next_line

    def _delimiter(self, part: Part, body: int) -> bytes | None:
        """Return the delimiter line of a multipart that really has parts."""
        if not part.content_type.startswith("multipart/"):
            return None
        boundary = part.params.get("boundary", "").strip().encode("utf-8", "replace")
        delimiter = b"--" + boundary.rstrip()
        if boundary and (delimiter in self.dashed or delimiter + b"--" in self.dashed):
            return delimiter
        return self._guessed_delimiter(body)

    def _guessed_delimiter(self, body: int) -> bytes | None:
        """Find the delimiter by its look: a dashed line with a Content- field below it."""
        for index in range(body, min(body + _GUESS_LINES, len(self.lines) - 1)):
            line = self.lines[index].rstrip()
            if line.startswith(b"--") and len(line) > 4 and line not in self.levels:
                below = self.lines[index + 1].lower()
                if below.startswith(b"content-"):
                    return line
        return None

    def finish(self, index: int) -> None:
        """End the leaf being filled before line `index`."""
        if self.leaf is not None:
            body = b"\n".join(self.lines[self.leaf_start : index])
            self.leaf.body = body.removesuffix(b"\r")
            self.leaf = None

    def close_to(self, level: int) -> None:
        """Forget the multiparts inside level `level`."""
        while len(self.open) > level + 1:
            gone = self.open.pop()
            self.levels[gone.delimiter].pop()
            if not self.levels[gone.delimiter]:
                del self.levels[gone.delimiter]
            self._keep_text(gone)

    def _keep_text(self, gone: _Open) -> None:
        """A multipart in which no part was found is read as the text it holds."""
        if not gone.part.children and not gone.part.body:
            gone.part.body = b"\n".join(self.lines[gone.preamble :])

    def level_of(self, line: bytes) -> tuple[int | None, bool]:
        """Return the level that a dashed line belongs to, and whether it closes it."""
        text = line.rstrip()
        if (levels := self.levels.get(text)) is not None:
            return levels[-1], False
        if text.endswith(b"--") and (levels := self.levels.get(text[:-2].rstrip())) is not None:
            return levels[-1], True
        return None, False


def make(head: headers.Headers, default: str = "text/plain") -> Part:
    """Return an empty part for a header; types written badly are mended."""
    value = _best_type(head)
    kind = params.parse(value, head.hint)
    match = _TYPE.search(kind.main)
    content_type = match[0] if match else _SHORT_TYPES.get(kind.main, "")
    place = params.parse(head.plain("content-disposition"), head.hint)
    if not content_type:
        content_type = default if not kind.main else "application/octet-stream"
    return Part(
        head=head,
        content_type=content_type,
        params=kind.params,
        disposition=place.main,
        disposition_params=place.params,
        typed=bool(kind.main),
    )


def _best_type(head: headers.Headers) -> str:
    """Return the Content-Type, of several the one with a boundary."""
    every = head.every("content-type")
    return next((one for one in every if "boundary" in one.lower()), every[0] if every else "")


def parse(raw: bytes) -> Part:
    """Return the root of a letter's parts.

    Args:
        raw: The letter as received; any line ends, any damage.
    """
    lines = _lines(raw.removeprefix(codecs.BOM_UTF8))
    start = headers.skip_junk(lines)
    root_block = headers.parse(lines, start)
    return _build(lines, start, headers.hint_of(root_block.fields, raw[:20_000]))


def _lines(raw: bytes) -> list[bytes]:
    """Split at line feeds, or at carriage returns if there is no line feed in the header."""
    head = raw[:4096]
    if b"\n" not in head and b"\r" in head:
        return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return raw.split(b"\n")


def _build(lines: Sequence[bytes], start: int, hint: str | None) -> Part:
    state = _Builder(lines, hint)
    root, index = state.start(start, "text/plain")
    while index < len(lines):
        line = lines[index]
        dashed = line.startswith(b"--") and state.parts <= MAX_PARTS
        level, closing = state.level_of(line) if dashed else (None, False)
        if level is None:
            index += 1
            continue
        state.finish(index)
        state.close_to(level)
        if closing:
            index += 1
            continue
        digest = state.open[level].part.content_type == "multipart/digest"
        _, index = state.start(index + 1, "message/rfc822" if digest else "text/plain")
    state.finish(len(lines))
    state.close_to(-1)
    return _unwrapped(root, hint)


def _unwrapped(root: Part, hint: str | None) -> Part:
    """Undo a transfer encoding laid over a whole multipart, which RFC 2045 forbids."""
    encoding = root.head.plain("content-transfer-encoding").lower()
    if root.children or not root.content_type.startswith("multipart/") or "64" not in encoding:
        return root
    fields = [pair for pair in root.head.fields if pair[0] != "content-transfer-encoding"]
    header = b"".join(name.encode("latin-1") + b":" + value + b"\n" for name, value in fields)
    return _build(_lines(header + b"\n" + root.content().data), 0, hint)


def leaves(root: Part) -> Iterator[Part]:
    """Yield the parts that hold bytes, in order."""
    stack = [root]
    while stack:
        part = stack.pop()
        if part.children:
            stack.extend(reversed(part.children))
        else:
            yield part
