"""Servers that listen in a thread while a test lasts, on ports of the system's choice."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from threading import Thread
from typing import Any, Final

from django.db import connections

from otklik.core.config import config
from otklik.mail_in.doors import open_smtp_door

PATIENCE: Final = 10
"""Seconds in which a server must listen."""

Start = Callable[[], Coroutine[Any, Any, asyncio.Server]]
_Opened = Future[tuple[asyncio.AbstractEventLoop, int]]


def open_door() -> AbstractContextManager[int]:
    """Keep our SMTP door open; yields its port."""
    return listening(lambda: open_smtp_door(config(), socket.create_server(("127.0.0.1", 0))))


@contextmanager
def listening(start: Start) -> Iterator[int]:
    """Run a server in a thread; yields its port."""
    opened: _Opened = Future()
    thread = Thread(target=_serve, args=(start, opened))
    thread.start()
    loop, number = opened.result(timeout=PATIENCE)
    try:
        yield number
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _serve(start: Start, opened: _Opened) -> None:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(start())
    opened.set_result((loop, server.sockets[0].getsockname()[1]))
    loop.run_forever()
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    connections.close_all()
