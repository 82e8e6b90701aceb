"""What letters say, in whose language, and how they find their way back."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from otklik.directory.models import Site
from otklik.files.models import Blob
from otklik.mail import keys, outgoing, threading
from otklik.mail.models import AutoSubmitted, Mailbox, Outgoing
from otklik.mail.threading import ReplyToken
from otklik.people.models import Person, SupportGroup, UserGroup
from otklik.people.operations import (
    Profile,
    add_account,
    add_to_support_group,
    add_to_user_group,
    person_for,
)
from otklik.tickets import letters
from otklik.tickets.audience import recipients
from otklik.tickets.follow import follow
from otklik.tickets.letters.reader import language_of
from otklik.tickets.models import Change, Message, Ticket, Via
from otklik.tickets.operations.assign import assign
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body, File, Letter
from otklik.tickets.operations.note import note
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.operations.sweep import sweep
from otklik.tickets.operations.writing import writing
from otklik.tickets.tests.world import World, moscow

SECRET = "зелёный-тарантул"


@pytest.fixture
def mailbox(world: World) -> Mailbox:
    return Mailbox.objects.create(site=world.site, name="Помощь", address="help@lotsman.example")


@pytest.fixture
def ticket(world: World, mailbox: Mailbox) -> Ticket:
    return world.ticket(responsible=world.anna, co_executors=(world.gleb,))


def last_change(ticket: Ticket) -> Change:
    return Change.objects.filter(ticket=ticket).latest("pk")


def letter_to(person: Person, ticket: Ticket) -> outgoing.Letter:
    """Return the letter that the ticket's last change brings to a person."""
    change = last_change(ticket)
    [recipient] = [one for one in recipients(change) if one.person == person]
    [letter] = letters.write(change, [recipient])
    return letter


def say(world: World, ticket: Ticket, who: Person, text: str, *, via: Via = Via.WEB) -> Message:
    return reply(ticket_id=ticket.pk, submit=replace(world.by(who), via=via), body=Body(text=text))


def test_an_answer_comes_to_the_client_as_a_persons_letter(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.anna, "Елена, дело оказалось в nginx.")
    letter = letter_to(world.elena, ticket)
    assert letter.subject == f"[#{ticket.pk}] Касса не печатает чек"
    assert letter.sender_name == f"Anna ({world.site})"
    assert letter.auto_submitted == AutoSubmitted.PERSON
    first, *_ = letter.text.splitlines()
    assert first == "Чтобы ответить, просто напишите выше этой строки ▲"
    for words in ("Ответ: Anna", "Елена, дело оказалось в nginx.", "вы автор обращения"):
        assert words in letter.text
        assert words in letter.html
    assert re.search(r"Вы, \d+ \w+ \d{4}, \d\d:\d\d \(Москва\): ", letter.text)
    assert "Перезагрузили дважды" in letter.text
    assert f"/t/{ticket.pk}" in letter.text


def test_a_new_ticket_is_confirmed_with_what_is_known_of_it(world: World, mailbox: Mailbox) -> None:
    with time_machine.travel(moscow(24, 11, 30), tick=False):
        ticket = world.ticket(responsible=world.anna)
        letter = letter_to(world.elena, ticket)
    for words in ("Ваше обращение принято", f"{ticket.pk}: Касса", "Ответственный: Anna"):
        assert words in letter.text
    assert "Ответим до 15:30 сегодня" in letter.text
    assert letter.auto_submitted == AutoSubmitted.GENERATED
    with time_machine.travel(moscow(24, 20), tick=False):
        evening = letter_to(world.elena, world.ticket())
    assert "Ответим до 14:00 завтра. Вопрос пришёл в нерабочее время." in evening.text
    assert "Мы начнём отсчёт завтра в 10:00." in evening.text


def test_a_confirmation_of_a_letter_is_a_machines_answer(world: World, mailbox: Mailbox) -> None:
    submit = replace(world.by(world.elena), via=Via.MAIL)
    request = Request(world.site, "Нет чека", Body(text="Слова"), world.elena)
    opened = open_ticket(
        submit=submit, request=request, letter=Letter(id=7, message_id="one@example.org")
    )
    letter = letter_to(world.elena, opened.ticket)
    assert letter.auto_submitted == AutoSubmitted.REPLIED
    assert letter.in_reply_to == "<one@example.org>"


def test_the_assignment_letter_holds_all_that_its_reader_needs(
    world: World, mailbox: Mailbox
) -> None:
    with time_machine.travel(moscow(24, 11, 30), tick=False):
        ticket = world.ticket()
        set_fields(
            ticket_id=ticket.pk,
            submit=world.by(world.vera),
            changes=[FieldChange("category", world.category.pk, ticket.category_id)],
        )
        assign(
            ticket_id=ticket.pk,
            submit=world.by(world.vera),
            responsible=world.boris,
            shown=None,
        )
        letter = letter_to(world.boris, ticket)
    ticket.refresh_from_db()
    named = [
        f"{ticket.pk}: Касса не печатает чек",
        "Автор: Elena",
        "Уровень поддержки: Четыре часа",
        f"Категория: {world.category}",
        f"Критичность: {ticket.priority}",
        f"Статус: {ticket.status}",
        "Ответить до: 15:30 сегодня",
        "Перезагрузили дважды, не помогло.",
    ]
    for words in named:
        assert words in letter.text
    assert "Вам назначено обращение" in letter.text


