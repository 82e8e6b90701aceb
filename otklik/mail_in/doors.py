"""The mail doors: an SMTP server of our own, and the IMAP mailboxes that are looked into."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, ParamSpec, TypeVar

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from asgiref.sync import sync_to_async
from django.db import close_old_connections, transaction

from otklik.core.config import Config
from otklik.mail.models import Mailbox
from otklik.mail_in.fetch import FetchError, fetch
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Door
from otklik.mail_in.senders import mailbox_for

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_LINE: Final = 1_000_000
"""Bytes; RFC 5321 allows 998, and many programs write their HTML on one line."""

RECIPIENTS_AT_MOST: Final = 100
CONNECTIONS_AT_MOST: Final = 100
CONNECTIONS_OF_ONE_ADDRESS: Final = 50
"""A mail server beside us brings twenty letters at a time, all from one address."""

LETTERS_AT_ONCE: Final = 8
"""Letters that lie in memory together, each up to the greatest size; other servers wait."""

LETTERS_OF_ONE_CONNECTION: Final = 200
COMMANDS_OF_ONE_CONNECTION: Final = {
    "*": 500,
    "MAIL": LETTERS_OF_ONE_CONNECTION,
    "DATA": LETTERS_OF_ONE_CONNECTION,
    "RCPT": 2_000,
}
"""How often each command is taken; a server that has more to say connects again."""

SECONDS_OF_SILENCE: Final = 120
LOOK_EVERY: Final = 30.0
"""Seconds between two looks into a mailbox."""

LOOK_AT_LEAST_EVERY: Final = 15 * 60.0
"""Seconds between two looks into one that fails: servers lock out who knocks too often."""

ROUND: Final = 1.0

log = structlog.get_logger(__name__)


class Guests:
    """Who is connected now: the address of each connection.

    Attributes:
        bringing: Lets so many of them bring a letter at once.
    """

    def __init__(self) -> None:
        self.bringing = asyncio.Semaphore(LETTERS_AT_ONCE)
        self._present: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Let one more connection in, if there is room for it."""
        is_full = self._present.total() >= CONNECTIONS_AT_MOST
        if is_full or self._present[address] >= CONNECTIONS_OF_ONE_ADDRESS:
            return False
        self._present[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Forget a connection that was let in."""
        self._present[address] -= 1
        self._present += Counter()  # drops those of whom none is left


class Server(SMTP):
    """The protocol, with room for long lines and for so many guests.

    Args:
        guests: Who is connected now; all connections of a door share it.
        max_bytes: The size of the greatest letter taken.
    """

    line_length_limit = LONGEST_LINE

    def __init__(self, guests: Guests, *, max_bytes: int) -> None:
        super().__init__(
            Handler(),
            data_size_limit=max_bytes,
            enable_SMTPUTF8=True,
            ident="Otklik",
            timeout=SECONDS_OF_SILENCE,
            command_call_limit=COMMANDS_OF_ONE_CONNECTION,
        )
        self._guests = guests
        self._guest: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet a guest, or send one away for whom there is no room (RFC 5321 section 3.8)."""
        super().connection_made(transport)
        address = str((transport.get_extra_info("peername") or ("",))[0])
        if self._guests.enter(address):
            self._guest = address
        elif isinstance(transport, asyncio.Transport):
            log.warning("smtp_door_full", address=address)
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd names its commands so
        """Take a letter, which is whole in memory, when there is room for it.

        Who waits or brings it for longer than `SECONDS_OF_SILENCE` is cut off and comes again.
        """
        async with self._guests.bringing:
            await super().smtp_DATA(arg)

    def connection_lost(self, error: Exception | None) -> None:
        """Make room for the next one."""
        super().connection_lost(error)
        if self._guest is not None:
            self._guests.leave(self._guest)


class Handler:
    """Answers a server that brings letters."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks so
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Accept a recipient behind whom one of our mailboxes stands, and nobody else."""
        del server, session, rcpt_options
        if len(envelope.rcpt_tos) >= RECIPIENTS_AT_MOST:
            return "452 4.5.3 Too many recipients"
        try:
            known = await _in_thread(mailbox_for, address)
        except Exception:
            log.exception("mailbox_lookup_failed")
            return "451 4.3.0 Try again later"
        if known is None:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Store the letter; only then say that we have it."""
        del server, session
        raw = envelope.content or b""
        delivery = Delivery(
            raw=raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape"),
            door=Door.SMTP,
            envelope_from=(envelope.mail_from or "").strip("<>"),  # aiosmtpd keeps "<>" as it is
            envelope_to=tuple(envelope.rcpt_tos),
        )
        try:
            await _in_thread(_receive_for_all, delivery)
        except Exception:
            log.exception("letter_not_stored")
            return "451 4.3.0 Try again later"
        return "250 2.0.0 OK"


def _receive_for_all(delivery: Delivery) -> None:
    """Store the letter for each of our mailboxes that it is addressed to: for all or for none."""
    boxes = {box.pk: box for box in map(mailbox_for, delivery.envelope_to) if box}
    with transaction.atomic():
        for box in boxes.values():
            receive(box, delivery)


async def _in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something with the database; its connection goes back when it is done."""

    def alone() -> T:
        close_old_connections()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()

    return await sync_to_async(alone, thread_sensitive=False)()


async def run(config: Config, letters: socket.socket | None) -> None:
    """Keep all doors open until cancelled.

    Args:
        config: The installation's settings: how large a letter may be.
        letters: Where other servers bring letters; None keeps the SMTP door shut.
    """
    server = await open_smtp_door(config, letters) if letters else None
    lookout = Lookout()
    try:
        while True:
            await lookout.look()
            await asyncio.sleep(ROUND)
    finally:
        lookout.end()
        if server is not None:
            server.close()


async def open_smtp_door(config: Config, letters: socket.socket) -> asyncio.Server:
    """Take letters at a socket that listens.

    Args:
        config: How large a letter may be.
        letters: The socket.
    """
    guests = Guests()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(guests, max_bytes=config.mail_max_bytes), sock=letters
    )
    log.info("smtp_door_open", port=server.sockets[0].getsockname()[1])
    return server


