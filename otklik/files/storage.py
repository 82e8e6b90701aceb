"""Where contents lie: a folder now, something like S3 later.

A storage knows digests and bytes; which contents exist, their sizes and types are rows (`models`).
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from otklik.core.config import config
from otklik.files.models import Blob

_PREFIX: Final = 2
_DRAFTS: Final = "drafts"


class Storage(Protocol):
    """What a place for contents can do."""

    def drafts(self) -> Path:
        """Return a local folder in which a content is written before it is kept."""

    def keep(self, draft: Path, digest: str) -> None:
        """Move a finished draft to its place; a content that is there already stays.

        Args:
            draft: A closed file in the folder `drafts()`; afterwards it is gone.
            digest: The SHA-256 of its bytes, in lower-case hexadecimal.
        """

    def open(self, digest: str) -> BinaryIO:
        """Return a content for reading.

        Raises:
            FileNotFoundError: There is no such content.
        """

    def remove(self, digest: str) -> None:
        """Remove a content; one that is not there is no error."""

    def older_than(self, age: timedelta) -> Iterator[str]:
        """Yield the digests of contents that came, or came again, longer ago than `age`."""


class Folder:
    """Contents as files named by their digest: `ab/cdef…`, readable by our user only.

    A file appears in its place whole or not at all: it is written beside, brought to the disk and
    then renamed.

    Args:
        root: The folder; made when something is kept.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def drafts(self) -> Path:
        """Return the folder for drafts, in the same file system."""
        return self._made(self._root / _DRAFTS)

    def keep(self, draft: Path, digest: str) -> None:
        """Rename the draft to its place and bring the change to the disk."""
        place = self._place(digest)
        self._made(place.parent)
        draft.replace(place)
        descriptor = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def open(self, digest: str) -> BinaryIO:
        """Open the file for reading."""
        return self._place(digest).open("rb")

    def remove(self, digest: str) -> None:
        """Delete the file."""
        self._place(digest).unlink(missing_ok=True)

    def older_than(self, age: timedelta) -> Iterator[str]:
        """Yield digests by the files' times; drafts that were left behind are deleted."""
        limit = time.time() - age.total_seconds()
        for path in self._root.glob("*/*"):
            if path.stat(follow_symlinks=False).st_mtime >= limit:
                continue
            if path.parent.name == _DRAFTS:
                path.unlink(missing_ok=True)
            else:
                yield path.parent.name + path.name

    def _place(self, digest: str) -> Path:
        return self._root / digest[:_PREFIX] / digest[_PREFIX:]

    def _made(self, folder: Path) -> Path:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


def open_blob(blob: Blob) -> BinaryIO:
    """Return the bytes of a content, for reading.

    Raises:
        FileNotFoundError: They are missing: the data folder was damaged or is another one.
    """
    return storage().open(blob.sha256)


def storage() -> Storage:
    """Return the installation's storage: the folder `files` in the data folder."""
    return Folder(config().data / "files")
