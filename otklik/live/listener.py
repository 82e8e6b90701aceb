"""The one connection of a web process that listens to the database."""

import asyncio
from typing import Any, Final

import psycopg
import structlog
from django.db import connections
from psycopg import sql

from otklik.live.hub import Hub
from otklik.live.wire import CHANNEL, decode

APPLICATION_NAME: Final = "otklik live"
_QUIET_LIMIT: Final = 30.0
"""Seconds without a note after which the connection is asked whether it still lives."""
_ANSWER_LIMIT: Final = 10.0
_NOT_FOR_LISTENING: Final = {"context", "cursor_factory", "prepare_threshold"}

log = structlog.get_logger(__name__)


async def listen(hub: Hub) -> None:
    """Hand notes to `hub` until the connection is lost.

    What was said while nobody listened is gone, so as soon as the connection stands every socket
    is told to fetch what it missed.

    Raises:
        psycopg.Error: The connection could not be made or was lost.
        TimeoutError: The database does not answer.
    """
    async with await _connect() as connection:
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        log.info("live.listening", backend=connection.info.backend_pid)
        hub.resync()
        hub.hearing.set()
        try:
            await _hand_over(connection, hub)
        finally:
            hub.hearing.clear()


async def _connect() -> psycopg.AsyncConnection[Any]:
    django = connections["default"].get_connection_params()
    parameters = {name: django[name] for name in django.keys() - _NOT_FOR_LISTENING}
    parameters |= {"application_name": APPLICATION_NAME, "autocommit": True}
    async with asyncio.timeout(_ANSWER_LIMIT):
        return await psycopg.AsyncConnection.connect(**parameters)


async def _hand_over(connection: psycopg.AsyncConnection[Any], hub: Hub) -> None:
    while True:
        async for heard in connection.notifies(timeout=_QUIET_LIMIT):
            _deliver(heard.payload, hub)
        async with asyncio.timeout(_ANSWER_LIMIT):
            await connection.execute("SELECT 1")


def _deliver(payload: str, hub: Hub) -> None:
    try:
        note = decode(payload)
    except ValueError as error:
        log.warning("live.foreign_note", error=str(error))
    else:
        hub.deliver(note)
