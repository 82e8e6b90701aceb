"""Letters that nobody wrote, and letters that no letter may follow (spec MAIL-13, D-13)."""

import pytest

from otklik.mail import keys, outgoing, threading
from otklik.mail.models import Mailbox, Outgoing, Result, State
from otklik.mail_in.decide import Order
from otklik.mail_in.models import Fate, Reason
from otklik.mail_in.take import take_by_hand
from otklik.mail_in.tests.post import (
    ADDRESS,
    bring,
    last_message,
    message_of,
    our_id,
    reply_address,
    report,
    ticket_of,
    write,
)
from otklik.people.models import Person
from otklik.tickets.follow import follow
from otklik.tickets.models import Change, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World


def follow_all() -> list[Outgoing]:
    """Do what the changes so far set in motion; return all letters that there are."""
    for change in Change.objects.filter(followed_at=None).order_by("pk"):
        follow(change.pk)
    return list(Outgoing.objects.order_by("pk"))


def told(person: Person) -> list[str]:
    """Return the subjects of the letters to a person."""
    follow_all()
    return list(Outgoing.objects.filter(address=person.email).values_list("subject", flat=True))


def answered(world: World, ticket: Ticket) -> Outgoing:
    """Let Anna answer; return the letter that Elena gets."""
    follow_all()
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Перезагрузите."))
    follow_all()
    return Outgoing.objects.filter(address=world.elena.email).latest("pk")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied (vacation)"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
    ],
)
def test_an_answering_machine_goes_to_the_ledger_only(
    world: World, mailbox: Mailbox, ticket: Ticket, headers: dict[str, str]
) -> None:
    answered(world, ticket)
    before = follow_all()
    to = reply_address(ticket, world.elena)
    row = bring(mailbox, write(to=to, text="Я в отпуске.", headers=headers), to=[to])
    assert (row.fate, row.ticket_number) == (Fate.AUTOMATIC, ticket.pk)
    assert last_message(ticket).text == "Перезагрузите."
    assert follow_all() == before


def test_an_answering_machine_opens_no_ticket(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(headers={"Auto-Submitted": "auto-generated"}))
    assert row.fate == Fate.AUTOMATIC
    assert not Ticket.objects.exists()


