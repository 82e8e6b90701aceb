"""What staff decide about letters of the tray (spec D-14)."""

import pytest

from otklik.mail.models import Mailbox
from otklik.mail_in.decide import Order
from otklik.mail_in.models import Fate, Reason
from otklik.mail_in.take import Undecidable, take_by_hand
from otklik.mail_in.tests.post import (
    ADDRESS,
    bring,
    message_of,
    our_id,
    ticket_of,
    write,
)
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World


def test_somebody_orders_it_all_the_same(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    row = bring(mailbox, write(sender=world.anna.email, references=[our_id(ticket)]))
    taken = take_by_hand(row.pk, order=Order.AS_SENT, by=world.vera)
    assert (taken.fate, taken.decided_by) == (Fate.TAKEN, world.vera)
    message = message_of(taken)
    assert (message.ticket, message.author) == (ticket, world.anna)


def test_a_letter_of_a_machine_becomes_nobodys_answer_without_a_question(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    headers = {"Auto-Submitted": "auto-replied"}
    letter = write(sender=world.anna.email, references=[our_id(ticket)], headers=headers)
    row = bring(mailbox, letter)
    assert (row.fate, row.claimed_person) == (Fate.AUTOMATIC, None)
    asked = take_by_hand(row.pk, order=Order.AS_SENT, by=world.vera)
    assert (asked.fate, asked.reason) == (Fate.TRAY, Reason.STAFF_UNPROVEN)
    assert asked.claimed_person == world.anna
    assert ticket.messages.count() == 1
    taken = take_by_hand(row.pk, order=Order.AS_SENT, by=world.vera)
    assert (taken.fate, message_of(taken).author) == (Fate.TAKEN, world.anna)


def test_a_hidden_mark_counts_when_somebody_orders_it(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    letter = write(sender=world.anna.email, references=[our_id(ticket)], text="#hidden\nтайна")
    row = bring(mailbox, letter)
    take_by_hand(row.pk, order=Order.AS_SENT, by=world.vera)
    assert message_of(row).is_hidden


def test_somebody_orders_a_new_ticket(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    row = bring(mailbox, write(sender=world.anna.email, references=[our_id(ticket)]))
    taken = take_by_hand(row.pk, order=Order.AS_NEW, by=world.vera)
    assert taken.opened
    assert ticket_of(taken).author == world.anna


def test_a_letter_without_an_address_can_be_a_ticket_of_somebody(
    world: World, mailbox: Mailbox
) -> None:
    row = bring(mailbox, f"From: Сторож\r\nTo: {ADDRESS}\r\n\r\nТечёт крыша".encode())
    taken = take_by_hand(row.pk, order=Order.AS_NEW, by=world.vera)
    author = ticket_of(taken).author
    assert (author.name, author.email, author.can_sign_in) == ("Сторож", "", False)


def test_by_the_rules_again_is_decided_again(world: World, mailbox: Mailbox) -> None:
    row = bring(mailbox, write(sender=ADDRESS))
    again = take_by_hand(row.pk, order=Order.RULES, by=world.vera)
    assert (again.fate, again.reason) == (Fate.TRAY, Reason.OWN_ADDRESS)
    mailbox.address = "other@lotsman.example"
    mailbox.save()
    assert take_by_hand(row.pk, order=Order.RULES, by=world.vera).fate == Fate.TAKEN


def test_nobody_decides_twice(world: World, mailbox: Mailbox) -> None:
    row = bring(mailbox, write())
    with pytest.raises(Undecidable):
        take_by_hand(row.pk, order=Order.AS_NEW, by=world.vera)
    assert Ticket.objects.count() == 1


def test_whoever_may_not_see_the_ticket_cannot_be_made_its_author_by_order(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    row = bring(mailbox, write(sender=world.boris.email, references=[our_id(ticket)]))
    taken = take_by_hand(row.pk, order=Order.AS_SENT, by=world.vera)
    assert (taken.fate, taken.reason) == (Fate.TRAY, Reason.REFUSED)
