"""The line above which an answer is written.

Every letter carries it, and whatever an answer quotes from it on is history. The reader of letters
looks for it in both languages, so both stand here and nowhere else.
"""

from collections.abc import Mapping
from typing import Final

MARKER: Final[Mapping[str, str]] = {
    "ru": "Чтобы ответить, просто напишите выше этой строки ▲",
    "en": "To reply, just write above this line ▲",
}

_CORES: Final = ("напишите выше этой строки", "write above this line")


def marker_line(language: str) -> str:
    """Return the marker in `language`, in English for one that has none of its own.

    Args:
        language: "ru", "en", or a code such as "en-gb".
    """
    return MARKER.get(language.partition("-")[0].lower(), MARKER["en"])


def is_marker(line: str) -> bool:
    """Return whether a line of a letter is the marker, as it stood or as it was quoted.

    Mail programs put signs of quotation before it and change its blanks, so only its words count.

    Args:
        line: One line of plain text.
    """
    words = " ".join(line.replace("\xa0", " ").split()).casefold()
    return any(core in words for core in _CORES)
