"""Smaller and friendlier pictures made of uploaded ones, each made once and kept as a content."""

import subprocess
import tempfile
import threading
from typing import IO, Final

import structlog
from django.db import transaction

from otklik.core import confined
from otklik.files import contents
from otklik.files.models import Blob, Derived
from otklik.files.storage import open_blob

SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show as it is (law 13)."""
CONVERTED: Final = frozenset({"image/bmp"})
"""What is shown after conversion to PNG (spec FILE-3)."""
PICTURES: Final = SHOWN | CONVERTED
THUMBNAIL: Final = 320
SIZES: Final = frozenset({160, THUMBNAIL, 1280})

_CHILD: Final = "otklik.files.shrink"
_LIMITS: Final = confined.Limits(
    memory=1024 * 1024 * 1024, cpu_seconds=10, output=64 * 1024 * 1024, wall_seconds=20.0
)
_WAIT_LIMIT: Final = 10.0
_places = threading.BoundedSemaphore(2)
"""So many pictures at a time per process: opening one may take a gigabyte for a moment."""

log = structlog.get_logger(__name__)


def thumbnail(blob: Blob, size: int = THUMBNAIL) -> Blob | None:
    """Return a small WebP picture of `blob`, or None if there is none.

    Args:
        blob: Any content.
        size: The greatest width and height, in pixels; one of `SIZES`.

    Raises:
        ValueError: The size is not one of `SIZES`; each size asked for would be kept for ever.
    """
    if size not in SIZES:
        raise ValueError(f"no thumbnails of {size} pixels")
    return _derived(blob, f"thumb-{size}", target="WEBP", size=size)


def showable(blob: Blob) -> Blob | None:
    """Return what a browser may show of `blob`: itself, a PNG made of it, or None."""
    if blob.content_type in SHOWN:
        return blob
    if blob.content_type in CONVERTED:
        return _derived(blob, "png", target="PNG", size=0)
    return None


def _derived(blob: Blob, kind: str, *, target: str, size: int) -> Blob | None:
    """Return what was made of `blob`, made now if nobody has tried yet.

    A refusal is remembered: a bomb is opened once. While too many pictures are being opened the
    answer is None, and nothing is remembered.
    """
    if blob.content_type not in PICTURES:
        return None
    made = Derived.objects.filter(source=blob, kind=kind).select_related("result").first()
    if made:
        return made.result
    if not _places.acquire(timeout=_WAIT_LIMIT):
        log.warning("files.pictures_busy", blob=blob.pk)
        return None
    try:
        return _make(blob, kind, target=target, size=size)
    finally:
        _places.release()


def _make(blob: Blob, kind: str, *, target: str, size: int) -> Blob | None:
    with tempfile.TemporaryFile() as output:
        try:
            is_made = _run_child(blob, target=target, size=size, output=output)
        except subprocess.TimeoutExpired:
            log.warning("files.pictures_slow", blob=blob.pk)
            return None
        with transaction.atomic():
            contents.lock(blob.sha256)
            result = _keep(output, kind) if is_made else None
            made, _is_new = Derived.objects.get_or_create(
                source=blob, kind=kind, defaults={"result": result}
            )
    return made.result


def _keep(output: IO[bytes], kind: str) -> Blob:
    output.seek(0)
    with contents.draft(output, name=kind, limit=None) as written:
        result, _is_new = contents.keep(written)
    return result


def _run_child(blob: Blob, *, target: str, size: int, output: IO[bytes]) -> bool:
    """Let a child process open the picture; tell whether it wrote a result or refused.

    Raises:
        subprocess.TimeoutExpired: The machine is too busy: the child's own limit is on its
            processor time.
        RuntimeError: The child could not work, whatever the picture.
    """
    try:
        with open_blob(blob) as source:
            arguments = [target, str(size)]
            confined.run(_CHILD, arguments, source=source, output=output, limits=_LIMITS)
    except confined.Refused as refused:
        log.warning("files.picture_refused", blob=blob.pk, said=str(refused))
        return False
    return True
