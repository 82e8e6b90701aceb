"""The settings' home: facts, and what needs a person (screen 13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from otklik.core.time import now
from otklik.mail.models import Mailbox, Outgoing, State
from otklik.mail_in.models import Cursor
from otklik.mail_in.tests.post import ADDRESS, bring, write
from otklik.people.models import Person
from otklik.tickets.tests.world import World

HOME = "/office/"


@pytest.fixture
def mailbox(world: World) -> Mailbox:
    return Mailbox.objects.create(site=world.site, name="Помощь", address=ADDRESS)


def ask(client: Client, person: Person) -> Any:
    client.force_login(person)
    return client.get(HOME)


def test_a_quiet_day_says_so(client: Client, world: World, mailbox: Mailbox) -> None:
    text = ask(client, world.vera).content.decode()
    for words in ("1 ящик", "Ничто не ждёт решения", "Всё доставлено"):
        assert words in text
    assert "Требует внимания" not in text


def test_what_needs_a_person_stands_first(client: Client, world: World, mailbox: Mailbox) -> None:
    at = now() - timedelta(minutes=40)
    Cursor.objects.create(mailbox=mailbox, failing_since=at, error="Authentication failed.")
    bring(mailbox, write(sender=ADDRESS))
    lost = Outgoing(key="x", address="x@y.example", sender_address=ADDRESS, subject="x", text="x")
    lost.language, lost.message_id, lost.state = "ru", "<x@y>", State.REFUSED
    lost.save()
    text = ask(client, world.vera).content.decode()
    for words in (
        f"{ADDRESS} не отвечает с",
        "Ответ сервера: Authentication failed. Письма ждут",
        "1 письмо ждёт решения",
        "За неделю не дошло 1 письмо",
        "1 ящик, 1 не отвечает",
    ):
        assert words in text


def test_it_speaks_english_too(client: Client, world: World, mailbox: Mailbox) -> None:
    world.vera.language = "en"
    world.vera.save()
    text = ask(client, world.vera).content.decode()
    for words in ("Settings", "1 mailbox", "Nothing waits for a decision"):
        assert words in text


def test_who_comes_in(client: Client, world: World) -> None:
    assert client.get(HOME).status_code == 302
    for person, status in (
        (world.vera, 200),
        (world.anna, 200),
        (world.oleg, 200),
        (world.elena, 404),
        (world.nina, 404),
    ):
        assert ask(client, person).status_code == status


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_with_much_and_with_little(
    client: Client,
    world: World,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        address = f"help{number}@lotsman.example"
        box = Mailbox.objects.create(site=world.site, name=address, address=address)
        Cursor.objects.create(mailbox=box, failing_since=now(), error="away")
    client.force_login(world.vera)
    client.get(HOME)
    with django_assert_num_queries(24):
        client.get(HOME)
