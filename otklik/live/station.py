"""What a web process has once: the hub, the listener, and the keeper of presence."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog

from otklik.live import presence
from otklik.live.hub import Hub
from otklik.live.listener import listen
from otklik.live.threads import in_thread

_FIRST_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 15.0
_READY_LIMIT: Final = 3.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a living connection is present, and how."""

    topic: str
    person_id: int
    mode: str


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient the sockets of a process are, in seconds.

    Attributes:
        ping_every: Between two signs of life that the server asks a browser for.
        silence_limit: Without any message after which a browser counts as gone.
        send_limit: For which a slow browser may block one message.
        session_every: Between two looks at a session.
        keep_every: Between two rounds of the keeper; a departure is told at most that late.
        nudge_every: Between two nudges of one topic (law 6).
        messages_per_ping: How many messages a browser may send between two pings.
    """

    ping_every: float = 10
    silence_limit: float = 25
    send_limit: float = 10
    session_every: float = 60
    keep_every: float = 5
    nudge_every: float = 1
    messages_per_ping: int = 40


class Station:
    """The shared part of all sockets of one process.

    Attributes:
        timing: How patient to be.
        hub: Hands notes to the sockets.
        whereabouts: The living connections that are present somewhere.
    """

    def __init__(self, timing: Timing) -> None:
        self.timing = timing
        self.hub = Hub(nudge_every=timing.nudge_every)
        self.whereabouts: dict[UUID, Whereabouts] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def ready(self) -> None:
        """Wait until this process hears notes; the first caller makes it begin.

        A deaf process (the database restarts) takes sockets in all the same after a moment: they
        are told to fetch what they missed as soon as it hears.
        """
        self._start()
        with suppress(TimeoutError):
            async with asyncio.timeout(_READY_LIMIT):
                await self.hub.hearing.wait()

    def _start(self) -> None:
        if all(task.done() for task in self._tasks):
            self._tasks = [
                asyncio.create_task(_for_ever("listener", lambda: listen(self.hub))),
                asyncio.create_task(_for_ever("presence", self._keep_presence)),
            ]

    async def arrive(self, connection_id: UUID, whereabouts: Whereabouts) -> None:
        """Record where a connection is present; a repeat changes nothing."""
        if self.whereabouts.get(connection_id) == whereabouts:
            return
        self.whereabouts[connection_id] = whereabouts
        await self._enter(connection_id, whereabouts)

    async def _enter(self, connection_id: UUID, where: Whereabouts) -> None:
        await in_thread(
            presence.enter,
            connection_id,
            topic=where.topic,
            person_id=where.person_id,
            mode=where.mode,
        )

    async def _keep_presence(self) -> None:
        while True:
            await asyncio.sleep(self.timing.keep_every)
            alive = list(self.whereabouts)
            kept = await in_thread(presence.refresh, alive)
            for connection_id in set(alive) - kept:
                where = self.whereabouts.get(connection_id)
                if where is not None:
                    await self._enter(connection_id, where)
            await in_thread(presence.sweep)


async def _for_ever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do `work` again whenever it fails, after a pause that doubles until work has lasted."""
    pause = _FIRST_PAUSE
    loop = asyncio.get_running_loop()
    while True:
        begun = loop.time()
        try:
            await work()
        except Exception as error:  # noqa: BLE001  # whatever the fault, the process must not go deaf
            log.warning("live.interrupted", work=name, error=str(error), kind=type(error).__name__)
        if loop.time() - begun > _LONGEST_PAUSE:
            pause = _FIRST_PAUSE
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # spreads load, no secret
        pause = min(pause * 2, _LONGEST_PAUSE)
