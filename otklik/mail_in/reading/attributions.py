"""Lines that introduce a quote: "On Friday, Anna wrote:", in whatever language and order.

A line is judged by features, not by one pattern per mail program: a verb of writing, a date, a
time, an address, a known beginning, a colon at the end. That also reads languages nobody listed.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from otklik.mail_in.reading import phrases
from otklik.mail_in.reading.lines import Line, Mark

MAX_LINES: Final = 5
MAX_LENGTH: Final = 600


def _alternation(words: Sequence[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest_first)


_EDGE: Final = r"(?<![^\W\d_])"
_NO_LETTER: Final = r"(?![^\W\d_])"
_VERB: Final = re.compile(rf"{_EDGE}(?:{_alternation(phrases.WROTE)}){_NO_LETTER}", re.IGNORECASE)
_CJK_VERB: Final = re.compile("写道|寫道|来信|來信|のメール|書きました|님이 작성|작성|쓰신 글|เขียน")
_OPENER: Final = re.compile(
    rf"[\W_]*(?:(?:{_alternation(phrases.OPENERS)}){_NO_LETTER}|在|于)", re.IGNORECASE
)
_DATE_FIRST: Final = re.compile(
    rf"[\W_]*(?:\d|(?:{_alternation(phrases.WEEKDAYS)}){_NO_LETTER})", re.IGNORECASE
)
_DATE: Final = re.compile(
    r"(?<!\d)(?:(?:19|20|25)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}[-. ]{1,2}[^\W\d_]{3,10}[-. ]{1,2}\d{2}(?!\d))"
)
_TIME: Final = re.compile(
    r"(?<!\d)\d{1,2}\s?(?:[:.h٫]|時|点|점|시)\s?\d{2}(?!\d)|\d\s?[AaPp]\.?[Mm]"
)
_MAIL: Final = re.compile(r"[^\s<>()\[\]@]+@[^\s<>()\[\]@]+")
_ANGLE_MAIL: Final = re.compile(r"[<\[(＜]\s*(?:mailto:)?[^\s<>]*@[^<>]{0,200}[>\])＞]")
_END: Final = re.compile(r"[:：]\s*[\W_]{0,8}$|[-–—]{2,}\s*$")
_VERB_LAST: Final = re.compile(
    rf"{_EDGE}(?:{_alternation(phrases.WROTE)})\s*[.…]{{0,3}}\s*$", re.IGNORECASE
)
_VERB_DATE: Final = re.compile(
    rf"(?:{_alternation(phrases.WROTE)})\s+(?:\w{{1,4}}\s+)?\W{{0,2}}\d", re.IGNORECASE
)
_DASHED: Final = re.compile(
    rf"[-–—_=*\s]{{2,}}.{{1,200}}(?:{_alternation(phrases.WROTE)})\s*:?\s*[-–—_=*]{{2,}}\s*$",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"[\W_]*(?:quoting|zitat von|cytowanie|citando a?|citat|цитирую)\s", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"[.!?…]\s+[^\W\d_]+\s+[^\W\d_]{2,}\s+[^\W\d_]")
_BIDI: Final = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)


class Features(NamedTuple):
    """What was found in one candidate."""

    ends: bool
    verb: bool
    verb_last: bool
    date: bool
    time: bool
    mail: bool
    angle: bool
    opener: bool


def features(text: str) -> Features:
    """Return what speaks for `text` being an introduction.

    Args:
        text: One to five lines joined by blanks, at most `MAX_LENGTH` characters.
    """
    return Features(
        ends=_END.search(text) is not None,
        verb=(_VERB.search(text) or _CJK_VERB.search(text)) is not None,
        verb_last=_VERB_LAST.search(text) is not None,
        date=_DATE.search(text) is not None,
        time=_TIME.search(text) is not None,
        mail=_MAIL.search(text) is not None,
        angle=_ANGLE_MAIL.search(text) is not None,
        opener=(_OPENER.match(text) or _DATE_FIRST.match(text)) is not None,
    )


def is_sure(text: str) -> bool:
    """Tell whether a text introduces a quote whatever follows it."""
    if _DASHED.match(text):
        return True
    found = features(text)
    if found.ends and found.verb:
        return (
            found.angle
            or (found.opener and found.date and (found.time or found.mail or len(text) < 100))
            or (_VERB_DATE.search(text) is not None and found.date and found.time)
            or (_NAMED.match(text) is not None and found.mail)
        )
    if found.ends:
        return found.date and found.time and found.angle
    return found.verb_last and found.opener and found.date and (found.angle or found.time)


def is_likely(text: str) -> bool:
    """Tell whether a text introduces a quote, given that quoted lines follow it."""
    found = features(text)
    if found.ends:
        return found.verb or found.mail or (found.date and found.time) or bool(_NAMED.match(text))
    if found.verb_last:
        return True
    return found.date and found.angle and text.rstrip().endswith((">", ")", "]"))


def end_of(lines: Sequence[Line], start: int) -> int | None:
    """Return the index after the introduction that starts at a line, or None.

    Args:
        lines: All lines of the text.
        start: Index of a line that is neither blank nor marked.
    """
    joined = ""
    for count in range(MAX_LINES):
        index = start + count
        if index >= len(lines) or not _joins(lines[index], joined):
            return None
        joined = f"{joined} {lines[index].text.strip()}".strip()
        if len(joined) > MAX_LENGTH or (count == 0 and not _may_start(joined)):
            return None
        text = joined.translate(_BIDI)
        if count and (_SENTENCE.search(text) or not _may_wrap(lines[start].text.translate(_BIDI))):
            return None
        if is_sure(text) or (_is_before_quote(lines, index + 1) and is_likely(text)):
            return index + 1
    return None


def introduces(lines: Sequence[Line], quote: int) -> bool:
    """Tell whether a dated or addressed introduction ends just above a quoted line."""
    for start in range(max(0, quote - MAX_LINES - 1), quote):
        end = None if lines[start].blank else end_of(lines, start)
        if end is not None:
            joined = " ".join(line.text for line in lines[start:end])
            found = features(joined[:MAX_LENGTH])
            return found.date or found.mail
    return False


def _joins(line: Line, joined: str) -> bool:
    """Tell whether a line can belong to an introduction begun above it."""
    if line.mark is Mark.QUOTE:
        # A wrapped "wrote:" may have got a quote sign of its own.
        return False
    return not (line.blank and joined) and line.mark in {Mark.TEXT, Mark.MAYBE_QUOTE}


def _may_start(text: str) -> bool:
    """Tell cheaply whether a first line is worth the trouble."""
    return len(text) > 3 and (
        text[-1] in ":：>-—–,)]"
        or "@" in text
        or any(char.isdigit() for char in text)
        or _VERB.search(text) is not None
        or _OPENER.match(text) is not None
    )


def _may_wrap(first: str) -> bool:
    """Tell whether an introduction of several lines may begin with this one."""
    return bool("@" in first or "<" in first or _OPENER.match(first) or _DATE_FIRST.match(first))


def _is_before_quote(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the next line that is not blank is quoted."""
    for line in lines[index : index + 4]:
        if not line.blank:
            return line.mark in {Mark.QUOTE, Mark.MAYBE_QUOTE}
    return False
