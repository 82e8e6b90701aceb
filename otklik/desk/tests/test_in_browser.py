"""The desk in a real browser: two people at once, a queue under the pointer, axe on every page.

What one does with the keyboard alone, drafts, the guard and a lost connection are in `tests/flows`.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

import otklik
from otklik.desk.tests.site import Site, serve
from otklik.tickets.follow import follow
from otklik.tickets.operations.messages import Body
from otklik.tickets.operations.note import note
from otklik.tickets.operations.reply import reply
from otklik.tickets.tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(otklik.__file__).parents[1] / "node_modules/axe-core/axe.min.js"
EDITOR = "#composer .editor[contenteditable=true]"
"""Where people type, once it is loaded; the textarea before it is hidden then."""
RUN_AXE = """async () => {
    const {violations} = await axe.run({runOnly: [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
    return violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]);
}"""


@pytest.fixture(scope="module")
def address(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, which runs in a process of its own."""
    path = tmp_path_factory.mktemp("site") / "log"
    with path.open("wb") as log, serve(log.fileno()) as url:
        yield url


@pytest.fixture
def site(address: str, chromium: Browser, transactional_db: None) -> Iterator[Site]:
    """The site; its pages are closed before the database is put back."""
    with ExitStack() as stack:
        yield Site(address, chromium, stack)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_colleagues_see_each_other_and_what_each_changes(site: Site, world: World) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    anna = site.page(world.anna, f"/desk/t/{ticket.pk}/")
    gleb = site.page(world.gleb, f"/desk/t/{ticket.pk}/")
    expect(anna.locator("#presence")).to_contain_text("Gleb смотрит")
    gleb.locator(EDITOR).fill("Отвечаю")
    expect(anna.locator("#presence")).to_contain_text("Gleb отвечает")
    anna.locator("#collision [data-write=note]").click()
    expect(anna.locator("#composer")).to_have_attribute("data-mode", "note")
    anna.keyboard.type("Подожди минуту")
    anna.get_by_role("button", name=re.compile("^Сохранить заметку")).click()
    expect(gleb.locator(".msg[data-kind=note]")).to_contain_text("Подожди минуту")
    expect(gleb.locator("#composer textarea")).to_have_value("Отвечаю")
    anna.locator("body").press("s")
    anna.get_by_role("option", name=str(world.status)).click()
    expect(gleb.locator("#panel-properties")).to_contain_text(str(world.status))
    expect(gleb.locator(".event-fold").last).to_contain_text(f"Статус «{world.status}»")


def test_a_double_press_sends_one_message(site: Site, world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    page = site.page(world.anna, f"/desk/t/{ticket.pk}/")
    page.locator(EDITOR).fill("Один раз")
    page.get_by_role("button", name=re.compile("^Отправить")).first.dblclick()
    expect(page.locator(".msg[data-kind=agent]")).to_have_count(1)
    expect(page.locator("#composer textarea")).to_have_value("")
    assert ticket.messages.count() == 2


def test_the_editor_formats_and_quotes(site: Site, world: World) -> None:
    ticket = world.ticket(responsible=world.anna, text="Касса молчит")
    page = site.page(world.anna, f"/desk/t/{ticket.pk}/")
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    page.on("console", hear)
    page.locator("#composer [contenteditable=true]").click()
    page.keyboard.press("Control+b")
    page.keyboard.type("Так:")
    page.keyboard.press("Enter")
    page.keyboard.type("- раз")
    page.get_by_text("Касса молчит").select_text()
    page.get_by_role("button", name="Цитировать").click()
    page.keyboard.press("Control+Enter")
    answer = page.locator(".msg[data-kind=agent] .msg-body")
    expect(answer.locator("strong").first).to_have_text("Так:")
    expect(answer.locator("li")).to_contain_text("раз")
    expect(answer.locator("blockquote")).to_have_text("Касса молчит")
    assert complaints == []


def test_the_queue_is_alive_and_does_not_jump_under_the_cursor(site: Site, world: World) -> None:
    first = world.ticket(responsible=world.anna)
    page = site.page(world.anna, "/desk/")
    rows = page.locator("tr[data-id]")
    expect(rows).to_have_count(1)
    second = world.ticket(responsible=world.anna, title="Второе")
    expect(rows).to_have_count(2)
    expect(page.get_by_role("link", name=re.compile("^Мои")).first).to_contain_text("2")
    page.locator(f"#row-{first.pk}").hover()
    third = world.ticket(responsible=world.anna, title="Третье")
    expect(page.locator("#offer")).to_contain_text("1 новое обращение")
    expect(rows).to_have_count(2)
    page.locator("#offer button").click()
    expect(rows).to_have_count(3)
    assert {second.pk, third.pk} <= {int(one.get_attribute("data-id") or 0) for one in rows.all()}


def test_rows_are_chosen_and_changed_and_found_again_by_keyboard(site: Site, world: World) -> None:
    tickets = [world.ticket(responsible=world.anna, title=f"Дело {one}") for one in range(4)]
    page = site.page(world.anna, "/desk/?view=mine&sort=number")
    for key in ("j", "x", "Shift+J", "s"):
        page.keyboard.press(key)
    asked = page.get_by_role("dialog", name="Поставить статус")
    expect(asked).to_contain_text("Это коснётся 2 обращений")
    assert complaints(page) == []
    asked.get_by_label("Статус").select_option(label=str(world.status))
    page.keyboard.press("Enter")
    asked.get_by_role("button", name="Поставить").click()
    expect(page.locator("#toasts")).to_contain_text("2 обращения изменено")
    expect(page.locator("tr[aria-selected=true]")).to_have_count(0)
    expect(page.locator(".c-status", has_text=str(world.status))).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/desk/t/{tickets[2].pk}/**")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/desk/?view=mine&sort=number#row-{tickets[2].pk}")
    expect(page.locator(f"#row-{tickets[2].pk} .subject")).to_be_focused()


def complaints(page: Page) -> list[object]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[object] = page.evaluate(RUN_AXE)
    return found


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1024, True), (390, False)])
def test_axe_finds_nothing(site: Site, world: World, width: int, dark: bool) -> None:
    ticket = world.ticket(responsible=world.anna, co_executors=(world.gleb,))
    note(ticket_id=ticket.pk, submit=world.by(world.gleb), body=Body(text="Между нами"))
    reply(ticket_id=ticket.pk, submit=world.by(world.anna), body=Body(text="Проверьте"))
    page = site.page(world.anna, "/desk/", width=width, dark=dark)
    found = {}
    for path in (
        "",
        "?view=held",
        "?view=open&responsible=none&sort=-created",
        "filters/",
        "columns/",
        "new/",
        *(f"t/{ticket.pk}/{one}" for one in ("", "history/", "clock/", "letters/")),
    ):
        page.goto(f"{site.url}/desk/{path}")
        found[path] = complaints(page)
    assert {path: said for path, said in found.items() if said} == {}


def test_the_bell_rings_by_itself_and_reads_in_all_tabs(site: Site, world: World) -> None:
    ticket = world.ticket(responsible=world.anna)
    page = site.page(world.anna, "/desk/")
    bell = page.get_by_role("button", name=re.compile("^Уведомления"))
    said = page.locator("#bell-said")
    expect(page.locator("#bell-count input")).to_have_count(1)
    reply(ticket_id=ticket.pk, submit=world.by(world.elena), body=Body(text="Нашли сами."))
    for change in ticket.changes.all():
        follow(change.pk)
    expect(bell).to_have_accessible_name("Уведомления 2 новых")
    expect(said).to_have_text("Есть новые уведомления")
    page.keyboard.press("g")
    page.keyboard.press("n")
    panel = page.get_by_role("dialog", name="Уведомления")
    expect(panel.locator(".notice[data-unread]")).to_have_count(2)
    expect(bell).to_have_attribute("aria-expanded", "true")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(RUN_AXE) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bell).to_be_focused()
    other = site.page(world.anna, f"/desk/t/{ticket.pk}/")
    expect(bell).to_have_accessible_name("Уведомления")
    other.close()
