"""What the child processes of a service do: each function is one process."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Coroutine
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from otklik.cli.prepare import require_migrated
from otklik.core.config import Config

DOORS: Final = "otklik.mail_in.doors"
WORKER: Final = "otklik.core.worker"


def load(config: Config) -> None:
    """Load all that the processes of a service need, before they are forked.

    It starts no thread and connects to no database. Static files are looked for: they must be
    there.

    Args:
        config: The installation's settings.
    """
    from django.urls import get_resolver

    from otklik.cli.web import collect_seldom, serving

    serving(config).load()
    import_module(WORKER)
    if has_doors():
        import_module(DOORS)
    _ = get_resolver().url_patterns
    collect_seldom()


def web(config: Config, fd: int) -> None:
    """Serve pages and sockets on a listening socket that the parent opened.

    Args:
        config: The installation's settings.
        fd: The number of the inherited socket.
    """
    import uvicorn

    from otklik.cli.web import serving

    server = uvicorn.Server(serving(config))
    with socket.socket(fileno=fd) as listening:
        server.run(sockets=[listening])


def worker(config: Config) -> None:
    """Run jobs."""
    import django

    django.setup()
    require_migrated()
    from otklik.core.worker import work

    asyncio.run(work(jobs=config.worker_jobs))


def has_doors() -> bool:
    """Tell whether this program takes letters in."""
    return find_spec(DOORS) is not None


def mail_doors(config: Config, letters: socket.socket | None) -> None:
    """Take letters in, by SMTP and from mailboxes.

    Args:
        config: The installation's settings.
        letters: Where other servers bring letters; None takes none by SMTP.
    """
    import django

    django.setup()
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_until_asked_to_end(import_module(DOORS).run(config, letters)))


async def _until_asked_to_end(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` and cancel it on SIGTERM, so that it closes what it opened."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task
