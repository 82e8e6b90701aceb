"""Encoded words of headers (RFC 2047, RFC 2231 section 5), the broken ones included."""

import binascii
import re
from typing import Final, NamedTuple

from otklik.mail_in.reading import charsets, transfer

_START: Final = re.compile(r"=\?([^?\s=]{0,60})\?([bBqQ])\?")
_Q_BYTE: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_SPACES: Final = re.compile(r"\s+")


class Word(NamedTuple):
    """One encoded word found in a header: where it stood, its charset and its bytes."""

    start: int
    end: int
    charset: str
    data: bytes


class Text(NamedTuple):
    """A decoded header text and the number of characters that had to be replaced."""

    text: str
    errors: int


def find(value: str) -> list[Word]:
    """Return the encoded words of an unfolded header value, in order.

    A word that is never closed ends before the next one or, if it has no blanks, at the end.
    """
    words: list[Word] = []
    at = 0
    more_closed = True
    while (start := _START.search(value, at)) is not None:
        close = value.find("?=", start.end()) if more_closed else -1
        more_closed = close >= 0
        rival = _START.search(value, start.end(), close if close >= 0 else len(value))
        if rival is not None and rival.start() > start.end():
            close, after = rival.start(), rival.start()
        elif close < 0:
            close = after = len(value)
            if _SPACES.search(value, start.end()):
                break
        else:
            after = close + 2
        data = _bytes(value[start.end() : close], start[2], start[1])
        words.append(Word(start.start(), after, start[1], data))
        at = after
    return words


def _bytes(text: str, encoding: str, charset: str) -> bytes:
    if encoding in "bB":
        return transfer.base64(text.encode("ascii", "ignore")).data
    codec = "ascii" if text.isascii() else charsets.codec_name(charset) or "utf_8"
    try:
        raw = text.replace("_", " ").encode(codec)
    except UnicodeError:
        raw = text.replace("_", " ").encode("utf_8", "replace")
    return _Q_BYTE.sub(lambda match: binascii.unhexlify(match[1]), raw)


def decode(value: str, hint: str | None = None) -> Text:
    """Return a header value with its encoded words read.

    Blanks between encoded words vanish; neighbours of one charset are joined as bytes first, as
    many senders cut a letter in the middle.

    Args:
        value: An unfolded header value.
        hint: A codec that fits the rest of the letter.
    """
    out: list[str] = []
    errors = 0
    at = 0
    pending: Word | None = None
    for word in find(value):
        between = value[at : word.start]
        if pending is not None and not between.strip():
            if pending.charset.lower() == word.charset.lower():
                pending = pending._replace(data=pending.data + word.data)
                at = word.end
                continue
            between = ""
        errors += _flush(pending, out, hint)
        out.append(between)
        pending, at = word, word.end
    errors += _flush(pending, out, hint)
    out.append(value[at:])
    return Text("".join(out), errors)


def _flush(word: Word | None, out: list[str], hint: str | None) -> int:
    if word is None:
        return 0
    read = charsets.decode(word.data, word.charset, hint)
    out.append(read.text)
    return read.errors
