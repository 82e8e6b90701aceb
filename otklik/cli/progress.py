"""Telling a person how far a long piece of work has come."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.progress import Progress

Report = Callable[[int, int], None]
"""Called with how much is done and how much there is."""

LINE_SECONDS: Final = 5.0


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """Show a bar on a terminal, and a line every few seconds elsewhere.

    Args:
        title: What is being done.
    """
    if sys.stdout.isatty():
        with Progress(transient=True) as bars:
            bar = bars.add_task(title, total=None)
            yield lambda done, total: bars.update(bar, completed=done, total=total)
    else:
        _say(f"{title}…")
        yield _in_lines(title)


def _in_lines(title: str) -> Report:
    told = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= LINE_SECONDS:
            told = time.monotonic()
            _say(f"{title}: {done} of {total}")

    return report


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