@dataclass(slots=True)
class _Turn:
    """When a mailbox is looked into next, and how long we wait after a failure, in seconds."""

    at: float = 0.0
    pause: float = LOOK_EVERY
    task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether somebody is looking into the mailbox now."""
        return self.task is not None and not self.task.done()


@dataclass(slots=True)
class Lookout:
    """Looks into every IMAP mailbox in its own time: a slow or failing one keeps nobody waiting."""

    turns: dict[int, _Turn] = field(default_factory=dict)
    listed_at: float = float("-inf")

    async def look(self) -> None:
        """Begin a look into every mailbox whose turn it is."""
        if time.monotonic() - self.listed_at >= LOOK_EVERY:
            await self._list()
        for number, turn in self.turns.items():
            if not turn.is_busy and time.monotonic() >= turn.at:
                turn.task = asyncio.create_task(self._look_into(number, turn))

    def end(self) -> None:
        """Break off what is being done."""
        for turn in self.turns.values():
            if turn.task is not None:
                turn.task.cancel()

    async def _list(self) -> None:
        """Learn which mailboxes there are now; they change while we run."""
        try:
            numbers = await _in_thread(_with_imap)
        except Exception:
            log.exception("mailboxes_not_listed")
            return
        self.listed_at = time.monotonic()
        busy = {number: turn for number, turn in self.turns.items() if turn.is_busy}
        self.turns = busy | {number: self.turns.get(number, _Turn()) for number in numbers}

    async def _look_into(self, number: int, turn: _Turn) -> None:
        try:
            await _in_thread(fetch, number)
            turn.pause = LOOK_EVERY
        except FetchError:
            turn.pause = min(turn.pause * 2, LOOK_AT_LEAST_EVERY)
        except Exception:
            log.exception("mailbox_failed", mailbox=number)
        turn.at = time.monotonic() + turn.pause


def _with_imap() -> list[int]:
    boxes = Mailbox.objects.filter(enabled=True).exclude(imap_host="")
    return list(boxes.values_list("pk", flat=True))
