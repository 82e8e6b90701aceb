"""What not even colleagues learn at the desk, and whom nobody can pretend to be."""

import pytest

from otklik.desk.tests.conftest import Browser
from otklik.mail import keys, threading
from otklik.mail.models import Outgoing
from otklik.people.operations import Profile, add_account
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World


@pytest.mark.parametrize("reader", ["anna", "oleg"])
def test_nobody_reads_the_address_by_which_somebody_else_answers(
    world: World, browser_of: Browser, reader: str
) -> None:
    ticket = world.ticket(responsible=world.anna)
    token = threading.reply_address(
        mailbox="help@otklik.example",
        ticket=ticket.pk,
        person=world.vera.pk,
        secret=keys.signing_key(),
    )
    letter = Outgoing.objects.create(
        key="change:1",
        ref=f"ticket.{ticket.pk}",
        address=world.vera.email,
        person=world.vera,
        sender_address="help@otklik.example",
        reply_to=token,
        subject="Новое обращение",
        text="Нет чека.",
        language="ru",
        message_id="<t1@otklik.example>",
    )
    browser = browser_of(getattr(world, reader))
    for path in ("letters/", f"letters/{letter.pk}/"):
        page = browser.get(f"/desk/t/{ticket.pk}/{path}").content.decode()
        assert token not in page
        assert "+t" not in page


def test_a_ticket_is_never_written_down_for_an_account_that_proved_nothing(
    world: World, browser_of: Browser
) -> None:
    impostor = add_account(
        email="director@granite.example", profile=Profile(name="Иванов Иван"), password="x" * 12
    )
    browser = browser_of(world.anna)
    found = browser.get("/desk/new/people/?q=иванов").content.decode()
    assert "director@granite.example" not in found
    fields = {"key": "k", "title": "Нет чека", "text": "Молчит", "responsible": "nobody"}
    chosen = browser.post("/desk/new/", fields | {"author": impostor.pk})
    assert chosen.status_code == 422
    assert "director@granite.example" not in chosen.content.decode()
    typed = browser.post("/desk/new/", fields | {"email": "director@granite.example"})
    assert typed.status_code == 302
    assert Ticket.objects.get().author != impostor
    assert not Ticket.objects.get().author.can_sign_in
