"""The lines of a readable text, each with what its mark-up says about it."""

import re
from enum import Enum
from typing import Final, NamedTuple

_FLOWED_QUOTE: Final = re.compile(r">*")
_QUOTE: Final = re.compile(r"[ \t]{0,3}((?:[>＞][ \t]?)+)")
_INITIALS: Final = re.compile(r"\s{0,2}[A-ZА-ЯЁ][A-Za-zА-Яа-яЁё]{0,3}(>{1,10})(?:\s|$)")
_MAX_DEPTH: Final = 20
_SIGNED: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE: Final = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END: Final = "-----END PGP SIGNATURE-----"
_GAPS: Final = re.compile(r"\n{5,}")
_BREAKS: Final = re.compile(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029")


class Mark(Enum):
    """What the form of a line says about it, before its words are looked at."""

    TEXT = "text"
    QUOTE = "quote"
    MAYBE_QUOTE = "maybe quote"
    SIGNATURE = "signature"
    CUT = "cut"
    FRAME = "frame"
    WRAP = "wrap"


class Line(NamedTuple):
    """One line of a text.

    Attributes:
        text: The words, without the quote signs that mark-up stands for.
        mark: What mark-up or quote signs make of it.
        depth: How many quotes of an HTML body it stands in.
        links: Addresses behind words of this line.
    """

    text: str
    mark: Mark = Mark.TEXT
    depth: int = 0
    links: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether a person sees nothing in it."""
        return not self.text.strip()

    def shown(self) -> str:
        """Return the line as it stands in a plain text."""
        if not (self.depth or self.links):
            return self.text
        links = "".join(f" <{link}>" for link in self.links)
        return "> " * min(self.depth, _MAX_DEPTH) + self.text + links


def of_text(text: str) -> list[Line]:
    """Return the lines of a plain text; quote signs and quoting by initials become marks."""
    texts = _GAPS.sub("\n\n\n\n", _BREAKS.sub("\n", text)).split("\n")
    by_initials = sum(_INITIALS.match(line) is not None for line in texts) >= 2
    marked = [Line(line, _mark(line, by_initials=by_initials)) for line in texts]
    return _unframed(marked) if _SIGNED in text else marked


def _unframed(lines: list[Line]) -> list[Line]:
    """Mark the frame of a clear-signed text (RFC 9580 section 7) and undo its dash escapes."""
    out: list[Line] = []
    state = ""
    for line in lines:
        if line.text.startswith(_SIGNED):
            state = "head"
        elif line.text.startswith(_SIGNATURE):
            state = "signature"
        elif state == "head" and line.blank:
            state = "text"
        in_frame = state in {"head", "signature"}
        escaped = state == "text" and line.text.startswith("- ")
        text = line.text[2:] if escaped else line.text
        out.append(line._replace(mark=Mark.FRAME) if in_frame else line._replace(text=text))
        if line.text.startswith(_SIGNATURE_END):
            state = ""
    return out


def _mark(line: str, *, by_initials: bool) -> Mark:
    if _QUOTE.match(line) or (by_initials and _INITIALS.match(line)):
        return Mark.QUOTE
    return Mark.TEXT


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return format=flowed text with its paragraphs made whole (RFC 3676 section 4).

    Args:
        text: The text as it came.
        delete_space: The parameter DelSp: the blank at a soft line end is not part of the text.
    """
    out: list[list[str]] = []  # a text that grows piece by piece would be copied each time
    soft = ""
    depth = -1
    for raw in text.replace("\r\n", "\n").split("\n"):
        quotes = len(_FLOWED_QUOTE.match(raw)[0])  # type: ignore[index]  # matches always
        body = raw[quotes:].removeprefix(" ")
        flows = body.endswith(" ") and body != "-- "
        continues = depth == quotes and out and body != "-- "
        if continues:
            out[-1] += (soft, body.rstrip(" ") if flows else body)
        else:
            out.append([">" * quotes, " " if quotes else "", body[:-1] if flows else body])
        soft = "" if delete_space else " "
        depth = quotes if flows else -1
    return "\n".join(map("".join, out))


def join(lines: list[Line]) -> str:
    """Return lines as plain text: no blanks at line ends, at most two blank lines in a row."""
    text = "\n".join(line.shown().rstrip() for line in lines)
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n")
