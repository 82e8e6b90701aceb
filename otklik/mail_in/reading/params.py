"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045, RFC 2231)."""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from otklik.mail_in.reading import charsets, words

_GAP: Final = re.compile(r"[;\s,]*")
_NAME: Final = re.compile(r"([^\s=;\"(),]{1,80})\s*=\s*")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"?', re.DOTALL)
_NEXT: Final = re.compile(r";|(?<!\s)\s++(?=[A-Za-z][\w*-]{1,30}=)")
_ESCAPED: Final = re.compile(r'\\(["\\])')
_SECTION: Final = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?$")
_PERCENT_UTF8: Final = re.compile(r"%[C-Fc-f][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]")
_MAX: Final = 500


class Value(NamedTuple):
    """A structured header: its main word in lower case, and decoded parameters by name."""

    main: str
    params: dict[str, str]


class _Section(NamedTuple):
    number: int
    encoded: bool
    text: str


def parse(value: str, hint: str | None = None) -> Value:
    """Read a structured header, whatever it lacks: quotes, semicolons, a type.

    Args:
        value: The unfolded field; encoded words may stand in its parameters.
        hint: A codec for undeclared bytes.
    """
    main, at = _main(value)
    sections: dict[str, list[_Section]] = {}
    for name, text in _pairs(value, at):
        match = _SECTION.match(name.lower())
        if match is not None:
            section = _Section(int(match[2] or 0), match[3] is not None, text)
            key = match[1] + ("*" if match[2] or match[3] else "")
            sections.setdefault(key, []).append(section)
    params = {
        key: _plain(found[0].text, hint) for key, found in sections.items() if not key.endswith("*")
    }
    for key, found in sections.items():
        if key.endswith("*") and (text := _joined(found, hint)):
            params[key[:-1]] = text
    return Value(main, params)


def _main(value: str) -> tuple[str, int]:
    """Return the main word and where the parameters start."""
    end = value.find(";")
    head = value if end < 0 else value[:end]
    if "=" in head:
        first = re.match(r"\s*([^\s=;]*/[^\s=;,]*|attachment\b|inline\b)", head, re.IGNORECASE)
        return (first[1].lower(), first.end()) if first else ("", 0)
    return head.split("(")[0].strip().strip("\"'").lower(), len(head)


def _pairs(value: str, at: int) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    while at < len(value) and len(pairs) < _MAX:
        gap = _GAP.match(value, at)
        at = gap.end() if gap else at
        if (comment := _COMMENT.match(value, at)) is not None:
            at = comment.end()
            continue
        name = _NAME.match(value, at)
        if name is None:
            skip = value.find(";", at)
            if skip < 0:
                break
            at = skip + 1
            continue
        at = name.end()
        if (quoted := _QUOTED.match(value, at)) is not None:
            pairs.append((name[1], _ESCAPED.sub(r"\1", quoted[1])))
            at = quoted.end()
        else:
            end = _NEXT.search(value, at)
            stop = end.start() if end else len(value)
            pairs.append((name[1], value[at:stop].strip()))
            at = stop
    return pairs


def _plain(text: str, hint: str | None) -> str:
    """Decode a parameter written without RFC 2231: encoded words, or percent signs, or as it is."""
    if "=?" in text:
        return words.decode(text, hint).text
    if _PERCENT_UTF8.search(text):
        read = charsets.decode(unquote_to_bytes(text), "utf-8")
        return text if read.errors else read.text
    return text


def _joined(sections: list[_Section], hint: str | None) -> str:
    """Join numbered sections (RFC 2231 section 3) and decode their percent bytes (section 4)."""
    charset: str | None = None
    data = b""
    for section in sorted(sections, key=lambda one: one.number):
        text = section.text
        if section.encoded and section.number == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        if section.encoded:
            data += unquote_to_bytes(text)
        else:
            data += text.encode(charsets.codec_name(charset) or "utf_8", "replace")
    text = charsets.decode(data, charset or "utf-8", hint).text
    return words.decode(text, hint).text if "=?" in text else text
