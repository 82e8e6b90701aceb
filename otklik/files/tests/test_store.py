"""Taking contents in: stored once, whole or not at all, known by their bytes."""

import io
import stat
from pathlib import Path

import pytest
from django.db import transaction

from otklik.files import contents
from otklik.files.models import Blob
from otklik.files.storage import open_blob
from otklik.files.store import FileTooBig, store
from otklik.files.tests.conftest import kept, picture

pytestmark = pytest.mark.django_db


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_it_works(folder: Path) -> None:
    blob = kept(b"hello")
    assert (blob.size, blob.content_type) == (5, "text/plain")
    with open_blob(blob) as stream:
        assert stream.read() == b"hello"
    assert files(folder) == [f"{blob.sha256[:2]}/{blob.sha256[2:]}"]


def test_identical_contents_are_kept_once(folder: Path) -> None:
    first, second = kept(b"same"), kept(b"same")
    assert first == second
    assert kept(b"other") != first
    assert len(files(folder)) == 2


def test_an_empty_file_is_a_content_too() -> None:
    assert kept(b"").size == 0


def test_a_file_that_went_missing_is_mended_when_it_comes_again(folder: Path) -> None:
    blob = kept(b"hello")
    (folder / files(folder)[0]).unlink()
    with pytest.raises(FileNotFoundError):
        open_blob(blob)
    kept(b"hello")
    with open_blob(blob) as stream:
        assert stream.read() == b"hello"


def test_only_our_user_reads_the_files(folder: Path) -> None:
    kept(b"secret")
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


class Endless(io.RawIOBase):
    """Gives bytes for ever, and counts them."""

    given = 0

    def read(self, size: int = -1, /) -> bytes:
        self.given += size
        return b"x" * size


def test_what_is_too_big_is_named_and_leaves_nothing(folder: Path) -> None:
    endless = Endless()
    with pytest.raises(FileTooBig) as refused:
        store(endless, name="big.iso", limit=1_000_000)
    assert (refused.value.name, refused.value.limit) == ("big.iso", 1_000_000)
    assert endless.given < 2_000_000
    assert files(folder) == []
    assert not Blob.objects.exists()


def test_the_limit_itself_is_allowed() -> None:
    assert store(io.BytesIO(b"12345"), name="a", limit=5).size == 5


class Broken(io.RawIOBase):
    """A connection that is lost in the middle."""

    def read(self, size: int = -1, /) -> bytes:
        raise ConnectionError(size)


def test_a_stream_that_breaks_leaves_nothing(folder: Path) -> None:
    with pytest.raises(ConnectionError):
        store(Broken(), name="a")
    assert files(folder) == []


def test_a_rollback_leaves_no_row() -> None:
    with transaction.atomic():
        kept(b"hello")
        transaction.set_rollback(True)
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("GIF"), "image/gif"),
        (picture("WEBP"), "image/webp"),
        (picture("BMP"), "image/bmp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04rest", "application/zip"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("Привет".encode(), "text/plain"),
        ("я".encode() * 3000, "text/plain"),
        (b"a" + "я".encode() * 3000, "text/plain"),
        ("Привет".encode("cp1251"), "application/octet-stream"),
        (b"BMW is a car, and this is a text about it", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain"),
        (b"<!doctype html><script>alert(1)</script>", "text/plain"),
        (b"GIF89a=1;alert(1)//", "image/gif"),
        (b"text with \x00 inside", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_type_is_told_from_the_bytes(content: bytes, expected: str) -> None:
    assert kept(content).content_type == expected


def test_a_draft_is_gone_whatever_happens(folder: Path) -> None:
    with contents.draft(io.BytesIO(b"x"), name="a", limit=None) as written:
        assert written.path.read_bytes() == b"x"
    assert files(folder) == []
