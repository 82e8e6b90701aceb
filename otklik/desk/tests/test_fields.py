"""Properties changed in place: lists, small forms, races, refusals; the team; hold and closing."""

from typing import Any

import pytest
from django.test import Client

from otklik.desk.tests.conftest import Browser
from otklik.directory.models import Category, FieldRights, Status
from otklik.tickets.models import Change, SeatKind, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import World

HTMX = {"HX-Request": "true"}


def post(browser: Client, ticket: Ticket, page: str, **values: Any) -> Any:
    return browser.post(f"/desk/t/{ticket.pk}/{page}/", values, headers=HTMX)


def test_it_works(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    values = {"new": world.status.pk, "shown": ticket.status_id}
    answer = post(browser_of(world.anna), ticket, "fields/status", **values)
    assert answer.status_code == 200
    assert 'id="panel"' in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == world.status


def test_a_race_is_shown_with_who_was_faster(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    shown = ticket.status_id
    change = FieldChange("status", world.status.pk, shown)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.gleb), changes=[change])
    other = Status.objects.filter(code="impossible").first()
    assert other
    browser = browser_of(world.anna)
    values = {"new": other.pk, "shown": shown}
    answer = post(browser, ticket, "fields/status", **values)
    assert answer.status_code == 409
    words = f"изменение сделано: Gleb. Статус сейчас: {world.status}."
    assert words in answer.content.decode()
    plain = browser.post(f"/desk/t/{ticket.pk}/fields/status/", values)
    assert plain.status_code == 409
    assert words in plain.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == world.status


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("title", {"title": "Нет чека", "shown-title": "Касса не печатает чек"}, "Нет чека"),
        ("comment", {"comment": "Ждём деталь", "shown-comment": ""}, "Ждём деталь"),
        ("planned", {"planned_minutes": "90", "shown-planned_minutes": ""}, 90),
        ("auto-close", {"auto_close_days": "", "shown-auto_close_days": "7"}, None),
    ],
)
def test_a_written_property_is_saved(
    world: World, browser_of: Browser, name: str, sent: dict[str, str], expected: object
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    form = browser.get(f"/desk/t/{ticket.pk}/edit/{name}/", headers=HTMX).content.decode()
    shown = next(key for key in sent if key.startswith("shown-"))
    assert f'name="{shown}" value="{sent[shown]}"' in form
    assert post(browser, ticket, f"edit/{name}", **sent).status_code == 200
    ticket.refresh_from_db()
    assert getattr(ticket, shown.removeprefix("shown-")) == expected


def test_the_expected_date_and_whether_the_client_sees_it(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    first = {"expected_on": "2026-12-01", "expected_shown": "on", "shown-expected_on": ""}
    assert post(browser, ticket, "edit/expected", **first).status_code == 200
    form = browser.get(f"/desk/t/{ticket.pk}/edit/expected/", headers=HTMX).content.decode()
    assert 'name="shown-expected_on" value="2026-12-01"' in form
    assert 'name="shown-expected_shown" value="on"' in form
    second = {"expected_on": "2026-12-02", "shown-expected_on": "2026-12-01"}
    assert post(browser, ticket, "edit/expected", **second).status_code == 409
    second["shown-expected_shown"] = "on"
    assert post(browser, ticket, "edit/expected", **second).status_code == 200
    ticket.refresh_from_db()
    assert (str(ticket.expected_on), ticket.expected_shown) == ("2026-12-02", False)


def test_a_race_in_a_small_form_keeps_what_was_typed(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    change = FieldChange("title", "Чужая правка", ticket.title)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.vera), changes=[change])
    sent = {"title": "Моя правка", "shown-title": ticket.title}
    answer = post(browser_of(world.anna), ticket, "edit/title", **sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Моя правка" in html
    assert "Сейчас: Чужая правка." in html
    assert 'name="shown-title" value="Чужая правка"' in html


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "я" * 256}),
        ("planned", {"planned_minutes": "-1"}),
        ("expected", {"expected_on": "вчера"}),
        ("auto-close", {"auto_close_days": "91"}),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    world: World, browser_of: Browser, name: str, sent: dict[str, str]
) -> None:
    ticket = world.ticket(responsible=world.anna)
    answer = post(browser_of(world.anna), ticket, f"edit/{name}", **sent)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_row_that_is_not_offered_is_refused(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    for new in ("999999", "слово"):
        values = {"new": new, "shown": ticket.status_id}
        assert post(browser_of(world.anna), ticket, "fields/status", **values).status_code == 422
    assert post(browser_of(world.anna), ticket, "fields/author", new="1").status_code == 404
    assert post(browser_of(world.anna), ticket, "edit/author").status_code == 404


def test_by_the_strict_preset_an_agent_is_neither_offered_nor_allowed(
    world: World, browser_of: Browser
) -> None:
    world.site.field_rights = FieldRights.STRICT
    world.site.save()
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    html = browser.get(f"/desk/t/{ticket.pk}/").content.decode()
    assert "/fields/status/" in html
    assert "/fields/category/" not in html
    assert "/responsible/" not in html
    values = {"new": world.category.pk, "shown": ticket.category_id or ""}
    assert post(browser, ticket, "fields/category", **values).status_code == 403
    values = {"new": world.gleb.pk, "shown": world.anna.pk}
    assert post(browser, ticket, "responsible", **values).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("oleg", 403), ("elena", 404), ("boris", 404)])
