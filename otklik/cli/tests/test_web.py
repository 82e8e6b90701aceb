"""Whose word the web server takes about where a visitor comes from."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from otklik.cli.web import LONGEST_SOCKET_MESSAGE, serving
from otklik.core.config import Config

PROXY, VISITOR, STRANGER = "10.0.0.5", "198.51.100.7", "203.0.113.9"
FORGED = [(b"x-forwarded-for", VISITOR.encode()), (b"x-forwarded-proto", b"https")]


def seen_from(
    config: Config, peer: str, headers: list[tuple[bytes, bytes]], *, kind: str = "http"
) -> tuple[str, str]:
    """Return the address and the scheme that the application sees of a request."""
    seen: list[tuple[str, str]] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    settings = serving(config)
    settings.app = application
    settings.load()
    scheme = "ws" if kind == "websocket" else "http"
    scope: Any = {"type": kind, "client": (peer, 5000), "scheme": scheme, "headers": headers}
    asyncio.run(settings.loaded_app(scope, None, None))
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "seen"),
    [
        ("127.0.0.1,::1", "127.0.0.1", (VISITOR, "https")),
        ("127.0.0.1,::1", "::1", (VISITOR, "https")),
        ("127.0.0.1,::1", PROXY, (PROXY, "http")),
        ("10.0.0.5, 192.168.7.0/24", PROXY, (VISITOR, "https")),
        ("10.0.0.5, 192.168.7.0/24", "192.168.7.200", (VISITOR, "https")),
        ("10.0.0.5, 192.168.7.0/24", "192.168.8.1", ("192.168.8.1", "http")),
        ("10.0.0.5", "127.0.0.1", ("127.0.0.1", "http")),
    ],
)
def test_only_a_named_proxy_is_believed(
    set_config: Callable[..., Config], trusted: str, peer: str, seen: tuple[str, str]
) -> None:
    config = set_config(behind_proxy=True, trusted_proxies=trusted)
    assert seen_from(config, peer, FORGED) == seen


def test_without_a_proxy_nobody_is_believed(set_config: Callable[..., Config]) -> None:
    config = set_config(behind_proxy=False, trusted_proxies="127.0.0.1")
    assert seen_from(config, "127.0.0.1", FORGED) == ("127.0.0.1", "http")


def test_what_a_visitor_adds_to_the_header_of_the_proxy_does_not_count(
    set_config: Callable[..., Config],
) -> None:
    config = set_config(behind_proxy=True, trusted_proxies=PROXY)
    added = [(b"x-forwarded-for", f"{VISITOR}, {STRANGER}".encode())]
    assert seen_from(config, PROXY, added) == (STRANGER, "http")
    odd = [(b"x-forwarded-proto", b"javascript"), (b"x-forwarded-for", b"")]
    assert seen_from(config, PROXY, odd) == (PROXY, "http")
    assert seen_from(config, PROXY, FORGED, kind="websocket") == (VISITOR, "wss")


def test_a_message_over_the_socket_has_its_limit(set_config: Callable[..., Config]) -> None:
    assert serving(set_config()).ws_max_size == LONGEST_SOCKET_MESSAGE
