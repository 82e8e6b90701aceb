"""Forms that are too large are refused as a whole, and nothing of them is done."""

import pytest
from django.test import Client

from otklik.tickets.models import Event, Message
from otklik.tickets.tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({f"f{n}": "x" for n in range(1001)}, 400),
        ({"text": "x" * (5 * 1024 * 1024 + 1)}, 400),
        ({"text": "x" * 1_000_001}, 422),
        ({"text": "x", "html": "<b>" * 400_000}, 422),
        ({"text": "x", "title": "x" * 100_000, "files": ["k"] * 900}, 422),
    ],
    ids=["fields", "body", "text", "html", "uploads"],
)
@pytest.mark.parametrize("door", ["/portal/t/{}/reply/", "/desk/t/{}/write/"])
def test_what_is_too_much_is_refused_whole(
    world: World, door: str, said: dict[str, str | list[str]], status: int
) -> None:
    ticket = world.ticket(responsible=world.anna)
    before = (Message.objects.count(), Event.objects.count())
    browser = Client()
    browser.force_login(world.anna if "desk" in door else world.elena)
    form = {"key": "k", "mode": "reply", "seen": "999", **said}
    assert browser.post(door.format(ticket.pk), form).status_code == status
    assert (Message.objects.count(), Event.objects.count()) == before
