"""Until when we promise to answer: by what a client has chosen so far."""

import re
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from otklik.clock.models import CategoryMode
from otklik.clock.operations import LevelDraft, create_level, set_category_mode
from otklik.clock.terms import Period, Unit
from otklik.coupons.models import Use
from otklik.coupons.operations.issue import Order, issue
from otklik.directory.models import Priority
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World, moscow


@time_machine.travel(moscow(24, 11), tick=False)
def test_the_promise_follows_what_is_chosen(world: World) -> None:
    """Spec SLA-7, SLA-8, TAR-8: by page, with and without JavaScript; a wrong code counts once."""
    set_category_mode(CategoryMode.CHOOSES)
    _urgent, coupons_own = (
        create_level(
            LevelDraft(
                name_ru=name,
                timetable_id=world.level.timetable_id,
                reaction=Period(hours, Unit.HOUR),
                everyone=hours == 1,
                reactions=[[world.priority.pk, 30, "minute"]] if hours == 1 else [],
                allowed={"categories": [world.category.pk]} if hours == 1 else {},
            )
        )
        for name, hours in (("Авральный", 1), ("По купону", 2))
    )
    code = issue(order=Order(coupons_own.pk))[0].code
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(world.elena)
    default = Priority.objects.get(is_default=True).pk
    costs = set()

    def promised(url: str = "/portal/new/promise/", **said: Any) -> str:
        sent = {"title": "", "text": "…", "key": "k", "priority": default, **said}
        with CaptureQueriesContext(connection) as queries:
            page = client.post(url, sent).content.decode()
        if said.get("category") and not said.get("coupon"):
            costs.add((url, len(queries)))
        [title] = re.findall(r'id="promise"[^>]*><h2>([^<]*)</h2>', page)
        return str(title)

    chosen: dict[str, Any] = {"category": world.category.pk, "priority": world.priority.pk}
    promised(**chosen)  # a process reads each promise and each small table once
    promised("/portal/new/")
    costs.clear()
    for url in ("/portal/new/promise/", "/portal/new/"):
        assert promised(url) == "Ответим до 15:00"
        assert promised(url, category=world.category.pk) == "Ответим до 12:00"
        assert promised(url, **chosen) == "Ответим до 11:30"
        assert promised(url, coupon=code, **chosen) == "Ответим до 13:00"
    assert len(costs) == 2
    wrong = {"coupon": "sup-cou-777"}
    page = client.post("/portal/new/promise/", wrong).content.decode()
    assert "Купон не подходит." in page
    tried = f"SUP-COU-777 {world.elena.pk}"
    assert f'name="tried" value="{tried}"' in page
    again = client.post("/portal/new/promise/", wrong | {"tried": tried})
    assert "Купон не подходит." in again.content.decode()
    assert Use.objects.count() == 1
    assert not Ticket.objects.exists()
