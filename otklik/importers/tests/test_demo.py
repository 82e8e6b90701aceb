"""The demo shows every lamp at any hour, and its conversations went through the operations."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from otklik.importers.demo import ACCOUNTS, load
from otklik.importers.demo.script import threads
from otklik.people.models import Person
from otklik.people.viewer import viewer_of
from otklik.tickets.lamps import Lamp
from otklik.tickets.models import Event, Ticket
from otklik.tickets.queries.lists import Listing, queue
from otklik.tickets.queries.views import View

SATURDAY_NIGHT = datetime(2026, 11, 21, 22, 40, tzinfo=UTC)
TUESDAY_NOON = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(params=[SATURDAY_NIGHT, TUESDAY_NOON], ids=["saturday night", "tuesday noon"])
def demo(request: pytest.FixtureRequest, db: None) -> Iterator[None]:
    with time_machine.travel(request.param, tick=False):
        load(progress=lambda _done, _total: None)
        yield


@pytest.mark.usefixtures("demo")
def test_it_works() -> None:
    assert Ticket.objects.count() == len(threads())
    waiting = Ticket.objects.filter(closed_at=None, held_at=None, waiting_since__isnull=False)
    assert waiting.filter(is_overdue=True).exists()
    assert waiting.filter(is_overdue=False, is_warned=True).exists()
    assert waiting.filter(is_overdue=False, is_warned=False).exists()
    assert Ticket.objects.exclude(coupon_code="").count() == 1
    assert all(Person.objects.filter(email=one.email).exists() for one in ACCOUNTS)
    agent = viewer_of(Person.objects.get(email=ACCOUNTS[0].email))
    lamps = {row.lamp for view in View for row in queue(agent, Listing(view)).rows}
    assert lamps == set(Lamp)
    assert not Event.objects.filter(change__is_quiet=False).exists()
