"""Which Cyrillic code page do these bytes use? An answer by letter frequency and case."""

import re
from typing import Final

CODECS: Final = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")

_COMMON: Final = "оеаинтсрвлкм"
_USUAL: Final = "дпуяыьгзбчйх"
_RARE: Final = "жшюцщэфъёіїєґў"
_PUNCTUATION: Final = "«»„“”–—…№’‘•°©\xa0"
_HIGH = re.compile(rb"[\x80-\xff]")


def _weights() -> dict[str, float]:
    """Return what one character adds to the likeness, by frequency in Russian and Ukrainian."""
    table = dict.fromkeys(_COMMON, 3.0) | dict.fromkeys(_USUAL, 2.0) | dict.fromkeys(_RARE, 1.0)
    table |= {letter.upper(): weight / 3 for letter, weight in table.items()}
    return table | dict.fromkeys(_PUNCTUATION, 0.5)


_WEIGHT: Final = _weights()
_UNLIKELY: Final = -3.0
_CASE_FLIP = re.compile("[а-яёіїєґў][А-ЯЁІЇЄҐЎ]")


def best(data: bytes) -> tuple[str, float]:
    """Return the likeliest Cyrillic codec and its likeness per high byte (3 is the best).

    Args:
        data: Bytes of one text; ASCII among them does not count.
    """
    high = max(1, len(_HIGH.findall(data)))
    scores = {codec: _likeness(data, codec) / high for codec in CODECS}
    name = max(scores, key=lambda codec: scores[codec])
    return ("koi8_r" if name == "koi8_u" and _fits_koi8_r(data) else name), scores[name]


def _likeness(data: bytes, codec: str) -> float:
    text = data.decode(codec, "replace")
    total = sum(_WEIGHT.get(char, _UNLIKELY) for char in text if char > "\x7f")
    return total - 4.0 * len(_CASE_FLIP.findall(text))


def _fits_koi8_r(data: bytes) -> bool:
    """Tell whether no Ukrainian letter of KOI8-U is among the bytes."""
    return not re.search(rb"[\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd]", data)
