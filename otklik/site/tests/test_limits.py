"""Bodies larger than an upload may be never reach Django."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from otklik.site.limits import Bounded, Receive, Scope, Send


def status_for(headers: list[tuple[bytes, bytes]]) -> int:
    """Return the status of a request with these headers; 200 if it came through."""
    sent: list[MutableMapping[str, Any]] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Bounded(inner)({"type": "http", "headers": headers}, receive, send))
    status: int = sent[0]["status"]
    return status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 200),
        ([(b"content-length", b"1000")], 200),
        ([(b"content-length", b"99999999999")], 413),
        ([(b"content-length", b"many")], 413),
        ([(b"transfer-encoding", b"Chunked")], 411),
    ],
)
def test_a_body_is_let_in_by_its_size(headers: list[tuple[bytes, bytes]], status: int) -> None:
    assert status_for(headers) == status