def test_what_changed_is_listed_with_what_it_was_before(world: World, ticket: Ticket) -> None:
    set_fields(
        ticket_id=ticket.pk,
        submit=world.by(world.anna),
        changes=[
            FieldChange("title", "Касса молчит", "Касса не печатает чек"),
            FieldChange("status", world.status.pk, ticket.status_id),
        ],
    )
    letter = letter_to(world.elena, ticket)
    assert "Тема: Касса молчит (было: Касса не печатает чек)" in letter.text
    assert f"Статус: {world.status}" in letter.text
    assert "Изменения в вашем обращении" in letter.text


def test_one_submit_is_one_letter_that_tells_everything(world: World, ticket: Ticket) -> None:
    submit = world.by(world.anna)
    with writing(ticket.pk, submit):
        reply(ticket_id=ticket.pk, submit=submit, body=Body(text="Готово."))
        close(ticket_id=ticket.pk, submit=submit)
    letter = letter_to(world.elena, ticket)
    assert "Готово." in letter.text
    assert "Состояние: закрыто" in letter.text
    assert "ответьте на это письмо: обращение откроется снова" in letter.text


def test_everybody_reads_in_his_own_language_and_zone(world: World, ticket: Ticket) -> None:
    Person.objects.filter(pk=world.elena.pk).update(language="en", time_zone="Asia/Vladivostok")
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False):
        say(world, ticket, world.elena, "Слова")
        say(world, ticket, world.anna, "Ответ")
        letter = letter_to(world.elena, ticket)
        copy = letter_to(world.vera, ticket)
    assert "To reply, just write above this line" in letter.text
    assert "You, 24 November 2026, 19:00 (Vladivostok)" in letter.text
    assert "Elena, 24 ноября 2026, 12:00 (Москва)" in copy.text
    assert (letter.language, copy.language) == ("en", "ru")


def test_without_an_own_language_that_of_the_last_letter_counts_then_the_sites(
    world: World, mailbox: Mailbox
) -> None:
    Site.objects.update(language="ru")
    contact = person_for("jane@example.com", name="Jane")
    ticket = world.ticket(author=contact, responsible=world.anna)
    say(world, ticket, world.anna, "Ответ")
    assert letter_to(contact, ticket).language == "ru"
    Message.objects.filter(author=contact).update(letter_id=1, text="It does not work at all")
    assert letter_to(contact, ticket).language == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Не работает POS", "ru"), ("The касса is broken", "en"), ("12345 ?!", ""), ("", "")],
)
def test_the_letters_of_a_text_say_its_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_each_reader_has_a_reply_address_of_his_own(world: World, ticket: Ticket) -> None:
    say(world, ticket, world.elena, "Слова")
    found = {}
    for person in (world.elena, world.anna, world.gleb, world.vera):
        address = letter_to(person, ticket).reply_to
        found[threading.find_reply_token([address], secret=keys.signing_key())] = person
    assert found == {
        ReplyToken(ticket.pk, person.pk): person
        for person in (world.elena, world.anna, world.gleb, world.vera)
    }


def test_a_thread_holds_our_letters_and_the_clients(world: World, ticket: Ticket) -> None:
    follow(last_change(ticket).pk)
    reply(
        ticket_id=ticket.pk,
        submit=replace(world.by(world.elena), via=Via.MAIL),
        body=Body(text="Ещё"),
        letter=Letter(id=1, message_id="hers@example.org"),
    )
    say(world, ticket, world.anna, "Ответ")
    follow(last_change(ticket).pk)
    first, answer = Outgoing.objects.filter(address="elena@example.org").order_by("pk")
    assert answer.in_reply_to == "<hers@example.org>"
    root, *rest = answer.references
    assert rest == [first.message_id, "<hers@example.org>"]
    assert first.references == [root]
    assert first.message_id != answer.message_id
    for text in (root, first.message_id, answer.message_id):
        ours = threading.read_message_id(text, secret=keys.signing_key())
        assert ours is not None
        assert ours.ticket == ticket.pk


def attach(world: World, ticket: Ticket, *, size: int, name: str = "nginx.conf") -> None:
    blob = Blob.objects.create(sha256=name.ljust(64), size=size, content_type="text/plain")
    reply(
        ticket_id=ticket.pk,
        submit=world.by(world.anna),
        body=Body(text="Файл ниже", files=[File(blob=blob, name=name)]),
    )


def test_who_can_sign_in_gets_links_to_files(world: World, ticket: Ticket) -> None:
    attach(world, ticket, size=2048)
    letter = letter_to(world.elena, ticket)
    assert letter.attachments == []
    assert "nginx.conf, 2" in letter.text
    assert "/files/" in letter.text


