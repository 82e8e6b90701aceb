"""Changing the client of a ticket: the form, without scripts too, and what is said (spec T-5)."""

from typing import Any

import pytest
from django.test import Client

from otklik.desk.tests.conftest import Browser
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.operations.set_author import set_author
from otklik.tickets.tests.world import World

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ticket(responsible=world.anna)


def send(browser: Client, ticket: Ticket, world: World, **values: Any) -> Any:
    fields = {"shown": world.elena.pk, **values}
    return browser.post(f"/desk/t/{ticket.pk}/author/", fields)


def test_it_works(world: World, ticket: Ticket, browser_of: Browser) -> None:
    browser = browser_of(world.anna)
    url = f"/desk/t/{ticket.pk}/author/"
    assert f'href="{url}"' in browser.get(f"/desk/t/{ticket.pk}/").content.decode()
    assert "<dialog" in browser.get(url, headers=HTMX).content.decode()
    found = send(browser, ticket, world, find="1", q="pav", phone="+7 900").content.decode()
    assert f'name="author" value="{world.pavel.pk}"' in found
    assert 'value="+7 900"' in found
    assert 'role="alert"' not in found
    answer = send(browser, ticket, world, author=world.pavel.pk)
    assert answer.headers["Location"] == f"/desk/t/{ticket.pk}/"
    html = browser.get(answer.headers["Location"]).content.decode()
    assert "mailto:pavel@example.org" in html
    assert "Автор: Elena → Pavel" in html


@pytest.mark.parametrize(
    "typed", [{"name": "Роман", "phone": "+7 900 000-00-00"}, {"email": "roman@example.org"}]
)
def test_somebody_new_is_written_down(
    world: World, ticket: Ticket, browser_of: Browser, typed: dict[str, str]
) -> None:
    assert send(browser_of(world.anna), ticket, world, **typed).status_code == 302
    ticket.refresh_from_db()
    assert not ticket.author.can_sign_in
    assert {name: getattr(ticket.author, name) for name in typed} == typed


def test_what_cannot_be_keeps_what_was_typed(
    world: World, ticket: Ticket, browser_of: Browser
) -> None:
    browser = browser_of(world.anna)
    people = Person.objects.count()
    answer = send(browser, ticket, world, q="роман", name="Роман", email="roman@")
    html = answer.content.decode()
    assert answer.status_code == 422
    for kept in ('value="роман"', 'value="Роман"', 'value="roman@"'):
        assert kept in html
    assert send(browser, ticket, world).status_code == 422
    answer = send(browser, ticket, world, author=world.anna.pk)
    assert answer.status_code == 422
    assert "стали бы клиентом" in answer.content.decode()
    assert Person.objects.count() == people


def test_whoever_comes_second_sees_whom_it_belongs_to(
    world: World, ticket: Ticket, browser_of: Browser
) -> None:
    submit = world.by(world.vera)
    set_author(ticket_id=ticket.pk, submit=submit, author=world.irina, shown=world.elena.pk)
    answer = send(browser_of(world.anna), ticket, world, name="Роман", phone="112")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Vera" in html
    assert "Irina" in html
    assert f'name="shown" value="{world.irina.pk}"' in html
    assert 'value="Роман"' in html
    assert not Person.objects.filter(name="Роман").exists()
