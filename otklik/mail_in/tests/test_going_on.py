"""A letter into a ticket that was closed too long ago opens a linked one (spec CLS-6, C-9)."""

from datetime import timedelta

import pytest
import time_machine

from otklik.core.time import now
from otklik.directory.models import AfterTerm, Site
from otklik.mail.models import Mailbox, Outgoing
from otklik.mail_in.models import Fate, Reason
from otklik.mail_in.tests.post import bring, reply_address, ticket_of, write
from otklik.people.models import Organization
from otklik.tickets.models import Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.tests.world import World
from tests.stage import follow_all

pytestmark = pytest.mark.django_db


def test_it_works(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    Site.objects.update(reopen_days=5)
    Ticket.objects.filter(pk=ticket.pk).update(confirm_by_mail=False)
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    follow_all()
    closing = Outgoing.objects.filter(address=world.elena.email).latest("pk")
    assert "в течение 5 дней" in closing.text
    to = reply_address(ticket, world.elena)
    with time_machine.travel(now() + timedelta(days=6)):
        first = bring(mailbox, write(to=to, text="Опять"), to=[to])
        second = bring(mailbox, write(to=to, text="Ещё"), to=[to])
        new = ticket_of(first)
        assert (new.continues, first.opened) == (ticket, True)
        assert (ticket_of(second), second.opened) == (new, False)
        follow_all()
    ticket.refresh_from_db()
    assert ticket.is_closed
    told = Outgoing.objects.filter(ref=f"ticket.{new.pk}", address=world.elena.email).earliest("pk")
    assert f"№\xa0{new.pk}" in told.text
    assert f"№\xa0{ticket.pk}" in told.text


def test_who_is_not_served_any_more_waits_for_a_person(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    """An answer into an old ticket is no way round the term of support (spec REG-10)."""
    late = now() + timedelta(days=6)
    Site.objects.update(reopen_days=5, after_term=AfterTerm.REFUSE)
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    Organization.objects.update(supported_till=late.date() - timedelta(days=1))
    to = reply_address(ticket, world.elena)
    with time_machine.travel(late):
        row = bring(mailbox, write(to=to, text="Опять"), to=[to])
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.NOT_SERVED)
    assert row.ticket_number == ticket.pk
    assert Ticket.objects.count() == 1
