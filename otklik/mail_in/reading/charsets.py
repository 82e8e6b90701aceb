"""Bytes to text for letters whose charset is missing, unknown or wrong (SPEC MAIL-11, MAIL-12).

The order is: a byte order mark, the declared charset when the bytes obey it, UTF-8, and a guess
by the look of the result. Nothing here raises: what cannot be read becomes U+FFFD and is counted.
"""

import codecs
import re
from typing import Final, NamedTuple

from otklik.mail_in.reading import cyrillic, east_asian

REPLACEMENT: Final = "\ufffd"

# Names met in letters that Python does not know, or knows as a smaller set than senders mean.
_ALIASES: Final = {
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "ksc5601": "cp949", "euc-kr": "cp949",
    "euckr": "cp949", "korean": "cp949", "iso-ir-149": "cp949", "windows-949": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "chinese": "gb18030",
    "gb_2312-80": "gb18030", "cp936": "gb18030", "windows-936": "gb18030", "euc-cn": "gb18030",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso-latin-1": "cp1252", "l1": "cp1252", "windows-1252": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "646": "cp1252",
    "iso646-us": "cp1252", "iso-8859-1-windows-3.1-latin-1": "cp1252", "ansi": "cp1252",
    "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254",
    "iso-8859-8-i": "cp1255", "iso-8859-8-e": "cp1255", "iso-8859-8": "cp1255", "logical": "cp1255",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "x-windows-874": "cp874",
    "dos-874": "cp874", "x-mac-cyrillic": "mac_cyrillic", "x-mac-ukrainian": "mac_cyrillic",
    "macintosh": "mac_roman", "x-mac-roman": "mac_roman", "mac": "mac_roman",
    "x-mac-ce": "mac_latin2", "x-mac-greek": "mac_greek", "x-mac-turkish": "mac_turkish",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "ms932": "cp932", "ms_kanji": "cp932", "csshiftjis": "cp932",
    "x-euc-jp": "euc_jp", "eucjp": "euc_jp", "x-euc": "euc_jp", "cseucpkdfmtjapanese": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-1": "iso2022_jp_ext", "csiso2022jp":
    "iso2022_jp_ext", "iso-2022-jp-ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext", "iso-2022-jp-2": "iso2022_jp_2", "iso-2022-jp-3": "iso2022_jp_3",
    "iso-2022-jp-2004": "iso2022_jp_2004", "iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "x-x-big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cp950": "cp950",
    "windows-950": "cp950", "unicode-1-1-utf-7": "utf_7", "utf7": "utf_7", "x-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8", "utf8mb4": "utf_8", "utf": "utf_8", "unicode": "utf_8",
    "x-utf-8": "utf_8", "utf-8-mac": "utf_8", "ucs-2": "utf_16", "iso-10646-ucs-2": "utf_16",
    "ucs-4": "utf_32", "koi8": "koi8_r", "cskoi8r": "koi8_r", "koi8-ru": "koi8_u",
    "x-koi8-r": "koi8_r", "win1251": "cp1251", "win-1251": "cp1251", "windows1251": "cp1251",
    "cp-1251": "cp1251", "x-cp1251": "cp1251", "1251": "cp1251", "win": "cp1251",
    "windows-cyrillic": "cp1251", "x-cp1252": "cp1252", "x-cp1250": "cp1250", "dos-866": "cp866",
    "x-cp866": "cp866", "cp-866": "cp866", "iso-8859-5-windows-latin-5": "cp1251",
}  # fmt: skip
_UNKNOWN: Final = frozenset({
    "", "unknown", "x-unknown", "unknown-8bit", "8bit", "7bit", "binary", "default", "none",
    "x-user-defined", "default_charset", "_autodetect", "_autodetect_all", "auto", "null", "utf-",
    "undefined", "text",
})  # fmt: skip
# Codecs that are no charsets of letters, though Python would look them up by name.
_REFUSED: Final = frozenset({
    "idna", "punycode", "unicode-escape", "raw-unicode-escape", "unicode_escape", "mbcs", "oem",
    "raw_unicode_escape", "undefined", "unicode_internal", "charmap",
})  # fmt: skip
_STATEFUL: Final = frozenset({
    "utf_7", "hz", "iso2022_jp_ext", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004",
    "iso2022_kr", "iso2022_jp", "iso2022_jp_1", "utf_16", "utf_16_le", "utf_16_be", "utf_32",
    "utf_32_le", "utf_32_be",
})  # fmt: skip
_WIDE: Final = frozenset({
    "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "utf_16le", "utf_16be",
})  # fmt: skip
# Names that senders write without meaning them.
_VAGUE: Final = frozenset({None, "utf_8", "cp1252"})