def test_who_cannot_sign_in_gets_the_files_themselves_as_far_as_they_fit(
    world: World, mailbox: Mailbox
) -> None:
    contact = person_for("marina@example.com", name="Марина")
    ticket = world.ticket(author=contact, responsible=world.anna)
    attach(world, ticket, size=2048)
    letter = letter_to(contact, ticket)
    [enclosed] = letter.attachments
    assert enclosed.name == "nginx.conf"
    assert "/files/" not in letter.text
    assert "/t/" not in letter.text
    attach(world, ticket, size=11 * 1024 * 1024, name="дамп.sql")
    letter = letter_to(contact, ticket)
    assert letter.attachments == []
    assert "слишком велик для письма" in letter.text


def test_a_hidden_note_says_so_to_staff(world: World, ticket: Ticket) -> None:
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text=SECRET))
    letter = letter_to(world.gleb, ticket)
    assert "Скрытая заметка: клиент не увидит" in letter.text
    assert SECRET in letter.text
    assert letter.sender_name == str(world.site)


def test_staff_read_the_comment_and_the_deadline(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(comment="Звонить после обеда")
    say(world, ticket, world.elena, "Слова")
    assert "Комментарий: Звонить после обеда" in letter_to(world.anna, ticket).text
    assert "Ответить до" in letter_to(world.anna, ticket).text
    assert "Звонить" not in letter_to(world.elena, ticket).text


def test_n9_and_n10_say_until_when_how_it_stands_and_what_waits(
    world: World, mailbox: Mailbox
) -> None:
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    with time_machine.travel(moscow(24, 13, 20), tick=False):
        sweep()
        reminder = letter_to(world.anna, ticket).text
    with time_machine.travel(moscow(24, 15, 10), tick=False):
        sweep()
        missed, late = last_change(ticket), letter_to(world.anna, ticket).text
        say(world, ticket, world.anna, "Готово")
        say(world, ticket, world.elena, "Ещё вопрос")
        [recipient] = [one for one in recipients(missed) if one.person == world.vera]
        answered = letters.write(missed, [recipient])[0].text
    for text in (reminder, late, answered):
        assert "Ответить до: 14:00 сегодня" in text
        assert "Перезагрузили дважды" in text
    assert "Пора отвечать: до 14:00 сегодня" in reminder
    assert "Осталось: 40 мин рабочего времени" in reminder
    assert "Срок ответа прошёл" in late
    assert "Опоздание: 1 ч 10 м рабочего времени" in late
    assert "позже срока на 1 ч 10 м" in answered


def test_a_site_without_a_mailbox_asks_for_no_answer(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    letter = letter_to(world.elena, ticket)
    assert letter.reply_to == ""
    assert "выше этой строки" not in letter.text


def test_the_canary_never_sings_to_a_client(world: World, mailbox: Mailbox) -> None:
    """Whatever is saved beside a hidden note, no letter that a client reads holds its words."""
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    staff = add_account_in_both_places(world)
    submit = world.by(world.anna)
    note(ticket_id=ticket.pk, submit=submit, body=Body(text=f"note {SECRET}"))
    hidden = replace(submit, hidden=True)
    reply(ticket_id=ticket.pk, submit=hidden, body=Body(text=f"hidden {SECRET}"))
    set_fields(
        ticket_id=ticket.pk,
        submit=submit,
        changes=[FieldChange("comment", f"comment {SECRET}", "")],
    )
    set_fields(
        ticket_id=ticket.pk, submit=hidden, changes=[FieldChange("title", SECRET, ticket.title)]
    )
    Ticket.objects.filter(pk=ticket.pk).update(title="Касса не печатает чек")
    say(world, ticket, world.anna, "Видимый ответ")
    say(world, ticket, world.elena, "Видимый вопрос")
    close(ticket_id=ticket.pk, submit=submit)
    for change in Change.objects.filter(ticket=ticket).order_by("pk"):
        follow(change.pk)
    clients = {"elena@example.org", "irina@example.org", staff.email}
    sung = [row for row in Outgoing.objects.all() if SECRET in f"{row.subject}{row.text}{row.html}"]
    assert {row.address for row in sung} == {
        "anna@example.org",
        "gleb@example.org",
        "vera@example.org",
    }
    assert not [row for row in sung if row.address in clients]
    assert Outgoing.objects.filter(address__in=clients).count() >= 4


def add_account_in_both_places(world: World) -> Person:
    """Make an agent hear of Elena's group and of Anna's team without seeing either."""
    ears = add_account(
        email="ears@example.org",
        profile=Profile(name="Ears"),
        password="x" * 20,
        proven_at=moscow(1, 9),
    )
    add_to_user_group(person=ears, group=UserGroup.objects.get(code="agents"))
    team = SupportGroup.objects.create(name="Касса", is_team=True)
    customers = SupportGroup.objects.get(members=world.elena)
    add_to_support_group(person=world.anna, group=team)
    for group in (team, customers):
        add_to_support_group(person=ears, group=group, hears_new=True, hears_updates=True)
    add_to_support_group(
        person=world.irina, group=customers, sees_group=True, hears_new=True, hears_updates=True
    )
    return ears
