"""The mail doors: an SMTP server of our own, and the IMAP mailboxes that are looked into."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import structlog
from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from otklik.core.config import Config
from otklik.mail.models import Mailbox
from otklik.mail_in.fetch import fetch
from otklik.mail_in.intake import Delivery, mailbox_for, receive
from otklik.mail_in.models import Door

log = structlog.get_logger(__name__)

LONGEST_LINE: Final = 1_000_000
RECIPIENTS_AT_MOST: Final = 100
LOOK_EVERY: Final = 30.0
"""Seconds between two looks into the IMAP mailboxes."""


class Handler:
    """Answers an SMTP server that brings letters."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names its hooks so
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Accept a recipient behind whom one of our mailboxes stands, and nobody else."""
        del server, session, rcpt_options
        if len(envelope.rcpt_tos) >= RECIPIENTS_AT_MOST:
            return "452 4.5.3 Too many recipients"
        try:
            known = await _in_thread(mailbox_for, address)
        except Exception:
            log.exception("mailbox_lookup_failed")
            return "451 4.3.0 Try again later"
        if known is None:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Store the letter; only then say that we have it."""
        del server, session
        raw = envelope.content or b""
        delivery = Delivery(
            raw=raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape"),
            door=Door.SMTP,
            envelope_from=envelope.mail_from or "",
            envelope_to=tuple(envelope.rcpt_tos),
        )
        try:
            await _in_thread(_receive_for_all, delivery)
        except Exception:
            log.exception("letter_not_stored")
            return "451 4.3.0 Try again later"
        return "250 2.0.0 OK"


def _receive_for_all(delivery: Delivery) -> None:
    """Store the letter once for each of our mailboxes that it is addressed to."""
    boxes = {box.pk: box for box in map(mailbox_for, delivery.envelope_to) if box}
    for box in boxes.values():
        receive(box, delivery)


async def _in_thread(function: Any, *args: Any) -> Any:
    return await sync_to_async(_with_fresh_connection, thread_sensitive=False)(function, *args)


def _with_fresh_connection(function: Any, *args: Any) -> Any:
    close_old_connections()
    try:
        return function(*args)
    finally:
        close_old_connections()


async def run(config: Config) -> None:
    """Keep all doors open until cancelled.

    Args:
        config: The installation's settings: where to listen, how large a letter may be.
    """
    controller = _smtp_door(config)
    if controller is not None:
        controller.begin()
        log.info("smtp_door_open", port=config.smtp_listen_port)
    try:
        while True:
            await _look_into_mailboxes()
            await asyncio.sleep(LOOK_EVERY)
    finally:
        if controller is not None:
            controller.end()


def _smtp_door(config: Config) -> UnthreadedController | None:
    if not config.smtp_listen_port:
        return None
    return UnthreadedController(
        Handler(),
        hostname=config.smtp_listen_host,
        port=config.smtp_listen_port,
        loop=asyncio.get_running_loop(),
        data_size_limit=config.mail_max_bytes,
        enable_SMTPUTF8=True,
        ident="Otklik",
        server_kwargs={"line_length_limit": LONGEST_LINE},
    )


async def _look_into_mailboxes() -> None:
    """Fetch what is new; a mailbox that fails does not keep the others waiting."""
    try:
        numbers = await _in_thread(_with_imap)
    except Exception:
        log.exception("mailboxes_not_read")
        return
    looks = [_in_thread(fetch, number) for number in numbers]
    for result in await asyncio.gather(*looks, return_exceptions=True):
        if isinstance(result, Exception):
            log.error("mailbox_failed", error=str(result))


def _with_imap() -> list[int]:
    boxes = Mailbox.objects.filter(enabled=True).exclude(imap_host="")
    return list(boxes.values_list("pk", flat=True))


def main(config: Config) -> None:
    """Run the doors until the process is told to end."""
    with suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(run(config))
