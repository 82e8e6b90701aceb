"""Names of files as people gave them, made harmless and kept readable."""

import re
import unicodedata
from typing import Final

NAME_BYTES: Final = 200
"""The longest name, in bytes of UTF-8: it fits file systems with a suffix to spare."""
_EXTENSION_LIMIT: Final = 20
_NAMELESS: Final = "file"
_RESERVED_CHARACTERS: Final = re.compile(r'[<>:"|?*]')
_RESERVED_NAME: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.I)
_SPACES: Final = re.compile(r"\s+")


def clean_name(name: str) -> str:
    """Return a name that is safe to show, to put into a header and to save under.

    Folders go; control characters, invisible ones and those that turn the direction of writing
    ("exe.gpj" shown as "jpg.exe") go; what Windows refuses becomes an underscore. Letters of any
    language stay.

    Args:
        name: Whatever a browser or a letter said; may be empty or hostile.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    text = _SPACES.sub(" ", last)  # line ends are control characters and part words all the same
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    # What goes may have parted blanks, or a letter from its accent.
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    text = _RESERVED_CHARACTERS.sub("_", text).strip(". ")
    if _RESERVED_NAME.match(text):
        text = f"_{text}"
    return _shortened(text) or _NAMELESS


def _shortened(text: str) -> str:
    """Return `text` cut to `NAME_BYTES`, keeping a short extension."""
    if len(text.encode()) <= NAME_BYTES:
        return text
    stem, dot, extension = text.rpartition(".")
    if not stem or len(extension.encode()) > _EXTENSION_LIMIT:
        stem, dot, extension = text, "", ""
    room = NAME_BYTES - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + extension
