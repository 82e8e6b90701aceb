"""Text out of the RTF that winmail.dat carries ([MS-OXRTFCP] packing, RTF 1.9.1)."""

import re
import struct
from typing import Final

_PACKED: Final = b"LZFu"
_PLAIN: Final = b"MELA"
_HEADER: Final = 16
_DICTIONARY: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW: Final = 4096
_LIMIT: Final = 10_000_000

_TOKEN: Final = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z'])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED: Final = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"generator",
    b"themedata", b"listtable", b"listoverridetable", b"rsidtbl", b"object", b"xmlnstbl",
})  # fmt: skip
_BREAKS: Final = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"row": "\n", b"cell": " ", b"emdash": "—",
    b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•",
}  # fmt: skip
_SYMBOLS: Final = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


def unpack(data: bytes) -> bytes:
    """Return RTF from its packed form, as much as there is; an empty text if it is none."""
    if len(data) < _HEADER:
        return b""
    raw_size = struct.unpack_from("<I", data, 4)[0]
    kind = data[8:12]
    if kind == _PLAIN:
        return data[_HEADER : _HEADER + raw_size]
    if kind != _PACKED:
        return b""
    return _inflated(data, min(raw_size, _LIMIT))


def _inflated(data: bytes, size: int) -> bytes:
    """Undo the packing: runs of eight literals or references into a window of 4096 bytes."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\x00"))
    write = len(_DICTIONARY)
    out = bytearray()
    at = _HEADER
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            is_reference = control >> bit & 1
            if at + is_reference >= len(data):
                return bytes(out)
            if is_reference:
                token = data[at] << 8 | data[at + 1]
                offset, length = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(out)
            else:
                offset, length = -1, 1
            for step in range(length):
                value = data[at] if offset < 0 else window[(offset + step) % _WINDOW]
                out.append(value)
                window[write] = value
                write = (write + 1) % _WINDOW
            at += 1 + is_reference
    return bytes(out)


def to_text(data: bytes) -> str:
    """Return the readable text of RTF; HTML wrapped in RTF loses its tags.

    Args:
        data: Unpacked RTF.
    """
    out: list[str] = []
    codepage = "cp1252"
    stack: list[bool] = []
    hidden = starred = False
    skip = 0
    for token in _TOKEN.finditer(data[:_LIMIT]):
        code, word, number, symbol, brace, plain = token.groups()
        if brace == b"{":
            stack.append(hidden)
        elif brace == b"}":
            hidden = stack.pop() if stack else False
        elif symbol == b"*":
            starred = True
            continue
        elif word == b"htmlrtf":
            hidden = number != b"0"
        elif word is not None and (starred or word in _SKIPPED):
            hidden = True
        elif word == b"ansicpg" and number:
            codepage = f"cp{int(number)}"
        elif word == b"u" and number and not hidden:
            out.append(chr(int(number) % 65536))
            skip = 1
            continue
        elif not hidden:
            out.append(_shown(code, word, symbol, plain, codepage, skip=skip))
        skip = 0
        starred = False
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _shown(
    code: bytes | None,
    word: bytes | None,
    symbol: bytes | None,
    plain: bytes | None,
    codepage: str,
    *,
    skip: int,
) -> str:
    """Return what one token shows; `skip` characters stand for a Unicode sign already taken."""
    if code is not None:
        return "" if skip else _decoded(bytes.fromhex(code.decode("ascii")), codepage)
    if word is not None:
        return _BREAKS.get(word, "")
    if symbol is not None:
        return _SYMBOLS.get(symbol, "")
    return _decoded((plain or b"")[skip:], codepage)


def _decoded(data: bytes, codepage: str) -> str:
    try:
        return data.decode(codepage, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")
