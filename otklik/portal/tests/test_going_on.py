"""A client comes back too late to open the ticket again, and goes on in a new one (spec CLS-6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from otklik.core.config import Config
from otklik.core.time import now
from otklik.directory.models import AfterTerm, Site
from otklik.people.models import Organization, Role, UserGroupMembership
from otklik.tickets.access import Refused
from otklik.tickets.models import EventKind, Message, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Elena's ticket, closed, in a site that lets it be opened again for five days."""
    Site.objects.update(reopen_days=5)
    ticket = world.ticket(responsible=world.anna)
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    return ticket


@pytest.fixture
def elena(world: World) -> Client:
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(world.elena)
    return client


def test_it_works(world: World, ticket: Ticket, elena: Client) -> None:
    page = f"/portal/t/{ticket.pk}/"
    assert "Открыть снова и отправить" in elena.get(page).content.decode()
    with time_machine.travel(now() + timedelta(days=5, minutes=1)):
        elena.force_login(world.elena)
        before = elena.get(page).content.decode()
        assert "закрыто больше 5 дней назад" in before
        assert "Отправить новым обращением" in before
        sent = {"key": "k", "text": "Снова не печатает"}
        answer = elena.post(f"{page}reply/", sent)
        new = Ticket.objects.latest("pk")
        assert answer.headers["Location"] == f"/portal/t/{new.pk}/"
        again = elena.post(f"{page}reply/", sent)
        assert again.headers["Location"] == answer.headers["Location"]
        assert Ticket.objects.count() == 2
        shown = elena.get(f"/portal/t/{new.pk}/").content.decode()
        assert "Ваше сообщение – в обращении" in shown
        assert f'href="{page}"' in shown
        old = elena.get(page).content.decode()
        assert f'href="/portal/t/{new.pk}/"' in old
        more = {"key": "next", "text": "И ещё"}
        for _ in ("first", "again"):
            assert (
                elena.post(f"{page}reply/", more)
                .headers["Location"]
                .startswith(f"/portal/t/{new.pk}/")
            )
        assert Message.objects.filter(ticket=new).count() == 2
        staff = Client(headers={"Accept-Language": "ru"})
        staff.force_login(world.vera)
        assert f'href="/desk/t/{ticket.pk}/"' in staff.get(f"/desk/t/{new.pk}/").content.decode()
        assert "Клиент продолжил" in staff.get(f"/desk/t/{ticket.pk}/history/").content.decode()
    ticket.refresh_from_db()
    assert (ticket.is_closed, ticket.continued_in, new.continues) == (True, new, ticket)
    assert (new.author, new.title, new.category) == (ticket.author, ticket.title, ticket.category)
    assert new.waiting_since is not None
    kinds = set(new.events.values_list("kind", flat=True))
    assert {EventKind.OPENED, EventKind.MESSAGE, EventKind.CONTINUES} <= kinds


def test_in_time_the_same_ticket_opens_again(ticket: Ticket, elena: Client) -> None:
    elena.post(f"/portal/t/{ticket.pk}/reply/", {"key": "k", "text": "Снова"})
    ticket.refresh_from_db()
    assert (ticket.is_closed, Ticket.objects.count()) == (False, 1)


def test_it_opens_only_what_a_form_would_open(
    world: World, ticket: Ticket, elena: Client, set_config: Callable[..., Config]
) -> None:
    """The old ticket is no way round the term of support, the limit or the lost role."""
    late = now() + timedelta(days=6)
    page = f"/portal/t/{ticket.pk}/reply/"
    with time_machine.travel(late):
        elena.force_login(world.elena)
        Organization.objects.update(supported_till=late.date() - timedelta(days=1))
        Site.objects.update(after_term=AfterTerm.REFUSE, after_term_ru="Продлите договор.")
        refused = elena.post(page, {"key": "a", "text": "Снова"}).content.decode()
        assert "Продлите договор." in refused
        assert "Снова" in refused
        Organization.objects.update(supported_till=None)
        set_config(client_tickets_an_hour=0)
        assert "очень много обращений" in elena.post(page, {"key": "b", "text": "…"}).text
        UserGroupMembership.objects.filter(person=world.elena, group__role=Role.CLIENT).delete()
        with pytest.raises(Refused):
            reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Снова"))
    assert Ticket.objects.count() == 1
