"""The demo shows every lamp at any hour, and its conversations went through the operations."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from otklik.clock.choice import choose
from otklik.clock.levels import terms_of
from otklik.clock.offer import default_level
from otklik.core.time import now
from otklik.coupons.models import Coupon
from otklik.directory.queries import default_site
from otklik.importers.demo import ACCOUNTS, load
from otklik.importers.demo.regulation import PROMISES, SPECIAL
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
    # The regulation (spec 23): everybody's level, a coupon's, and one for whom the year is over.
    served = {
        choose(person=one, site=default_site(), at=now()).level.name_en
        for one in Person.objects.filter(can_sign_in=True)
    }
    assert served == {one.name_en for one in PROMISES if one.code != SPECIAL}
    gleb = Person.objects.get(email="gleb@ershov.example")
    assert choose(person=gleb, site=default_site(), at=now()).level == default_level()
    calendar = terms_of(default_level(), hold_pauses=False).calendar
    assert (calendar.zone, calendar.week) == ("Europe/Moscow", (((600, 1140),),) * 5 + ((), ()))
    [coupon] = Coupon.objects.filter(used=1, remaining=14)
    assert coupon.first_day
    assert coupon.last_day == coupon.first_day + timedelta(days=364)
    special = terms_of(coupon.level, hold_pauses=False).calendar
    assert special.week == (((0, 1440),),) * 7
    new_year = calendar.add(datetime(2026, 12, 31, 12, tzinfo=UTC), timedelta(hours=4))
    assert new_year == datetime(2027, 1, 11, 11, tzinfo=UTC)
