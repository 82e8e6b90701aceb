"""Pictures made of pictures, by a child process that survives hostile ones."""

import io
import struct
import zlib
from dataclasses import replace

import pytest
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from otklik.files import pictures, tasks
from otklik.files.models import Blob, Derived
from otklik.files.pictures import showable, thumbnail
from otklik.files.storage import open_blob
from otklik.files.tests.conftest import is_red, kept, picture

pytestmark = pytest.mark.django_db


def opened(blob: Blob | None) -> Image.Image:
    assert blob
    with open_blob(blob) as stream:
        image = Image.open(io.BytesIO(stream.read()))
    image.load()
    return image


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_every_kind_of_picture_gets_a_thumbnail(format_: str) -> None:
    small = thumbnail(kept(picture(format_)))
    assert small
    assert small.content_type == "image/webp"
    assert opened(small).size == (320, 160)


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(thumbnail(kept(picture(size=(20, 10))))).size == (20, 10)


def test_a_thumbnail_is_made_once() -> None:
    blob = kept(picture())
    first = thumbnail(blob)
    assert thumbnail(blob) == first
    assert thumbnail(blob, 160) != first
    assert Derived.objects.count() == 2


def test_only_a_few_sizes_exist() -> None:
    with pytest.raises(ValueError, match="321"):
        thumbnail(kept(picture()), 321)


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (1, 2, 3, 0)).save(out, "PNG")
    assert opened(thumbnail(kept(out.getvalue()))).getpixel((20, 20))[3] == 0  # type: ignore[index] # a tuple: the picture has four channels


def test_a_picture_is_turned_upright_and_tells_nothing_of_its_making() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the left edge is to be the top
    exif[0x010F] = "Secret camera"
    content = picture("JPEG", exif=exif)
    assert b"Secret camera" in content
    small = thumbnail(kept(content))
    image = opened(small)
    assert image.size == (160, 320)
    assert is_red(image.getpixel((80, 10)))
    assert not is_red(image.getpixel((80, 310)))
    assert not image.getexif()


def test_a_bmp_is_shown_as_png() -> None:
    blob = kept(picture("BMP"))
    shown = showable(blob)
    assert shown
    assert shown.content_type == "image/png"
    assert opened(shown).size == (800, 400)


def test_what_a_browser_knows_is_shown_as_it_is() -> None:
    blob = kept(picture("WEBP"))
    assert showable(blob) == blob


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
    ],
    ids=["svg", "html", "pdf", "zip"],
)
def test_nothing_else_is_shown_or_opened(content: bytes) -> None:
    blob = kept(content)
    assert showable(blob) is None
    assert thumbnail(blob) is None
    assert not Derived.objects.exists()


def png_of(width: int, height: int, data: bytes) -> bytes:
    """Return a PNG whose header promises any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "bomb": png_of(60_000, 60_000, zlib.compress(bytes(1000))),
    "wide bomb": png_of(2_000_000_000, 1, zlib.compress(b"")),
    "just over": png_of(8000, 6251, zlib.compress(bytes(1000))),
    "truncated": picture("JPEG")[:500],
    "garbage": b"\x89PNG\r\n\x1a\n" + b"garbage" * 100,
    "script in a gif": b"GIF89a=1;alert(1)//",
    "bmp of nothing": b"BM" + bytes(12) + (40).to_bytes(4, "little") + b"\xff" * 40,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pictures_are_refused_once_and_for_all(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = kept(content)
    assert thumbnail(blob) is None
    monkeypatch.setattr(pictures, "_CHILD", "nowhere")
    assert thumbnail(blob) is None
    assert Derived.objects.get().result is None


def test_on_a_busy_machine_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    blob = kept(picture())
    with monkeypatch.context() as busy:
        busy.setattr(pictures, "_LIMITS", replace(pictures._LIMITS, wall_seconds=0.001))
        assert thumbnail(blob) is None
    assert thumbnail(blob)


def test_a_child_that_cannot_work_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_CHILD", "nowhere")
    with pytest.raises(RuntimeError, match="nowhere cannot work"):
        thumbnail(kept(picture()))
    assert not Derived.objects.exists()


def test_when_too_many_pictures_are_open_nothing_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "_WAIT_LIMIT", 0)
    blob = kept(picture())
    with pictures._places, pictures._places:
        assert thumbnail(blob) is None
    assert thumbnail(blob)


def test_a_job_makes_the_thumbnail_of_a_new_picture() -> None:
    blob = kept(picture())
    kept(picture())
    kept(b"no picture")
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("files.make_thumbnail", {"blob_id": blob.pk})
    tasks.make_thumbnail(**job.args)
    assert Derived.objects.get().source == blob
    tasks.make_thumbnail(blob_id=0)
