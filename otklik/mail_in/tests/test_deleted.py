"""The letter that brought a message which an administrator has deleted (spec MSG-10)."""

import pytest
from django.test import Client
from django.urls import reverse

from otklik.mail.models import Mailbox
from otklik.mail_in.tests.post import bring, message_of, write
from otklik.tickets.models import Ticket
from otklik.tickets.operations.correct import delete_message
from otklik.tickets.tests.world import World

pytestmark = pytest.mark.django_db

SECRET = "зелёный-тарантул"


def test_it_is_for_administrators(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    anna, vera = Client(), Client()
    anna.force_login(world.anna)
    vera.force_login(world.vera)
    row = bring(mailbox, write(subject=f"[#{ticket.pk}]", text=SECRET))
    page, source = (reverse(f"office:letter{one}", args=[row.pk]) for one in ("", "_source"))
    desk = f"/desk/t/{ticket.pk}/"
    assert SECRET in anna.get(source).text
    assert page in anna.get(desk).text
    pk = message_of(row).pk
    delete_message(ticket_id=ticket.pk, message_id=pk, submit=world.by(world.vera))
    assert {anna.get(page).status_code, anna.get(source).status_code} == {404}
    assert page not in anna.get(desk).text
    assert SECRET in vera.get(source).text
    assert page in vera.get(desk).text
