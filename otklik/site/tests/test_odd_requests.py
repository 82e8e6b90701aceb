"""What no browser sends is answered like anything else that is wrong; it breaks no page."""

import pytest
from django.conf import settings
from django.test import Client

from otklik.live.sessions import person_id, session_key
from otklik.tickets.tests.world import World

NUL = "a\0b"


@pytest.mark.parametrize(
    ("person", "path", "said", "status"),
    [
        ("elena", "/portal/new/", {"title": "", "files": NUL}, 422),
        ("elena", "/portal/t/{number}/reply/", {"text": "", "files": NUL}, 422),
        ("elena", "/portal/t/{number}/draft/", {"text": "Текст", "files": NUL}, 204),
        ("anna", "/desk/t/{number}/draft/", {"text": "Текст", "files": NUL}, 204),
        ("anna", "/desk/t/{number}/write/", {"text": "", "mode": "reply", "files": NUL}, 422),
        ("anna", "/desk/new/", {"title": "", "files": NUL}, 422),
        ("vera", "/office/dictionaries/category/order/", {"ids": "9" * 5000}, 302),
    ],
)
def test_a_form_with_what_cannot_be_is_refused(
    client: Client, world: World, person: str, path: str, said: dict[str, str], status: int
) -> None:
    ticket = world.ticket(responsible=world.anna)
    client.force_login(getattr(world, person))
    answer = client.post(path.format(number=ticket.number), {"key": "k", "seen": "999", **said})
    assert answer.status_code == status


def test_a_filter_with_what_cannot_be_filters_nothing(client: Client, world: World) -> None:
    client.force_login(world.vera)
    assert client.get("/office/journal/?kind=%00").status_code == 200


def test_a_cookie_that_cannot_be_a_session_is_none(client: Client, world: World) -> None:
    cookie = rf'{settings.SESSION_COOKIE_NAME}="a\000bcdefghijk"'
    assert client.get("/desk/", headers={"Cookie": cookie}).status_code == 302
    assert person_id(session_key({b"cookie": cookie.encode()})) is None
