"""Removing contents that nobody refers to any more."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, Final

import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from otklik.core.locks import BACKUP
from otklik.core.time import now
from otklik.files import contents
from otklik.files.models import UPLOAD_LIFE, Blob, Derived, Upload
from otklik.files.storage import storage

AGE: Final = timedelta(days=1)
"""How long a content is kept though nobody refers to it: its message may be on the way."""
_BATCH: Final = 500

log = structlog.get_logger(__name__)


def discard_expired_uploads() -> int:
    """Delete uploads that nobody sent in time; return how many. Their contents go a sweep later."""
    deleted, _by_model = Upload.objects.filter(created_at__lte=now() - UPLOAD_LIFE).delete()
    return deleted


def discard_unreferenced(*holders: QuerySet[Any]) -> int:
    """Delete contents that nobody has referred to for a day; return how many, 500 at most.

    This room does not know who refers to its contents, so a job of an upper room names them all.
    A table that was forgotten is safe: its foreign key makes the database refuse, and the log says
    so. Running it twice at once is harmless.

    Args:
        holders: Rows of every table that refers to a content, each with it as `held`:
            `discard_unreferenced(Attachment.objects.alias(held=F("blob")))`.
    """
    old = Blob.objects.filter(touched_at__lte=now() - AGE)
    free = old.exclude(Exists(Derived.objects.filter(result=OuterRef("pk"))))
    for rows in (Upload.objects.alias(held=F("blob")), *holders):
        free = free.exclude(Exists(rows.filter(held=OuterRef("pk"))))
    return sum(_discard(blob) for blob in free.order_by("pk")[:_BATCH])


def discard_strays() -> int:
    """Delete files that have no row, left by transactions rolled back; return how many."""
    count = 0
    for digests in _in_batches(storage().older_than(AGE)):
        known = Blob.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
        count += sum(_remove_file(digest) for digest in set(digests) - set(known))
    return count


def _discard(blob: Blob) -> bool:
    """Delete one row and then its file, unless the content has come again meanwhile.

    The file goes after the row's transaction: should we die in between, a file without a row is
    left, which the next sweep finds; a row without its file would be a loss.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            contents.lock(blob.sha256)
            if not Blob.objects.filter(pk=blob.pk, touched_at=blob.touched_at).exists():
                return False
            Derived.objects.filter(source=blob).delete()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DELETE FROM files_blob WHERE id = %s", [blob.pk])
    except IntegrityError as error:
        log.error("files.blob_is_referenced", blob=blob.pk, error=str(error))  # noqa: TRY400 (the words suffice)
        return False
    return _remove_file(blob.sha256)


@transaction.atomic
def _remove_file(digest: str) -> bool:
    """Delete a file without a row, unless a backup copies files: a later sweep will."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [BACKUP])
        [may_remove] = cursor.fetchone() or [False]
    if not may_remove:
        return False
    contents.lock(digest)
    if Blob.objects.filter(sha256=digest).exists():
        return False
    storage().remove(digest)
    return True


def _in_batches(digests: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(digests)
    while batch := list(islice(rest, _BATCH)):
        yield batch
