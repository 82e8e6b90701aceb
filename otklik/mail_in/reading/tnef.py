"""winmail.dat: files and text that Outlook wraps in TNEF ([MS-OXTNEF], [MS-OXPROPS]).

A stream of attributes; those called "MAPI properties" are lists of properties in turn. A stream
that is cut short yields what came before the cut.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from otklik.mail_in.reading import charsets, rtf

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_HEADER: Final = 6

# Attribute ids (the type in their upper half is not needed).
_ATTACH_START: Final = 0x9002
_ATTACH_TITLE: Final = 0x8010
_ATTACH_DATA: Final = 0x800F
_ATTACH_PROPS: Final = 0x9005
_MESSAGE_PROPS: Final = 0x9003
_MESSAGE_BODY: Final = 0x800C
_CODEPAGE: Final = 0x9007

# MAPI property ids.
_LONG_NAME: Final = 0x3707
_SHORT_NAME: Final = 0x3704
_DISPLAY_NAME: Final = 0x3001
_DATA: Final = 0x3701
_MIME_TAG: Final = 0x370E
_CONTENT_ID: Final = 0x3712
_BODY: Final = 0x1000
_BODY_RTF: Final = 0x1009
_BODY_HTML: Final = 0x1013
_INTERNET_CODEPAGE: Final = 0x3FDE

# MAPI property types.
_STRING8: Final = 0x1E
_UNICODE: Final = 0x1F
_OBJECT: Final = 0x0D
_BINARY: Final = 0x102
_MANY: Final = 0x1000
_FIXED: Final = {
    0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8,
    0x48: 16,
}  # fmt: skip
_GUID: Final = 16
_MAX_PROPERTIES: Final = 5000


class _Property(NamedTuple):
    kind: int
    value: bytes


@dataclass(slots=True)
class TnefFile:
    """A file inside a TNEF stream; `content_type` may be empty."""

    name: str = ""
    content_type: str = ""
    content_id: str | None = None
    data: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What a TNEF stream held: files, and the text of the letter as plain text or HTML.

    Attributes:
        files: In the order of the stream.
        text: Plain text, or what could be read out of RTF.
        html: HTML, if the stream has it.
        complete: Whether the stream was read to its end.
    """

    files: list[TnefFile] = field(default_factory=list)
    text: str = ""
    html: str = ""
    complete: bool = True


def read(data: bytes) -> Tnef | None:
    """Return the content of a TNEF stream, or None if it is none.

    Args:
        data: The bytes of winmail.dat.
    """
    if not data.startswith(_SIGNATURE):
        return None
    found = Tnef()
    codepage = "cp1252"
    for identity, value in _attributes(data, found):
        if identity == _CODEPAGE and len(value) >= 4:
            codepage = charsets.codec_name(f"cp{int.from_bytes(value[:4], 'little')}") or codepage
        elif identity == _MESSAGE_BODY:
            found.text = found.text or _text(value, codepage)
        elif identity == _MESSAGE_PROPS:
            _take_message(found, _properties(value), codepage)
        elif identity == _ATTACH_START:
            found.files.append(TnefFile())
        elif found.files:
            _take_file(found.files[-1], identity, value, codepage)
    found.files = [file for file in found.files if file.name or file.data]
    return found


def _attributes(data: bytes, found: Tnef) -> Iterator[tuple[int, bytes]]:
    """Yield attribute ids and values; note in `found` when the stream is cut."""
    at = _HEADER
    while at + 9 <= len(data) and data[at] in {1, 2}:
        identity, size = struct.unpack_from("<HxxI", data, at + 1)
        value = data[at + 9 : at + 9 + size]
        if len(value) < size:
            found.complete = False
        yield identity, value
        at += 9 + size + 2
    found.complete = found.complete and at >= len(data)


def _text(value: bytes, codepage: str) -> str:
    return charsets.decode(value.split(b"\x00", 1)[0], codepage).text


def _string(found: _Property | None, codepage: str) -> str:
    if found is None:
        return ""
    if found.kind == _UNICODE:
        return found.value.decode("utf-16-le", "replace").split("\x00", 1)[0]
    return _text(found.value, codepage)


def _take_message(found: Tnef, properties: dict[int, _Property], codepage: str) -> None:
    """Read the letter's text out of its properties: plain, HTML, RTF."""
    if (body := _string(properties.get(_BODY), codepage)).strip():
        found.text = body
    page = properties.get(_INTERNET_CODEPAGE)
    if (markup := properties.get(_BODY_HTML)) is not None:
        number = int.from_bytes(page.value[:4], "little") if page else 0
        named = {65001: "utf-8", 20866: "koi8-r"}.get(number, f"cp{number}" if number else None)
        found.html = charsets.decode(markup.value.rstrip(b"\x00"), named).text
    if not (found.text or found.html) and (packed := properties.get(_BODY_RTF)) is not None:
        found.text = rtf.to_text(rtf.unpack(packed.value))


def _take_file(file: TnefFile, identity: int, value: bytes, codepage: str) -> None:
    if identity == _ATTACH_TITLE:
        file.name = file.name or _text(value, codepage)
    elif identity == _ATTACH_DATA:
        file.data = value
    elif identity == _ATTACH_PROPS:
        properties = _properties(value)
        names = [
            _string(properties.get(key), codepage)
            for key in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME)
        ]
        file.name = names[0] or file.name or names[1] or names[2]
        file.content_type = _string(properties.get(_MIME_TAG), codepage).lower()
        file.content_id = _string(properties.get(_CONTENT_ID), codepage).strip("<>") or None
        if not file.data and (data := properties.get(_DATA)) is not None:
            file.data = data.value[_GUID:] if data.kind == _OBJECT else data.value


def _properties(data: bytes) -> dict[int, _Property]:
    """Return MAPI properties by id, the first of several; what is cut off is left out."""
    found: dict[int, _Property] = {}
    if len(data) < 4:
        return found
    at = 4
    for _ in range(min(int.from_bytes(data[:4], "little"), _MAX_PROPERTIES)):
        if at + 4 > len(data):
            break
        kind, identity = struct.unpack_from("<HH", data, at)
        at += 4
        if identity >= 0x8000:
            at = _after_name(data, at)
        values, at = _values(data, at, kind)
        if values and identity not in found:
            found[identity] = _Property(kind & ~_MANY, values[0])
    return found


def _after_name(data: bytes, at: int) -> int:
    """Skip the name of a named property: a GUID and a number or a text."""
    by_text = int.from_bytes(data[at + _GUID : at + _GUID + 4], "little")
    at += _GUID + 4
    size = int.from_bytes(data[at : at + 4], "little")
    return at + 4 + (_padded(size) if by_text else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """Return the values of a property and where the next one starts."""
    single = kind & ~_MANY
    variable = single in {_STRING8, _UNICODE, _OBJECT, _BINARY}
    count = 1
    if kind & _MANY or variable:
        count = int.from_bytes(data[at : at + 4], "little")
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, _MAX_PROPERTIES)):
        if at >= len(data):
            break
        if variable:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
        else:
            size = _FIXED.get(single, 4)
        values.append(data[at : at + size])
        at += _padded(size)
    return values, at


def _padded(size: int) -> int:
    return (size + 3) & ~3
