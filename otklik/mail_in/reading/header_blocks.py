"""Printed header blocks ("From: … Sent: … To: … Subject: …") and lines that announce a letter."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from otklik.mail_in.reading import phrases
from otklik.mail_in.reading.lines import Line, Mark
from otklik.mail_in.reading.patterns import any_of, late

_LABEL: Final = late(
    r"[\s>*_|•·\-]{0,8}+([^\W\d_][^:：*<>@\n]{0,30}?)\s?[*_]{0,2}\s?[:：]\s?(.{0,500})"
)
_ABOVE_WORDS: Final = ("above this", "выше ", "oberhalb dieser", "dessus de cette", "esta l")
_KINDS: Final = {word.casefold(): kind for kind, words in phrases.LABELS.items() for word in words}
_CORE: Final = frozenset({"from", "date", "to", "subject", "cc"})
_BRACKETED: Final = late(r"[<\[][^<>\[\]\s]{1,100}@[^<>\[\]]{1,100}[>\]]")
_DIGIT: Final = late(r"\d")
_RULE: Final = late(r"(?:[-_=*‐‑‒—–―~⎯]\s?){3,}+$|[—–]{2,}$")
_MAX_FIELDS: Final = 14
_MAX_GAP: Final = 2


# Possessive repeats: a rule of dashes is never given back, so a long one costs one look.
_ORIGINAL: Final = late(
    rf"(?:[-_=*‐‑‒—–―<>]\s?){{2,}}+{any_of(phrases.ORIGINAL)}[^\n]{{0,60}}?"
    r"\s?(?:[-_=*‐‑‒—–―<>]\s?[-_=*‐‑‒—–―<>][-_=*‐‑‒—–―<>\s]*+:?|:)$",
    re.IGNORECASE,
)
_FORWARDED: Final = late(rf"(?:[-_=*‐‑‒—–―<]\s?)*+{any_of(phrases.FORWARDED)}", re.IGNORECASE)
_DRAWN: Final = frozenset("-_=*‐‑‒—–―<>[")
_RULES: Final = frozenset("-_=*‐‑‒—–―~⎯")
_BY_DAVID: Final = "[original message processed by"
_FORWARD_STARTS: Final = tuple(phrases.FORWARDED)
_ABOVE: Final = late(
    r"[\W_]*(?:please\s+)?(?:type\s+your\s+)?repl(?:y|ies)\b.{0,40}\babove\s+this\s+line|"
    r"[\W_]*(?:please\s+)?(?:write|enter|respond|answer).{0,40}\babove\s+this\s+line|"
    r"[\W_]*.{0,40}(?:ответ|пиш|напиш)\S*\s.{0,40}выше\s+(?:этой|данной)\s+(?:строки|линии|черты)|"
    r"[\W_]*(?:bitte\s+)?antworten\s+sie\s+(?:bitte\s+)?oberhalb\s+dieser\s+(?:zeile|linie)|"
    r"[\W_]*.{0,30}r[ée]pon\S+\s.{0,30}au-dessus\s+de\s+cette\s+ligne|"
    r"[\W_]*.{0,30}(?:responda|escriba)\s.{0,40}(?:por\s+)?(?:encima\s+de|sobre)\s+esta\s+l[ií]nea",
    re.IGNORECASE,
)


class Head(Enum):
    """What kind of line announces another letter."""

    ORIGINAL = "original"
    FORWARDED = "forwarded"
    ABOVE = "reply above"
    BLOCK = "header block"


def label_of(text: str) -> tuple[str, str] | None:
    """Return the kind of header field that a line prints and its value, or None."""
    head = text[:60]
    match = _LABEL.match(text) if ":" in head or "：" in head else None
    if match is None:
        return None
    kind = _KINDS.get(match[1].strip().casefold())
    return None if kind is None else (kind, match[2].strip(" *_"))


def is_rule(text: str) -> bool:
    """Tell whether a line is only a drawn rule."""
    drawn = text.strip()
    return drawn[:1] in _RULES and _RULE.match(drawn) is not None


def head_at(lines: Sequence[Line], index: int, *, lenient: bool) -> Head | None:
    """Return what other letter begins at a line, if one does.

    Args:
        lines: All lines of the text.
        index: Index of a line that is neither blank nor marked as a quote.
        lenient: Whether the letter is an answer, so that a short header block will do.
    """
    text = lines[index].text.strip()
    if len(text) > 300:
        return None
    lower = text.lower()
    if any(word in lower for word in _ABOVE_WORDS) and _ABOVE.match(text):
        return Head.ABOVE
    if (text[:1] in _DRAWN or lower.startswith(_FORWARD_STARTS)) and (
        drawn := _drawn_head(lines, index, text)
    ):
        return drawn
    if is_rule(text):
        below = _next(lines, index + 1)
        rule_for_block = below is not None and _is_block(lines, below, lenient=lenient)
        return Head.BLOCK if rule_for_block else None
    return Head.BLOCK if _is_block(lines, index, lenient=lenient) else None


def _drawn_head(lines: Sequence[Line], index: int, text: str) -> Head | None:
    if _FORWARDED.match(text) and _is_announced(lines, index):
        return Head.FORWARDED
    original = _ORIGINAL.match(text) or text.lower().startswith(_BY_DAVID)
    return Head.ORIGINAL if original else None


def _is_announced(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line about forwarding is drawn as a heading or has a header below."""
    text = lines[index].text.strip()
    if re.match(r"[-_=*‐‑‒—–―<]{2,}", text):
        return True
    below = _next(lines, index + 1)
    return len(text) < 80 and below is not None and label_of(lines[below].text) is not None


def _next(lines: Sequence[Line], index: int) -> int | None:
    """Return the index of the next line that is not blank, nearby."""
    for at in range(index, min(index + 4, len(lines))):
        if not lines[at].blank:
            return at
    return None


def _is_block(lines: Sequence[Line], index: int, *, lenient: bool) -> bool:
    """Tell whether a header block begins at a line: enough different fields close together."""
    first = label_of(lines[index].text)
    if first is None or first[0] not in _CORE:
        return False
    fields: dict[str, str] = {}
    gap = 0
    for line in lines[index : index + 2 * _MAX_FIELDS]:
        if line.mark is Mark.QUOTE and lines[index].mark is not Mark.QUOTE:
            break
        field = None if line.blank else label_of(line.text)
        if field is None:
            gap += 1
            if gap > _MAX_GAP:
                break
            continue
        gap = 0
        fields.setdefault(field[0], field[1])
        if len(fields) > _MAX_FIELDS:
            break
    return _is_convincing(fields) or (lenient and _is_short(fields))


def _is_short(fields: dict[str, str]) -> bool:
    """Tell whether a sender with an address and one more field stand there."""
    return _BRACKETED.search(fields.get("from", "")) is not None and len(_CORE & fields.keys()) >= 2


def _is_convincing(fields: dict[str, str]) -> bool:
    core = _CORE & fields.keys()
    dated = _DIGIT.search(fields.get("date", "")) is not None
    if "from" in core:
        addressed = "@" in fields["from"] or "@" in fields.get("to", "")
        return (dated and len(core) >= 2) or (len(core) >= 3 and addressed)
    return dated and len(core) >= 3 and "@" in fields.get("to", "")
