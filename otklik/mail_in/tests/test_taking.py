"""What becomes of a letter: a message, a ticket, or a pointer (spec MAIL-9…MAIL-18, D-10)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from otklik.clock.models import CategoryMode
from otklik.clock.operations import LevelDraft, create_level, set_category_mode
from otklik.core.time import now
from otklik.directory.models import AfterTerm, Category, Priority, Site, Source
from otklik.mail.models import Mailbox, Outgoing
from otklik.mail_in.decide import ANSWERED_AN_HOUR, LETTERS_AN_HOUR, Order
from otklik.mail_in.intake import Delivery, receive
from otklik.mail_in.models import Door, Fate, Reason, Received
from otklik.mail_in.take import take, take_by_hand
from otklik.mail_in.tests.post import (
    ADDRESS,
    bring,
    last_message,
    message_of,
    reply_address,
    store,
    ticket_of,
    write,
)
from otklik.people.models import Organization, Person
from otklik.tickets.models import Change, Message, Ticket, Via
from otklik.tickets.tests.world import World


def test_a_letter_of_a_client_opens_a_ticket(world: World, mailbox: Mailbox) -> None:
    mailbox.category = Category.objects.latest("sort")
    mailbox.priority = Priority.objects.latest("sort")
    mailbox.save()
    row = bring(mailbox, write(subject="Не печатает", text="Касса молчит."))
    ticket = ticket_of(row)
    assert (row.fate, row.opened) == (Fate.TAKEN, True)
    assert (ticket.title, ticket.author) == ("Не печатает", world.elena)
    assert (ticket.category, ticket.priority) == (mailbox.category, mailbox.priority)
    assert ticket.source is not None
    assert ticket.source.code == "email"
    assert ticket.waiting_since is not None
    assert Change.objects.get(ticket=ticket).via == Via.MAIL


def test_a_stranger_becomes_a_contact(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(sender="Petr@Savelev.Example", name="Пётр Савельев"))
    author = ticket_of(row).author
    assert (author.email, author.name) == ("petr@savelev.example", "Пётр Савельев")
    assert not author.can_sign_in
    again = bring(mailbox, write(sender="petr@savelev.example"))
    assert ticket_of(again).author == author


def test_a_mailbox_may_take_everybody_for_a_stranger(world: World, mailbox: Mailbox) -> None:
    mailbox.recognise_people = False
    mailbox.save()
    author = ticket_of(bring(mailbox, write())).author
    assert author != world.elena
    assert author.email == world.elena.email


def test_the_title_comes_from_the_text_if_there_is_no_subject(mailbox: Mailbox) -> None:
    long_text = "Касса\n  не   печатает чеки с самого утра, а очередь всё растёт и растёт"
    row = bring(mailbox, write(subject="", text=long_text))
    title = ticket_of(row).title
    assert title.startswith("Касса не печатает чеки")
    assert len(title) <= 50


@pytest.mark.parametrize(
    ("subject", "said"), [("Только тема", "Только тема"), ("", "(пустое письмо)")]
)
def test_an_empty_letter_is_a_ticket_too(mailbox: Mailbox, subject: str, said: str) -> None:
    row = bring(mailbox, write(subject=subject, text=" \n "))
    assert message_of(row).text == said
    assert ticket_of(row).title


def test_a_title_has_its_limit(mailbox: Mailbox) -> None:
    row = bring(mailbox, write(subject="касса " * 100))
    assert len(ticket_of(row).title) == 255


def test_times_are_those_of_the_server_never_of_the_letter(mailbox: Mailbox) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    letter = write(headers={"Date": "Mon, 1 Jan 2001 00:00:00 +0000"})
    with time_machine.travel(at, tick=False):
        row = receive(
            mailbox,
            Delivery(letter.as_bytes(), Door.IMAP, received_at=at - timedelta(minutes=20)),
        )
        take(row.pk)
    message = message_of(row)
    assert message.at == at - timedelta(minutes=20)
    assert message.recorded_at == at
    assert message.ticket.created_at == message.at


def test_a_server_that_lives_in_the_future_is_not_believed(mailbox: Mailbox) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        delivery = Delivery(write().as_bytes(), Door.IMAP, received_at=at + timedelta(days=1))
        assert receive(mailbox, delivery).received_at == at


def test_a_letter_fetched_late_stands_at_its_time(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    answered = last_message(ticket).at + timedelta(minutes=30)
    with time_machine.travel(answered, tick=False):
        to = reply_address(ticket, world.anna)
        bring(mailbox, write(to=to, sender=world.anna.email), to=[to])
        letter = write(subject=f"[#{ticket.pk}]").as_bytes()
        delivery = Delivery(letter, Door.IMAP, received_at=answered - timedelta(minutes=5))
        take(receive(mailbox, delivery).pk)
    last = last_message(ticket)
    assert last.at == answered - timedelta(minutes=5)
    ticket.refresh_from_db()
    assert ticket.message_count == 3


def test_the_same_letter_is_stored_once(mailbox: Mailbox) -> None:
    letter = write()
    first, second = store(mailbox, letter), store(mailbox, letter)
    assert first.pk == second.pk


def test_two_copies_of_a_letter_are_one_message(world: World, mailbox: Mailbox) -> None:
    other = Mailbox.objects.create(site=world.site, name="Продажи", address="sales@lotsman.example")
    letter = write(to=f"{ADDRESS}, sales@lotsman.example", message_id="<one@example.org>")
    first = bring(mailbox, letter)
    letter["Received"] = "by another.example"
    second = bring(other, letter)
    assert first.pk != second.pk
    assert first.ticket_number == second.ticket_number
    assert Message.objects.filter(message_id="one@example.org").count() == 1


def test_two_letters_with_one_message_id_are_two_messages(mailbox: Mailbox, ticket: Ticket) -> None:
    for page in ("первая", "вторая"):
        text = f"{page} страница"
        bring(mailbox, write(subject=f"[#{ticket.pk}]", text=text, message_id="<scan@scanner>"))
    assert Message.objects.filter(ticket=ticket, message_id="scan@scanner").count() == 2


def test_a_job_that_runs_twice_writes_one_message(mailbox: Mailbox, ticket: Ticket) -> None:
    row = bring(mailbox, write(subject=f"[#{ticket.pk}]"))
    take(row.pk)
    Received.objects.filter(pk=row.pk).update(fate=Fate.NEW)  # killed before it was written down
    take(row.pk)
    assert Message.objects.filter(ticket=ticket).count() == 2
    row.refresh_from_db()
    assert (row.fate, row.ticket_number) == (Fate.TAKEN, ticket.pk)


def test_who_writes_too_much_waits_in_the_tray(mailbox: Mailbox, ticket: Ticket) -> None:
    for number in range(LETTERS_AN_HOUR):
        row = store(mailbox, write(text=str(number)))
        Received.objects.filter(pk=row.pk).update(sender="elena@example.org", fate=Fate.OWN)
    row = bring(mailbox, write(subject=f"[#{ticket.pk}]"))
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.TOO_MANY)
    assert bring(mailbox, write(sender="pavel@example.org")).fate == Fate.TAKEN


def outgoing_to(person: Person) -> list[str]:
    return list(Outgoing.objects.filter(address=person.email).values_list("subject", flat=True))


def test_a_mailbox_for_answers_sends_new_letters_to_the_form(
    world: World, mailbox: Mailbox, ticket: Ticket
) -> None:
    mailbox.replies_only = True
    mailbox.save()
    row = bring(mailbox, write())
    assert row.fate == Fate.POINTED
    assert outgoing_to(world.elena) == ["Воспользуйтесь формой"]
    assert Ticket.objects.count() == 1
    assert bring(mailbox, write(subject=f"[#{ticket.pk}]")).fate == Fate.TAKEN


def test_who_is_not_served_is_told_so_and_staff_may_take_it(world: World, mailbox: Mailbox) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Organization.objects.update(supported_till=yesterday)
    Site.objects.update(after_term=AfterTerm.REFUSE, after_term_ru="Продлите договор.")
    row = bring(mailbox, write())
    assert (row.fate, row.reason) == (Fate.POINTED, Reason.NOT_SERVED)
    assert "Продлите договор." in Outgoing.objects.get(address=world.elena.email).text
    # A machine that answers each of our refusals is told nothing in the end (spec D-13).
    fates = [bring(mailbox, write()).fate for _more in range(ANSWERED_AN_HOUR)]
    assert fates == [Fate.POINTED] * (ANSWERED_AN_HOUR - 1) + [Fate.TRAY]
    assert not Ticket.objects.exists()
    taken = take_by_hand(row.pk, order=Order.AS_NEW, by=world.anna)
    assert taken.fate == Fate.TAKEN
    assert Ticket.objects.get().level_choice["ended"] == yesterday.isoformat()


def test_a_level_may_close_the_mail_but_an_archived_channel_still_brings_letters(
    world: World, mailbox: Mailbox
) -> None:
    """The category of the mailbox chooses the level that is asked (spec C-6, SLA-8)."""
    Source.objects.filter(code="email").update(archived_at=now())
    assert bring(mailbox, write()).fate == Fate.TAKEN
    set_category_mode(CategoryMode.CHOOSES)
    mailbox.category = Category.objects.latest("sort")
    mailbox.save()
    by_phone = {
        "categories": [mailbox.category.pk],
        "sources": [Source.objects.get(code="phone").pk],
    }
    timetable = world.level.timetable_id
    create_level(LevelDraft("По телефону", timetable, everyone=True, allowed=by_phone))
    row = bring(mailbox, write())
    assert (row.fate, row.reason, row.error) == (Fate.POINTED, Reason.NOT_SERVED, "")


def test_a_machine_is_not_sent_to_the_form(world: World, mailbox: Mailbox) -> None:
    mailbox.replies_only = True
    mailbox.save()
    row = bring(mailbox, write(headers={"List-Id": "<news.example.org>"}))
    assert (row.fate, row.reason) == (Fate.TRAY, Reason.REPLIES_ONLY)
    assert outgoing_to(world.elena) == []


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Re: [#{n}] FW: Касса не печатает", "Касса не печатает"),
        ("Отв: AW[2]: WG: Касса", "Касса"),
        ("[#{n}]", "Добрый день, касса не печатает чек."),
        ("Решение: снова молчит", "Решение: снова молчит"),
    ],
)
def test_a_new_ticket_is_called_by_its_matter_and_the_subject_stays_with_the_letter(
    mailbox: Mailbox, ticket: Ticket, subject: str, title: str
) -> None:
    subject = subject.format(n=ticket.pk)
    row = bring(mailbox, write(sender="stranger@else.example", subject=subject))
    assert row.opened
    assert ticket_of(row).title == title
    assert row.subject == subject