def test_who_may_not_change_it_does_not(
    world: World, browser_of: Browser, who: str, status: int
) -> None:
    ticket = world.ticket(responsible=world.anna)
    before = Change.objects.filter(ticket=ticket).count()
    browser = browser_of(getattr(world, who))
    pages = ("fields/status", "edit/title", "responsible", "take", "co-executors", "hold",
             "unhold", "close", "reopen")  # fmt: skip
    assert {post(browser, ticket, page, new="1").status_code for page in pages} == {status}
    assert Change.objects.filter(ticket=ticket).count() == before


def test_the_assignee_is_chosen_or_nobody(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.vera)
    values = {"new": world.gleb.pk, "shown": world.anna.pk}
    assert post(browser, ticket, "responsible", **values).status_code == 200
    assert post(browser, ticket, "responsible", **values).status_code == 200
    stale = {"new": world.boris.pk, "shown": world.anna.pk}
    answer = post(browser, ticket, "responsible", **stale)
    assert answer.status_code == 409
    assert "Ответственный сейчас: Gleb." in answer.content.decode()
    nobody = {"new": "", "shown": world.gleb.pk}
    assert post(browser, ticket, "responsible", **nobody).status_code == 200
    client = {"new": world.elena.pk, "shown": ""}
    assert post(browser, ticket, "responsible", **client).status_code == 422
    ticket.refresh_from_db()
    assert ticket.responsible is None


