"""The client's door: what a client does there, and what never shows there."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from otklik.clock.operations import LevelDraft, create_level
from otklik.core.config import Config
from otklik.core.time import now
from otklik.directory.models import AfterTerm, Site
from otklik.live.tokens import read
from otklik.people.models import Organization, Person, UserGroup
from otklik.people.operations import add_to_user_group
from otklik.tickets.models import Draft, Message, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World, moscow
from otklik.tickets.topics import client_topic, person_topic


def entered(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form(key: str = "k", **said: str) -> dict[str, str]:
    return {"key": key, "confirm_by_mail": "on", "answers_by_mail": "on", **said}


def test_a_client_asks_and_finds_the_ticket(world: World) -> None:
    client = entered(world.elena)
    answer = client.post("/portal/new/", form(title="Нет чека", text="Касса молчит"))
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/portal/t/{ticket.pk}/"
    assert (ticket.author, ticket.title) == (world.elena, "Нет чека")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Касса молчит" in page
    assert "Нет чека" in client.get("/portal/").content.decode()


@time_machine.travel(moscow(23, 20), tick=False)
def test_outside_working_hours_the_form_and_the_ticket_say_when_counting_begins(
    world: World,
) -> None:
    client = entered(world.elena)
    page = client.get("/portal/new/").content.decode()
    assert "Ответим до 14:00 завтра" in page
    assert "Сейчас нерабочее время. Мы начнём отсчёт завтра в 10:00; ответ – до 14:00." in page
    asked = client.post("/portal/new/", form(title="Ночь", text="Касса"), follow=True)
    assert "Вопрос пришёл в нерабочее время. Мы начнём отсчёт завтра" in asked.content.decode()


def test_what_was_typed_survives_a_refusal(world: World) -> None:
    answer = entered(world.elena).post("/portal/new/", form(title="Заголовок", text=" "))
    assert answer.status_code == 422
    assert 'value="Заголовок"' in answer.content.decode()
    assert not Ticket.objects.exists()


@time_machine.travel(moscow(24, 12), tick=False)
def test_after_the_term_of_support_a_question_is_refused_or_served_for_everyone(
    world: World,
) -> None:
    """The person's own last day counts before the company's, to its very end (spec REG-10)."""
    vip = UserGroup.objects.create(code="vip", name_ru="ВИП")
    add_to_user_group(person=world.elena, group=vip)
    timetable = world.level.timetable_id
    draft = LevelDraft(name_ru="ВИП", timetable_id=timetable, rank=900, group_ids=[vip.pk])
    level, client = create_level(draft), entered(world.elena)
    Organization.objects.update(supported_till=date(2026, 11, 23))
    Person.objects.filter(pk=world.elena.pk).update(supported_till=date(2026, 11, 24))
    client.post("/portal/new/", form(title="Ещё сегодня", text="Да"))
    assert Ticket.objects.get().level == level
    Person.objects.filter(pk=world.elena.pk).update(supported_till=None)
    client.post("/portal/new/", form("k2", title="Уже нет", text="Нет"))
    ticket = Ticket.objects.latest("pk")
    assert ticket.level == world.level
    assert ticket.level_choice["passed"][0]["why"] == "term"
    Site.objects.update(after_term=AfterTerm.REFUSE, after_term_ru="Продлите договор.")
    assert "Продлите договор." in client.get("/portal/new/").content.decode()
    answer = client.post("/portal/new/", form("k3", title="Снова", text="Нет"))
    assert answer.status_code == 422
    assert Ticket.objects.count() == 2
    assert "<h2>Ответим до" not in client.get("/portal/").content.decode()
    # Staff may open it all the same, and what is open goes on.
    number = world.ticket().pk
    assert "поддержка кончилась" in entered(world.anna).get(f"/desk/t/{number}/").content.decode()
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Ещё вопрос"))


@time_machine.travel(moscow(24, 12), tick=False)
def test_a_ticket_on_hold_is_our_move_and_says_until_when(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Завтра посмотрим"))
    hold(ticket_id=ticket.pk, submit=world.by(world.anna), until=date(2026, 12, 2))
    page = entered(world.elena).get("/portal/").content.decode()
    assert "Отложено до 2 декабря" in page
    assert 'data-state="answered"' in page


def test_nothing_is_promised_to_an_address_that_is_not_confirmed(world: World) -> None:
    Person.objects.filter(pk=world.elena.pk).update(email_proven_at=None)
    client = entered(world.elena)
    page = client.get("/portal/new/").content.decode()
    assert "Подтвердить письмом" not in page
    assert "ответы вы найдёте только здесь" in page
    assert 'formaction="/account/proof/send/"' in page
    assert "и письмом" not in client.get("/portal/list/").content.decode()


def test_a_draft_keeps_what_was_chosen(world: World) -> None:
    client = entered(world.elena)
    chosen = {"category": world.category.pk, "priority": "x"}
    client.post("/portal/new/draft/", {"title": "Чек", "text": "", **chosen})
    assert Draft.objects.get().choices == {"category": world.category.pk}
    page = client.get("/portal/new/").content.decode()
    assert f'<option value="{world.category.pk}" selected>' in page


def test_a_client_is_seen_by_staff_and_sees_nobody(world: World) -> None:
    ticket = world.ticket()
    page = entered(world.elena).get(f"/portal/t/{ticket.pk}/").content.decode()
    assert f'data-presence-topic="{client_topic(ticket.pk)}"' in page
    tokens = re.findall(r"\w+=(\S+)", html_attribute(page, "data-tokens"))
    assert [read(token).topic for token in tokens] == [
        person_topic(world.elena.pk),
        client_topic(ticket.pk),
    ]


def html_attribute(page: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', page)
    assert found
    return found[1]


def test_a_double_click_opens_one_ticket(world: World) -> None:
    client = entered(world.elena)
    for _click in range(2):
        client.post("/portal/new/", form(key="once", title="Дважды", text="Щёлк"))
    assert Ticket.objects.count() == 1


def test_a_key_that_another_act_has_used_loses_no_text(world: World) -> None:
    ticket, other = world.ticket(responsible=world.anna), world.ticket()
    client, path = entered(world.elena), f"/portal/t/{ticket.pk}/"
    by_htmx = {"HX-Request": "true"}
    client.post(f"{path}close/", {"key": "k"})
    for where in (path, f"/portal/t/{other.pk}/"):
        refused = client.post(f"{where}reply/", {"key": "k", "text": "Снова я"}, headers=by_htmx)
        page = refused.content.decode()
        assert refused.status_code == 422
        assert "Снова я" in page
        assert 'name="key" value="k"' not in page
    opened = client.post("/portal/new/", form(title="Другое", text="Ещё раз я"))
    assert opened.status_code == 422
    assert "Ещё раз я" in opened.content.decode()
    client.post(f"{path}reply/", {"key": "r", "text": "Снова я"})
    assert client.post(f"{path}close/", {"key": "r"}).status_code == 302
    ticket.refresh_from_db()
    assert not ticket.is_closed
    keys = re.findall(r'name="key" value="([^"]+)"', client.get(path).content.decode())
    assert len(keys) == len(set(keys)) == 3


def test_a_flood_of_tickets_is_refused_and_keeps_what_was_typed(
    world: World, set_config: Callable[..., Config]
) -> None:
    set_config(client_tickets_an_hour=1)
    client = entered(world.elena)
    client.post("/portal/new/", form(key="1", title="Первое", text="Текст"))
    answer = client.post("/portal/new/", form(key="2", title="Второе", text="Ещё текст"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "очень много обращений" in page
    assert "Ещё текст" in page
    again = client.post("/portal/new/", form(key="1", title="Первое", text="Текст"))
    assert again.status_code == 302
    hour = timedelta(hours=1, seconds=1)
    Ticket.objects.update(created_at=now() - hour)
    client.post("/portal/new/", form(key="2", title="Второе", text="Ещё текст"))
    assert Ticket.objects.count() == 2


def test_a_flood_of_answers_is_refused_and_keeps_what_was_typed(
    world: World, set_config: Callable[..., Config]
) -> None:
    set_config(client_messages_an_hour=1)
    ticket = world.ticket(responsible=world.anna)
    client, path = entered(world.elena), f"/portal/t/{ticket.pk}/reply/"
    assert client.post(path, {"key": "a", "text": "Раз"}).status_code == 302
    answer = client.post(path, {"key": "b", "text": "Ещё раз"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "очень много сообщений" in answer.content.decode()
    assert "Ещё раз" in answer.content.decode()
    client.post(f"/portal/t/{ticket.pk}/close/", {"key": "c"})
    again = client.post(path, {"key": "d", "text": "Снова я"})
    assert again.status_code == 422
    assert "Снова я" in again.content.decode()
    for text in ("Ответ", "Ещё ответ"):
        reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text=text))
    assert Message.objects.filter(ticket=ticket).count() == 4


def test_a_client_cannot_set_what_is_not_offered(world: World) -> None:
    data = form(title="Хитрый", text="Текст", responsible=str(world.anna.pk), level="1")
    answer = entered(world.elena).post("/portal/new/", data)
    assert answer.status_code == 422
    assert "Это решает только поддержка." in answer.content.decode()
    assert not Ticket.objects.exists()


def test_an_answer_comes_back_as_an_empty_composer(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    client = entered(world.elena)
    answer = client.post(
        f"/portal/t/{ticket.pk}/reply/",
        {"key": "a", "text": "Ещё одно"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "live:ticket"
    assert "Ещё одно" not in answer.content.decode()
    assert Message.objects.filter(ticket=ticket, text="Ещё одно").exists()


def test_an_empty_answer_is_refused_with_words(world: World) -> None:
    ticket = world.ticket()
    answer = entered(world.elena).post(
        f"/portal/t/{ticket.pk}/reply/", {"key": "a", "text": ""}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422


def test_what_is_newer_comes_once(world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    client = entered(world.elena)
    page = client.get(f"/portal/t/{ticket.pk}/").content.decode()
    seen = re.search(r'name="after" value="(\d+)"', page)
    assert seen is not None
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Проверьте бумагу"))
    fresh = client.get(f"/portal/t/{ticket.pk}/newer/?after={seen[1]}").content.decode()
    assert "Проверьте бумагу" in fresh
    after = re.search(r'name="after" value="(\d+)"', fresh)
    assert after is not None
    again = client.get(f"/portal/t/{ticket.pk}/newer/?after={after[1]}").content.decode()
    assert "Проверьте бумагу" not in again


def test_a_note_shows_nowhere_in_the_portal(world: World) -> None:
    ticket = world.ticket(author=world.boris, responsible=world.anna)
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="СЕКРЕТ"))
    client = entered(world.boris)
    for path in ("", "newer/?after=0", "earlier/?before=9&click=4", "state/"):
        page = client.get(f"/portal/t/{ticket.pk}/{path}")
        assert page.status_code == 200
        assert "СЕКРЕТ" not in page.content.decode()


def test_staff_do_not_meet_foreign_tickets_here(world: World) -> None:
    ticket = world.ticket()
    assert entered(world.anna).get(f"/portal/t/{ticket.pk}/").status_code == 404
    assert entered(world.pavel).get(f"/portal/t/{ticket.pk}/").status_code == 404


def test_closing_and_opening_again(world: World) -> None:
    ticket = world.ticket()
    client = entered(world.elena)
    client.post(f"/portal/t/{ticket.pk}/close/", {"key": "c"})
    assert Ticket.objects.get().is_closed
    silent = client.post(
        f"/portal/t/{ticket.pk}/reply/", {"key": "o", "text": ""}, headers={"HX-Request": "true"}
    )
    assert silent.status_code == 422
    assert (
        "Открыть снова и отправить" in client.get(f"/portal/t/{ticket.pk}/newer/").content.decode()
    )
    client.post(f"/portal/t/{ticket.pk}/reply/", {"key": "p", "text": "Снова не печатает"})
    assert not Ticket.objects.get().is_closed


def test_lists_are_paged_without_gaps(world: World) -> None:
    tickets = [world.ticket(title=f"Вопрос {number}") for number in range(25)]
    close(ticket_id=tickets[0].pk, submit=world.by(world.elena))
    client = entered(world.elena)
    first = client.get("/portal/").content.decode()
    following = re.search(r'href="(/portal/\?state=open&amp;after=[^"]+)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).content.decode()
    shown = re.findall(r'id="ticket-(\d+)"', first + second)
    assert sorted(map(int, shown)) == sorted(ticket.pk for ticket in tickets[1:])


def test_own_tickets_are_found_by_their_words(world: World) -> None:
    ticket = world.ticket(text="Возврат не прошёл", responsible=world.anna)
    note(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Опять возврат, жулик"))
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    world.ticket(author=world.pavel, text="Возврат не прошёл")
    page = entered(world.elena).get("/portal/", {"q": "возвраты"}).content.decode()
    assert re.findall(r'href="(/portal/t/\d+/)"', page) == [f"/portal/t/{ticket.pk}/"]
    assert "<mark>Возврат</mark> не прошёл" in page
    assert "жулик" not in page
    nothing = entered(world.elena).get("/portal/list/", {"q": "жулик"}).content.decode()
    assert "ничего не нашлось" in nothing
    assert "/portal/t/" not in nothing


def test_what_is_found_is_paged(world: World) -> None:
    numbers = [world.ticket().pk for _ in range(21)][::-1]
    client = entered(world.elena)
    page = client.get("/portal/", {"q": "касса"}).content.decode()
    [following] = re.findall(r'href="(/portal/\?q=[^"]+)"', page)
    rest = client.get(following.replace("&amp;", "&")).content.decode()
    assert re.findall(r'href="(/portal/t/\d+/)"', rest) == [f"/portal/t/{numbers[-1]}/"]


def test_a_draft_waits_on_the_server(world: World) -> None:
    ticket = world.ticket()
    client = entered(world.elena)
    client.post(f"/portal/t/{ticket.pk}/draft/", {"text": "Недописанное"})
    assert "Недописанное" in client.get(f"/portal/t/{ticket.pk}/").content.decode()
    client.post(f"/portal/t/{ticket.pk}/reply/", {"key": "s", "text": "Дописанное"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("language", "word"), [("ru", "Мои обращения"), ("en", "My tickets")])
def test_pages_speak_the_persons_language(world: World, language: str, word: str) -> None:
    Person.objects.filter(pk=world.elena.pk).update(language=language)
    with translation.override(None):
        page = entered(world.elena).get("/portal/").content.decode()
    assert word in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_first_page_asks_the_database_as_often_for_many_as_for_one(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        world.ticket(title=f"Вопрос {number}", responsible=world.anna)
    client = entered(world.elena)
    client.get("/portal/")
    with django_assert_num_queries(10):
        client.get("/portal/")
