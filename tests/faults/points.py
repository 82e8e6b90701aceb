"""What is killed, and where in its work: between two steps that could fall apart."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from itertools import count
from pkgutil import resolve_name
from threading import Timer
from typing import Any, Final

IN_THE_MIDST: Final = "in the midst of work"


class Part(StrEnum):
    """A process of the service."""

    WEB = "web"
    WORKER = "worker"
    DOORS = "mail doors"


@dataclass(frozen=True, slots=True)
class Point:
    """A moment between two steps.

    Attributes:
        name: What has happened by then, and what has not.
        part: Whose work it is.
        holder: The module or class in which the step is looked up, as `pkgutil.resolve_name` reads
            it.
        step: The function after which the process dies.
    """

    name: str
    part: Part
    holder: str
    step: str


POINTS: Final[Sequence[Point]] = (
    Point("file kept, no row", Part.DOORS, "otklik.files.storage:Folder", "keep"),
    Point("letter stored, not committed", Part.DOORS, "otklik.mail_in.intake", "defer_taking"),
    Point("letter committed, not answered", Part.DOORS, "otklik.mail_in.doors", "_receive_for_all"),
    Point("one letter fetched, more to come", Part.DOORS, "otklik.mail_in.fetch", "_store"),
    Point("letter begun", Part.WORKER, "otklik.mail_in.take", "_row"),
    Point("letter read", Part.WORKER, "otklik.mail_in.take", "_write_head"),
    Point("files kept, no message", Part.WORKER, "otklik.mail_in.take", "_draft"),
    Point("message written, letter not done", Part.WORKER, "otklik.mail_in.take", "_outcome"),
    Point("letter done, not committed", Part.WORKER, "otklik.mail_in.take", "_record"),
    Point("letter committed, job not done", Part.WORKER, "otklik.mail_in.take", "_carry_out"),
    Point("letters written, not committed", Part.WORKER, "otklik.tickets.operations.bell", "ring"),
    Point("letters committed, job not done", Part.WORKER, "otklik.tickets.follow", "follow"),
    Point("letter claimed, not sent", Part.WORKER, "otklik.mail.delivery", "_claim"),
    Point("letter sent, not noted", Part.WORKER, "otklik.mail.transport:Smtp", "hand_over"),
    Point("message saved, not committed", Part.WEB, "otklik.tickets.operations.writing", "_store"),
    Point("message committed, not answered", Part.WEB, "otklik.desk.views.writing", "send"),
)


@dataclass(frozen=True, slots=True)
class Wound:
    """Of what a process will die.

    Attributes:
        point: Where.
        passes: How often it comes there alive.
        delay: How long it then still lives, in seconds: it dies in the midst of what follows.
    """

    point: Point
    passes: int
    delay: float = 0.0

    @property
    def name(self) -> str:
        """What the figures call such a death."""
        return self.point.name if not self.delay else IN_THE_MIDST

    def inflict(self) -> None:
        """Let this process die after it has done the step once more than it may."""
        holder: Any = resolve_name(self.point.holder)
        step = getattr(holder, self.point.step)
        done = count()

        @wraps(step)
        def deadly(*args: Any, **kwargs: Any) -> Any:
            result = step(*args, **kwargs)
            if next(done) == self.passes:
                self._end()
            return result

        setattr(holder, self.point.step, deadly)

    def _end(self) -> None:
        if self.delay:
            Timer(self.delay, os.kill, (os.getpid(), signal.SIGKILL)).start()
        else:
            os.kill(os.getpid(), signal.SIGKILL)
