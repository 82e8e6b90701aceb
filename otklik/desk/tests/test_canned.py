"""Canned answers at a ticket (spec MSG-21, DICT-1, DICT-7)."""

from html import unescape

from django.test import Client

from otklik.desk.tests.conftest import Browser
from otklik.directory.models import CannedAnswer, Site
from otklik.directory.operations import archive, create_entry
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World

TEXT = "{client_name}, обращение {ticket_number} веду я, {agent_name}. {site_name} {и_код}"
HTMX = {"HX-Request": "true"}


def offered(browser: Client, ticket: Ticket) -> str:
    answer = browser.get(f"/desk/t/{ticket.pk}/canned/", headers=HTMX)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_variables_are_filled_in_and_marked(world: World, browser_of: Browser) -> None:
    create_entry(entry=CannedAnswer(name_ru="Знакомство", folder="Начало", text_ru=TEXT))
    ticket = world.ticket(responsible=world.anna)
    shown = offered(browser_of(world.anna), ticket)
    filled = f"Elena, обращение №\xa0{ticket.pk} веду я, Anna. Отклик {{и_код}}"
    assert f'data-text="{filled}"' in shown
    assert "<mark>Elena</mark>, обращение" in shown
    assert "Начало" in shown


def test_the_text_speaks_the_clients_language_and_the_name_the_agents(
    world: World, browser_of: Browser
) -> None:
    row = CannedAnswer(name_ru="Спасибо", name_en="Thanks", text_ru="Спасибо!", text_en="Thanks!")
    create_entry(entry=row)
    Person.objects.filter(pk=world.elena.pk).update(language="en")
    shown = offered(browser_of(world.anna), world.ticket(responsible=world.anna))
    assert 'data-text="Thanks!"' in shown
    assert ">Спасибо<" in shown


def test_only_what_is_in_use_on_the_tickets_site(world: World, browser_of: Browser) -> None:
    other = Site.objects.create(code="other", name_ru="Другой")
    create_entry(entry=CannedAnswer(name_ru="Чужой", text_ru="Нет"), sites=[other])
    old = create_entry(entry=CannedAnswer(name_ru="Старый", text_ru="Нет"))
    archive(kind=CannedAnswer, entry_id=old.pk)
    ticket = world.ticket(responsible=world.anna)
    assert offered(browser_of(world.anna), ticket).strip() == ""
    page = browser_of(world.anna).get(f"/desk/t/{ticket.pk}/canned/").content.decode()
    assert "Типовых ответов пока нет" in page


def test_markup_in_an_answer_is_text(world: World, browser_of: Browser) -> None:
    create_entry(entry=CannedAnswer(name_ru="<b>", text_ru='"<script>"'))
    ticket = world.ticket(responsible=world.anna)
    raw = browser_of(world.anna).get(f"/desk/t/{ticket.pk}/canned/", headers=HTMX)
    assert "<script>" not in raw.content.decode()
    assert "<b>" not in raw.content.decode()
