"""Which ticket a letter enters, and in whose name (spec MAIL-2…MAIL-6, D-5, D-11, D-14)."""

import pytest
from pytest_django import DjangoAssertNumQueries

from otklik.mail.models import Mailbox, WhoMayReply
from otklik.mail_in.models import Fate, Reason
from otklik.mail_in.tests.post import (
    ADDRESS,
    bring,
    last_message,
    message_of,
    our_id,
    reply_address,
    write,
)
from otklik.people.models import Address, Person, UserGroup
from otklik.people.operations import add_to_user_group, contact_for
from otklik.tickets.models import Side, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.tests.world import World, moscow


def test_the_own_reply_address_leads_into_the_ticket(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.elena)
    row = bring(mailbox, write(to=to, text="Всё ещё не печатает."), to=[to])
    assert (row.fate, row.ticket_number, row.matched_by) == (Fate.TAKEN, ticket.pk, "token")
    assert not row.opened
    message = message_of(row)
    assert (message.author, message.side) == (world.elena, Side.CLIENT)
    assert message.text == "Всё ещё не печатает."
    assert message.source is not None
    assert message.source.code == "email"


def test_servers_may_fold_the_case_of_the_reply_address(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.elena).upper()
    assert bring(mailbox, write(), to=[to]).matched_by == "token"


