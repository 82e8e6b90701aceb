"""The demo as people start it, on a database of its own, and the mail server its letters go to."""

import asyncio
import email
import email.policy
import os
import re
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from psycopg import sql

from otklik.cli.children import LIFELINE, Lifeline, spawn, stop
from otklik.cli.postgres import free_port
from otklik.cli.service import listen

ROOT: Final = Path(__file__).parents[2]
PATIENCE_SECONDS: Final = 120.0
"""How long something may take on a busy machine before it counts as never."""


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """Return what `condition` returns as soon as it is true.

    Args:
        condition: Asked again and again.
        what: What is waited for, in case it never comes.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < end, f"it did not happen: {what}"
        time.sleep(0.05)
    return found


@dataclass
class Hold:
    """A letter at which the mail server stops in the middle.

    Attributes:
        address: To whom the letter goes.
    """

    address: str
    _reached: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> None:
        """Wait until the letter is being handed over: all of it was sent, nothing is answered."""
        assert self._reached.wait(PATIENCE_SECONDS), f"no letter to {self.address}"

    async def stop(self) -> str:
        """Keep whoever brings the letter waiting; then do not take it."""
        self._reached.set()
        await asyncio.to_thread(self._over.wait)
        return "451 4.3.0 Not taken"

    def end(self) -> None:
        """Let the mail server go on."""
        self._over.set()


@dataclass
class Post:
    """The mail server of the world: takes every letter, unless it is held up in the middle.

    Attributes:
        taken: The letters for which it said that it has them.
    """

    taken: list[EmailMessage] = field(default_factory=list)
    _hold: Hold | None = None

    async def handle_DATA(  # noqa: N802 - aiosmtpd names its hooks so
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        hold = self._hold
        if hold and hold.address in envelope.rcpt_tos:
            self._hold = None
            return await hold.stop()
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Taken"

    @contextmanager
    def holding(self, address: str) -> Iterator[Hold]:
        """Hold up the next letter to an address until the end of the block."""
        self._hold = hold = Hold(address)
        try:
            yield hold
        finally:
            hold.end()

    def letters(self, address: str, words: str) -> list[EmailMessage]:
        """Return the letters to an address in which some words stand."""
        found = [letter for letter in self.taken if address in str(letter["To"])]
        return [letter for letter in found if words in text_of(letter)]

    def letter(self, address: str, words: str) -> EmailMessage:
        """Wait for a letter to an address in which some words stand."""
        what = f"a letter to {address} with “{words}”"
        letters: list[EmailMessage] = wait_until(lambda: self.letters(address, words), what)
        return letters[0]


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    body = letter.get_body(("plain",))
    return body.get_content() if body else ""


class _FreePort(Controller):
    """Listens on a port of the system's choice."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own hook


@dataclass
class Service:
    """A demo that runs.

    Attributes:
        url: Its address.
        data: Its data folder.
        database: The address of its database.
        smtp_port: Where it takes letters.
        post: Where its letters go.
        log: What its processes say.
    """

    url: str
    data: Path
    database: str
    smtp_port: int
    post: Post
    log: Path

    def pid_of(self, part: str) -> int:
        """Return the number of the process that is this part of the service."""
        pids = [pid for pid, line in processes_of(self.data).items() if f" {part} " in line]
        assert len(pids) == 1, processes_of(self.data)
        return pids[0]

    def kill(self, part: str) -> None:
        """Kill a part without warning; the service starts it again by itself."""
        os.kill(self.pid_of(part), signal.SIGKILL)

    def run_letter_of(self, readme: str) -> None:
        """Run the example of a document that sends a letter to the demo, with our own port."""
        text = (ROOT / readme).read_text(encoding="utf-8")
        [example] = re.findall(r"<<'END'\n(.*?)^END$", text, re.M | re.S)
        assert "2525" in example
        ours = example.replace("2525", str(self.smtp_port))
        subprocess.run([sys.executable, "-c", ours], check=True)

    def answer(self, letter: EmailMessage, text: str) -> None:
        """Write to where a letter asks for answers, as its reader's mail program would."""
        reply = EmailMessage()
        reply["From"] = str(letter["To"])
        reply["To"] = str(letter["Reply-To"])
        reply["Subject"] = f"Re: {letter['Subject']}"
        reply["Message-ID"] = make_msgid(domain="polden.example")
        reply["In-Reply-To"] = str(letter["Message-ID"])
        reply["References"] = f"{letter['References']} {letter['Message-ID']}"
        quoted = "\n".join(f"> {line}" for line in text_of(letter).splitlines())
        reply.set_content(f"{text}\n\n24.11.2026 12:00, Поддержка:\n{quoted}\n")
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as door:
            door.send_message(reply)


