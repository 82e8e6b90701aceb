"""Database queries from the event loop."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

_P = ParamSpec("_P")
_R = TypeVar("_R")


async def in_thread(work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Return what `work` returns, run in one of the loop's threads.

    The sockets share the loop's few threads, so they use few database connections, and a slow
    query holds up its own socket only.
    """
    result: _R = await database_sync_to_async(work, thread_sensitive=False)(*args, **kwargs)
    return result
