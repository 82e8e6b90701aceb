"""An agent asks for access to a ticket of others: one press, one notice, one press (screen 25b)."""

import re

import pytest
from django.conf import settings
from django.test import Client

from otklik.mail.models import Outgoing
from otklik.people.models import Person
from otklik.tickets.models import Event, EventKind, Notice
from otklik.tickets.tasks import ask_for_access
from otklik.tickets.tests.world import World
from tests.stage import browser_with, follow_all, session_of

pytestmark = pytest.mark.django_db

NOBODYS = 987_654
TOKENS = re.compile(r'csrfmiddlewaretoken" value="[^"]*|csrf-token" content="[^"]*|\b\d+\b')


def browser(person: Person) -> Client:
    return browser_with(session_of(person))


def asked() -> list[Event]:
    return list(Event.objects.filter(kind=EventKind.ACCESS_ASKED))


def test_asking_rings_for_the_responsible_who_lets_in_by_one_press(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    follow_all()
    boris = browser(world.boris)
    refused = boris.get(f"/t/{ticket.number}")
    assert refused.status_code == 404
    assert f'action="/desk/t/{ticket.number}/ask/"' in refused.text
    assert boris.post(f"/desk/t/{ticket.number}/ask/").status_code == 302
    for _twice in range(2):
        ask_for_access(ticket_id=ticket.number, person_id=world.boris.pk)
    assert len(asked()) == 1
    Outgoing.objects.all().delete()
    follow_all()
    [notice] = Notice.objects.filter(event=asked()[0])
    assert notice.person == world.anna
    [letter] = Outgoing.objects.all()
    link = f"/t/{ticket.number}?asks={world.boris.pk}"
    assert letter.address == world.anna.email
    assert link in letter.text
    anna = browser(world.anna)
    assert link in anna.get("/desk/bell/").text
    page = anna.get(link, follow=True).text
    assert f"{world.boris.shown_name} просит доступ" in page
    assert "Сделать соисполнителем" in page
    # A link alone lets nobody in, nor does it say that somebody asked.
    assert "просит доступ" not in anna.get(f"/desk/t/{ticket.number}/?asks={world.oleg.pk}").text
    anna.post(f"/desk/t/{ticket.number}/co-executors/", {"new": world.boris.pk})
    assert boris.get(f"/desk/t/{ticket.number}/").status_code == 200
    assert "Сделать соисполнителем" not in anna.get(link, follow=True).text
    assert "просил" not in browser(world.elena).get(f"/portal/t/{ticket.number}/").text


def test_who_asks_does_not_learn_whether_there_is_such_a_ticket(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS | {"ask_access": "2/h/user"}
    monkeypatch.setattr(settings, "ACCOUNT_RATE_LIMITS", limits)
    ticket = world.ticket(responsible=world.anna)
    boris = browser(world.boris)
    pages, answers = [], []
    for number in (ticket.number, NOBODYS):
        pages.append(TOKENS.sub("", boris.get(f"/desk/t/{number}/").text))
        answer = boris.post(f"/desk/t/{number}/ask/")
        answers.append((answer.status_code, answer.headers["Location"]))
        said = boris.get("/desk/").text
        assert "Если такое обращение есть" in said
    assert pages[0] == pages[1]
    assert answers[0] == answers[1]
    ask_for_access(ticket_id=NOBODYS, person_id=world.boris.pk)
    ask_for_access(ticket_id=ticket.number, person_id=world.pavel.pk)
    ask_for_access(ticket_id=ticket.number, person_id=world.anna.pk)
    assert asked() == []
    boris.post(f"/desk/t/{ticket.number}/ask/")
    assert "слишком часто" in boris.get("/desk/").text
    assert "/ask/" not in browser(world.pavel).get(f"/t/{ticket.number}").text
