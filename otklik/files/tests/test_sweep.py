"""What nobody refers to any more goes, and nothing else."""

import io
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.db.models import F

from otklik.core.locks import BACKUP
from otklik.core.time import now
from otklik.files import sweep, tasks
from otklik.files.models import Blob, Derived, Upload
from otklik.files.pictures import thumbnail
from otklik.files.store import store
from otklik.files.sweep import discard_strays, discard_unreferenced
from otklik.files.tests.conftest import kept, picture

pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = timedelta(days=1, seconds=1)


def files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def grow_old(folder: Path) -> None:
    Blob.objects.update(touched_at=now() - YESTERDAY)
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - YESTERDAY.total_seconds(),) * 2)


def test_it_works(folder: Path) -> None:
    kept(b"nobody's")
    grow_old(folder)
    fresh = kept(b"just come")
    assert discard_unreferenced() == 1
    assert Blob.objects.get() == fresh
    assert files(folder) == 1


def test_what_is_referred_to_stays(folder: Path) -> None:
    mine = kept(b"mine")
    held = kept(b"held by a room above")
    Upload.objects.create(owner_id=5, name="a", blob=mine)
    holder = Derived.objects.create(source=mine, kind="x", result=held)
    grow_old(folder)
    assert discard_unreferenced(Upload.objects.alias(held=F("blob"))) == 0
    holder.delete()
    assert discard_unreferenced(Upload.objects.alias(held=F("blob"))) == 1
    assert Blob.objects.get() == mine


def test_a_picture_goes_with_what_was_made_of_it(folder: Path) -> None:
    thumbnail(kept(picture()))
    grow_old(folder)
    assert discard_unreferenced() == 1
    assert discard_unreferenced() == 1
    assert (Blob.objects.count(), files(folder)) == (0, 0)


@pytest.fixture
def forgotten_table() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE forgotten (blob_id bigint REFERENCES files_blob "
            "DEFERRABLE INITIALLY DEFERRED)"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE forgotten")


def test_a_table_that_was_forgotten_is_safe(folder: Path, forgotten_table: None) -> None:
    needed, free = kept(b"needed"), kept(b"free")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO forgotten VALUES (%s)", [needed.pk])
    grow_old(folder)
    assert discard_unreferenced() == 1
    assert free.pk != needed.pk
    assert (Blob.objects.get(), files(folder)) == (needed, 1)


def test_a_content_that_came_again_meanwhile_stays(folder: Path) -> None:
    blob = kept(b"again")
    grow_old(folder)
    looked_at = Blob.objects.get()
    store(io.BytesIO(b"again"), name="a")
    assert sweep._discard(looked_at) is False
    assert (Blob.objects.get(), files(folder)) == (blob, 1)


def test_files_without_a_row_go_and_others_stay(folder: Path) -> None:
    stray, known = kept(b"stray"), kept(b"known")
    (folder / "drafts" / "left behind").write_bytes(b"half")
    Blob.objects.filter(pk=stray.pk).delete()
    assert discard_strays() == 0
    grow_old(folder)
    assert discard_strays() == 1
    assert files(folder) == 1
    assert Blob.objects.get() == known


def test_expired_uploads_go() -> None:
    with time_machine.travel(now() - YESTERDAY, tick=False):
        Upload.objects.create(owner_id=5, name="old", blob=kept(b"x"))
    Upload.objects.create(owner_id=5, name="new", blob=kept(b"x"))
    tasks.sweep_files(timestamp=0)
    assert Upload.objects.get().name == "new"


def test_while_a_backup_copies_files_none_goes(folder: Path) -> None:
    kept(b"nobody's")
    grow_old(folder)
    backup = connection.copy()
    backup.set_autocommit(False)
    with backup.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BACKUP])
    discard_unreferenced()
    assert files(folder) == 1
    backup.rollback()
    backup.close()
    assert discard_strays() == 1
    assert files(folder) == 0
