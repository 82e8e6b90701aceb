"""Signatures: the delimiter of RFC 3676, the line of a telephone, a block of contacts."""

import re
from collections.abc import Sequence
from typing import Final

from otklik.mail_in.reading import phrases_sent
from otklik.mail_in.reading.lines import Line, Mark
from otklik.mail_in.reading.patterns import any_of, late

_DELIMITER: Final = late(r"\s{0,3}(?:--|—|–|__)\s*$")
_DELIMITER_AND_NAME: Final = late(r"\s{0,3}-- [^\W\d_].{1,60}$")
_RULE: Final = late(r"\s{0,3}(?:-{3,4}|_{3,4}|={3,4}|\+{3,4})\s*$")
_LONG_RULE: Final = late(r"\s{0,3}_{5,}\s*$")
_DRAWN: Final = late(r"\s{0,3}(?:[-=*~#_—]{5,})\s*$")
_DASHED_NAME: Final = late(r"\s?[-–—]{1,2}\s?[^\W\d_][\w.]{1,20}(?:\s[^\W\d_][\w.]{0,20}){0,2}\s*$")
_MAX_AFTER_BARE: Final = 25
_MAX_AFTER_RULE: Final = 12
_MAX_AFTER_MOBILE: Final = 8
_MAX_MOBILE: Final = 120
_MAX_BLOCK: Final = 14
# A name, a list's footer and a telephone's line may follow each other.
_MAX_PARTS: Final = 4

_DEVICE: Final = f"(?:{any_of(phrases_sent.DEVICES)})"
_MOBILE: Final = tuple(
    late(rule.replace("DEVICE", _DEVICE).replace(" ", r"\s+"), re.IGNORECASE)
    for rule in phrases_sent.RULES
)
_EDGES: Final = " \t*_-—–.<>()[]\u200e\u200f\u202a\u202c\xa0\"'“”"
_CLOSING: Final = late(
    rf"\W*{any_of(phrases_sent.CLOSINGS)}(?:\W*|\s?,\s?[^\W\d_][^\d:/]{{1,40}})$", re.IGNORECASE
)
_NO_NAME: Final = late(r"\d|://|:$")
_CONTACT: Final = late(
    r"\+?\d[\d\s().-]{6,20}\d|https?://|www\.|[^\s@]@[^\s@]+\.\w|"
    r"\b(?:tel|phone|fax|mobile?|cell|тел|моб|факс)\b[.:]?",
    re.IGNORECASE,
)


def is_mobile(text: str) -> bool:
    """Tell whether a line is what a telephone or mail program adds below a letter."""
    line = text.strip(_EDGES)
    return 0 < len(line) <= _MAX_MOBILE and any(rule.match(line) for rule in _MOBILE)


def cut(lines: Sequence[Line], *, after_quote: bool = False) -> int:
    """Return how many lines at the start are text; what follows is the signature.

    Args:
        lines: Consecutive new lines of a letter, up to a quote or the end.
        after_quote: Whether they stand below a quote, so that nothing of them need be text.
    """
    end = _trimmed(lines, len(lines))
    for _ in range(_MAX_PARTS):
        shorter = _trimmed(lines, _cut_once(lines, end, may_be_all=after_quote))
        if shorter == end:
            break
        end = shorter
    return end


def _cut_once(lines: Sequence[Line], end: int, *, may_be_all: bool) -> int:
    marked = _marked_from(lines, end)
    worded = may_be_all
    for index in range(end):
        text = lines[index].text
        if index >= marked or (text == "-- " and worded):
            return index
        if not text.strip():
            continue
        if end - index <= _MAX_AFTER_BARE and _starts(lines, index, end, worded=worded):
            return index
        worded = True
    return _without_tail(lines, end)


def _marked_from(lines: Sequence[Line], end: int) -> int:
    """Return where the lines that mark-up calls a signature begin, if they are the last ones."""
    start = end
    while start > 0 and (lines[start - 1].mark is Mark.SIGNATURE or lines[start - 1].blank):
        start -= 1
    while start < end and lines[start].blank:
        start += 1
    return start


def _starts(lines: Sequence[Line], index: int, end: int, *, worded: bool) -> bool:
    """Tell whether a signature begins at a line that has text above it (`worded`)."""
    text, below = lines[index].text, end - index
    if len(text) > _MAX_MOBILE:
        return False
    if below <= _MAX_AFTER_MOBILE and is_mobile(text):
        return True
    if not worded:
        return False
    gap = index == 0 or lines[index - 1].blank
    return bool(
        _DELIMITER.match(text)
        or _LONG_RULE.match(text)
        or (below <= _MAX_AFTER_RULE and gap and _RULE.match(text))
        or (below <= _MAX_AFTER_MOBILE and gap and _DELIMITER_AND_NAME.match(text))
        or (below <= _MAX_AFTER_RULE and _DRAWN.match(text) and _is_card(lines, index + 1, end))
    )


def _without_tail(lines: Sequence[Line], end: int) -> int:
    """Drop a last "-Anna", or a closing formula with contacts below it."""
    if end > 1 and _DASHED_NAME.match(lines[end - 1].text[:80]) and lines[end - 2].blank:
        return end - 1
    for index in range(end - 1, max(0, end - _MAX_BLOCK), -1):
        text = lines[index].text.strip()
        if len(text) < 60 and _CLOSING.match(text) and _is_signed(lines, index, end):
            return index
    return end


def _is_signed(lines: Sequence[Line], closing: int, end: int) -> bool:
    """Tell whether a name and a card follow a closing formula."""
    below = next((line.text for line in lines[closing + 1 : end] if not line.blank), "")
    return bool(below) and not _NO_NAME.search(below) and _is_card(lines, closing + 1, end)


def _is_card(lines: Sequence[Line], start: int, end: int) -> bool:
    """Tell whether short lines hold a telephone, an address or a link."""
    below = lines[start:end]
    return any(_CONTACT.search(line.text[:120]) for line in below) and all(
        len(line.text) < 120 for line in below
    )


def _trimmed(lines: Sequence[Line], end: int) -> int:
    while end > 0 and lines[end - 1].blank:
        end -= 1
    return end
