"""Codes of coupons: how they are made, and how what somebody types is compared (spec CPN-3)."""

import re
import secrets
from typing import Final

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Capitals and digits of which no two look alike: no O and 0, no I, L and 1."""

PLACE: Final = "#"
FEWEST_PLACES: Final = 6
LONGEST_CODE: Final = 50
SHIPPED_PATTERN: Final = "SUP-COU-##########"

_PATTERN: Final = re.compile(rf"[A-Z0-9#-]{{1,{LONGEST_CODE}}}")
_SPACES: Final = re.compile(r"\s+")
_DASHES: Final = re.compile("[‐‑‒–—−]")


def is_pattern(pattern: str) -> bool:
    """Tell whether codes may be made by a pattern.

    Args:
        pattern: Latin capitals, digits and hyphens, with `#` for each random character.
    """
    return pattern.count(PLACE) >= FEWEST_PLACES and _PATTERN.fullmatch(pattern) is not None


def new_code(pattern: str) -> str:
    """Return a code that nobody can guess; it may be taken.

    Args:
        pattern: As `is_pattern` accepts it.
    """
    return "".join(secrets.choice(LETTERS) if sign == PLACE else sign for sign in pattern)


def as_typed(text: str) -> str:
    """Return what somebody typed as codes are kept: capitals, no spaces, plain hyphens."""
    return _DASHES.sub("-", _SPACES.sub("", text)).upper()[:LONGEST_CODE]
