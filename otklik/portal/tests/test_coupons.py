"""A client's coupon: typed in once, refused with words, limited (spec CPN-4…CPN-6, CPN-9)."""

from django.test import Client

from otklik.clock.offer import default_level
from otklik.coupons.models import Outcome, Use
from otklik.coupons.operations.issue import Order, issue
from otklik.directory.models import Site
from otklik.tickets.models import Ticket
from otklik.tickets.tests.world import World

ASKED = {"title": "Всё стоит", "text": "С утра", "answers_by_mail": "on"}


def test_a_coupon_is_spent_with_the_ticket_and_a_wrong_one_keeps_what_was_typed(
    world: World,
) -> None:
    coupon = issue(order=Order(default_level().pk, requests=2))[0]
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(world.elena)
    assert "разработк" in client.get("/portal/new/").content.decode()
    wrong = client.post("/portal/new/", ASKED | {"key": "a", "coupon": "sup-cou-777"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'value="Всё стоит"' in page
    assert 'value="sup-cou-777"' in page
    assert 'id="id_coupon_error"' in page
    assert not Ticket.objects.exists()
    refused = Use.objects.get()
    assert (refused.outcome, refused.code, refused.person) == (
        "unknown",
        "SUP-COU-777",
        world.elena,
    )
    assert (refused.coupon, refused.address) == (None, "127.0.0.1")
    typed = f" {coupon.code.lower().replace('-', '–')} "
    for _press in range(2):
        client.post("/portal/new/", ASKED | {"key": "b", "coupon": typed})
    ticket = Ticket.objects.get()
    assert Use.objects.filter(outcome=Outcome.SPENT).count() == 1
    assert coupon.code in client.get(f"/portal/t/{ticket.pk}/").content.decode()


def test_who_guesses_is_stopped_and_a_site_may_ask_for_no_coupons(world: World) -> None:
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(world.elena)
    for place in range(11):
        answer = client.post("/portal/new/", ASKED | {"coupon": f"SUP-{place}"})
    assert answer.status_code == 422
    assert "Слишком много кодов" in answer.content.decode()
    assert Use.objects.count() == 10
    Site.objects.update(takes_coupons=False)
    assert "id_coupon" not in client.get("/portal/new/").content.decode()
    client.force_login(world.pavel)
    code = issue(order=Order(default_level().pk))[0].code
    assert client.post("/portal/new/", ASKED | {"coupon": code}).status_code == 422
    assert not Ticket.objects.exists()