def test_an_agent_who_hands_a_ticket_on_reads_it_and_writes_no_more(
    world: World, browser_of: Browser
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    values = {"new": world.boris.pk, "shown": world.anna.pk}
    answer = post(browser, ticket, "responsible", **values)
    assert answer.status_code == 200
    page = browser.get(f"/desk/t/{ticket.pk}/")
    for html in (answer.content.decode(), page.content.decode()):
        assert "/fields/" not in html
        assert "но не писать" in html
        assert "ok-composer" not in html


def test_co_executors_come_and_go(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    assert post(browser, ticket, "co-executors", new=world.gleb.pk).status_code == 200
    helpers = ticket.seats.filter(kind=SeatKind.CO_EXECUTOR)
    assert [seat.person for seat in helpers] == [world.gleb]
    assert post(browser, ticket, "co-executors", new=world.anna.pk).status_code == 422
    url = f"/desk/t/{ticket.pk}/co-executors/?remove"
    assert browser.post(url, {"new": world.gleb.pk}, headers=HTMX).status_code == 200
    assert not helpers.all()


def test_hold_with_a_date_and_back(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    assert post(browser, ticket, "hold", until="2020-01-01").status_code == 422
    answer = post(browser, ticket, "hold", until="2030-01-09", quiet="1")
    assert answer.status_code == 200
    assert "до 9 января" in answer.content.decode()
    assert Change.objects.filter(ticket=ticket).latest("pk").is_hidden
    assert post(browser, ticket, "unhold").status_code == 200
    ticket.refresh_from_db()
    assert not ticket.is_held


@pytest.mark.parametrize("quiet", [True, False])
def test_closing_and_reopening_with_or_without_a_word_to_the_client(
    world: World, browser_of: Browser, quiet: bool
) -> None:
    ticket = world.ticket(responsible=world.anna)
    browser = browser_of(world.anna)
    values = {"quiet": "1"} if quiet else {}
    for page, is_closed in (("close", True), ("reopen", False)):
        url = f"/desk/t/{ticket.pk}/{page}/"
        assert browser.post(url, values).headers["Location"] == f"/desk/t/{ticket.pk}/"
        ticket.refresh_from_db()
        assert ticket.is_closed is is_closed
        assert Change.objects.filter(ticket=ticket).latest("pk").is_hidden is quiet


def test_a_closed_ticket_offers_no_hold_and_no_answer(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    close(ticket_id=ticket.pk, submit=world.by(world.anna))
    html = browser_of(world.anna).get(f"/desk/t/{ticket.pk}/").content.decode()
    assert "/reopen/" in html
    assert "/hold/" not in html
    assert "Ответ клиенту" not in html
    assert "Клиент не увидит." in html
    assert "Обращение закрыто" in html
    assert post(browser_of(world.anna), ticket, "hold").status_code == 403


def test_the_sheet_of_a_phone_answers_with_itself(world: World, browser_of: Browser) -> None:
    ticket = world.ticket(responsible=world.anna)
    hold(ticket_id=ticket.pk, submit=world.by(world.anna))
    browser = browser_of(world.anna)
    sheet = browser.get(f"/desk/t/{ticket.pk}/properties/", headers=HTMX).content.decode()
    assert 'id="sheet-properties"' in sheet
    assert "/unhold/" in sheet
    headers = HTMX | {"HX-Target": "sheet-properties"}
    values = {"new": world.status.pk, "shown": ticket.status_id}
    url = f"/desk/t/{ticket.pk}/fields/status/"
    html = browser.post(url, values, headers=headers).content.decode()
    assert 'id="sheet-properties"' in html


def test_the_assignee_is_taken_from_the_level_or_the_category(
    world: World, browser_of: Browser
) -> None:
    Category.objects.filter(pk=world.category.pk).update(responsible=world.boris)
    ticket = world.ticket(responsible=world.anna)
    change = FieldChange("category", world.category.pk, ticket.category_id)
    set_fields(ticket_id=ticket.pk, submit=world.by(world.anna), changes=[change])
    ticket.refresh_from_db()
    assert ticket.responsible == world.anna, "changing the category assigns nobody"
    vera = browser_of(world.vera)
    page = vera.get(f"/desk/t/{ticket.pk}/").content.decode()
    assert "По категории: Boris" in page
    assert "Уровень никого не называет" in page
    nobody = post(vera, ticket, "responsible", by="level", shown=world.anna.pk)
    assert nobody.status_code == 422
    late = post(vera, ticket, "responsible", by="category", shown=world.gleb.pk)
    assert late.status_code == 409
    assert post(vera, ticket, "responsible", by="category", shown=world.anna.pk).status_code == 200
    ticket.refresh_from_db()
    assert ticket.responsible == world.boris
    history = vera.get(f"/desk/t/{ticket.pk}/history/").content.decode()
    assert "Anna → Boris, по категории" in history
