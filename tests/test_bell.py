"""The bell on the pages of the doors: the button, the list, and the way to the message."""

import re

import pytest
from django.test import Client

from otklik.notices.matrix import Occasion
from otklik.notices.models import Preference
from otklik.people.models import Person
from otklik.tickets.models import Message, Notice, Ticket
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World
from tests.stage import browser_with, follow_all, session_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Elena's ticket with nine answers of Anna's; Anna has read what Elena wrote."""
    ticket = world.ticket(responsible=world.anna)
    for number in range(9):
        body = Body(text=f"Ответ {number}")
        reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=body)
    follow_all()
    Notice.objects.filter(person=world.anna).delete()
    Notice.objects.exclude(occasion=Occasion.STAFF_WROTE).delete()
    return ticket


def browser(person: Person) -> Client:
    return browser_with(session_of(person))


def text(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_every_door_has_the_button(world: World) -> None:
    vera = browser(world.vera)
    for path, door in (("/desk/", "desk"), ("/office/", "desk"), ("/portal/", "portal")):
        page = text(vera, path)
        assert f'href="/{door}/bell/"' in page
        assert f'hx-get="/{door}/bell/count/"' in page
    assert "data-tokens" in text(vera, "/office/live/")


def test_the_button_counts_and_says_so_when_more_has_come(world: World, ticket: Ticket) -> None:
    elena = browser(world.elena)
    assert "9 новых" in text(elena, "/portal/bell/count/")
    assert "bell-said" not in text(elena, "/portal/bell/count/?known=9")
    assert "Есть новые уведомления" in text(elena, "/portal/bell/count/?known=8")


def test_a_notice_leads_to_an_old_message_and_reads_the_ticket(
    world: World, ticket: Ticket
) -> None:
    elena = browser(world.elena)
    page = text(elena, "/portal/bell/")
    oldest = re.findall(r'class="notice" href="([^"]+)" data-unread', page)[-1]
    second = Message.objects.get(ticket=ticket, number=2)
    assert oldest == f"/t/{ticket.pk}?message={second.public_seq}#msg-{second.public_seq}"
    shown = elena.get(oldest, follow=True)
    assert shown.redirect_chain[-1][0] == f"/portal/t/{ticket.pk}/?message={second.public_seq}"
    assert f'id="msg-{second.public_seq}"' in shown.content.decode()
    assert "data-unread" not in text(elena, "/portal/bell/")
    assert f'id="msg-{second.public_seq}"' not in text(elena, f"/portal/t/{ticket.pk}/")


def test_opening_a_ticket_from_the_queue_reads_what_rang(world: World, ticket: Ticket) -> None:
    body = Body(text="И ещё")
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=body)
    follow_all()
    anna = browser(world.anna)
    panel = text(anna, "/desk/bell/", **HTMX)
    assert "«И ещё»" in panel
    assert "1 новое" in panel
    assert "<html" not in panel
    anna.get(f"/desk/t/{ticket.pk}/")
    assert "data-unread" not in text(anna, "/desk/bell/", **HTMX)


def test_all_can_be_marked_as_read_with_and_without_scripts(world: World, ticket: Ticket) -> None:
    elena = browser(world.elena)
    answer = elena.post("/portal/bell/read/", headers=HTMX)
    assert "data-unread" not in answer.content.decode()
    assert "Ответ 8" in answer.content.decode()
    Notice.objects.filter(person=world.elena).update(read_at=None)
    assert elena.post("/portal/bell/read/").headers["Location"] == "/portal/bell/"
    assert "count" not in text(elena, "/portal/bell/count/")


def test_an_empty_bell_says_what_will_be_there(world: World) -> None:
    assert "Пока ничего не произошло" in text(browser(world.pavel), "/portal/bell/")
    assert "Это всё" in text(browser(world.pavel), "/portal/bell/?before=1")


def test_the_profile_asks_for_what_concerns_the_person(world: World) -> None:
    elena, anna = browser(world.elena), browser(world.anna)
    page = text(elena, "/account/profile/")
    asked = set(re.findall(r'name="notice-(\w+)"', page))
    assert asked == {"opened", "staff_wrote", "client_wrote", "assigned", "state", "changed"}
    assert "Скрытая заметка" in text(anna, "/account/profile/")
    answers = {f"notice-{occasion}": "mail" for occasion in asked} | {"notice-state": "none"}
    assert elena.post("/account/profile/notices/", answers).status_code == 302
    kept = Preference.objects.filter(person=world.elena).values_list("occasion", "how")
    assert list(kept) == [("state", "none")]
    refused = elena.post("/account/profile/notices/", answers | {"notice-state": "loud"})
    assert refused.status_code == 422
    assert Preference.objects.get(person=world.elena).how == "none"
