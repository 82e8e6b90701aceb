"""Structured logs: one event per line, with the id of the request that caused it.

Code writes `log = structlog.get_logger(__name__)` and `log.info("letter taken", letter=12)`: a
constant sentence and named values. Text of messages, addresses and secrets never go into a log.
"""

import logging
import sys
from collections.abc import Callable
from typing import Any, Literal

import structlog
from structlog.typing import Processor

QUIET = {
    "uvicorn.access": logging.CRITICAL,  # our own line per request knows more
    "django.server": logging.CRITICAL,
    "django.request": logging.ERROR,
    "procrastinate": logging.WARNING,
    "asyncio": logging.WARNING,
    "PIL": logging.WARNING,
}
"""Libraries' loggers that would repeat what we say ourselves."""


def configure(*, level: str, form: Literal["json", "text"]) -> None:
    """Send the logs of this process, ours and the libraries', to standard error.

    Args:
        level: The least serious level written: debug, info, warning, error.
        form: `json`, one object per line, or `text` for people.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(form),
            ],
        )
    )
    root = logging.getLogger()
    for old in [known for known in root.handlers if getattr(known, "otklik", False)]:
        root.removeHandler(old)
    handler.otklik = True  # type: ignore[attr-defined]  # our mark: configuring twice keeps one
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _rendering(form: Literal["json", "text"]) -> list[Callable[..., Any]]:
    if form == "text":
        # The default shows local variables: texts of clients, in a log.
        plain = structlog.dev.plain_traceback
        return [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
        ]
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
