"""Absences: who is away and who stands in, on both pages, in pickers, for the ladder (ASG-6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from otklik.core.time import now
from otklik.directory.models import Category
from otklik.people.absence import Absence
from otklik.people.models import JournalEntry, Person
from otklik.people.operations import add_absence, restore_absence, withdraw_absence
from otklik.people.queries import absences_now
from otklik.tickets.models import Event, EventKind, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.tests.world import World, moscow

DAY = timedelta(days=1)
FORM = "%Y-%m-%dT%H:%M"
Enter = Callable[[Person], Client]


@pytest.fixture
def enter() -> Enter:
    def enter(person: Person) -> Client:
        client = Client(headers={"Accept-Language": "ru"})
        client.force_login(person)
        return client

    return enter


def away(person: Person, substitute: Person | None = None, *, days: int = 3) -> Absence:
    absence = Absence(
        person=person, starts_at=now() - DAY, ends_at=now() + days * DAY, substitute=substitute
    )
    return add_absence(absence=absence, by=person)


def opened(world: World) -> Ticket:
    Category.objects.filter(pk=world.category.pk).update(responsible=world.boris)
    request = Request(
        world.site, "Нет чека", Body(text="Слова"), world.elena, category=world.category
    )
    return open_ticket(submit=world.by(world.elena), request=request).ticket


def test_new_tickets_go_to_the_substitutes_of_the_absent(world: World, enter: Enter) -> None:
    away(world.boris, world.gleb)
    away(world.gleb, world.anna)
    ticket = opened(world)
    assert ticket.responsible == world.anna
    page = enter(world.anna).get(f"/desk/t/{ticket.pk}/history/").content.decode()
    assert "Anna, по категории; вместо: Boris (отсутствует), Gleb (отсутствует)" in page
    payload = Event.objects.get(ticket=ticket, kind=EventKind.RESPONSIBLE).payload
    assert [one["why"] for one in payload["passed"]] == ["away", "away"]
    client = enter(world.elena).get(f"/portal/t/{ticket.pk}/").content.decode()
    assert "отсутствует" not in client
    assert "Boris" not in client


def test_a_circle_of_substitutes_gives_nobody_and_what_one_has_stays(world: World) -> None:
    before = opened(world)
    away(world.boris, world.gleb)
    away(world.gleb, world.boris)
    assert opened(world).responsible is None
    before.refresh_from_db()
    assert before.responsible == world.boris


def test_it_counts_in_its_time_and_until_it_is_withdrawn(world: World) -> None:
    absence = away(world.boris)
    assert set(absences_now()) == {world.boris.pk}
    assert not absences_now(now() + 4 * DAY)
    assert not absences_now(now() - 2 * DAY)
    withdraw_absence(absence_id=absence.pk, by=world.boris)
    assert not absences_now()
    restore_absence(absence_id=absence.pk, by=world.vera)
    assert set(absences_now()) == {world.boris.pk}
    verbs = JournalEntry.objects.filter(kind="people.absence").order_by("pk")
    assert list(verbs.values_list("verb", "by")) == [
        ("added", world.boris.pk),
        ("removed", world.boris.pk),
        ("added", world.vera.pk),
    ]


@time_machine.travel(moscow(24, 12), tick=False)
def test_an_agent_says_it_in_the_profile_and_colleagues_see_it(world: World, enter: Enter) -> None:
    boris = enter(world.boris)
    sent = {
        "absence-starts_at": f"{now():{FORM}}",
        "absence-ends_at": f"{now() - DAY:{FORM}}",
        "absence-reason": "отпуск",
    }
    refused = boris.post("/account/profile/absences/", sent)
    assert refused.status_code == 422
    assert "отпуск" in refused.content.decode()
    sent |= {"absence-ends_at": f"{now() + DAY:{FORM}}", "absence-substitute": f"{world.anna.pk}"}
    assert boris.post("/account/profile/absences/", sent).status_code == 302
    absence = Absence.objects.get()
    assert "замещает Anna" in boris.get("/account/profile/").content.decode()
    ticket = world.ticket(responsible=world.boris)
    vera = enter(world.vera)
    for path in (f"/desk/t/{ticket.pk}/", "/desk/new/"):
        assert "отсутствует до завтра" in vera.get(path).content.decode()
    second = boris.post("/account/profile/absences/", sent)
    assert "уже есть другое отсутствие" in second.content.decode()
    foreign = enter(world.anna).post(f"/account/profile/absences/{absence.pk}/")
    assert foreign.status_code == 404
    boris.post(f"/account/profile/absences/{absence.pk}/")
    assert not absences_now()
    boris.post(f"/account/profile/absences/{absence.pk}/?restore=1")
    assert absences_now()


def test_an_administrator_says_it_on_the_sheet(world: World, enter: Enter) -> None:
    vera = enter(world.vera)
    sheet = f"/office/people/{world.boris.pk}/"
    sent = {"absence-starts_at": f"{now():{FORM}}"}
    assert vera.post(f"{sheet}absences/", sent).status_code == 302
    page = vera.get(sheet).content.decode()
    assert "неизвестно до какого времени" in page
    world.ticket(responsible=world.boris)
    assert "1 открытое обращение у тех, кого нет" in vera.get("/office/").content.decode()
    assert "Отозвать" not in enter(world.anna).get(sheet).content.decode()
    vera.post(f"/office/absences/{Absence.objects.get().pk}/")
    assert not absences_now()
    assert vera.post(f"{sheet}absences/", {}).status_code == 422
    elena = f"/office/people/{world.elena.pk}/"
    assert vera.post(f"{elena}absences/", sent).status_code == 422
    assert "Отсутствия" not in vera.get(elena).content.decode()
