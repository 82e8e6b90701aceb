"""A real mail server to send to, and the pieces a letter is made of."""

import asyncio
import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from otklik.mail.outgoing import Letter
from otklik.mail.transport import Smtp


@dataclass
class Taken:
    """A letter as the server got it."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class Sink:
    """Takes every letter, unless told what to answer instead."""

    taken: list[Taken] = field(default_factory=list)
    answer_to_recipient: str = ""
    answer_to_data: str = ""
    answer_to_quit: str = "221 Bye"
    port: int = 0

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[Any]
    ) -> str:
        if self.answer_to_recipient:
            return self.answer_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_to_data:
            return self.answer_to_data
        assert isinstance(envelope.content, bytes)
        assert envelope.mail_from is not None
        self.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 Taken"

    async def handle_QUIT(self, *_: object) -> str:  # noqa: N802
        return self.answer_to_quit

    @property
    def transport(self) -> Smtp:
        return Smtp(host="127.0.0.1", port=self.port)


class _FreePort(Controller):
    """Listens on a port of the system's choice."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own hook


@pytest.fixture
def sink() -> Iterator[Sink]:
    handler = Sink()
    controller = _FreePort(handler, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


LetterMaker = Callable[..., Letter]


@pytest.fixture
def letter() -> LetterMaker:
    def build(**changes: Any) -> Letter:
        values: dict[str, Any] = {
            "address": "elena@example.org",
            "to_name": "Елена Воронцова",
            "sender_name": "Анна Ковалёва (Лоцман)",
            "sender_address": "help@lotsman.example",
            "reply_to": "help+t123.p45.aaaaaaaaaaaaaaaa@lotsman.example",
            "subject": "[#123] Заказы с сайта не попадают в 1С",
            "text": "Дело оказалось в nginx.\n",
            "html": "<p>Дело оказалось в nginx.</p>",
            "language": "ru",
            "message_id": "<t123.456.tagtagtaaaaaaaaaaaaaaaaa@lotsman.example>",
        }
        return Letter(**(values | changes))

    return build


def no_files(blob: int) -> bytes:
    raise AssertionError(f"nobody asked for file {blob}")
