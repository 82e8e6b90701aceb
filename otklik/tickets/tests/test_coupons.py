"""A ticket by coupon: its level, its place, one use for one ticket (CPN-4…CPN-8, SLA-7, E27)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from otklik.clock.models import Level, Timetable
from otklik.clock.operations import LevelDraft, create_level
from otklik.clock.terms import Period, Unit
from otklik.coupons.models import Coupon, Outcome, Use
from otklik.coupons.operations.issue import Order, issue
from otklik.coupons.operations.spend import Claim, CouponRefused, give_back, log_refused
from otklik.directory.models import Category, Priority
from otklik.notices.matrix import Occasion
from otklik.people.models import Organization, Person
from otklik.tickets.audience import told
from otklik.tickets.models import Change, EventKind, QueueRank, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.open import Opened, Request, StaffChoices, open_ticket
from otklik.tickets.operations.reply import reply
from otklik.tickets.operations.set_fields import FieldChange, FieldRefused, set_fields
from otklik.tickets.queries.filters import ByCoupon, Filters
from otklik.tickets.queries.lists import Listing, queue
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.queries.views import View
from otklik.tickets.tests.test_at_once import at_once
from otklik.tickets.tests.world import World, make_world, moscow


def special() -> Level:
    """Return a level that no group leads to."""
    draft = LevelDraft(
        name_ru="Спецобращение",
        timetable_id=Timetable.objects.get(levels__is_default=True).pk,
        reaction=Period(1, Unit.HOUR),
    )
    return create_level(draft)


def a_coupon(requests: int = 5, **more: Any) -> Coupon:
    return issue(order=replace(Order(special().pk, requests=requests), **more))[0]


def ask(
    world: World,
    code: str,
    *,
    author: Person | None = None,
    by: Person | None = None,
    key: str = "",
    at: datetime | None = None,
    staff: StaffChoices | None = None,
) -> Opened:
    author = author or world.elena
    request = Request(
        world.site,
        "Срочно",
        Body(text="Всё стоит."),
        author,
        staff=staff or StaffChoices(),
        coupon=Claim(code, by or author, "192.0.2.7"),
    )
    return open_ticket(submit=world.by(by or author, key=key, at=at), request=request)


@pytest.mark.django_db
def test_a_coupon_gives_its_level_even_against_a_choice_and_is_logged():
    world = make_world()
    coupon = a_coupon(requests=2)
    by_client = ask(world, coupon.code).ticket
    chosen = StaffChoices(level=world.level)
    by_staff = ask(world, coupon.code, by=world.anna, staff=chosen).ticket
    for ticket in (by_client, by_staff):
        assert (ticket.level, ticket.coupon_code) == (coupon.level, coupon.code)
        assert ticket.queue_rank == QueueRank.COUPON
        kinds = list(ticket.events.order_by("seq").values_list("kind", flat=True)[:2])
        assert kinds == [EventKind.OPENED, EventKind.COUPON]
    later = FieldChange("coupon_code", coupon.code, "")
    with pytest.raises(FieldRefused):  # CPN-4
        set_fields(ticket_id=world.ticket().pk, submit=world.by(world.vera), changes=[later])
    coupon.refresh_from_db()
    assert (coupon.remaining, coupon.used) == (0, 2)
    lines = list(Use.objects.values_list("outcome", "remaining", "ticket", "person", "address"))
    assert lines == [
        ("spent", 0, by_staff.pk, world.anna.pk, "192.0.2.7"),
        ("spent", 1, by_client.pk, world.elena.pk, "192.0.2.7"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Use.objects.update(remaining=9)


@pytest.mark.django_db
def test_what_the_coupons_level_does_not_offer_gives_way():
    world = make_world()
    coupon = a_coupon()
    other = Priority.objects.exclude(pk=world.priority.pk)[0]
    coupon.level.priorities.set([other])
    usual = Category.objects.exclude(pk=world.category.pk)[0]
    Category.objects.update(is_default=False)
    Category.objects.filter(pk=usual.pk).update(is_default=True)
    coupon.level.categories.set([usual])
    claim = Claim(coupon.code, world.elena)
    request = Request(
        world.site,
        "Срочно",
        Body(text="Стоит"),
        world.elena,
        category=world.category,
        priority=world.priority,
        coupon=claim,
    )
    opened = open_ticket(submit=world.by(world.elena), request=request)
    assert opened.ticket.priority in {other, None}
    assert opened.ticket.category == usual


@pytest.mark.django_db
def test_a_coupon_that_cannot_be_used_opens_nothing_and_says_why():
    world = make_world()
    strangers = Organization.objects.create(name="Чужие")
    off, expires = a_coupon(), a_coupon(last_day=date(2026, 11, 21))
    Coupon.objects.filter(pk=off.pk).update(is_active=False)
    cases = {
        "SUP-COU-2222222222": Outcome.UNKNOWN,
        a_coupon(only_owner=True, person_id=world.pavel.pk).code: Outcome.FOREIGN,
        a_coupon(only_owner=True, organization_id=strangers.pk).code: Outcome.FOREIGN,
        a_coupon(first_day=date(2026, 11, 23)).code: Outcome.EARLY,
        off.code: Outcome.OFF,
        expires.code: Outcome.EXPIRED,
    }
    assert ask(world, expires.code, at=moscow(21, 23, 59)).ticket.coupon_code == expires.code
    for code, outcome in cases.items():
        with pytest.raises(CouponRefused) as refused:
            ask(world, code, at=moscow(22, 0))
        assert refused.value.outcome is outcome
        assert list(refused.value.error_dict) == ["coupon"]
    assert Ticket.objects.count() == 1
    expires.refresh_from_db()
    assert (expires.remaining, expires.used) == (4, 1)
    own = a_coupon(only_owner=True, organization_id=world.elena.organization_id)
    assert ask(world, own.code, by=world.anna).ticket.level == own.level
    world.site.takes_coupons = False
    with pytest.raises(FieldRefused):
        ask(world, own.code)


@pytest.mark.django_db
def test_it_stands_first_is_found_and_rings_for_administrators():
    world = make_world()
    late = world.ticket(at=moscow(2, 10))
    ticket = ask(world, a_coupon().code, by=world.anna).ticket
    anna = world.viewer(world.anna)
    for sort in (None, SortBy.COUPON):
        rows = queue(anna, Listing(View.WAITING, sort=sort)).rows
        assert [row.ticket.pk for row in rows] == [ticket.pk, late.pk]
    narrowed = {
        ticket.pk: [
            Filters(coupon=frozenset({ByCoupon.YES})),
            Filters(code=ticket.coupon_code[:9]),
        ],
        late.pk: [Filters(coupon=frozenset({ByCoupon.NO}))],
    }
    for number, filters in narrowed.items():
        for one in filters:
            rows = queue(anna, Listing(View.WAITING, one)).rows
            assert [row.ticket.pk for row in rows] == [number]
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Готово"))
    ticket.refresh_from_db()
    assert ticket.queue_rank == QueueRank.CLIENTS_MOVE
    opened = Change.objects.get(ticket=ticket, events__kind=EventKind.COUPON)
    heard = {one.person: one.occasions for one in told(opened).by_bell}
    assert Occasion.COUPON in heard[world.vera]
    assert world.anna not in heard


@pytest.mark.django_db
def test_a_used_request_is_given_back_once():
    world = make_world()
    coupon = a_coupon(requests=1)
    ticket = ask(world, coupon.code).ticket
    use = Use.objects.get()
    back = give_back(use_id=use.pk, reason="Спам", by=world.vera)
    assert (back.remaining, back.ticket, back.reason) == (1, ticket.pk, "Спам")
    with pytest.raises(ValidationError):
        give_back(use_id=use.pk, reason="", by=world.vera)
    coupon.refresh_from_db()
    assert (coupon.remaining, coupon.used) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_connections_never_spend_the_last_use_twice_nor_one_key():
    world = make_world()
    coupon = a_coupon(requests=2)

    def press(_index: int) -> int:
        return ask(world, coupon.code, key="one press").ticket.pk

    assert len(set(at_once(3, press))) == 1
    coupon.refresh_from_db()
    assert (coupon.remaining, coupon.used) == (1, 1)

    def try_last(index: int) -> str:
        try:
            ask(world, coupon.code, author=[world.elena, world.pavel][index])
        except CouponRefused as refused:
            log_refused(refused)
            return refused.outcome
        return "opened"

    assert sorted(at_once(2, try_last)) == ["exhausted", "opened"]
    coupon.refresh_from_db()
    assert (coupon.remaining, coupon.used) == (0, 2)
    assert Ticket.objects.count() == 2
    outcomes = sorted(Use.objects.values_list("outcome", flat=True))
    assert outcomes == ["exhausted", "spent", "spent"]
