"""Issuing coupons: codes that nobody guesses, each once, and what is refused (CPN-2, CPN-3)."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from otklik.clock.offer import default_level
from otklik.coupons.models import Coupon
from otklik.coupons.operations import issue as issuing
from otklik.coupons.operations.issue import Order, issue
from otklik.people.models import JournalEntry, Organization, Person

pytestmark = pytest.mark.django_db
LOOK_ALIKE = set("O0I1L")


def test_a_batch_has_codes_of_its_pattern_and_is_issued_once_for_a_key():
    vera, level = Person.objects.create(name="Vera"), default_level()
    order = Order(level.pk, count=40, requests=15, pattern="LZ-####-####-##")
    coupons = issue(order=order, by=vera, key="press")
    codes = {coupon.code for coupon in coupons}
    assert len(codes) == 40
    assert all(re.fullmatch(r"LZ-\w{4}-\w{4}-\w{2}", code) for code in codes)
    assert not LOOK_ALIKE & set("".join(code.removeprefix("LZ") for code in codes))
    assert {one.pk for one in issue(order=order, by=vera, key="press")} == {
        one.pk for one in coupons
    }
    assert Coupon.objects.count() == 40
    assert JournalEntry.objects.filter(kind="coupons.coupon").count() == 1
    one = issue(order=Order(level.pk), by=vera)[0]
    assert re.fullmatch(r"SUP-COU-[A-Z2-9]{10}", one.code)
    assert (one.remaining, one.used, one.created_by) == (5, 0, vera)


def test_what_does_not_fit_is_refused_by_its_field(monkeypatch: pytest.MonkeyPatch):
    elena, level = Person.objects.create(name="Elena"), default_level().pk
    granite = Organization.objects.create(name="Гранит").pk
    wrong = {
        "pattern": [Order(level, pattern="SUP-#####"), Order(level, pattern="суп-######")],
        "count": [Order(level, count=0), Order(level, count=501)],
        "requests": [Order(level, requests=0)],
        "last_day": [Order(level, first_day=date(2026, 11, 2), last_day=date(2026, 11, 2))],
        "organization": [Order(level, person_id=elena.pk, organization_id=granite)],
        "only_owner": [Order(level, only_owner=True)],
    }
    for field, orders in wrong.items():
        for order in orders:
            with pytest.raises(ValidationError) as refused:
                issue(order=order, by=elena)
            assert list(refused.value.error_dict) == [field]
    issue(order=Order(level))
    monkeypatch.setattr(issuing, "new_code", lambda _pattern: Coupon.objects.get().code)
    with pytest.raises(ValidationError, match="#"):
        issue(order=Order(level))
