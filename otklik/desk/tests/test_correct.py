"""An administrator corrects a message, and open pages show it (spec MSG-9, MSG-10)."""

from http import HTTPStatus

import pytest

from otklik.desk.tests.conftest import Browser
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World

pytestmark = pytest.mark.django_db


def test_it_works(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    written = reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Тайна"))
    admin, client = browser_of(world.vera), browser_of(world.elena)
    page = f"/desk/t/{ticket.pk}/messages/{written.pk}/"
    assert page in admin.get(f"/desk/t/{ticket.pk}/").content.decode()
    assert page not in browser_of(world.anna).get(f"/desk/t/{ticket.pk}/").content.decode()
    answer = {"act": "be", "author": world.anna.pk, "shown": 0}
    assert "Считается ответом" in admin.get(page).content.decode()
    assert admin.post(page, answer | {"key": "a"}).status_code == HTTPStatus.FOUND
    assert admin.post(page, answer | {"key": "b"}).status_code == HTTPStatus.CONFLICT
    empty = admin.post(page, {"act": "say", "text": "", "shown": 1, "key": "c"})
    assert "Напишите" in empty.content.decode()
    said = {"act": "say", "text": "Тайна!", "shown": 1, "key": "d"}
    edited = admin.post(page, said, follow=True).content.decode()
    assert "Сообщение изменено." in edited
    assert "Вернуть этот вариант" in edited
    assert "изменено" in browser_of(world.anna).get(f"/desk/t/{ticket.pk}/").content.decode()
    shown = admin.post(page, {"act": "delete", "key": "e"}, follow=True).content.decode()
    assert "Сообщение удалено." in shown
    assert "Тайна" not in shown
    known = ((admin, "desk", written.seq), (client, "portal", written.public_seq))
    for browser, door, seq in known:
        address = f"/{door}/t/{ticket.pk}/newer/?after={seq}"
        card = browser.get(address, headers={"HX-Request": "true"}).content.decode()
        assert 'hx-swap-oob="true"' in card.partition('<article class="msg"')[2].partition(">")[0]
        assert "Сообщение удалено." in card
    asked = admin.get(page).content.decode()
    assert "Тайна" in asked
    assert "Вернуть сообщение" in asked
    admin.post(page, {"act": "restore", "key": "f"})
    assert "Тайна" in client.get(f"/portal/t/{ticket.pk}/").content.decode()
    history = admin.get(f"/desk/t/{ticket.pk}/history/").content.decode()
    for line in (
        "Сообщение 2 не считается ответом",
        "Сообщение 2 изменено: текст",
        "Сообщение 2 удалено",
        "Сообщение 2 возвращено",
    ):
        assert line in history
