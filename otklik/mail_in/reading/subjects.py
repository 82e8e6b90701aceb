"""What a letter's subject says of its matter. Pure: text in, text out."""

import re
from typing import Final

from otklik.mail_in.reading import phrases
from otklik.mail_in.reading.patterns import any_of

_SURE: Final = [
    prefix for prefix in (*phrases.REPLY_PREFIXES, *phrases.FORWARD_PREFIXES) if len(prefix) > 1
]
"""A single letter before a colon may be the first word of somebody's own list."""
_BEFORE: Final = re.compile(
    rf"\s*(?:{any_of(_SURE)}\s?(?:[\[(^]\s?\d{{1,3}}\s?[\])]?)?\s?[:：]|\[ ?# ?\d{{1,18}} ?\])",
    re.IGNORECASE,
)


def matter_of(subject: str) -> str:
    """Return a subject without what mail programs and we ourselves put before it.

    `Re: [#21] Fwd: Заказы` is about `Заказы`; `Re:` alone is about nothing.

    Args:
        subject: A decoded subject line.
    """
    while found := _BEFORE.match(subject):
        subject = subject[found.end() :]
    return subject.strip()