_NAME_JUNK = re.compile(r"[\"'\s<>;,\\]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_LONG_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJI]|\$\([DOPQ])")
_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_JIS_RUN: Final = re.compile(rb"\x1b\$\(?[@BDOPQ]((?:[\x21-\x7e][\x21-\x7e])*)")
_ISO_2022_ESCAPE: Final = re.compile(rb"\x1b[$(]{0,2}[@-Z]")
_SAMPLE: Final = 20_000
_WESTERN: Final = {
    code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)
}


class Decoded(NamedTuple):
    """Text, the codec that gave it, and how many characters had to be replaced."""

    text: str
    charset: str
    errors: int


def codec_name(charset: str | None) -> str | None:
    """Return Python's codec for a charset named in a letter, or None if there is no such charset.

    Args:
        charset: As written, with quotes, blanks or an RFC 2231 language suffix.
    """
    name = _NAME_JUNK.sub("", (charset or "")).split("*", 1)[0].lower().replace("charset=", "")
    if name in _UNKNOWN or name in _REFUSED or not name.isascii() or len(name) > 60:
        return None
    if (alias := _ALIASES.get(name) or _ALIASES.get(name.replace("_", "-"))) is not None:
        return alias
    try:
        normal = codecs.lookup(name).name.replace("-", "_")
        b"a".decode(name)
    except UnicodeError:
        pass
    except (LookupError, ValueError, TypeError):
        return None
    if normal in _REFUSED:
        return None
    return {"ascii": "cp1252", "iso8859_1": "cp1252"}.get(normal, normal)


def decode(data: bytes, declared: str | None = None, hint: str | None = None) -> Decoded:
    """Return the most plausible text of `data`. Never raises.

    Args:
        data: The bytes, transfer encoding already undone.
        declared: The charset the letter names for them, if any.
        hint: A codec that fits the rest of the letter, tried before guessing.
    """
    if (marked := _by_mark(data)) is not None:
        return marked
    codec = codec_name(declared)
    if (stateful := _by_state(data, codec)) is not None:
        return stateful
    if not _HIGH.search(data):
        return _without_high_bytes(data, codec)
    if codec in east_asian.CODECS or codec == "cp950":
        return _east_asian(data, codec or "")
    return _eight_bit(data, codec, hint)


def _by_state(data: bytes, codec: str | None) -> Decoded | None:
    """Decode what shifts between character sets or uses wide units, if it is such."""
    if codec not in _STATEFUL and not (codec in _VAGUE and _ISO_2022_JP.search(data)):
        return None
    if codec in _WIDE and _is_narrow(data):
        return None
    if codec == "utf_16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _unmarked_wide(data)
    name = codec if codec in _STATEFUL and codec else "iso2022_jp_ext"
    if (exact := _strict(data, name)) is not None:
        return exact
    if name.startswith("iso2022_jp") and _ISO_2022_JP.search(data):
        return _japanese_with_extras(data)
    return _replacing(data, name) if codec in _WIDE else None


def _by_mark(data: bytes) -> Decoded | None:
    """Decode what starts with a byte order mark, if it does."""
    if data.startswith(codecs.BOM_UTF8):
        return decode(data[3:], "utf-8")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\x00" in data
    return _replacing(data, "utf_16") if wide else None


def _is_narrow(data: bytes) -> bool:
    """Tell whether bytes said to be UTF-16/32 are plainly one byte per character."""
    return b"\x00" not in data[:_SAMPLE] and not _HIGH.search(data[:_SAMPLE])


def _strict(data: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), codec, 0)
    except (UnicodeError, LookupError, ValueError):
        return None


def _replacing(data: bytes, codec: str) -> Decoded:
    """Decode with U+FFFD for what does not fit, and count those."""
    before = data.count(b"\xef\xbf\xbd") if codec == "utf_8" else 0
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        text = data.decode("utf_8", "replace")
    return Decoded(text, codec, max(0, text.count(REPLACEMENT) - before))


def _japanese_with_extras(data: bytes) -> Decoded:
    """Decode ISO-2022-JP with the signs of Windows, such as circled digits, that it lacks.

    Each double-byte run is moved to the rows of Shift_JIS, which have room for them.
    """

    def moved(run: re.Match[bytes]) -> bytes:
        pairs = zip(run[1][::2], run[1][1::2], strict=False)
        return b"".join(
            bytes(
                (
                    ((first + 1) >> 1) + (0x70 if first < 0x5F else 0xB0),
                    second + (0x1F + (second > 0x5F) if first & 1 else 0x7E),
                )
            )
            for first, second in pairs
        )

    shifted = _JIS_RUN.sub(moved, data)
    return _replacing(_ISO_2022_ESCAPE.sub(b"", shifted), "cp932")


def _without_high_bytes(data: bytes, codec: str | None) -> Decoded:
    """Decode seven-bit bytes: ASCII, or undeclared UTF-16 betrayed by its zeros."""
    if codec not in _WIDE and b"\x00" in data and (wide := _undeclared_wide(data)) is not None:
        return wide
    return _strict(data, "utf_8") or _replacing(data, codec or "cp1252")


