"""Handing a finished letter to a mail server, and telling "later" from "never".

What the server says about *this letter* decides its fate: 4xx means try again, 5xx means never.
Trouble before that point (no connection, a wrong password, a refused sender) says something about
our installation, not about the letter, and so is always worth another try.
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final, Literal, Protocol

from otklik.core.config import Config
from otklik.mail.addresses import to_ascii

SOCKET_TIMEOUT: Final = 30
"""Seconds of silence after which a server counts as gone."""

SecurityName = Literal["starttls", "tls", "none"]


class TemporaryError(Exception):
    """The letter was not taken now; it may be taken later. `str()` is what the server said."""


class PermanentError(Exception):
    """This letter will never be taken. `str()` is what the server said."""


class Transport(Protocol):
    """A way for letters to leave."""

    def hand_over(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Give the letter away.

        Args:
            message: The finished letter.
            sender: The envelope's sender, to whom a bounce comes back.
            recipient: The envelope's recipient.

        Raises:
            TemporaryError: It was not taken now.
            PermanentError: It will never be taken.
        """


class Outbox:
    """Lets letters stay in our own table, where the demo shows them."""

    def hand_over(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Take every letter."""


class Unconfigured:
    """Stands for the mail server that an installation has not been given yet."""

    def hand_over(
        self,
        message: EmailMessage,  # noqa: ARG002 (the protocol's signature)
        *,
        sender: str,  # noqa: ARG002
        recipient: str,  # noqa: ARG002
    ) -> None:
        """Take no letter.

        Raises:
            TemporaryError: Always; the letters leave as soon as a server is named.
        """
        raise TemporaryError("No mail server is set: give its name in OTKLIK_SMTP_HOST.")


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """A mail server, one connection for each letter."""

    host: str
    port: int
    security: SecurityName = "none"
    user: str = ""
    password: str = ""

    def hand_over(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Send the letter, see `Transport.hand_over`."""
        try:
            recipient = to_ascii(recipient)
        except ValueError as error:
            raise PermanentError(f"{recipient}: {error}") from error
        with self._session() as server:
            _submit(server, message, sender=to_ascii(sender), recipient=recipient)

    def try_out(self) -> None:
        """Connect and sign in as for a letter, and send none.

        Raises:
            TemporaryError: The server cannot be reached or does not let us in.
        """
        with self._session():
            pass

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """Yield a connection; what goes wrong with it is worth another try."""
        try:
            server = self._connect()
            try:
                yield server
            finally:
                _part_from(server)
        except smtplib.SMTPResponseException as error:
            raise TemporaryError(_words(error.smtp_code, error.smtp_error)) from error
        except OSError as error:  # the network, TLS and what smtplib has no words for
            raise TemporaryError(f"{self.host}:{self.port}: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        """Return a connection, protected and signed in as the settings say."""
        server = self.opened(SOCKET_TIMEOUT)
        try:
            self.sign_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def opened(self, patience: float) -> smtplib.SMTP:
        """Return a connection, protected as the settings say; nobody has signed in yet.

        Args:
            patience: Seconds of silence after which the server counts as gone.

        Raises:
            OSError: The network, TLS, or what smtplib makes of an answer.
        """
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=patience, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=patience)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server

    def sign_in(self, server: smtplib.SMTP) -> None:
        """Sign in, if the settings name a user.

        Args:
            server: The connection.

        Raises:
            smtplib.SMTPException: The server does not let us in.
        """
        if self.user:
            server.login(self.user, self.password)


def from_config(config: Config) -> Transport:
    """Return the way letters leave this installation.

    Without a mail server the demo and a developer keep letters in the outbox; a production
    service says that it has none.
    """
    if not config.smtp_host:
        return Unconfigured() if config.mode == "production" else Outbox()
    secret = config.smtp_password
    return Smtp(
        host=config.smtp_host,
        port=config.smtp_port,
        security=config.smtp_security,
        user=config.smtp_user,
        password=secret.get_secret_value() if secret else "",
    )


def _submit(server: smtplib.SMTP, message: EmailMessage, *, sender: str, recipient: str) -> None:
    """Run one mail transaction and sort its answers."""
    try:
        server.send_message(message, from_addr=sender, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, text = error.recipients[recipient]
        raise _sorted(code, text) from error
    except smtplib.SMTPDataError as error:
        raise _sorted(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentError(str(error)) from error


def _part_from(server: smtplib.SMTP) -> None:
    """End the connection; a letter that was taken stays taken whatever the farewell brings."""
    with contextlib.suppress(OSError):
        server.quit()
    server.close()


def _sorted(code: int, text: bytes | str) -> TemporaryError | PermanentError:
    words = _words(code, text)
    return PermanentError(words) if 500 <= code < 600 else TemporaryError(words)


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())}"[:1000]
