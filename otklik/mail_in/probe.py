"""Trying a mailbox's settings step by step: what worked, what did not, and of which kind it is.

A step holds codes and facts; `pages.mailboxes` puts them into words (law 11).
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from cryptography.fernet import InvalidToken
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from otklik.mail.models import Mailbox, Security
from otklik.mail_in.fetch import connected, sign_in, words_of
from otklik.mail_in.servers import ForbiddenAddressError, addresses_of

PATIENCE: Final = 8.0
"""Seconds for each answer of the server."""

FOLDERS_SHOWN: Final = 30


class Stage(StrEnum):
    """What is tried, in this order."""

    NAME = "name"
    CONNECT = "connect"
    PROTECT = "protect"
    SIGN_IN = "sign_in"
    FOLDER = "folder"
    SEND_CONNECT = "send_connect"
    SEND_PROTECT = "send_protect"
    SEND_SIGN_IN = "send_sign_in"
    SEND_FROM = "send_from"


RECEIVING: Final = (Stage.NAME, Stage.CONNECT, Stage.PROTECT, Stage.SIGN_IN, Stage.FOLDER)
SENDING: Final = (Stage.SEND_CONNECT, Stage.SEND_PROTECT, Stage.SEND_SIGN_IN, Stage.SEND_FROM)


class Trouble(StrEnum):
    """Why a step failed, as far as it can be told from outside; each has its remedy."""

    NO_NAME = "no_name"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    SILENT = "silent"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    NO_IMAP = "no_imap"
    PASSWORD = "password"  # noqa: S105 - the name of a trouble
    UNPROTECTED = "unprotected"
    NO_FOLDER = "no_folder"
    SEND_UNSET = "send_unset"
    SEND_AWAY = "send_away"
    SEND_UNPROTECTED = "send_unprotected"
    SEND_PASSWORD = "send_password"  # noqa: S105 - the name of a trouble
    SEND_SENDER = "send_sender"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one stage.

    Attributes:
        stage: Which.
        seconds: How long it took.
        trouble: Why it failed; "" if it did not.
        said: What the server said; never what something else than a mail server said.
        facts: What is worth telling: address, port, TLS, certificate's end, letters, folders.
    """

    stage: Stage
    seconds: float
    trouble: Trouble | str = ""
    said: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as the column keeps it."""
        return asdict(self)


class Failed(Exception):  # noqa: N818 - it ends the walk through the stages
    """A stage that failed: why, what the server said, and what is worth telling."""

    def __init__(self, trouble: Trouble, said: str = "", **facts: Any) -> None:
        self.trouble, self.said, self.facts = trouble, said, facts
        super().__init__(trouble)


def probe(box: Mailbox) -> Iterator[Step]:
    """Try the settings of a mailbox, stored or not; nothing is written, neither here nor there.

    Args:
        box: The mailbox with its password.

    Yields:
        A step as soon as it is done; a failed one is the last.
    """
    with ExitStack() as stack:
        addresses: list[str] = []
        client: list[IMAPClient] = []

        def greet() -> dict[str, Any]:
            client.append(stack.enter_context(connected(box, patience=PATIENCE)))
            return protection_of(client[0].socket())

        stages: dict[Stage, Callable[[], dict[str, Any]]] = {
            Stage.NAME: lambda: _resolve(box, addresses),
            Stage.CONNECT: lambda: _connect(box, addresses),
            Stage.PROTECT: lambda: _guarded(box, greet),
            Stage.SIGN_IN: lambda: _sign_in(client[0], box),
            Stage.FOLDER: lambda: _folder(client[0], box),
        }
        yield from walk(stages)


def walk(stages: Mapping[Stage, Callable[[], dict[str, Any]]]) -> Iterator[Step]:
    """Go through stages, each of which returns facts or raises `Failed`, and time them.

    Args:
        stages: What is to be done, in order.

    Yields:
        A step as soon as it is done; a failed one is the last.
    """
    for stage, attempt in stages.items():
        began = time.monotonic()
        try:
            facts = attempt()
        except Failed as failed:
            took = time.monotonic() - began
            yield Step(stage, took, failed.trouble, failed.said, failed.facts)
            return
        yield Step(stage, time.monotonic() - began, facts=facts)


def _resolve(box: Mailbox, addresses: list[str]) -> dict[str, Any]:
    try:
        addresses += addresses_of(box.imap_host, box.imap_port)
    except ForbiddenAddressError as error:
        raise Failed(Trouble.FORBIDDEN, address=str(error)) from error
    except OSError as error:
        raise Failed(Trouble.NO_NAME) from error
    return {"address": addresses[0]}


def _connect(box: Mailbox, addresses: list[str]) -> dict[str, Any]:
    trouble = Trouble.SILENT
    for address in addresses:
        try:
            socket.create_connection((address, box.imap_port), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            trouble = Trouble.REFUSED
        except OSError:
            continue
        else:
            return {"port": box.imap_port}
    raise Failed(trouble, port=box.imap_port)


def _guarded(box: Mailbox, greet: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Greet the server, and tell the ways apart in which that fails."""
    try:
        return greet()
    except ssl.SSLCertVerificationError as error:
        raise Failed(Trouble.CERTIFICATE, error.verify_message) from error
    except ssl.SSLError as error:
        raise Failed(Trouble.NO_TLS) from error
    except (OSError, IMAPClientError) as error:
        # What came may be no mail server's answer, so it is not shown.
        no_starttls = box.imap_security == Security.STARTTLS and isinstance(error, IMAPClientError)
        raise Failed(Trouble.NO_TLS if no_starttls else Trouble.NO_IMAP) from error


def protection_of(connection: object) -> dict[str, Any]:
    """Return how a connection is protected: TLS and the certificate's end, or no TLS.

    Args:
        connection: Its socket.
    """
    if not isinstance(connection, ssl.SSLSocket):
        return {"tls": ""}
    certificate = connection.getpeercert() or {}
    ends = certificate.get("notAfter")
    facts: dict[str, Any] = {"tls": connection.version() or ""}
    if isinstance(ends, str):
        facts["until"] = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC).isoformat()
    return facts


def _sign_in(client: IMAPClient, box: Mailbox) -> dict[str, Any]:
    try:
        sign_in(client, box)
    except (OSError, IMAPClientError, InvalidToken) as error:
        said = words_of(error)
        hidden = {"LOGINDISABLED", "PRIVACYREQUIRED", "cleartext", "plaintext"}
        wants_tls = any(word.lower() in said.lower() for word in hidden)
        raise Failed(Trouble.UNPROTECTED if wants_tls else Trouble.PASSWORD, said) from error
    return {"user": box.imap_user or box.address}


def _folder(client: IMAPClient, box: Mailbox) -> dict[str, Any]:
    try:
        chosen: dict[bytes, Any] = client.select_folder(box.imap_folder, readonly=True)
    except (OSError, IMAPClientError) as error:
        raise Failed(Trouble.NO_FOLDER, words_of(error), folders=_folders(client)) from error
    return {"folder": box.imap_folder, "letters": int(chosen.get(b"EXISTS", 0))}


def _folders(client: IMAPClient) -> list[str]:
    """Return the folders that can be opened; none if the server does not tell."""
    try:
        listed = client.list_folders()
    except (OSError, IMAPClientError):
        return []
    names = [name for flags, _mark, name in listed if rb"\Noselect" not in flags]
    return [str(name) for name in names[:FOLDERS_SHOWN]]
