"""New text apart from what is quoted and signed (SPEC MAIL-12: fold, never lose).

The walk goes from the top. An introduction followed by quoted lines costs only those lines:
answers between and below them stay. A printed header, "Original Message" or an introduction
followed by unmarked text takes everything below. A forwarded letter is content and stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from otklik.mail_in.reading import attributions, header_blocks, phrases, signatures
from otklik.mail_in.reading.header_blocks import Head
from otklik.mail_in.reading.lines import Line, Mark, join

# Beyond so many lines no further quote heads are looked for: that is a log, not a conversation.
_MAX_SEARCHED: Final = 5_000
_MAX_TORN: Final = 30
_MIN_WRAPPED: Final = 60
_LINK_ALONE: Final = re.compile(r"[(<]?https?://\S+[\s>]*$")


@dataclass(frozen=True, slots=True)
class Split:
    """A text in two: what its writer added, and the rest.

    Attributes:
        reply: The new text, without quotes and signature.
        quoted: Everything else, in its order.
        interleaved: Whether answers stand between quoted lines.
    """

    reply: str
    quoted: str
    interleaved: bool


def split(lines: Sequence[Line], *, subject: str = "", answers: bool = False) -> Split:
    """Return the new text of a letter apart from the rest.

    Args:
        lines: The readable lines, marked by their source.
        subject: The letter's subject: "Fwd:" makes what follows a header its content.
        answers: Whether the letter is an answer by its header (In-Reply-To, "Re:").
    """
    answers = answers or is_reply(subject)
    lines = _settled(lines, answers=answers)
    walk = _Walk(lines, forwards=is_forward(subject), answers=answers)
    kept = walk.run()
    kept = _without_signatures(lines, kept, frozen=walk.frozen)
    if not any(kept[i] and not lines[i].blank for i in range(len(lines))):
        return _nothing_new(lines, answers=answers)
    return _result(lines, kept)


def is_forward(subject: str) -> bool:
    """Tell whether a subject begins as that of a forwarded letter."""
    return _prefix(subject) in phrases.FORWARD_PREFIXES


def is_reply(subject: str) -> bool:
    """Tell whether a subject begins as that of an answer."""
    return _prefix(subject) in phrases.REPLY_PREFIXES


def _prefix(subject: str) -> str:
    head, colon, _ = subject.partition(":")
    if not colon:
        head, colon, _ = subject.partition("：")
    return head.strip().strip("[]0123456789()^ ").casefold() if colon else ""


def _settled(lines: Sequence[Line], *, answers: bool) -> list[Line]:
    """Correct marks by what stands around: lone ">" lines are text, torn lines are quotes.

    A plain indentation of an HTML body is a quote in an answer that has other text, too.
    """
    out = _unwrapped(lines)
    if answers and any(line.mark is Mark.TEXT and not line.blank for line in out):
        out = [
            line._replace(mark=Mark.QUOTE) if line.mark is Mark.MAYBE_QUOTE else line
            for line in out
        ]
    signed = [i for i, line in enumerate(out) if line.mark is Mark.QUOTE and line.depth == 0]
    if len(signed) == 1 and not attributions.introduces(out, signed[0]):
        out[signed[0]] = Line(out[signed[0]].text)
    for before in signed:
        if _is_torn(out, before + 1):
            out[before + 1] = Line(out[before + 1].text, Mark.QUOTE)
    return out


def _unwrapped(lines: Sequence[Line]) -> list[Line]:
    """Settle what stands in Gmail's wrapper of introduction, quote and perhaps an answer.

    Above the quoted block it belongs to the quote; below it the writer went on. A wrapper
    without such a block is all quote.
    """
    out = list(lines)
    below_quote = False
    for index, line in enumerate(lines):
        if line.mark is Mark.WRAP:
            out[index] = line._replace(mark=Mark.TEXT if below_quote else Mark.QUOTE)
        below_quote = line.mark is Mark.QUOTE or (line.mark is Mark.WRAP and below_quote)
    return out


def _is_torn(lines: Sequence[Line], index: int) -> bool:
    """Tell whether an unquoted line amid quoted ones is the rest of a wrapped line or link."""
    if index + 1 >= len(lines) or lines[index].mark is not Mark.TEXT or lines[index].blank:
        return False
    if lines[index + 1].mark is not Mark.QUOTE:
        return False
    text, above = lines[index].text.strip()[:500], lines[index - 1].text.rstrip()[-500:]
    if " " not in text and "://" in above and above.count("(") > above.count(")"):
        return True
    wrapped = len(text) <= _MAX_TORN < _MIN_WRAPPED <= len(above) and above[-1:].isalnum()
    return (wrapped and text[:1].islower()) or _LINK_ALONE.match(text) is not None


class _Walk:
    """One pass over the lines that decides which of them are new."""

    def __init__(self, lines: Sequence[Line], *, forwards: bool, answers: bool) -> None:
        self.lines = lines
        self.forwards = forwards
        self.answers = answers
        self.kept = [False] * len(lines)
        self.frozen = len(lines)

    def run(self) -> list[bool]:
        """Return for each line whether it is new."""
        index = 0
        while index < len(self.lines):
            index = self._step(index)
        return self.kept

    def _step(self, index: int) -> int:
        mark = self.lines[index].mark
        if mark is Mark.CUT:
            return self._rest(index)
        if mark is Mark.QUOTE:
            return self._forwarded(index) if self.forwards else self._quoted(index)
        if mark is Mark.FRAME:
            return index + 1
        return self._plain(index)

    def _plain(self, index: int) -> int:
        """Keep a line without a mark, unless another letter begins with it."""
        if self.lines[index].blank or index > _MAX_SEARCHED:
            self.kept[index] = True
            return index + 1
        head = header_blocks.head_at(self.lines, index, lenient=self.answers)
        if head is Head.FORWARDED:
            return self._forwarded(index)
        if head is not None:
            self._absorb(index)
            signed = head is Head.ORIGINAL and self._mark_below(index + 1) is Mark.QUOTE
            return index + 1 if signed else self._rest(index)
        return self._introduced(index)

    def _mark_below(self, index: int) -> Mark | None:
        """Return the mark of the next line that is not blank."""
        return next((line.mark for line in self.lines[index : index + 50] if not line.blank), None)

    def _introduced(self, index: int) -> int:
        """Keep a line, or drop the introduction of a quote that begins with it."""
        end = attributions.end_of(self.lines, index)
        if end is None:
            self.kept[index] = True
            return index + 1
        self._absorb(index)
        below = self._mark_below(end)
        if below is Mark.MAYBE_QUOTE:
            return self._indented(end)
        if self.forwards:
            return self._forwarded(index)
        return end if below in {None, Mark.QUOTE} else self._rest(end)

    def _indented(self, index: int) -> int:
        """Pass over an indented block that an introduction turns out to be a quote's."""
        while self.lines[index].blank:
            index += 1
        while index < len(self.lines) and self.lines[index].mark is Mark.MAYBE_QUOTE:
            index += 1
        return index

    def _quoted(self, index: int) -> int:
        """Pass over quoted lines; a forwarded letter inside mark-up is content."""
        line = self.lines[index]
        if line.blank or line.text.lstrip().startswith((">", "＞")) or index > _MAX_SEARCHED:
            return index + 1
        if header_blocks.head_at(self.lines, index, lenient=False) is Head.FORWARDED:
            return self._forwarded(index)
        return index + 1

    def _forwarded(self, index: int) -> int:
        """Keep everything from a forwarded letter on as it is."""
        self.frozen = min(self.frozen, index)
        for at in range(index, len(self.lines)):
            self.kept[at] = True
        return len(self.lines)

    def _rest(self, index: int) -> int:
        """Leave everything below out, unless the letter says that it forwards it."""
        return self._forwarded(index) if self.forwards else len(self.lines)

    def _absorb(self, index: int) -> None:
        """Drop a rule just above a quote's head, and printed fields between the two."""
        passed: list[int] = []
        for at in range(index - 1, -1, -1):
            text = self.lines[at].text
            if not self.kept[at]:
                break
            if header_blocks.is_rule(text):
                for one in (*passed, at):
                    self.kept[one] = False
            elif header_blocks.label_of(text):
                passed.append(at)
            elif not self.lines[at].blank:
                break


def _without_signatures(lines: Sequence[Line], kept: list[bool], *, frozen: int) -> list[bool]:
    """Drop the signature at the end of each run of new lines above a forwarded letter."""
    out = list(kept)
    start = 0
    while start < frozen:
        if not kept[start]:
            start += 1
            continue
        end = start
        while end < frozen and kept[end]:
            end += 1
        text = signatures.cut(lines[start:end], after_quote=start > 0)
        for index in range(start + text, end):
            out[index] = lines[index].blank
        start = end
    return out


def _nothing_new(lines: Sequence[Line], *, answers: bool) -> Split:
    """An answer may be empty; any other letter is its own content, quoted or not."""
    whole = join(list(lines))
    return Split("", whole, interleaved=False) if answers else Split(whole, "", interleaved=False)


def _result(lines: Sequence[Line], kept: list[bool]) -> Split:
    new = [line for line, keep in zip(lines, kept, strict=True) if keep]
    rest = [line for line, keep in zip(lines, kept, strict=True) if not keep]
    runs = 0
    inside = False
    for line, keep in zip(lines, kept, strict=True):
        if line.blank:
            continue
        runs += keep and not inside
        inside = keep
    return Split(join(new).strip(), join(rest), interleaved=runs > 1)
