"""Letters for tests: written as mail programs write them, and brought to our door."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formataddr
from itertools import count
from typing import Final

from otklik.mail import keys, threading
from otklik.mail.models import Mailbox
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Door, Received
from otklik.mail_in.take import take
from otklik.people.models import Person
from otklik.tickets.models import Message, Ticket

ADDRESS: Final = "help@lotsman.example"
_numbers = count(1)


def write(
    *,
    sender: str = "elena@example.org",
    name: str = "",
    to: str = ADDRESS,
    subject: str = "Касса не печатает",
    text: str = "Добрый день, касса не печатает чек.",
    html: str = "",
    message_id: str | None = None,
    references: Sequence[str] = (),
    headers: dict[str, str] | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
) -> EmailMessage:
    """Return a letter; every one has a Message-ID of its own unless it is given."""
    letter = EmailMessage()
    letter["From"] = formataddr((name, sender))
    letter["To"] = to
    letter["Subject"] = subject
    number = next(_numbers)
    letter["Message-ID"] = message_id or f"<letter-{number}@{sender.rpartition('@')[2]}>"
    if references:
        letter["In-Reply-To"] = references[-1]
        letter["References"] = " ".join(references)
    for key, value in (headers or {}).items():
        letter[key] = value
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    for file_name, content_type, data in files:
        main, _slash, sub = content_type.partition("/")
        letter.add_attachment(data, maintype=main, subtype=sub, filename=file_name)
    return letter


def report(*, about: str, to: str, action: str = "failed") -> bytes:
    """Return a delivery report as servers write it (RFC 3464)."""
    text = (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <report@mx.example>\r\nAuto-Submitted: auto-replied\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
        "MIME-Version: 1.0\r\n\r\n--b\r\n\r\n550 5.1.1 User unknown\r\n--b\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; elena@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{about}Subject: [#1]\r\n\r\n--b--\r\n"
    )
    return text.encode()


def store(
    box: Mailbox,
    letter: EmailMessage | bytes,
    *,
    to: Sequence[str] = (),
    envelope_from: str = "somebody@example.org",
) -> Received:
    """Store a letter as the SMTP door does."""
    raw = letter if isinstance(letter, bytes) else letter.as_bytes()
    delivery = Delivery(raw=raw, door=Door.SMTP, envelope_from=envelope_from, envelope_to=to)
    return receive(box, delivery)


def bring(
    box: Mailbox,
    letter: EmailMessage | bytes,
    *,
    to: Sequence[str] = (),
    envelope_from: str = "somebody@example.org",
) -> Received:
    """Store a letter and take it; return its place in the ledger."""
    row = store(box, letter, to=to, envelope_from=envelope_from)
    take(row.pk)
    row.refresh_from_db()
    return row


def reply_address(ticket: Ticket, person: Person) -> str:
    """Return the signed address at which a person answers a ticket."""
    return threading.reply_address(
        mailbox=ADDRESS, ticket=ticket.pk, person=person.pk, secret=keys.signing_key()
    )


def our_id(ticket: Ticket) -> str:
    """Return the Message-ID of a letter that we sent about a ticket."""
    return threading.message_id(
        ticket=ticket.pk,
        change=1,
        address="elena@example.org",
        domain="lotsman.example",
        secret=keys.signing_key(),
    )


def last_message(ticket: Ticket) -> Message:
    """Return what was written last into a ticket."""
    return Message.objects.filter(ticket=ticket).latest("number")


def message_of(row: Received) -> Message:
    """Return the message that a letter became."""
    return Message.objects.get(letter_id=row.pk)


def ticket_of(row: Received) -> Ticket:
    """Return the ticket into which a letter went."""
    assert row.ticket_number is not None
    return Ticket.objects.get(pk=row.ticket_number)
