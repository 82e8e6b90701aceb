"""Files that were uploaded and wait for the message they belong to (law 13)."""

from collections.abc import Sequence
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from otklik.core.text import storable
from otklik.core.time import now
from otklik.files.models import UPLOAD_LIFE, Upload
from otklik.files.names import clean_name
from otklik.files.store import FileTooBig, store

WAITING_LIMIT: Final = 100
"""How many uploads of one person may wait, so that nobody fills the disk."""


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


def add(file: "UploadedFile[bytes]", *, owner_id: int, limit: int) -> Upload:
    """Keep a file for its uploader.

    Args:
        file: As the browser sent it.
        owner_id: The uploader.
        limit: The greatest size, in bytes.

    Raises:
        FileTooBig: It is bigger; nothing is kept.
        TooManyUploads: Too many would be waiting; nothing is kept.
    """
    name = clean_name(file.name or "")
    if (file.size or 0) > limit:
        raise FileTooBig(name, limit)
    if waiting(owner_id=owner_id).count() >= WAITING_LIMIT:
        raise TooManyUploads
    return Upload.objects.create(owner_id=owner_id, name=name, blob=store(file, name=name))


def waiting(*, owner_id: int) -> QuerySet[Upload]:
    """Return a person's uploads that are not out of date."""
    return Upload.objects.filter(owner_id=owner_id, created_at__gt=now() - UPLOAD_LIFE)


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
    wanted = list(dict.fromkeys(map(storable, keys)))
    rows = waiting(owner_id=owner_id).filter(key__in=wanted).order_by("pk")
    found = {row.key: row for row in rows.select_related("blob").select_for_update(of=("self",))}
    if missing := [key for key in wanted if key not in found]:
        raise UploadMissing(missing)
    Upload.objects.filter(pk__in=[row.pk for row in found.values()]).delete()
    return [found[key] for key in wanted]
