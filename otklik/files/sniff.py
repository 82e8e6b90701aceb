"""What bytes are, told from the bytes themselves."""

from typing import Final

HEAD: Final = 4096
"""How many bytes of a content are enough to tell, at its beginning."""
UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_BMP_HEADERS: Final = {12, 40, 52, 56, 64, 108, 124}
"""The sizes that the second header of a BMP may have; "BM" alone begins many a text."""
_TEXT_CONTROLS: Final = frozenset(b"\t\n\f\r\x1b")


def content_type(head: bytes) -> str:
    """Return the type of a content by its first `HEAD` bytes.

    Text of every kind, HTML and SVG included, is "text/plain": such contents are never shown by a
    browser as what they are (law 13). An unknown content is "application/octet-stream".
    """
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head or any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) - error.start < 4  # a letter cut in two at the end of the head
    return True
