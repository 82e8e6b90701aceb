"""Lines that introduce a quote: "On Friday, Anna wrote:", in whatever language and order.

A line is judged by features, not by one pattern per mail program: a verb of writing, a date, a
time, an address, a known beginning, a colon at the end. That also reads languages nobody listed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from otklik.mail_in.reading import phrases
from otklik.mail_in.reading.lines import Line, Mark
from otklik.mail_in.reading.patterns import any_of, late

MAX_LINES: Final = 5
MAX_LENGTH: Final = 600


_EDGE: Final = r"(?<![^\W\d_])"
_NO_LETTER: Final = r"(?![^\W\d_])"
_WROTE: Final = any_of(phrases.WROTE)
_VERB: Final = late(rf"{_EDGE}{_WROTE}{_NO_LETTER}", re.IGNORECASE)
_CJK_VERB: Final = late(
    "写道|寫道|来信|來信|のメール|のメッセージ|書きました|님이 작성|작성|쓰신 글|เขียน"
)
_OPENER: Final = late(rf"[\W_]*(?:{any_of(phrases.OPENERS)}{_NO_LETTER}|在|于)", re.IGNORECASE)
_DATE_FIRST: Final = late(rf"[\W_]*(?:\d|{any_of(phrases.WEEKDAYS)}{_NO_LETTER})", re.IGNORECASE)
_DATE: Final = late(
    r"(?<!\d)(?:(?:19|20|25)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}[-. ]{1,2}[^\W\d_]{3,10}[-. ]{1,2}\d{2}(?!\d))"
)
_TIME: Final = late(r"(?<!\d)\d{1,2}\s?(?:[:.h٫]|時|点|점|시)\s?\d{2}(?!\d)|\d\s?[AaPp]\.?[Mm]")
_MAIL: Final = late(r"[^\s<>()\[\]@]@[^\s<>()\[\]@]")
_ANGLE_MAIL: Final = late(r"[<\[(＜]\s?(?:mailto:)?[^\s<>@]{0,100}@[^<>@]{0,200}[>\])＞]")
_END: Final = late(r"[:：]\s?[\W_]{0,8}$|[-–—]{2}\s?$")
_VERB_LAST: Final = late(rf"{_EDGE}{_WROTE}\s*[.…]{{0,3}}\s*$", re.IGNORECASE)
_VERB_DATE: Final = late(rf"{_WROTE}\s+(?:\w{{1,4}}\s+)?\W{{0,2}}\d", re.IGNORECASE)
# Endings that no sentence of a letter has.
_VERB_SURE: Final = late(r"(?:写道|寫道|작성\w*|のメール|tarihinde .{0,20}yazdı|ezt írta)\W*$")
_DASHED: Final = late(
    rf"[-–—_=*\s]{{2,}}.{{1,200}}{_WROTE}\s*:?\s*[-–—_=*]{{2,}}\s*$",
    re.IGNORECASE,
)
_NAMED: Final = late(
    r"[\W_]*(?:quoting|zitat von|cytowanie|citando a?|citat|цитирую)\s", re.IGNORECASE
)
_POSTED: Final = late(r"[\W_]*posted by\s", re.IGNORECASE)
_SENTENCE: Final = late(r"[.!?…]\s+[^\W\d_]+\s+[^\W\d_]{2,}\s+[^\W\d_]")
_BIDI: Final = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)


def _ends(text: str) -> bool:
    return _END.search(text[-20:]) is not None


def _has_verb(text: str) -> bool:
    return (_VERB.search(text) or _CJK_VERB.search(text)) is not None


def _ends_with_verb(text: str) -> bool:
    return _VERB_LAST.search(text[-40:]) is not None


def _opens(text: str) -> bool:
    return (_OPENER.match(text) or _DATE_FIRST.match(text)) is not None


def _has_date(text: str) -> bool:
    return _DATE.search(text) is not None


def _has_time(text: str) -> bool:
    return _TIME.search(text) is not None


def _has_mail(text: str) -> bool:
    return "@" in text and _MAIL.search(text) is not None


def _has_angle(text: str) -> bool:
    return "@" in text and _ANGLE_MAIL.search(text) is not None


def is_sure(text: str) -> bool:
    """Tell whether a text introduces a quote whatever follows it.

    Args:
        text: One to five lines joined by blanks, at most `MAX_LENGTH` characters.
    """
    if not _ends(text):
        return (
            _ends_with_verb(text)
            and _opens(text)
            and _has_date(text)
            and (_has_angle(text) or _has_time(text))
        )
    if not _has_verb(text):
        return _has_angle(text) and _has_date(text) and _has_time(text)
    return (
        _has_angle(text)
        or (_opens(text) and _has_date(text) and _is_telling(text))
        or (_has_date(text) and _has_time(text) and _VERB_DATE.search(text) is not None)
        or (_has_date(text) and _has_time(text) and _VERB_SURE.search(text) is not None)
        or (_has_mail(text) and _NAMED.match(text) is not None)
        or _DASHED.match(text) is not None
    )


def _is_telling(text: str) -> bool:
    """Tell whether a dated "wrote:" is short or precise enough to be no sentence."""
    return len(text) < 100 or _has_time(text) or _has_mail(text)


def is_likely(text: str) -> bool:
    """Tell whether a text introduces a quote, given that quoted lines follow it.

    Args:
        text: As for `is_sure`.
    """
    if _ends(text):
        dated = _has_date(text) and _has_time(text)
        return dated or _has_mail(text) or _has_verb(text) or _NAMED.match(text) is not None
    if _ends_with_verb(text):
        return True
    if text.endswith((">", ")", "]")) and _has_angle(text):
        return _has_date(text)
    posted = _POSTED.match(text) is not None or (_has_time(text) and _DATE_FIRST.match(text))
    return bool(posted) and len(text) < 100 and _has_date(text)


def end_of(lines: Sequence[Line], start: int) -> int | None:
    """Return the index after the introduction that starts at a line, or None.

    Args:
        lines: All lines of the text.
        start: Index of a line that is neither blank nor marked.
    """
    if not _may_start(lines[start].text.strip()):
        return None
    for end, text in _candidates(lines, start):
        if is_sure(text) or (_is_before_quote(lines, end) and is_likely(text)):
            return end
    return None


def _candidates(lines: Sequence[Line], start: int) -> Iterator[tuple[int, str]]:
    """Yield one line, two lines, … joined, with the index after them, while they may belong."""
    joined = ""
    for index in range(start, min(start + MAX_LINES, len(lines))):
        if joined and lines[index].blank and _is_torn(joined):
            continue
        if not _joins(lines[index], joined):
            return
        joined = f"{joined} {lines[index].text.strip()}".strip()
        text = joined.translate(_BIDI)
        if len(joined) > MAX_LENGTH or (index > start and _SENTENCE.search(text)):
            return
        yield index + 1, text
        if index == start and not _may_wrap(text):
            return


def _is_torn(text: str) -> bool:
    """Tell whether a dated beginning lacks its end, which may follow below a blank line."""
    dated = _opens(text) and _has_date(text) and (_has_time(text) or _has_mail(text))
    return dated and not _ends(text) and len(text) < 120


def introduces(lines: Sequence[Line], quote: int) -> bool:
    """Tell whether a dated or addressed introduction ends just above a quoted line."""
    for start in range(max(0, quote - MAX_LINES - 1), quote):
        end = None if lines[start].blank else end_of(lines, start)
        if end is not None:
            joined = " ".join(line.text for line in lines[start:end])
            return _has_date(joined[:MAX_LENGTH]) or _has_mail(joined[:MAX_LENGTH])
    return False


def _joins(line: Line, joined: str) -> bool:
    """Tell whether a line can belong to an introduction begun above it."""
    if line.mark is Mark.QUOTE:
        # A wrapped "wrote:" may have got a quote sign of its own.
        return False
    return not (line.blank and joined) and line.mark in {Mark.TEXT, Mark.MAYBE_QUOTE}


def _may_start(text: str) -> bool:
    """Tell cheaply whether a first line is worth the trouble."""
    if not 3 < len(text) <= MAX_LENGTH:
        return False
    return text[-1] in ":：>-—–)]" or _ends_with_verb(text) or _may_wrap(text)


def _may_wrap(first: str) -> bool:
    """Tell whether an introduction of several lines may begin with this one."""
    return bool("@" in first or "<" in first or _OPENER.match(first) or _DATE_FIRST.match(first))


def _is_before_quote(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the next line that is not blank is quoted."""
    for line in lines[index : index + 4]:
        if not line.blank:
            return line.mark in {Mark.QUOTE, Mark.MAYBE_QUOTE}
    return False
