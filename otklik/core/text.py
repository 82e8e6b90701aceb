"""Small helpers for text."""

import re
import unicodedata

from django.utils.translation import get_language

_SPACES = re.compile(r"\s+")


def one_line(text: str, limit: int) -> str:
    """Return `text` with whitespace collapsed, cut to `limit` characters with an ellipsis.

    Args:
        text: Any text.
        limit: The greatest length of the result, in characters.
    """
    flat = _SPACES.sub(" ", text).strip()
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def storable(text: str) -> str:
    """Return `text` without what PostgreSQL refuses: NUL characters and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def sort_key(name: str) -> str:
    """Return the key by which names are sorted: lower case, ё as е, accents normalised.

    The database sorts by code point (docs/decisions), so names carry this key beside them.
    """
    return unicodedata.normalize("NFC", name).casefold().replace("ё", "е")


def initials(name: str) -> str:
    """Return up to two capital letters that stand for a person in an avatar."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def localised(russian: str, english: str) -> str:
    """Return the name in the present language: Russian is required, English falls back to it.

    Source: spec DICT-7.
    """
    language = get_language() or ""
    return english if english and language.startswith("en") else russian
