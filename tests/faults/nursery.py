"""Where the processes of a service are born quickly: forked from one that has loaded everything.

Starting Python with Django takes a second, a fork a few milliseconds. What is forked then runs the
same functions as `otklik serve` starts (`otklik/cli/processes.py`).
"""

import asyncio
import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, NoReturn

from otklik.cli.processes import mail_doors, web
from otklik.cli.service import listen_for_letters
from otklik.core.config import Config
from otklik.core.worker import Pulse, work
from tests.faults.points import Part, Wound

QUICK: Final = Pulse(heartbeat=0.3, silence=1.5, rescue=0.3, poll=0.5)
"""Workers notice each other's death sooner than in earnest, so that a run does not wait."""

_LOOK_SECONDS: Final = 0.005


class Nursery:
    """Bears and kills the processes of a service; each part is one process.

    Make it before this process has threads or database connections.

    Args:
        config: The settings of the service.
        listening: The number of the socket at which pages are asked for.
        log: Where the processes write what they have to say.
    """

    def __init__(self, config: Config, *, listening: int, log: Path) -> None:
        self._line, theirs = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._line.close()
            _be_a_nursery(theirs, config, listening, log)
        theirs.close()

    def bear(self, part: Part, wound: Wound | None = None) -> None:
        """Start a part, of which none lives; a wounded one dies of its wound."""
        self._ask("bear", part, wound)

    def has_ended(self, part: Part, *, within: float = 0.0) -> bool:
        """Tell whether a part has ended by itself or of its wound.

        Args:
            part: Which.
            within: How long to wait for its end, in seconds.
        """
        return bool(self._ask("has_ended", part, within))

    def kill(self, part: Part) -> bool:
        """Kill a part if it lives; tell whether it did."""
        return bool(self._ask("kill", part))

    def close(self) -> None:
        """Kill all of them and end."""
        self._line.close()
        os.waitpid(self._pid, 0)

    def _ask(self, *order: object) -> object:
        self._line.send(order)
        return self._line.recv()


def _be_a_nursery(line: "Connection[Any, Any]", config: Config, fd: int, log: Path) -> NoReturn:
    try:
        os.setsid()  # Ctrl-C is for the one who gives the orders
        with log.open("ab") as output:
            for number in (sys.stdout.fileno(), sys.stderr.fileno()):
                os.dup2(output.fileno(), number)
        gc.freeze()  # a collector that walks over what is shared would make each child copy it
        children = _Children(line, config, fd)
        with suppress(EOFError):
            while True:
                order, *words = line.recv()
                line.send(getattr(children, order)(*words))
        children.kill_all()
    except BaseException:  # noqa: BLE001 - nothing of the process we came from may run here
        traceback.print_exc()
    os._exit(0)


@dataclass(slots=True)
class _Child:
    pid: int
    is_alive: bool = True

    def look(self) -> bool:
        """Tell whether it has ended."""
        if self.is_alive:
            self.is_alive = os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        return not self.is_alive


class _Children:
    """The processes that were born here."""

    def __init__(self, line: "Connection[Any, Any]", config: Config, fd: int) -> None:
        self._line = line
        self._born: dict[Part, _Child] = {}
        self._lives: dict[Part, Callable[[], object]] = {
            Part.WEB: lambda: web(config, fd),
            Part.WORKER: lambda: asyncio.run(work(jobs=config.worker_jobs, pulse=QUICK)),
            Part.DOORS: lambda: mail_doors(
                config, listen_for_letters(config.smtp_listen_host, config.smtp_listen_port)
            ),
        }

    def bear(self, part: Part, wound: Wound | None) -> None:
        pid = os.fork()
        if pid == 0:
            self._live(part, wound)
        self._born[part] = _Child(pid)

    def _live(self, part: Part, wound: Wound | None) -> NoReturn:
        self._line.close()
        try:
            if wound:
                wound.inflict()
            self._lives[part]()
        except BaseException:  # noqa: BLE001 - nothing of the process we came from may run here
            traceback.print_exc()
        os._exit(1)

    def has_ended(self, part: Part, within: float) -> bool:
        end = time.monotonic() + within
        while not (ended := self._born[part].look()) and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)
        return ended

    def kill(self, part: Part) -> bool:
        child = self._born.pop(part)
        if child.look():
            return False
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
        return True

    def kill_all(self) -> None:
        for part in list(self._born):
            self.kill(part)
