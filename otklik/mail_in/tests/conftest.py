"""What the tests of letters coming in share: a mailbox and a ticket."""

import pytest

from otklik.mail.models import Mailbox
from otklik.mail_in.tests.post import ADDRESS
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World


@pytest.fixture
def mailbox(world: World) -> Mailbox:
    return Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)


@pytest.fixture
def ticket(world: World, mailbox: Mailbox) -> Ticket:
    """Elena's ticket, for which Anna answers."""
    return world.ticket(responsible=world.anna)
