"""The load: letters brought and messages typed until somebody says "I have it"."""

import http.client
import smtplib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from bench.browser import Answer, Browser, WrongAnswerError
from otklik.mail_in.models import Door
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import PASSWORD
from tests.faults.letters import Sent
from tests.faults.stand import Stand
from tests.flows.service import PATIENCE_SECONDS

T = TypeVar("T")

AGAIN_SECONDS: Final = 0.03
BETWEEN_MESSAGES: Final = 0.1
IMAP_ADDRESS: Final = "box@lotsman.example"


broken_off = threading.Event()
"""Set when a run ends before its time: then nobody insists any more."""


class NotTakenError(Exception):
    """A letter or a message was refused, or not taken in a long time."""


def bring(stand: Stand, letter: Sent) -> None:
    """Offer a letter again and again, as mail servers do, until it is taken.

    Raises:
        NotTakenError: It never was.
    """
    insist(lambda: _offer(stand, letter), letter.mark)
    letter.is_acknowledged = True


def _offer(stand: Stand, letter: Sent) -> None:
    if letter.door == Door.IMAP:
        stand.dovecot.put(IMAP_ADDRESS, letter.raw)
        return
    with smtplib.SMTP("127.0.0.1", stand.config.smtp_listen_port, timeout=30) as door:
        door.sendmail(letter.envelope_from, [letter.to], letter.raw)


def insist(attempt: Callable[[], T], what: str) -> T:
    """Try something until the other side neither breaks off nor says "later"; return its answer.

    Args:
        attempt: What to try.
        what: Its name, in case it never succeeds.

    Raises:
        NotTakenError: It was refused for good, or never succeeded.
    """
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return attempt()
        except (OSError, smtplib.SMTPException, http.client.HTTPException) as error:
            said: Exception = error
        except WrongAnswerError as error:
            if error.status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                raise NotTakenError(f"{what}: {error}") from error
            said = error
        if time.monotonic() > end or broken_off.is_set():
            raise NotTakenError(f"{what}: {said}") from said
        time.sleep(AGAIN_SECONDS)


@dataclass
class Typist:
    """Somebody who writes one message after another into one ticket.

    Attributes:
        person: Who.
        ticket: Where; nobody else writes there.
        path: The address of the page.
        browser: What it is written with.
        told: The addresses that get a letter about each message.
        said: The marks of the messages for which the service has said that it has them.
    """

    person: Person
    ticket: Ticket
    path: str
    browser: Browser
    told: frozenset[str]
    said: list[str] = field(default_factory=list)

    def sign_in(self) -> None:
        """Enter the service."""
        self.browser.sign_in(self.person.email, password=PASSWORD)

    def type_until(self, enough: threading.Event) -> None:
        """Write messages until it is enough.

        Raises:
            NotTakenError: One was refused, or not taken in a long time.
        """
        while not enough.wait(BETWEEN_MESSAGES):
            self._say(f"typed-{self.person.name}-{len(self.said):06}")

    def _say(self, mark: str) -> None:
        page = self._insist(lambda: self.browser.get(self.path, expect="<form"), mark)
        form = page.form("mode")
        form.values |= {"text": mark, "mode": "reply"}
        self._insist(lambda: self.browser.send(form, expect=""), mark)
        self.said.append(mark)

    def _insist(self, ask: Callable[[], Answer], what: str) -> Answer:
        def attempt() -> Answer:
            try:
                return ask()
            except (OSError, http.client.HTTPException):
                self.browser.close()
                raise

        return insist(attempt, what)
