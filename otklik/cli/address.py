"""Asking the service at the address that people open, through whatever stands in front of it."""

import base64
import http.client
import secrets
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from otklik.core.config import Config
from otklik.core.findings import Finding, ok, warn

PATIENCE: Final = 5
"""Seconds to wait for an answer."""


def address(config: Config) -> Iterator[Finding]:
    """Ask for a page and for a socket.

    A failure is a warning: from this machine the address may lead elsewhere than for everybody.

    Args:
        config: The settings; they name the address.
    """
    try:
        status = _status(config, "/healthz", {})
    except (OSError, http.client.HTTPException) as error:
        yield warn(
            "address",
            f"{config.url} does not answer: {error}",
            "Is `otklik serve` running, and does the proxy lead to it?",
        )
        return
    if status != http.HTTPStatus.OK:
        yield warn(
            "address",
            f"{config.url}/healthz answers {status}",
            "Something else answers there, or the proxy changes the header Host.",
        )
        return
    yield ok("address", f"{config.url} answers")
    yield _socket(config)


def _socket(config: Config) -> Finding:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
        "Origin": config.url,
    }
    status = _status(config, "/live/", headers)
    if status != http.HTTPStatus.SWITCHING_PROTOCOLS:
        return warn(
            "live pages",
            f"a websocket at {config.url}/live/ is answered {status}",
            "Let the proxy pass the headers Upgrade, Connection, Host and Origin.",
        )
    return ok("live pages", "websockets pass")


def _status(config: Config, path: str, headers: dict[str, str]) -> int:
    parts = urlsplit(config.url)
    kind = http.client.HTTPSConnection if config.secure else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
