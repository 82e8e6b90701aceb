"""Contents between their coming and their going: drafts, rows, the lock on one content."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from django.db import connection, transaction

from otklik.core.time import now
from otklik.files.models import Blob
from otklik.files.sniff import HEAD, content_type
from otklik.files.storage import storage

_CHUNK: Final = 256 * 1024


class Readable(Protocol):
    """Anything that gives bytes: an open file, an uploaded file, a part of a letter."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


class FileTooBig(Exception):  # noqa: N818  # an answer to a person, not a fault
    """A file exceeds the limit (spec FILE-7).

    Attributes:
        name: Which file.
        limit: The greatest size allowed, in bytes.
    """

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(f"{name} is bigger than {limit} bytes")
        self.name = name
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Draft:
    """A content on our disk that is not kept yet."""

    path: Path
    sha256: str
    size: int
    content_type: str


@contextmanager
def draft(stream: Readable, *, name: str, limit: int | None) -> Iterator[Draft]:
    """Write a stream to the storage's drafts; what was not kept by the end is deleted.

    Args:
        stream: The bytes, read in pieces.
        name: What to call the file in an error.
        limit: The greatest size, in bytes; None sets none.

    Raises:
        FileTooBig: The stream is longer than `limit`; it is not read further.
    """
    handle, path = tempfile.mkstemp(dir=storage().drafts())
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size, head = hashlib.sha256(), 0, b""
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise FileTooBig(name, limit)
                head += chunk[: HEAD - len(head)]
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Draft(Path(path), digest.hexdigest(), size, content_type(head))
    finally:
        Path(path).unlink(missing_ok=True)


@transaction.atomic
def keep(written: Draft) -> tuple[Blob, bool]:
    """Move a draft to its place and return its row, and whether the content is new.

    The file is put in place even if a row exists already: identical content replaces itself, and a
    file that went missing is mended.
    """
    lock(written.sha256)
    storage().keep(written.path, written.sha256)
    known = Blob.objects.filter(sha256=written.sha256).first()
    if known is None:
        size, kind = written.size, written.content_type
        return Blob.objects.create(sha256=written.sha256, size=size, content_type=kind), True
    Blob.objects.filter(pk=known.pk).update(touched_at=now())
    return known, False


def lock(digest: str) -> None:
    """Let one transaction at a time decide about a content, until it ends.

    Without this, taking in a content and sweeping the same one away could cross.
    """
    key = int.from_bytes(bytes.fromhex(digest)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
