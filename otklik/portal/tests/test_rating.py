"""Rating an answer in the portal (screen 05)."""

import re

import pytest
from django.test import Client

from otklik.directory.models import Rating
from otklik.people.models import Person
from otklik.tickets.models import Message, MessageRating, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.rate import Verdict, rate
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World

CARD = "Помог ли ответ?"


def entered(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def row(code: str) -> int:
    return Rating.objects.get(code=code).pk


@pytest.fixture
def answer(world: World) -> Message:
    """Anna's answer in Elena's ticket."""
    ticket = world.ticket(responsible=world.anna)
    return reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Обновите"))


def test_an_open_ticket_offers_to_rate_and_a_closed_one_asks(world: World, answer: Message) -> None:
    client, path = entered(world.elena), f"/portal/t/{answer.ticket_id}/"
    page = client.get(path).content.decode()
    assert f'href="{path}?answer={answer.public_number}#rate"' in page
    assert CARD not in page
    close(ticket_id=answer.ticket_id, submit=world.by(world.anna))
    assert CARD in client.get(path).content.decode()
    assert CARD in client.get(f"{path}newer/?after=2").content.decode()


def test_a_letters_link_selects_and_saves_nothing(world: World, answer: Message) -> None:
    number, link = answer.ticket_id, f"?answer={answer.public_number}&rate={row('partly')}"
    answered = entered(world.elena).get(f"/t/{number}{link}", follow=True)
    assert answered.redirect_chain == [(f"/portal/t/{number}/{link}", 302)]
    chosen = re.findall(r'value="(\d+)" required checked autofocus', answered.content.decode())
    assert chosen == [str(row("partly"))]
    assert not MessageRating.objects.exists()


def test_rating_and_closing_in_one_press(world: World, answer: Message) -> None:
    client, number = entered(world.elena), answer.ticket_id
    path = f"/portal/t/{number}/answers/{answer.public_number}/rate/"
    said = {"key": "k", "rating": str(row("good")), "text": "Ура", "close": "1"}
    assert client.post(path, said).headers["Location"] == f"/portal/t/{number}/"
    page = client.get(f"/portal/t/{number}/").content.decode()
    assert Ticket.objects.get().is_closed
    assert "<strong>Ответ устраивает</strong><q>Ура</q>" in page
    assert CARD not in page


def test_what_was_typed_survives_a_refusal(world: World, answer: Message) -> None:
    client = entered(world.elena)
    path = f"/portal/t/{answer.ticket_id}/answers/{answer.public_number}/rate/"
    nothing = client.post(path, {"text": "Слова"})
    assert (nothing.status_code, "Слова" in nothing.content.decode()) == (422, True)
    said = Verdict(message_id=answer.pk, rating=row("good"), shown=None)
    rate(ticket_id=answer.ticket_id, submit=world.by(world.irina), verdict=said)
    late = client.post(path, {"rating": str(row("bad")), "text": "Слова"})
    page = late.content.decode()
    assert late.status_code == 409
    assert f'name="shown" value="{row("good")}"' in page
    assert "Слова" in page


def test_an_open_page_hears_of_a_rating(world: World, answer: Message) -> None:
    said = Verdict(message_id=answer.pk, rating=row("bad"), shown=None, text="Нет")
    rate(ticket_id=answer.ticket_id, submit=world.by(world.elena), verdict=said)
    line = r'id="rating-\d+" hx-swap-oob="true">.*Ответ не устраивает'
    for person, path in ((world.anna, "/desk"), (world.irina, "/portal")):
        fresh = entered(person).get(f"{path}/t/{answer.ticket_id}/newer/?after=2")
        assert re.search(line, fresh.content.decode()), path


def test_staff_see_it_at_the_answer_in_the_panel_and_in_the_history(
    world: World, answer: Message
) -> None:
    said = Verdict(message_id=answer.pk, rating=row("partly"), shown=None, text="А дальше?")
    rate(ticket_id=answer.ticket_id, submit=world.by(world.elena), verdict=said)
    client = entered(world.anna)
    page = client.get(f"/desk/t/{answer.ticket_id}/").content.decode()
    assert page.count("<q>А дальше?</q>") == 1
    assert '<q class="muted">А дальше?</q>' in page
    past = client.get(f"/desk/t/{answer.ticket_id}/history/").content.decode()
    assert "Оценка ответа (Anna): Недостаточно полно, «А дальше?»" in past
