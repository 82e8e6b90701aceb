"""Sweeps over many tickets: one that cannot be done does not stop those behind it."""

from collections.abc import Callable, Iterable

import structlog
from django.db import InterfaceError, OperationalError

log = structlog.get_logger(__name__)


def each(numbers: Iterable[int], act: Callable[[int], bool]) -> int:
    """Do something to tickets, each in a transaction of its own.

    A ticket whose state cannot be read is told of in the log, at every sweep until it is mended.

    Args:
        numbers: The tickets.
        act: Does it to one; returns whether there was anything to do.

    Returns:
        To how many tickets something was done.

    Raises:
        OperationalError: The database is not there; nothing could be done to any ticket.
        InterfaceError: The same.
    """
    done = 0
    for number in numbers:
        try:
            done += act(number)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a sweep passes a ticket over", ticket=number)
    return done
