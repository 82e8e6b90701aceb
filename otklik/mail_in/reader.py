"""Reading a stored letter: a small one here, a large one where it can harm nobody."""

import json
import logging
import subprocess
import tempfile
import threading
from dataclasses import replace
from typing import IO, Final

from pydantic import TypeAdapter

from otklik.core import confined
from otklik.files.models import Blob
from otklik.files.storage import open_blob
from otklik.mail_in.reading.attachments import Attachment
from otklik.mail_in.reading.letter import Letter, read, read_head

SMALL: Final = 256 * 1024
"""Bytes of a letter that is read in this process: the worst that we know take a second.

A child costs a fifth of a second, which is much for a small letter and little for a large one.
"""

MEGABYTE: Final = 1024 * 1024

_SCRIPT: Final = "otklik.mail_in.reading.apart"
_LETTER: Final = TypeAdapter(Letter)
_FILE: Final = TypeAdapter(Attachment)
_places = threading.BoundedSemaphore(2)
"""So many large letters at a time per process: each may take a gigabyte for a moment."""

log = logging.getLogger(__name__)


def read_stored(blob: Blob) -> Letter:
    """Return a letter, read; of one that is too much to be read, what its header says.

    Such a letter carries the problem `UNREAD`.

    Args:
        blob: Its bytes.

    Raises:
        OSError: Its bytes cannot be had.
        RuntimeError: The child could not work, whatever the letter.
    """
    if blob.size <= SMALL:
        with open_blob(blob) as stream:
            return read(stream.read())
    try:
        return _read_apart(blob)
    except (confined.Refused, subprocess.TimeoutExpired) as error:
        log.warning("letter not read", extra={"blob": blob.pk, "error": str(error)})
    with open_blob(blob) as stream:
        return read_head(stream.read(SMALL))


def _read_apart(blob: Blob) -> Letter:
    with _places, tempfile.TemporaryFile() as output:
        with open_blob(blob) as source:
            confined.run(_SCRIPT, source=source, output=output, limits=_limits(blob.size))
        output.seek(0)
        return _taken_in(output)


def _limits(size: int) -> confined.Limits:
    """Return what reading may use: the parts of a letter are held a few times over."""
    return confined.Limits(
        memory=512 * MEGABYTE + 20 * size,
        cpu_seconds=20,
        output=32 * MEGABYTE + 4 * size,
        wall_seconds=120.0,
    )


def _taken_in(stream: IO[bytes]) -> Letter:
    """Return what `reading/apart.py` has written."""
    fields = json.loads(stream.readline())
    files = [
        _FILE.validate_python(about | {"data": stream.read(about.pop("size"))})
        for about in fields["files"]
    ]
    return replace(_LETTER.validate_python(fields["letter"]), attachments=tuple(files))