_WEB_NODE: Final = """
import sys
from pathlib import Path
from otklik.cli.environment import settle
from otklik.cli.processes import web

web(settle(Path(sys.argv[2])), int(sys.argv[1]))
"""


@contextmanager
def web_node(service: Service) -> Iterator[str]:
    """Run one more web process for a service, as another machine would; yield its address."""
    with listen("127.0.0.1", 0) as listening, service.log.open("ab") as output:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        fd = listening.fileno()
        node = spawn(
            [sys.executable, "-c", _WEB_NODE, str(fd), str(service.data)],
            death_signal=signal.SIGKILL,
            environment=os.environ
            | {"DATABASE_URL": service.database, "OTKLIK_MODE": "demo", "OTKLIK_URL": url},
            output=output,
            fds=[fd],
        )
    try:
        yield url  # the kernel keeps callers waiting until the process takes them
    finally:
        stop(node, first=signal.SIGTERM, seconds=10)


def processes_of(data: Path) -> dict[int, str]:
    """Return the living processes whose command line names a data folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if str(data) in line:
                found[int(entry.name)] = line
    return found


@contextmanager
def post_office(port: int = 0) -> Iterator[tuple[Post, int]]:
    """Run the mail server of the world; yield it and its port.

    Args:
        port: Where it listens; 0 lets the system choose.
    """
    post = Post()
    controller = _FreePort(post, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()


@contextmanager
def own_database(prefix: str, *, template: str = "template1") -> Iterator[str]:
    """Make a database beside the one of the tests; yield its address.

    Args:
        prefix: The beginning of its name.
        template: The database of which it is a copy; it is empty if none is named.
    """
    given = urlsplit(os.environ["DATABASE_URL"])
    name = f"{prefix}_{os.getpid()}"
    with psycopg.connect(given.geturl(), autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield given._replace(path=f"/{name}").geturl()
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


@contextmanager
def running_demo(folder: Path, *, template: str) -> Iterator[Service]:
    """Run the demo as `otklik demo` does, until the end of the block.

    Args:
        folder: An empty folder for data and log.
        template: A database of which its own is a copy before people and tickets are made.
    """
    port, smtp_port = free_port(), free_port()
    data, log = folder / "data", folder / "demo.log"
    with post_office() as (post, post_port), own_database("flows", template=template) as database:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("OTKLIK_")
        }
        environment = inherited | {
            "DATABASE_URL": database,
            "OTKLIK_SMTP_HOST": "127.0.0.1",
            "OTKLIK_SMTP_PORT": str(post_port),
            "OTKLIK_SMTP_SECURITY": "none",
        }
        command = [sys.executable, "-m", "otklik.cli", "demo", "--data", str(data)]
        ports = ["--port", str(port), "--smtp-port", str(smtp_port)]
        lifeline = Lifeline()  # nothing is left of the demo if the tests are killed
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "otklik.cli.children", *command, *ports],
                env=environment | {LIFELINE: str(lifeline.fd)},
                pass_fds=[lifeline.fd],
                stdout=output,
                stderr=output,
            )
        try:
            service = Service(f"http://127.0.0.1:{port}", data, database, smtp_port, post, log)
            wait_until(lambda: "is ready" in log.read_text() or process.poll() is not None, "demo")
            assert process.poll() is None, log.read_text()
            yield service
        finally:
            process.terminate()
            process.wait(30)
            lifeline.close()
