"""In the demo: answering a letter as the client would, from the outbox."""

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from ipaddress import ip_address
from typing import Final

from django.utils import timezone

from otklik.core.config import config
from otklik.core.text import one_line
from otklik.core.time import now
from otklik.mail.models import Outgoing
from otklik.people.viewer import viewer_of
from otklik.tickets.access import Seen, stance

SECONDS: Final = 10


class NoDoor(Exception):  # noqa: N818 - it is told to the person, nothing of ours failed
    """Letters are not taken here now: the SMTP door is shut."""


def may_answer(letter: Outgoing, seen: Seen) -> bool:
    """Tell whether the outbox offers to answer a letter as the client who got it; in the demo only.

    Args:
        letter: A letter about the ticket.
        seen: The ticket; who stands as staff towards it does not answer as its client.
    """
    if config().mode != "demo" or not (letter.reply_to or letter.sender_address):
        return False
    person = letter.person
    return person is None or not stance(viewer_of(person), seen.ticket).sees_hidden


def answer_as_client(letter: Outgoing, text: str) -> None:
    """Write the reply that the letter's reader would write, and hand it to our own SMTP door.

    It is a real letter (RFC 5322): to the signed reply address, In-Reply-To, the old text quoted,
    so it takes the whole way of every letter that comes in.

    Args:
        letter: The letter that is answered.
        text: What the client writes.

    Raises:
        NoDoor: Nobody takes letters at the address of the settings.
    """
    settings = config()
    to = letter.reply_to or letter.sender_address
    message = _reply(letter, to, text)
    try:
        with smtplib.SMTP(
            _reachable(settings.smtp_listen_host), settings.smtp_listen_port, timeout=SECONDS
        ) as server:
            server.send_message(message, from_addr=letter.address, to_addrs=[to])
    except (OSError, smtplib.SMTPException) as error:
        raise NoDoor(str(error)) from error


def _reachable(host: str) -> str:
    """Return where a door that listens everywhere can be reached from here."""
    try:
        return "127.0.0.1" if ip_address(host).is_unspecified else host
    except ValueError:  # a name, not an address
        return host


def _reply(letter: Outgoing, to: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((letter.to_name, letter.address))
    message["To"] = to
    message["Subject"] = one_line(f"Re: {letter.subject}", 200)
    message["Date"] = format_datetime(timezone.localtime(now()))
    message["Message-ID"] = make_msgid(domain=letter.address.rpartition("@")[2])
    message["In-Reply-To"] = letter.message_id
    message["References"] = " ".join([*letter.references, letter.message_id])
    written = timezone.localtime(letter.sent_at or letter.created_at)
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    who = letter.sender_name or letter.sender_address
    message.set_content(f"{text}\n\n{written:%d.%m.%Y %H:%M}, {who}:\n{quoted}\n")
    return message