def test_a_forged_reply_address_leads_nowhere(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    genuine = reply_address(ticket, world.pavel)
    forged = genuine.replace(f"p{world.pavel.pk}.", f"p{world.elena.pk}.")
    row = bring(mailbox, write(sender="mallory@evil.example", to=forged), to=[forged])
    assert row.opened
    assert row.ticket_number != ticket.pk


def test_somebody_elses_reply_address_is_no_key_for_a_stranger(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.elena)
    row = bring(mailbox, write(sender="mallory@evil.example", to=to), to=[to])
    assert row.opened
    assert row.claimed_number == ticket.pk
    assert row.matched_by == "token"


def test_a_reply_address_in_cc_is_no_key_for_who_got_a_copy(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    letter = write(
        sender="mallory@evil.example", headers={"Cc": reply_address(ticket, world.elena)}
    )
    row = bring(mailbox, letter, to=[ADDRESS])
    assert (row.opened, row.claimed_number) == (True, ticket.pk)
    assert message_of(row).author != world.elena
    assert last_message(ticket).number == 1


def test_a_client_who_lost_the_ticket_has_a_dead_reply_address(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.pavel)
    row = bring(mailbox, write(sender=world.pavel.email, to=to), to=[to])
    assert row.opened
    assert row.ticket_number != ticket.pk


def test_references_lead_a_client_back(mailbox: Mailbox, ticket: Ticket) -> None:
    row = bring(mailbox, write(subject="Re: касса", references=[our_id(ticket)]))
    assert (row.ticket_number, row.matched_by) == (ticket.pk, "references")


@pytest.mark.parametrize("tag", ["[#{}]", "[ #{}]", "Re: [#{}] Fwd:"])
def test_the_number_leads_a_client_back(mailbox: Mailbox, ticket: Ticket, tag: str) -> None:
    row = bring(mailbox, write(subject=f"{tag.format(ticket.pk)} касса"))
    assert (row.ticket_number, row.matched_by) == (ticket.pk, "number")


def test_a_stranger_with_the_number_gets_a_ticket_of_his_own(
    mailbox: Mailbox, ticket: Ticket
) -> None:
    row = bring(mailbox, write(sender="stranger@else.example", subject=f"Re: [#{ticket.pk}]"))
    assert row.opened
    assert (row.claimed_number, row.matched_by) == (ticket.pk, "number")
    assert last_message(ticket).number == 1


def test_a_number_of_no_ticket_is_just_a_subject(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(subject="[#99999999] из нашей системы"))
    assert row.opened
    assert row.claimed_number is None


def test_a_colleague_who_sees_the_ticket_writes_into_it(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    row = bring(mailbox, write(sender=world.irina.email, subject=f"[#{ticket.pk}]"))
    assert row.ticket_number == ticket.pk
    assert message_of(row).author == world.irina


def test_a_colleague_who_does_not_see_it_opens_another_one(world: World, mailbox: Mailbox) -> None:
    of_irina = world.ticket(author=world.irina)
    row = bring(mailbox, write(sender=world.elena.email, subject=f"[#{of_irina.pk}]"))
    assert row.opened


def test_a_further_address_of_a_person_counts_as_his(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    Address.objects.create(person=world.elena, address="elena@home.example", proven_at=moscow(2, 9))
    row = bring(mailbox, write(sender="Elena@Home.Example", subject=f"[#{ticket.pk}]"))
    assert message_of(row).author == world.elena


def test_a_further_address_of_the_ticket_writes_in_the_authors_place(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(author_text="Склад <stock@granite.example>")
    row = bring(mailbox, write(sender="stock@granite.example", subject=f"[#{ticket.pk}]"))
    message = message_of(row)
    assert (message.author, message.side) == (world.elena, Side.CLIENT)
    assert message.text.startswith("Письмо от stock@granite.example:")


@pytest.mark.parametrize(
    ("rule", "sender", "enters"),
    [
        (WhoMayReply.AUTHOR, "secretary@example.org", False),
        (WhoMayReply.DOMAIN, "secretary@example.org", True),
        (WhoMayReply.DOMAIN, "secretary@example.org.evil.example", False),
        (WhoMayReply.DOMAIN, "secretary@notexample.org", False),
        (WhoMayReply.ANYONE, "mallory@evil.example", True),
    ],
)
def test_the_mailbox_says_who_else_may_answer(
    mailbox: Mailbox, ticket: Ticket, rule: WhoMayReply, sender: str, *, enters: bool
) -> None:
    mailbox.who_may_reply = rule
    mailbox.save()
    row = bring(mailbox, write(sender=sender, subject=f"[#{ticket.pk}]"))
    assert (row.ticket_number == ticket.pk) is enters


def test_no_rule_lets_in_whoever_says_to_be_staff(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    mailbox.who_may_reply = WhoMayReply.ANYONE
    mailbox.save()
    row = bring(mailbox, write(sender=world.anna.email, subject=f"[#{ticket.pk}]"))
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.STAFF_UNPROVEN)


@pytest.mark.parametrize("who", ["anna", "boris", "vera", "oleg"])
def test_staff_without_their_own_reply_address_wait_in_the_tray(
    world: World, mailbox: Mailbox, ticket: Ticket, who: str
) -> None:
    person: Person = getattr(world, who)
    row = bring(mailbox, write(sender=person.email, references=[our_id(ticket)]))
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.STAFF_UNPROVEN)
    assert (row.ticket_number, row.claimed_person) == (ticket.pk, person)
    assert last_message(ticket).number == 1


def test_staff_with_a_colleagues_reply_address_wait_in_the_tray(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.anna)
    row = bring(mailbox, write(sender=world.vera.email, to=to), to=[to])
    assert (row.fate, row.claimed_person) == (Fate.TRAY, world.vera)


def test_whoever_has_staffs_reply_address_waits_in_the_tray(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.anna)
    row = bring(mailbox, write(sender="anna@home.example", to=to), to=[to])
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.STAFF_UNPROVEN)
    assert row.claimed_person == world.anna


def test_a_client_answers_what_staff_forwarded(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.anna)
    row = bring(mailbox, write(sender=world.elena.email, to=to), to=[to])
    assert message_of(row).author == world.elena


def test_staff_with_their_own_reply_address_answer(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.anna)
    row = bring(mailbox, write(sender=world.anna.email, to=to, text="Замените ленту."), to=[to])
    message = message_of(row)
    assert (message.author, message.side, message.is_hidden) == (world.anna, Side.STAFF, False)


@pytest.mark.parametrize("mark", ["#hidden\n", "#hidden ", "# HIDDEN\n\n", " #Hidden: "])
def test_a_mark_in_the_first_line_makes_staffs_letter_a_note(
    world: World, mailbox: Mailbox, ticket: Ticket, mark: str
) -> None:
    to = reply_address(ticket, world.anna)
    text = f"{mark}Клиент не платит."
    html = f"<p>{mark}<b>Клиент</b> не платит.</p>"
    letter = write(sender=world.anna.email, to=to, text=text, html=html)
    message = message_of(bring(mailbox, letter, to=[to]))
    assert message.is_hidden
    assert message.text == "Клиент не платит."
    assert "hidden" not in message.html.lower()


def test_the_mark_of_a_client_hides_nothing(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    to = reply_address(ticket, world.elena)
    message = message_of(bring(mailbox, write(to=to, text="#hidden привет"), to=[to]))
    assert not message.is_hidden
    assert message.text == "#hidden привет"


def test_staff_who_lost_the_ticket_may_not_answer(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    to = reply_address(ticket, world.boris)
    row = bring(mailbox, write(sender=world.boris.email, to=to), to=[to])
    assert row.fate == Fate.TRAY
    assert last_message(ticket).number == 1


def test_an_agent_who_is_the_author_writes_as_a_client(world: World, mailbox: Mailbox) -> None:
    ticket = world.ticket(author=world.boris, responsible=world.anna)
    row = bring(mailbox, write(sender=world.boris.email, subject=f"[#{ticket.pk}]"))
    message = message_of(row)
    assert (message.author, message.side) == (world.boris, Side.CLIENT)


def test_an_unproven_account_is_nobodys_letter(world: World, mailbox: Mailbox) -> None:
    ticket = world.ticket(author=world.nina)
    row = bring(mailbox, write(sender=world.nina.email, subject=f"[#{ticket.pk}]"))
    assert row.opened
    author = message_of(row).author
    assert author is not None
    assert author != world.nina
    assert not author.can_sign_in


def test_a_denied_person_stands_in_the_tray(world: World, mailbox: Mailbox) -> None:
    denied = UserGroup.objects.create(code="denied", name_ru="Закрыто", role="denied")
    add_to_user_group(person=world.elena, group=denied)
    row = bring(mailbox, write())
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.REFUSED)


def test_of_a_thousand_addresses_for_answers_a_few_are_looked_up(
    mailbox: Mailbox, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = ", ".join(f"a{number}@home.example" for number in range(1000))
    letter = write(
        sender="mallory@evil.example", subject=f"[#{ticket.pk}]", headers={"Reply-To": many}
    )
    with django_assert_max_num_queries(200):
        row = bring(mailbox, letter)
    assert row.sender == "a0@home.example"


def test_reply_to_says_whose_letter_it_is(mailbox: Mailbox) -> None:
    letter = write(sender="forms@shop.example", headers={"Reply-To": "Иван <ivan@home.example>"})
    row = bring(mailbox, letter)
    assert (row.sender, row.sender_name) == ("ivan@home.example", "Иван")
    assert message_of(row).author == contact_for("ivan@home.example")


def test_a_client_is_known_though_answers_are_wanted_elsewhere(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    letter = write(subject=f"[#{ticket.pk}]", headers={"Reply-To": "elena@home.example"})
    assert message_of(bring(mailbox, letter)).author == world.elena


def test_a_form_that_writes_in_our_name_names_its_visitor(mailbox: Mailbox) -> None:
    letter = write(sender=ADDRESS, headers={"Reply-To": "visitor@home.example"})
    assert bring(mailbox, letter).sender == "visitor@home.example"


def test_our_own_address_is_no_sender(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(sender=ADDRESS))
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.OWN_ADDRESS)


@pytest.mark.parametrize("sender", ["", "root@localhost", "не адрес", "<>"])
def test_nobody_can_be_answered(mailbox: Mailbox, sender: str) -> None:
    raw = f"From: {sender}\r\nTo: {ADDRESS}\r\nSubject: Отчёт\r\n\r\nТекст".encode()
    row = bring(mailbox, raw)
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.SENDER_UNKNOWN)
    assert row.subject == "Отчёт"


def test_a_letter_into_a_closed_ticket_opens_it_again(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    bring(mailbox, write(subject=f"[#{ticket.pk}]"))
    ticket.refresh_from_db()
    assert not ticket.is_closed
    assert ticket.reopened
    assert ticket.waiting_since is not None


def test_what_a_mailbox_keeps_as_hidden_wakes_nothing(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    mailbox.as_hidden = True
    mailbox.save()
    row = bring(mailbox, write(subject=f"[#{ticket.pk}]"))
    message = message_of(row)
    assert message.is_hidden
    assert message.author == world.elena
    ticket.refresh_from_db()
    assert ticket.is_closed
    assert ticket.waiting_since is None
