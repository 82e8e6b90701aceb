"""How the time of an answer is counted, as its client reads it (screen 21)."""

from dataclasses import replace
from datetime import date
from html import unescape

import time_machine
from django.test import Client

from otklik.clock.models import TimetableException
from otklik.clock.operations.exceptions import add_exceptions
from otklik.tickets.models import Ticket
from otklik.tickets.operations.hold import hold, unhold
from otklik.tickets.tests.world import World, moscow


def page_of(world: World, ticket: Ticket) -> str:
    client = Client()
    client.force_login(world.elena)
    ticket_page = client.get(f"/portal/t/{ticket.pk}/").content.decode()
    assert f'/portal/t/{ticket.pk}/clock/" title="4 ' in ticket_page
    assert 'class="state" title="4 ' in client.get("/portal/").content.decode()
    return unescape(client.get(f"/portal/t/{ticket.pk}/clock/").content.decode())


@time_machine.travel(moscow(24, 18), tick=False)
def test_a_client_reads_every_stretch_in_his_language_and_zone(world: World) -> None:
    off = date(2026, 11, 25)
    add_exceptions(
        [
            TimetableException(
                name_ru="День единства", name_en="Unity Day", first_day=off, last_day=off
            )
        ]
    )
    world.elena.language, world.elena.time_zone = "en", "Asia/Yekaterinburg"
    world.elena.save()
    page = page_of(world, world.ticket(responsible=world.anna, at=moscow(24, 17)))
    assert "We’ll reply by 14:00, 26 November" in page
    for words in ("19:00–21:00: working hours, 2 h.", "Unity Day", "12:00–14:00: working hours"):
        assert words in page
    assert "Anna" not in page
    assert "День единства" not in page


@time_machine.travel(moscow(24, 12), tick=False)
def test_a_pause_that_was_hidden_has_no_reason_for_the_client(world: World) -> None:
    world.site.hold_pauses_clock = True
    world.site.save()
    shown, hidden = (world.ticket(responsible=world.anna, at=moscow(24, 10)) for _ in range(2))
    for ticket in (shown, hidden):
        by = world.by(world.anna, at=moscow(24, 11))
        hold(ticket_id=ticket.pk, submit=replace(by, hidden=ticket == hidden))
        unhold(ticket_id=ticket.pk, submit=world.by(world.anna, at=moscow(24, 11, 30)))
    assert "11:00–11:30: отложено, 30 мин." in page_of(world, shown)
    assert "11:00–11:30: на паузе, 30 мин." in page_of(world, hidden)
