"""The pages of coupons: issuing, CSV, one coupon, giving back, the log, who may what (C-3)."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from otklik.clock.offer import default_level
from otklik.core.time import now
from otklik.coupons.models import Coupon, IssueDefaults, Outcome, Use
from otklik.coupons.operations.issue import Order, issue
from otklik.coupons.operations.spend import Claim, CouponRefused, log_refused
from otklik.people.models import JournalEntry, Organization
from otklik.tickets.models import Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Request, open_ticket
from otklik.tickets.tests.world import World, read_kept_tables

HERE = "/office/coupons/"


@pytest.fixture
def vera(world: World) -> Client:
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(world.vera)
    return client


def form(**more: object) -> dict[str, object]:
    level = default_level().pk
    return {"count": 1, "requests": 3, "pattern": "LZ-######", "level": level, "key": "k"} | more


def spent(world: World, coupon: Coupon) -> Ticket:
    claim = Claim(coupon.code, world.elena, "192.0.2.7")
    request = Request(world.site, "Срочно", Body(text="Стоит"), world.elena, coupon=claim)
    return open_ticket(submit=world.by(world.elena), request=request).ticket


def test_many_are_issued_once_and_taken_home_as_a_table(vera: Client, world: World) -> None:
    assert 'value="SUP-COU-##########"' in vera.get(f"{HERE}issue/").content.decode()
    assert vera.post(f"{HERE}issue/", form(pattern="LZ-#")).status_code == 422
    evil = Organization.objects.create(name="=HYPERLINK(1)")
    wanted = form(count=3, organization=evil.pk, is_usual="on", pattern="lz-######")
    for _press in range(2):
        answer = vera.post(f"{HERE}issue/", wanted)
    assert answer.headers["Location"] == f"{HERE}?issued=k"
    assert Coupon.objects.count() == 3
    assert IssueDefaults.objects.get().pattern == "LZ-######"
    issue(order=Order(default_level().pk))
    table = vera.get(f"{HERE}csv/?issued=k").content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(table))
    assert head[0] == "Код"
    assert sorted(row[0] for row in rows) == sorted(
        Coupon.objects.filter(issue_key="k").values_list("code", flat=True)
    )
    assert {row[3] for row in rows} == {"'=HYPERLINK(1)"}


def test_a_coupon_is_changed_switched_and_found(vera: Client, world: World) -> None:
    vera.post(f"{HERE}issue/", form(person="pavel@example.org", only_owner="on"))
    coupon = Coupon.objects.get()
    assert (coupon.person, coupon.only_owner) == (world.pavel, True)
    page = f"{HERE}{coupon.pk}/"
    assert 'value="pavel@example.org"' in vera.get(page).content.decode()
    today = timezone.localtime(now()).date()
    said = {
        "is_active": "on",
        "initial-is_active": "True",
        "last_day": (today + timedelta(days=9)).isoformat(),
        "initial-last_day": "",
        "remaining": "3",
        "initial-remaining": "3",
        "level": coupon.level_id,
        "initial-level": coupon.level_id,
        "person": "elena@example.org",
        "initial-person": "pavel@example.org",
        "only_owner": "on",
        "initial-only_owner": "True",
    }
    assert vera.post(f"{page}save/", said).status_code == 302
    assert vera.post(f"{page}save/", said | {"person": "x@example.org"}).status_code == 422
    coupon.refresh_from_db()
    assert coupon.person == world.elena
    for query in ("", "?view=valid", "?view=ending", f"?q={coupon.code[3:6].lower()}", "?q=elen"):
        assert coupon.code in vera.get(HERE + query).content.decode()
    for query in ("?view=over", "?view=off", "?q=pavel"):
        assert coupon.code not in vera.get(HERE + query).content.decode()
    vera.post(f"{page}switch/")
    assert coupon.code in vera.get(f"{HERE}?view=off").content.decode()
    assert JournalEntry.objects.filter(kind="coupons.coupon", object_id=coupon.pk).count() == 3


def test_the_log_tells_and_a_request_comes_back(vera: Client, world: World) -> None:
    coupon = issue(order=Order(default_level().pk, requests=2))[0]
    ticket = spent(world, coupon)
    log_refused(CouponRefused(Claim("SUP-X", None, "192.0.2.9"), Outcome.UNKNOWN, None))
    beside = vera.get(HERE).content.decode()
    assert f"/t/{ticket.pk}" in beside
    use = Use.objects.get(outcome=Outcome.SPENT)
    give_back = f"{HERE}log/{use.pk}/return/"
    assert vera.post(give_back, {"reason": ""}).status_code == 422
    for status in (302, 422):
        assert vera.post(give_back, {"reason": "Оказалось спамом"}).status_code == status
    coupon.refresh_from_db()
    assert (coupon.remaining, coupon.used) == (2, 0)
    log = vera.get(f"{HERE}log/").content.decode()
    for word in ("Оказалось спамом", "SUP-X", "192.0.2.9", coupon.code):
        assert word in log
    refused = vera.get(f"{HERE}log/?outcome=refused").content.decode()
    assert "SUP-X" in refused
    assert coupon.code not in refused
    anna = Client()
    anna.force_login(world.anna)
    for path in (HERE, f"{HERE}{coupon.pk}/", f"{HERE}log/", f"{HERE}csv/"):
        assert anna.get(path).status_code == 200
    assert anna.post(give_back, {"reason": "x"}).status_code == 403


def test_pages_ask_as_often_for_many_as_for_few(vera: Client, world: World) -> None:
    coupon = issue(order=Order(default_level().pk, requests=99))[0]
    spent(world, coupon)
    paths = {HERE: 8, f"{HERE}log/": 6, f"{HERE}{coupon.pk}/": 10}
    for round_ in range(2):
        for path, agreed in paths.items():
            read_kept_tables()
            with CaptureQueriesContext(connection) as queries:
                page = vera.get(path)
            assert len(queries) == agreed, (round_, path)
        issue(order=Order(default_level().pk, count=60))
        for _more in range(3):
            spent(world, coupon)
    assert "after=" in vera.get(HERE).content.decode()
    assert page.status_code == 200
