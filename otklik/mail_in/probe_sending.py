"""Trying the way out step by step, up to the sender's address; no letter is sent."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from otklik.mail.addresses import to_ascii
from otklik.mail.transport import Smtp, Transport, Unconfigured
from otklik.mail_in.probe import PATIENCE, Failed, Stage, Step, Trouble, protection_of, walk


def sends(way: Transport) -> bool:
    """Tell whether a way for letters to leave can be tried: the demo's outbox takes all."""
    return isinstance(way, Smtp | Unconfigured)


def probe_sending(way: Transport, sender: str) -> Iterator[Step]:
    """Try the installation's mail server as for a letter from a mailbox, and send none.

    Args:
        way: The way for letters to leave.
        sender: The mailbox's address.

    Yields:
        A step as soon as it is done; a failed one is the last.
    """
    if not isinstance(way, Smtp):
        if sends(way):
            yield Step(Stage.SEND_CONNECT, 0.0, Trouble.SEND_UNSET)
        return
    with ExitStack() as stack:
        server: list[smtplib.SMTP] = []

        def greet() -> dict[str, Any]:
            server.append(_opened(way))
            stack.callback(server[0].close)
            return protection_of(server[0].sock)

        stages: dict[Stage, Callable[[], dict[str, Any]]] = {
            Stage.SEND_CONNECT: lambda: _connect(way),
            Stage.SEND_PROTECT: greet,
            Stage.SEND_SIGN_IN: lambda: _sign_in(way, server[0]),
            Stage.SEND_FROM: lambda: _name_sender(server[0], sender),
        }
        yield from walk(stages)


def _connect(way: Smtp) -> dict[str, Any]:
    try:
        socket.create_connection((way.host, way.port), timeout=PATIENCE).close()
    except OSError as error:
        raise Failed(Trouble.SEND_AWAY) from error
    return {"host": way.host, "port": way.port}


def _opened(way: Smtp) -> smtplib.SMTP:
    try:
        return way.opened(PATIENCE)
    except ssl.SSLCertVerificationError as error:
        raise Failed(Trouble.SEND_UNPROTECTED, error.verify_message) from error
    except OSError as error:
        # What came may be no mail server's answer, so it is not shown.
        raise Failed(Trouble.SEND_UNPROTECTED) from error


def _sign_in(way: Smtp, server: smtplib.SMTP) -> dict[str, Any]:
    try:
        way.sign_in(server)
    except OSError as error:
        said = _said(error.smtp_error) if isinstance(error, smtplib.SMTPResponseException) else ""
        raise Failed(Trouble.SEND_PASSWORD, said) from error
    return {"user": way.user}


def _name_sender(server: smtplib.SMTP, sender: str) -> dict[str, Any]:
    try:
        server.ehlo_or_helo_if_needed()
        code, answer = server.mail(to_ascii(sender))
    except (OSError, ValueError) as error:
        raise Failed(Trouble.SEND_SENDER) from error
    if code >= 400:
        raise Failed(Trouble.SEND_SENDER, _said(answer))
    with contextlib.suppress(OSError):
        server.quit()
    return {"sender": sender}


def _said(answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(words.split())[:300]
