"""Until when to answer and to close, as staff see it counted (spec D-2, CLK-13)."""

import pytest
from time_machine import TimeMachineFixture

from otklik.clock.models import Level
from otklik.clock.operations import change_level
from otklik.desk.tests.conftest import Browser
from otklik.people.editing import Edit
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World, moscow

pytestmark = pytest.mark.django_db


def aim_at(world: World, hours: int | None) -> None:
    present = Level.objects.get(pk=world.level.pk)
    wished = {"resolution_value": hours}
    change_level(present.pk, Edit(wished, {"resolution_value": present.resolution_value}))


def test_it_works(world: World, browser_of: Browser, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(moscow(24, 10), tick=False)
    ticket = world.ticket(responsible=world.anna)
    agent, client = browser_of(world.anna), browser_of(world.elena)
    pages = [f"/desk/t/{ticket.pk}/", f"/desk/t/{ticket.pk}/clock/"]

    def shown() -> list[str]:
        return [agent.get(page).content.decode() for page in pages]

    assert not any("Закрыть до" in html for html in shown())
    aim_at(world, 8)
    assert all("Закрыть до 18:00 сегодня" in html for html in shown())
    time_machine.move_to(moscow(25, 11), tick=False)
    card, explained = shown()
    assert ">пропущен</span>" in card
    assert "Опоздание 2 ч рабочего времени" in explained
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    aim_at(world, 80)
    assert all("с опозданием на 2 ч рабочего времени" in html for html in shown())
    for page in (f"/portal/t/{ticket.pk}/", f"/portal/t/{ticket.pk}/clock/"):
        assert "акрыть до 18:00" not in client.get(page).content.decode()
    aim_at(world, None)
    assert "Обращение нужно было закрыть" in shown()[0]


def test_nothing_is_to_be_answered_any_more(
    world: World, browser_of: Browser, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(moscow(24, 11), tick=False)
    ticket = world.ticket(responsible=world.anna, at=moscow(24, 10))
    page, agent = f"/desk/t/{ticket.pk}/clock/", browser_of(world.anna)
    assert ">Ответить до 14:00 сегодня<" in agent.get(page).text
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Готово"))
    assert ">Ответить нужно было до 14:00 сегодня<" in agent.get(page).text
