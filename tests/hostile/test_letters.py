"""Letters whose headers want to be more than headers."""

import email
import email.policy

import pytest

from otklik.core.time import now
from otklik.mail import message
from otklik.mail.models import Mailbox, Outgoing
from otklik.mail_in.models import Fate
from otklik.mail_in.tests.post import ADDRESS, bring, ticket_of
from otklik.tickets.tests.world import World
from tests.hostile.vectors import FOREIGN, HEADERS
from tests.stage import follow_all

pytestmark = pytest.mark.django_db

USUAL = {
    b"from": b"From: Elena <elena@example.org>",
    b"to": f"To: {ADDRESS}".encode(),
    b"subject": b"Subject: x",
    b"content-type": b"Content-Type: text/plain; charset=utf-8",
}


def letter(*headers: bytes) -> bytes:
    """Return a letter with odd headers, each in the place of the usual one of its name."""
    names = [header.partition(b":")[0].lower() for header in headers]
    usual = [line for known, line in USUAL.items() if known not in names]
    return b"\r\n".join([*usual, *headers, b"", b"Text"])


def test_no_header_becomes_another_one(world: World) -> None:
    box = Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)
    for headers in HEADERS:
        row = bring(box, letter(*headers))
        assert row.fate == Fate.TAKEN, headers
        ticket = ticket_of(row)
        for shown in (ticket.title, ticket.author.name, ticket.author.email, row.sender_name):
            assert not set(shown) & set("\r\n\0"), headers
    follow_all()
    for sent in Outgoing.objects.all():
        raw = message.compose(sent, at=now(), read=lambda _: b"").as_bytes()
        found = email.message_from_bytes(raw, policy=email.policy.default)
        assert found["Bcc"] is None
        assert [one.addr_spec for one in found["To"].addresses] == [sent.address]
        assert FOREIGN not in sent.address
