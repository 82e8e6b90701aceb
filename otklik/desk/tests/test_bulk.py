"""One thing done to several tickets: what can be done is done, the rest is told (spec LIST-10)."""

import re
from collections.abc import Sequence

import pytest

from otklik.desk.tests.conftest import Browser
from otklik.desk.tests.test_queue import HTMX
from otklik.tickets.models import Change, Ticket
from otklik.tickets.operations.close import close
from otklik.tickets.operations.set_fields import FieldChange, set_fields
from otklik.tickets.tests.world import World


def form_of(browser: object, do: str, chosen: Sequence[Ticket]) -> dict[str, list[str]]:
    """Return what the form would send."""
    asked = "&".join(f"chosen={one.pk}" for one in chosen)
    answer = browser.get(f"/desk/bulk/?do={do}&{asked}", headers=HTMX)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    sent: dict[str, list[str]] = {}
    inputs = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
    for name, value in re.findall(inputs, answer.content.decode()):
        sent.setdefault(name, []).append(value)
    return sent


def test_a_status_goes_to_several_tickets_by_one_change_each(
    world: World, browser_of: Browser
) -> None:
    tickets = [world.ticket(responsible=world.anna) for _one in range(3)]
    browser = browser_of(world.anna)
    sent = form_of(browser, "status", tickets) | {"new": [str(world.status.pk)]}
    before = Change.objects.count()
    for _press in range(2):
        answer = browser.post("/desk/bulk/", sent, headers=HTMX)
        assert answer.status_code == 200
        assert "3 " in answer.headers["HX-Trigger"]
        assert "ok:unselect" in answer.headers["HX-Trigger"]
    assert set(Ticket.objects.values_list("status", flat=True)) == {world.status.pk}
    assert Change.objects.count() == before + 3


def test_each_one_that_is_refused_is_told_with_its_reason(
    world: World, browser_of: Browser
) -> None:
    free = world.ticket(title="Ничьё")
    own = world.ticket(title="Своё", author=world.anna)
    foreign = world.ticket(title="Чужое", responsible=world.boris)
    changed = world.ticket(title="Изменено", responsible=world.anna)
    chosen = [free, own, foreign, changed]
    browser = browser_of(world.anna)
    sent = form_of(browser, "priority", chosen) | {"new": [str(world.priority.pk)]}
    assert str(foreign.pk) not in sent["chosen"]
    sent["chosen"].append(str(foreign.pk))
    meanwhile = FieldChange("priority", None, changed.priority_id)
    if changed.priority_id is None:
        meanwhile = FieldChange("priority", other_priority(world), None)
    set_fields(ticket_id=changed.pk, submit=world.by(world.vera), changes=[meanwhile])
    html = browser.post("/desk/bulk/?view=open", sent).content.decode()
    assert "1 обращение изменено" in html
    for words in ("собственное обращение", "больше не видно", "Его уже изменили"):
        assert words in html
    assert "Чужое" not in html
    assert Ticket.objects.get(pk=free.pk).priority == world.priority


def other_priority(world: World) -> int:
    rows = type(world.priority)._default_manager.exclude(pk=world.priority.pk)
    return int(rows.values_list("pk", flat=True)[0])


def test_hold_and_close_ask_first_and_may_stay_quiet(world: World, browser_of: Browser) -> None:
    tickets = [world.ticket(responsible=world.anna) for _one in range(2)]
    closed = world.ticket(responsible=world.anna)
    close(ticket_id=closed.pk, submit=world.by(world.anna))
    browser = browser_of(world.anna)
    sent = form_of(browser, "hold", [*tickets, closed]) | {"until": ["2020-01-01"]}
    assert browser.post("/desk/bulk/", sent, headers=HTMX).status_code == 422
    html = browser.post("/desk/bulk/", sent | {"until": [""]}).content.decode()
    assert "Оно закрыто" in html
    assert Ticket.objects.filter(held_at__isnull=False).count() == 2
    sent = form_of(browser, "close", tickets) | {"quiet": ["on"]}
    assert browser.post("/desk/bulk/?view=held", sent)["Location"] == "/desk/?view=held"
    assert Ticket.objects.filter(closed_at=None).count() == 0
    assert Change.objects.filter(ticket=tickets[0]).latest("pk").is_hidden


@pytest.mark.parametrize("sent", ["", "?do=nonsense&chosen=1", "?do=status&chosen=x"])
def test_nothing_chosen_is_said(world: World, browser_of: Browser, sent: str) -> None:
    answer = browser_of(world.anna).get(f"/desk/bulk/{sent}", headers=HTMX)
    assert answer.status_code == 200
    assert "ok:toast" in answer.headers["HX-Trigger"]
    assert "ok:unselect" not in answer.headers["HX-Trigger"]


def test_several_are_assigned_and_given_back(world: World, browser_of: Browser) -> None:
    tickets = [world.ticket() for _one in range(2)]
    browser = browser_of(world.anna)
    for new, responsible in ((str(world.anna.pk), world.anna), ("0", None)):
        sent = form_of(browser, "responsible", tickets) | {"new": [new]}
        assert browser.post("/desk/bulk/", sent).status_code == 302
        assert {one.responsible for one in Ticket.objects.all()} == {responsible}
