"""Real web processes, real sockets, people with real sessions."""

import json
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from otklik.live.tokens import token

_UVICORN = [sys.executable, "-m", "uvicorn", "otklik.live.tests.server:application"]


@dataclass
class Server:
    """One web process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Visitor:
    """Somebody with a browser."""

    id: int
    session: str

    def token(self, topic: str) -> str:
        return token(topic=topic, person_id=self.id, stance="staff")


class Browser:
    """One open socket that answers pings and can be asked for the next message."""

    def __init__(self, raw: ClientConnection) -> None:
        self.raw = raw
        self.answers_pings = True
        self.early: deque[dict[str, Any]] = deque()

    def send(self, **message: Any) -> None:
        self.raw.send(json.dumps(message))

    def next(self) -> dict[str, Any]:
        """Return the next message that is not a ping; a close raises ConnectionClosed."""
        if self.early:
            return self.early.popleft()
        return self._received()

    def _received(self) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads(self.raw.recv(timeout=15))
            if message["type"] != "ping":
                return message
            if self.answers_pings:
                self.send(type="pong")

    def subscribe(self, *tokens: str) -> list[str | None]:
        """Subscribe and return the topics granted; a nudge that comes before the answer is kept."""
        self.send(type="subscribe", tokens=tokens)
        while (answer := self._received())["type"] == "nudge":
            self.early.append(answer)
        assert answer["type"] == "subscribed"
        topics: list[str | None] = answer["topics"]
        return topics


def _environment() -> dict[str, str]:
    """Return what a process of its own needs to share our database and our secrets."""
    database = connection.settings_dict
    user, password, host, port, name = (
        quote(str(database[key]), "") for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    )
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{user}:{password}@{host}:{port}/{name}",
        "OTKLIK_SECRET_KEY": str(settings.SECRET_KEY),
    }


@pytest.fixture(scope="module")
def start_server(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Server]]:
    """Return a function that starts one more web process."""
    with ExitStack() as stack:

        def start() -> Server:
            listening = socket.create_server(("127.0.0.1", 0))
            log = stack.enter_context((tmp_path_factory.mktemp("server") / "log").open("wb"))
            process = subprocess.Popen(
                [*_UVICORN, "--fd", str(listening.fileno())],
                env=_environment(),
                pass_fds=[listening.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            port = listening.getsockname()[1]
            listening.close()
            stack.callback(process.wait, 10)
            stack.callback(process.terminate)
            return Server(port, process)

        yield start


@pytest.fixture(scope="module")
def server(start_server: Callable[[], Server]) -> Server:
    """One web process for all tests that do no harm to it."""
    return start_server()


@pytest.fixture
def visitor(transactional_db: None) -> Callable[[], Visitor]:
    """Return a function that makes a person and signs the person in."""

    def make() -> Visitor:
        people = get_user_model().objects
        number = people.count() + 1
        person = people.create(email=f"person{number}@example.org", can_sign_in=True)
        client = Client()
        client.force_login(person)
        return Visitor(person.pk, client.cookies[settings.SESSION_COOKIE_NAME].value)

    return make


@pytest.fixture
def open_socket() -> Iterator[Callable[..., Browser]]:
    """Return a function that opens a socket as a visitor's browser would."""
    with ExitStack() as stack:

        def opened(
            server: Server,
            visitor: Visitor | None,
            *,
            origin: str | None = None,
            path: str = "/live/",
        ) -> Browser:
            cookie = f"{settings.SESSION_COOKIE_NAME}={visitor.session}" if visitor else "a=b"
            handshake = connect(
                f"ws://127.0.0.1:{server.port}{path}",
                origin=Origin(server.origin if origin is None else origin),
                additional_headers={"Cookie": cookie},
                proxy=None,
                open_timeout=20,
            )
            return Browser(stack.enter_context(handshake))

        yield opened
