"""How the web server serves: within which limits, and whose word it takes about a visitor."""

import gc
from typing import Final

import uvicorn

from otklik.core.config import Config

GRACE_SECONDS: Final = 3
IDLE_SECONDS: Final = 30
LONGEST_SOCKET_MESSAGE: Final = 64 * 1024


COLLECTED_AFTER: Final = 20_000
"""Objects: about as many as a page makes; Python's own 700 would look forty times at each."""


def collect_seldom() -> None:
    """Keep the garbage collector away from the program itself, once all of it is loaded.

    What it has loaded stays for ever, and need not be looked through again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


def serving(config: Config) -> uvicorn.Config:
    """Return the web server's own settings.

    What `X-Forwarded-For` and `X-Forwarded-Proto` say replaces a visitor's address and scheme only
    if the connection comes from one of `config.trusted_proxies`.

    Args:
        config: The installation's settings.
    """
    return uvicorn.Config(
        "otklik.site.asgi:application",
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=LONGEST_SOCKET_MESSAGE,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=config.behind_proxy,
        forwarded_allow_ips=config.trusted_proxies,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
