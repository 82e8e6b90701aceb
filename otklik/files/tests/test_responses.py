"""Contents on their way to a browser: nothing of a stranger runs in our name."""

from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import AsyncRequestFactory, Client

from otklik.files.models import Blob
from otklik.files.responses import serve
from otklik.files.storage import storage
from otklik.files.tests.conftest import kept, picture

SignIn = Callable[[], Client]


class Answer:
    """An answer, read to its end."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.status_code = response.status_code
        self.headers = dict(response.items())
        self.body: bytes = response.getvalue()

    def __getitem__(self, header: str) -> str:
        return self.headers[header]


def url(blob: Blob, name: str = "снимок экрана.png") -> str:
    return f"/content/{blob.pk}/{name}"


def test_a_picture_is_shown(signed_in: SignIn) -> None:
    content = picture()
    answer = Answer(signed_in().get(url(kept(content))))
    assert answer.body == content
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Length"] == str(len(content))
    assert answer["Content-Disposition"] == (
        "inline; filename*=utf-8''%D1%81%D0%BD%D0%B8%D0%BC%D0%BE%D0%BA"
        "%20%D1%8D%D0%BA%D1%80%D0%B0%D0%BD%D0%B0.png"
    )


def test_a_picture_can_be_downloaded(signed_in: SignIn) -> None:
    answer = Answer(signed_in().get(url(kept(picture()), "a.png"), {"download": ""}))
    assert answer["Content-Disposition"] == 'attachment; filename="a.png"'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        (b"<!doctype html><script>alert(1)</script>", "a.html"),
        (b"%PDF-1.7\n", "a.pdf"),
        (b"\x00\x01", "a.png"),
        (b"<script>alert(1)</script>", "photo.jpg"),
    ],
)
def test_everything_else_is_downloaded(signed_in: SignIn, content: bytes, name: str) -> None:
    answer = Answer(signed_in().get(url(kept(content), name)))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] in {"text/plain", "application/pdf", "application/octet-stream"}


def test_a_bmp_is_shown_as_png_and_downloaded_as_it_was(signed_in: SignIn) -> None:
    client, blob = signed_in(), kept(picture("BMP"))
    shown = Answer(client.get(url(blob, "a.bmp")))
    assert (shown["Content-Type"], shown["Content-Disposition"][:6]) == ("image/png", "inline")
    assert Answer(client.get(url(blob, "a.bmp"), {"download": ""}))["Content-Type"] == "image/bmp"


def test_a_thumbnail_is_served_or_does_not_exist(signed_in: SignIn) -> None:
    client = signed_in()
    small = Answer(client.get(url(kept(picture())), {"thumb": ""}))
    assert small["Content-Type"] == "image/webp"
    assert Answer(client.get(url(kept(b"text")), {"thumb": ""})).status_code == 404


@pytest.mark.parametrize("extra", [{}, {"Range": "bytes=0-1"}, {"Range": "bytes=999999-"}])
def test_every_answer_carries_the_shields(signed_in: SignIn, extra: dict[str, str]) -> None:
    client, blob = signed_in(), kept(picture())
    first = Answer(client.get(url(blob), headers=extra))
    again = Answer(client.get(url(blob), headers={**extra, "If-None-Match": first["ETag"]}))
    assert again.status_code == 304
    for answer in (first, again):
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["ETag"] == f'"{blob.sha256}"'


@pytest.mark.parametrize("header", ['"{}"', 'W/"{}"', '"other", "{}"'])
def test_what_the_browser_has_is_not_sent_again(signed_in: SignIn, header: str) -> None:
    blob = kept(b"0123456789")
    headers = {"If-None-Match": header.format(blob.sha256)}
    assert Answer(signed_in().get(url(blob), headers=headers)).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "expected", "said"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 200, b"0123456789", None),
        ("bytes=8-100", 206, b"89", "bytes 8-9/10"),
        ("bytes=9-9", 206, b"9", "bytes 9-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-4", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("bytes=x", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
        ("bytes=" + "9" * 5000 + "-", 200, b"0123456789", None),
    ],
)
def test_ranges(
    signed_in: SignIn, asked: str, status: int, expected: bytes, said: str | None
) -> None:
    answer = Answer(signed_in().get(url(kept(b"0123456789")), headers={"Range": asked}))
    assert (answer.status_code, answer.body) == (status, expected)
    assert answer.headers.get("Content-Range") == said


def test_a_range_of_another_version_is_not_mixed_in(signed_in: SignIn) -> None:
    client, blob = signed_in(), kept(b"0123456789")
    old = Answer(client.get(url(blob), headers={"Range": "bytes=0-1", "If-Range": '"old"'}))
    assert old.status_code == 200
    same = {"Range": "bytes=0-1", "If-Range": f'"{blob.sha256}"'}
    assert Answer(client.get(url(blob), headers=same)).status_code == 206


def test_head_sends_no_body(signed_in: SignIn) -> None:
    answer = Answer(signed_in().head(url(kept(b"0123456789"))))
    assert (answer["Content-Length"], answer.body) == ("10", b"")


def test_lost_bytes_are_a_404(signed_in: SignIn) -> None:
    blob = kept(b"0123456789")
    storage().remove(blob.sha256)
    assert Answer(signed_in().get(url(blob))).status_code == 404


@pytest.mark.django_db
def test_under_asgi_a_big_file_comes_in_pieces() -> None:
    content = bytes(range(256)) * 4000
    blob = kept(content)
    request = AsyncRequestFactory().get("/", headers={"Range": "bytes=1-"})
    assert isinstance(request, ASGIRequest)
    response = serve(request, blob, name="a.bin")
    assert isinstance(response, StreamingHttpResponse)

    async def read() -> list[bytes]:
        return [piece async for piece in response]

    pieces = async_to_sync(read)()
    assert b"".join(pieces) == content[1:]
    assert len(pieces) > 1
    response.close()
