"""Children that are this very program: forked from a process that has loaded it.

To start Python and load the program costs a second and a half of a processor and 80 MB; a fork
takes some milliseconds and shares what neither side changes.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess
from typing import Final

from setproctitle import setproctitle

from otklik.cli.children import Lifeline, die_with_parent
from otklik.cli.errors import Refusal, tell

_CONTEXT: Final = multiprocessing.get_context("fork")
_HEARD_BY_PARENT: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def fork(
    life: Callable[[], object], *, title: str, lifeline: Lifeline, closing: Sequence[int] = ()
) -> ForkProcess:
    """Start a child in a session of its own, so that Ctrl-C reaches the parent only.

    Call it from the main thread of a process that has neither other threads nor connections to a
    database: the child would share them.

    Args:
        life: What the child does; it ends with it, and with code 1 after a refusal.
        title: What the system shows as the child's command line.
        lifeline: The pipe that ends the child with this process.
        closing: Open files of this process that the child must not keep open.
    """
    die_too = die_with_parent(signal.SIGKILL)

    def live() -> None:
        os.setsid()
        if die_too:
            die_too()
        for number in _HEARD_BY_PARENT:
            signal.signal(number, signal.SIG_DFL)
        for fd in closing:
            os.close(fd)
        setproctitle(title)
        lifeline.follow()
        try:
            life()
        except Refusal as refusal:
            tell(refusal)
            sys.exit(1)

    child = _CONTEXT.Process(target=live, name=title)
    child.start()
    return child