def _undeclared_wide(data: bytes) -> Decoded | None:
    """Decode UTF-16 without a mark: nearly every second byte is zero."""
    sample = data[:_SAMPLE]
    zeros = max(sample[::2].count(0), sample[1::2].count(0))
    return _unmarked_wide(data) if zeros > 0.35 * len(sample) else None


def _unmarked_wide(data: bytes) -> Decoded:
    """Decode UTF-16 without a mark in the order whose upper bytes vary less."""
    sample = data[:_SAMPLE]
    if len(data) % 2 and data[-1:] in b"\r\n\x00 ":
        data = data[:-1]
    big = len(set(sample[::2])) < len(set(sample[1::2]))
    return _replacing(data, "utf_16_be" if big else "utf_16_le")


def _east_asian(data: bytes, codec: str) -> Decoded:
    """Decode a declared double-byte charset; a few bad bytes do not put it in doubt."""
    if (exact := _strict(data, codec)) is not None:
        return exact
    if (utf8 := _strict(data, "utf_8")) is not None:
        return utf8
    if codec == "big5hkscs" and (other := _strict(data, "cp950")) is not None:
        return other
    return _replacing(data, codec)


def _eight_bit(data: bytes, codec: str | None, hint: str | None) -> Decoded:
    """Decode bytes above 127 that are declared UTF-8, a one-byte charset or nothing at all."""
    utf8 = _strict(data, "utf_8")
    if utf8 is not None and (codec in _VAGUE or _is_surely_utf8(data)):
        return utf8
    if codec == "utf_8" and _is_mostly_utf8(data):
        return _mostly_utf8(data)
    if codec in _VAGUE:
        return _guessed(data, codec, hint)
    return _strict(data, codec or "") or _replacing(data, codec or "cp1252")


def _is_surely_utf8(data: bytes) -> bool:
    """Tell whether valid UTF-8 is no accident: many sequences and nothing else above 127."""
    return len(_UTF8_SEQUENCE.findall(data[:_SAMPLE])) >= 4


def _is_mostly_utf8(data: bytes) -> bool:
    """Tell whether most bytes above 127 belong to UTF-8 sequences."""
    sample = data[:_SAMPLE]
    in_sequences = sum(map(len, _UTF8_SEQUENCE.findall(sample)))
    return in_sequences > 0 and in_sequences * 2 >= len(_HIGH.findall(sample))


def _mostly_utf8(data: bytes) -> Decoded:
    """Decode UTF-8 with damaged or foreign lines, each line by its own look."""
    if (paired := _surrogates_as_utf8(data)) is not None:
        return paired
    out: list[str] = []
    errors = 0
    for line in data.splitlines(keepends=True):
        one = _strict(line, "utf_8")
        if one is None:
            damaged = _is_mostly_utf8(line)
            one = _replacing(line, "utf_8") if damaged else _guessed(line, None, None)
        out.append(one.text)
        errors += one.errors
    return Decoded("".join(out), "utf_8", errors)


def _surrogates_as_utf8(data: bytes) -> Decoded | None:
    """Decode UTF-8 made from UTF-16 halves (CESU-8), as some programs write emoji."""
    if not _SURROGATE.search(data):
        return None
    try:
        halves = data.decode("utf_8", "surrogatepass")
        return Decoded(halves.encode("utf-16", "surrogatepass").decode("utf-16"), "utf_8", 0)
    except UnicodeError:
        return None


def _guessed(data: bytes, codec: str | None, hint: str | None) -> Decoded:
    """Decode bytes that are not UTF-8 and whose declared charset says nothing certain."""
    if hint and hint not in {"utf_8", "cp1252"} and (hinted := _strict(data, hint)) is not None:
        return hinted
    name = guess(data, latin_declared=codec == "cp1252")
    return _strict(data, name) or Decoded(_western(data), "cp1252", 0)


def _western(data: bytes) -> str:
    """Decode as browsers read windows-1252: its five holes are control characters."""
    return data.decode("latin-1").translate(_WESTERN)


def guess(data: bytes, *, latin_declared: bool = False) -> str:
    """Return the codec whose reading of 8-bit bytes looks most like language.

    Args:
        data: Bytes that are not valid UTF-8.
        latin_declared: The letter says it is western; only strong evidence overrules that.
    """
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    in_runs = sum(len(run) for run in _LONG_HIGH_RUN.findall(sample))
    if high == 0 or in_runs < (0.6 if latin_declared else 0.4) * high:
        return "cp1252"
    name, score = cyrillic.best(sample)
    if score >= (2.0 if latin_declared and high < 8 else 1.2):
        return name
    if (asian := east_asian.best(sample)) is not None and not (latin_declared and high < 8):
        return asian
    return name if score > 0.9 and not latin_declared else "cp1252"
