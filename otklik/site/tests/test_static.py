"""Static files are answered before Django is asked."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from otklik.site.static import StaticFiles

Sent = list[dict[str, Any]]
TEXT = "body { color: black }\n" * 100


@pytest.fixture
def application(settings: Settings, tmp_path: Path) -> StaticFiles:
    """An application with one style sheet, collected as an installation does it."""
    root = tmp_path / "static"
    root.mkdir()
    (root / "page.abc123.css").write_text(TEXT)
    settings.HASHED_STATIC = True
    settings.STATIC_ROOT = root

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "passed on", "path": scope["path"]})

    return StaticFiles(behind)


def ask(application: StaticFiles, path: str, method: str = "GET", **headers: str) -> Sent:
    """Return what the application sends for one request."""
    sent: Sent = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError

    pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope: Any = {"type": "http", "path": path, "method": method, "headers": pairs}
    asyncio.run(application(scope, receive, send))
    return sent


def body(sent: Sent) -> bytes:
    return b"".join(part.get("body", b"") for part in sent[1:])


def header(sent: Sent, name: str) -> str:
    headers: dict[bytes, bytes] = dict(sent[0]["headers"])
    return headers[name.encode()].decode()


def test_it_works(application: StaticFiles):
    sent = ask(application, "/static/page.abc123.css")
    assert sent[0]["status"] == 200
    assert body(sent) == TEXT.encode()
    assert header(sent, "content-type").startswith("text/css")
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


@pytest.mark.parametrize("path", ["/", "/static/", "/static/other.css", "/static/../settings.py"])
def test_what_is_no_static_file_is_passed_on(application: StaticFiles, path: str):
    assert ask(application, path) == [{"type": "passed on", "path": path}]


def test_other_connections_are_passed_on(application: StaticFiles):
    sent: Sent = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {"type": "websocket", "path": "/static/page.abc123.css", "headers": []}
    asyncio.run(application(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    assert sent[0]["type"] == "passed on"


def test_head_has_no_body(application: StaticFiles):
    sent = ask(application, "/static/page.abc123.css", method="HEAD")
    assert (sent[0]["status"], body(sent)) == (200, b"")


def test_only_reading_is_allowed(application: StaticFiles):
    assert ask(application, "/static/page.abc123.css", method="POST")[0]["status"] == 405


def test_an_unchanged_file_is_not_sent_again(application: StaticFiles):
    etag = header(ask(application, "/static/page.abc123.css"), "etag")
    sent = ask(application, "/static/page.abc123.css", if_none_match=etag)
    assert (sent[0]["status"], body(sent)) == (304, b"")


def test_a_part_may_be_asked_for(application: StaticFiles):
    sent = ask(application, "/static/page.abc123.css", range="bytes=0-3")
    assert (sent[0]["status"], body(sent)) == (206, b"body")
