"""Content-Transfer-Encoding undone without mercy for damage (RFC 2045 section 6)."""

import binascii
import gzip
import io
import quopri
import re
import zlib
from typing import Final, NamedTuple

_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_UU_BEGIN: Final = re.compile(rb"begin(?:-base64)? [0-7]{3,4} ?([^\r\n]*)")
_YENC_ESCAPE: Final = re.compile(rb"=(.)", re.DOTALL)
_YENC_SHIFT: Final = bytes((value - 42) % 256 for value in range(256))
_WORDS: Final = re.compile(rb"[^\s=]{1,40}(?:[ ,.][^\s=]{0,40}){2,}|_{10,}|-{2,}\s*$")
_EXPANSION: Final = 20
_SMALL: Final = 64 * 1024


class Undone(NamedTuple):
    """The bytes behind a transfer encoding, and whether the encoding was damaged.

    `rest` holds lines below the encoded ones that are not encoded.
    """

    data: bytes
    damaged: bool
    rest: bytes = b""


def undo(body: bytes, encoding: str) -> Undone:
    """Return the content of a part.

    Args:
        body: The part's bytes as they travelled.
        encoding: The value of Content-Transfer-Encoding, as written.
    """
    name = re.sub(r"[\s\"';]+", "", re.split(r"[;(]", encoding, maxsplit=1)[0]).lower()
    if name in {"base64", "base-64", "b64", "x-base64"}:
        return base64(body)
    if name in {"quoted-printable", "quotedprintable", "quoted_printable", "qp"}:
        return Undone(quoted_printable(body), damaged=False)
    if name in {"x-uuencode", "uuencode", "x-uue", "uue", "x-uu"}:
        return _uu_block(body)
    if name in {"x-gzip64", "x-gzip-base64"}:
        return _gunzip(base64(body).data)
    if name in {"x-yencode", "yenc", "x-yenc"}:
        return Undone(yenc(body), damaged=False)
    return Undone(body, damaged=False)


def base64(body: bytes) -> Undone:
    """Decode base64 that may be cut, lack padding, or carry junk between its letters.

    Padding in the middle ends one run and starts the next, as joined encodings have it. Plain
    text that a list server wrote below is returned as the rest.
    """
    try:
        data = binascii.a2b_base64(body.translate(None, b" \t\r\n"), strict_mode=True)
        return Undone(data, damaged=False)
    except ValueError:
        body, rest = _before_plain_text(body)
    if (b"-" in body or b"_" in body) and b"+" not in body and b"/" not in body:
        body = body.translate(_URL_SAFE)
    damaged = False
    out: list[bytes] = []
    for run in re.split(rb"=+", body):
        letters = _NOT_BASE64.sub(b"", run)
        damaged = damaged or (len(letters) % 4 == 1)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        out.append(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4)))
    unpadded = b"=" not in body and len(_NOT_BASE64.sub(b"", body)) % 4 != 0
    return Undone(b"".join(out), damaged or unpadded, rest)


def _before_plain_text(body: bytes) -> tuple[bytes, bytes]:
    """Split off lines of words that follow the encoded lines, or that stand in their place."""
    lines = body.split(b"\n")
    ended = True
    for index, line in enumerate(lines):
        text = line.strip()
        if ended and _WORDS.match(text):
            return b"\n".join(lines[:index]), b"\n".join(lines[index:])
        ended = text.endswith(b"=") or (ended if text and not index else not text)
    return body, b""


def quoted_printable(body: bytes) -> bytes:
    """Decode quoted-printable; what is no valid escape stays as written."""
    return quopri.decodestring(body)


def uu_lines(lines: list[bytes]) -> Undone:
    """Decode the lines between "begin" and "end" of a uuencoded file."""
    out: list[bytes] = []
    damaged = False
    for line in lines:
        text = line.rstrip(b"\r\n")
        if not text or text == b"`":
            continue
        try:
            out.append(binascii.a2b_uu(text))
        except binascii.Error:
            # Encoders that pad wrongly: keep what the length byte promises.
            size = (((text[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(text[:size]))
            except binascii.Error:
                damaged = True
    return Undone(b"".join(out), damaged)


def _uu_block(body: bytes) -> Undone:
    lines = body.split(b"\n")
    first = next((i for i, line in enumerate(lines) if _UU_BEGIN.match(line)), -1)
    last = next(
        (i for i, line in enumerate(lines) if i > first and line.strip() == b"end"), len(lines)
    )
    return uu_lines(lines[first + 1 : last])


def _gunzip(data: bytes) -> Undone:
    """Unpack as much as a file that somebody packed may hold; a bomb holds a thousand times it."""
    limit = max(_EXPANSION * len(data), _SMALL)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return Undone(stream.read(limit), damaged=bool(stream.read(1)))
    except (OSError, EOFError, zlib.error):
        return Undone(data, damaged=True)


def yenc(body: bytes) -> bytes:
    """Decode the lines of a yEnc file, its =ybegin, =ypart and =yend lines left out."""
    lines = [line.rstrip(b"\r") for line in body.split(b"\n")]
    joined = b"".join(line for line in lines if not line.startswith(b"=y"))
    plain = _YENC_ESCAPE.sub(lambda match: bytes([(match[1][0] - 64) % 256]), joined)
    return plain.translate(_YENC_SHIFT)