def test_the_answering_machine_of_staff_does_not_fill_the_tray(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    letter = write(
        sender=world.anna.email,
        references=[our_id(ticket)],
        headers={"Auto-Submitted": "auto-replied"},
    )
    row = bring(mailbox, letter)
    assert (row.fate, row.ticket_number) == (Fate.AUTOMATIC, ticket.pk)


def test_a_read_receipt_goes_to_the_ledger(mailbox: Mailbox, ticket: Ticket) -> None:
    raw = (
        f"From: elena@example.org\r\nTo: {ADDRESS}\r\nSubject: Read: [#{ticket.pk}]\r\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n"
        "--b\r\n\r\nRead.\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n"
    ).encode()
    row = bring(mailbox, raw)
    assert (row.fate, row.ticket_number) == (Fate.AUTOMATIC, ticket.pk)


@pytest.mark.parametrize("precedence", ["bulk", "junk"])
def test_what_is_sent_to_everybody_opens_no_ticket(mailbox: Mailbox, precedence: str) -> None:
    letter = write(sender="sales@market.example", headers={"Precedence": precedence})
    assert bring(mailbox, letter).fate == Fate.AUTOMATIC


def test_a_client_behind_a_gateway_that_says_bulk_is_heard(
    mailbox: Mailbox, ticket: Ticket
) -> None:
    letter = write(subject=f"[#{ticket.pk}]", headers={"Precedence": "bulk"})
    assert bring(mailbox, letter).fate == Fate.TAKEN


@pytest.mark.parametrize(
    "headers", [{"Precedence": "list"}, {"List-Id": "<help.granite.example>"}, {}]
)
def test_letters_of_lists_and_without_sender_are_taken_without_a_word(
    world: World, mailbox: Mailbox, headers: dict[str, str]
) -> None:
    envelope_from = "bounces@granite.example" if headers else ""
    row = bring(mailbox, write(headers=headers), envelope_from=envelope_from)
    assert row.fate == Fate.TAKEN
    assert told(world.elena) == []
    assert told(world.vera) != []


def test_a_person_gets_a_confirmation(world: World, mailbox: Mailbox) -> None:
    row = bring(mailbox, write(subject="Касса"))
    assert told(world.elena) == [f"[#{row.ticket_number}] Касса"]


def test_who_wrote_by_mail_gets_no_copy_of_it(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    before = told(world.elena)
    bring(mailbox, write(subject=f"[#{ticket.pk}]"))
    assert told(world.elena) == before
    assert told(world.anna)


def test_our_own_letter_that_comes_back_is_left_alone(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    sent = answered(world, ticket)
    letter = write(
        sender=sent.sender_address, to=sent.reply_to, message_id=sent.message_id, text=sent.text
    )
    row = bring(mailbox, letter, to=[sent.reply_to])
    assert (row.fate, row.ticket_number) == (Fate.OWN, ticket.pk)
    assert last_message(ticket).text == "Перезагрузите."


def test_a_message_id_that_looks_like_ours_is_not_ours(mailbox: Mailbox, ticket: Ticket) -> None:
    forged = f"<t{ticket.pk}.1.{'a' * 24}@lotsman.example>"
    assert bring(mailbox, write(message_id=forged)).fate == Fate.TAKEN


def test_a_report_marks_the_letter_that_did_not_arrive(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    sent = answered(world, ticket)
    about = f"Message-ID: {sent.message_id}\r\n"
    row = bring(mailbox, report(about=about, to=sent.reply_to), envelope_from="")
    assert (row.fate, row.ticket_number) == (Fate.BOUNCE, ticket.pk)
    sent.refresh_from_db()
    assert sent.state == State.BOUNCED
    assert "User unknown" in sent.last_error
    assert Result.objects.get(outgoing=sent).kind == Result.Kind.BOUNCED


def test_a_report_without_message_id_is_known_by_where_it_comes_to(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    sent = answered(world, ticket)
    row = bring(mailbox, report(about="", to=sent.reply_to), to=[sent.reply_to])
    assert (row.fate, row.ticket_number) == (Fate.BOUNCE, ticket.pk)
    sent.refresh_from_db()
    assert sent.state == State.BOUNCED


def test_a_delay_is_no_return(world: World, mailbox: Mailbox, ticket: Ticket) -> None:
    sent = answered(world, ticket)
    about = f"Message-ID: {sent.message_id}\r\n"
    row = bring(mailbox, report(about=about, to=sent.reply_to, action="delayed"))
    assert row.fate == Fate.BOUNCE
    sent.refresh_from_db()
    assert sent.state == State.QUEUED


def test_a_report_about_a_letter_that_is_not_ours_marks_nothing(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    sent = answered(world, ticket)
    about = "Message-ID: <somebody.elses@example.org>\r\n"
    assert bring(mailbox, report(about=about, to=ADDRESS)).fate == Fate.BOUNCE
    sent.refresh_from_db()
    assert sent.state == State.QUEUED


def test_a_report_that_a_client_sends_on_is_a_letter(world: World, mailbox: Mailbox) -> None:
    raw = report(about="Message-ID: <x@example.org>\r\n", to=ADDRESS).replace(
        b"MAILER-DAEMON@mx.example", b"elena@example.org"
    )
    row = bring(mailbox, raw.replace(b"Auto-Submitted: auto-replied\r\n", b""))
    assert ticket_of(row).author == world.elena


def test_a_subject_alone_keeps_no_new_letter_out(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    subject = "Out of office reply does not work"
    row = bring(mailbox, write(subject=subject))
    assert ticket_of(row).title == subject
    assert f"[#{row.ticket_number}] {subject}" not in told(world.elena)
    answer = bring(mailbox, write(subject="Out of office", references=[our_id(ticket)]))
    assert answer.fate == Fate.AUTOMATIC


def test_a_letter_of_the_gate_that_comes_back_is_marked_too(world: World, mailbox: Mailbox) -> None:
    key, address = "account:1:x", "elena@example.org"
    message_id = threading.plain_message_id(
        key=key,
        address=address,
        domain="lotsman.example",
        secret=keys.signing_key(),
    )
    sent = outgoing.put(
        outgoing.Letter(
            address=address,
            sender_name="Лоцман",
            sender_address=ADDRESS,
            subject="Новый пароль",
            text="…",
            language="ru",
            message_id=message_id,
        ),
        key=key,
        ref="account.1",
    )
    row = bring(mailbox, report(about=f"Message-ID: {message_id}\r\n", to=ADDRESS))
    assert (row.fate, row.ticket_number) == (Fate.BOUNCE, None)
    sent.refresh_from_db()
    assert sent.state == State.BOUNCED


def test_a_robot_that_looks_like_a_person_is_confirmed_a_few_times_and_no_more(
    world: World, mailbox: Mailbox
) -> None:
    """It answers every confirmation with a letter that names nothing and looks new."""
    for turn in range(12):
        row = bring(mailbox, write(subject=f"Записка {turn}", text="Вернусь завтра."))
        assert row.opened
    assert len(told(world.elena)) == 5


def test_staff_are_told_nothing_of_a_letter_in_the_tray(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    follow_all()
    count = Outgoing.objects.count()
    row = bring(mailbox, write(sender=world.anna.email, references=[our_id(ticket)]))
    assert row.reason == Reason.STAFF_UNPROVEN
    assert len(follow_all()) == count


def test_a_machines_letter_can_be_taken_all_the_same(world: World, mailbox: Mailbox) -> None:
    row = bring(mailbox, write(headers={"Precedence": "bulk"}))
    taken = take_by_hand(row.pk, order=Order.AS_SENT, by=world.vera)
    assert ticket_of(taken).author == world.elena
    assert message_of(taken).text
    assert told(world.elena) == []
