"""Keeps the processes of one service running and ends them together."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from typing import Final

import structlog

from otklik.cli.children import Lifeline
from otklik.cli.errors import Refusal
from otklik.cli.forks import fork

TICK_SECONDS: Final = 0.2
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
STEADY_SECONDS: Final = 60.0
"""A process that lived this long is no longer being born: its next fall starts a new count."""
GRACE_SECONDS: Final = 5.0
TRIES_BEFORE_READY: Final = 3

log = structlog.get_logger(__name__)


@dataclass
class Part:
    """One process of the service.

    Attributes:
        name: What log lines call it.
        life: What it does, in a process forked from this one.
        title: What the system shows as its command line.
        closing: Open files of this process that it does not need.
        head_start: How long it waits at the beginning for the benefit of the others, in seconds.
        process: The process, while it runs.
        falls: How often it has ended by itself lately.
    """

    name: str
    life: Callable[[], object]
    title: str
    closing: Sequence[int] = ()
    process: ForkProcess | None = None
    falls: int = 0
    head_start: float = 0.0
    _pause: float = FIRST_PAUSE
    _born: float = 0.0
    _due: float = field(default=0.0)

    def plan_birth(self) -> None:
        """Plan the first start: a part gives those that people wait for a head start."""
        self._due = time.monotonic() + self.head_start

    def start_if_due(self, lifeline: Lifeline) -> None:
        """Start the process if it does not run and its pause is over."""
        if self.process is None and time.monotonic() >= self._due:
            self.process = fork(
                self.life, title=self.title, lifeline=lifeline, closing=self.closing
            )
            self._born = time.monotonic()

    def notice_fall(self) -> None:
        """Plan the next start if the process has ended: later each time it ends soon."""
        if self.process is None or self.process.exitcode is None:
            return
        if time.monotonic() - self._born > STEADY_SECONDS:
            self._pause, self.falls = FIRST_PAUSE, 0
        self.falls += 1
        log.warning(
            "a process ended and will be started again",
            part=self.name,
            exit=self.process.exitcode,
            in_seconds=self._pause,
        )
        self.process = None
        self._due = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def supervise(
    parts: list[Part],
    *,
    lifeline: Lifeline,
    tend: Callable[[], None],
    is_ready: Callable[[], bool],
    on_ready: Callable[[], None],
) -> None:
    """Start all parts and keep them running until this process is asked to end.

    Args:
        parts: The processes.
        lifeline: The pipe that ends them with us.
        tend: Called all the time; looks after what is not a part (the database).
        is_ready: Whether the service answers; asked until it does.
        on_ready: Called once, when it does.

    Raises:
        Refusal: A part fell again and again before the service was ready.
        KeyboardInterrupt: We were asked to end; everything has ended.
    """
    ready = False
    for part in parts:
        part.plan_birth()
    try:
        while True:
            tend()
            for part in parts:
                part.notice_fall()
                part.start_if_due(lifeline)
            if not ready:
                _require_hope(parts)
                ready = is_ready()
                if ready:
                    on_ready()
            time.sleep(TICK_SECONDS)
    finally:
        end_together(parts)


def _require_hope(parts: list[Part]) -> None:
    for part in parts:
        if part.falls >= TRIES_BEFORE_READY:
            raise Refusal(f"The process `{part.name}` does not start; its own words stand above.")


def end_together(parts: list[Part]) -> None:
    """Ask all parts to end at the same time; kill those that have not in five seconds."""
    running = [part.process for part in parts if part.process]
    for process in running:
        process.terminate()
    end = time.monotonic() + GRACE_SECONDS
    for process in running:
        process.join(max(0.0, end - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def end_on_signals() -> None:
    """Make SIGTERM and a closed terminal end us as Ctrl-C does: through KeyboardInterrupt."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def ignore_signals() -> None:
    """Let nothing interrupt the ending, which takes a few seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
