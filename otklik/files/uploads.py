"""Files that were uploaded and wait for the message they belong to (law 13)."""

import re
from collections.abc import Sequence
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet, Sum

from otklik.core.time import now
from otklik.files.models import KEY_LENGTH, UPLOAD_LIFE, Upload
from otklik.files.names import clean_name
from otklik.files.store import FileTooBig, store

WAITING_LIMIT: Final = 100
"""How many uploads of one person may wait, so that nobody fills the disk."""
_KEY: Final = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")


class UploadMissing(Exception):  # noqa: N818  # an answer to a person, not a fault
    """Some keys name no upload of this person: foreign, unknown, sent already, or out of date.

    Attributes:
        keys: Which.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = list(keys)


class TooManyUploads(Exception):  # noqa: N818  # an answer to a person, not a fault
    """More than `WAITING_LIMIT` uploads of one person would wait."""


class TooMuchWaiting(Exception):  # noqa: N818  # an answer to a person, not a fault
    """More bytes of one person would lie on the disk without a message.

    Attributes:
        limit: How many may, in bytes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


def add(
    file: "UploadedFile[bytes]", *, owner_id: int, limit: int, waiting_limit: int | None = None
) -> Upload:
    """Keep a file for its uploader.

    Args:
        file: As the browser sent it.
        owner_id: The uploader.
        limit: The greatest size, in bytes.
        waiting_limit: How much may lie on the disk and belong to no message, in bytes; what was
            taken back within a day counts, too. None for any amount.

    Raises:
        FileTooBig: It is bigger; nothing is kept.
        TooManyUploads: Too many would be waiting; nothing is kept.
        TooMuchWaiting: Too many bytes would be waiting; nothing is kept.
    """
    name, size = clean_name(file.name or ""), file.size or 0
    if size > limit:
        raise FileTooBig(name, limit)
    if waiting_limit is not None and _unsent_bytes(owner_id) + size > waiting_limit:
        raise TooMuchWaiting(waiting_limit)
    if waiting(owner_id=owner_id).count() >= WAITING_LIMIT:
        raise TooManyUploads
    return Upload.objects.create(owner_id=owner_id, name=name, blob=store(file, name=name))


def waiting(*, owner_id: int) -> QuerySet[Upload]:
    """Return a person's uploads that are not out of date."""
    fresh = Upload.objects.filter(owner_id=owner_id, created_at__gt=now() - UPLOAD_LIFE)
    return fresh.filter(is_dropped=False)


def possible_keys(said: Sequence[str]) -> list[str]:
    """Return what a browser sent as keys of uploads, each once, without what cannot be one."""
    return [key for key in dict.fromkeys(said) if _KEY.fullmatch(key)]


def waiting_among(keys: Sequence[str], *, owner_id: int) -> QuerySet[Upload]:
    """Return those of a person's waiting uploads that `keys`, as a browser sent them, name."""
    return waiting(owner_id=owner_id).filter(key__in=possible_keys(keys))


def drop(upload: Upload) -> None:
    """Take an upload back: it is gone for everybody, though its bytes count for a day."""
    Upload.objects.filter(pk=upload.pk).update(is_dropped=True)


def _unsent_bytes(owner_id: int) -> int:
    mine = Upload.objects.filter(owner_id=owner_id)
    return int(mine.aggregate(bytes=Sum("blob__size"))["bytes"] or 0)


def take_uploads(keys: Sequence[str], *, owner_id: int) -> list[Upload]:
    """Take uploads into a message: return them in the order of `keys` and consume them.

    The rows are locked and deleted in the caller's transaction: commit and they are used up, roll
    back and they wait as before. Two submits of one form cannot both take them. The caller writes
    its own link with `blob`, `name` and, if it likes, the same `key`.

    Args:
        keys: From the form; a repeated key counts once.
        owner_id: Who sends the message.

    Raises:
        UploadMissing: With the keys that are not there to be taken; nothing is consumed.
        TransactionManagementError: There is no transaction.
    """
    wanted = list(dict.fromkeys(keys))
    rows = waiting_among(wanted, owner_id=owner_id).order_by("pk")
    found = {row.key: row for row in rows.select_related("blob").select_for_update(of=("self",))}
    if missing := [key for key in wanted if key not in found]:
        raise UploadMissing(missing)
    Upload.objects.filter(pk__in=[row.pk for row in found.values()]).delete()
    return [found[key] for key in wanted]
