"""The components in a real browser: axe, both themes, the strict policy, every accent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from otklik.ui.tests import samples

ROOT = Path(samples.__file__).parents[3]
STATIC = ROOT / "otklik/ui/static"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PAGES = sorted(path.stem for path in samples.PAGES.glob("*.html"))
POLICY = "; ".join(
    f"{name} {' '.join(values)}"
    for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
RUN_AXE = """async () => {
    const {violations} = await axe.run({runOnly: [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
    return violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]);
}"""
CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const probe = document.body.appendChild(document.createElement("div"));
    const luminance = (name) => {
        probe.style.color = `var(${name})`;
        canvas.fillStyle = getComputedStyle(probe).color;
        canvas.fillRect(0, 0, 1, 1);
        const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {
            const c = part / 255;
            return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const ratio = (a, b) => {
        const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
    };
    const found = [];
    for (const theme of ["light", "dark"]) {
        document.documentElement.dataset.theme = theme;
        for (let step = 0; step < 24; step += 1) {
            document.documentElement.dataset.accent = step;
            found.push([theme, step,
                ratio("--on-accent", "--accent"), ratio("--accent-text", "--surface"),
                ratio("--accent-text", "--accent-tint"), ratio("--accent-text", "--canvas"),
                ratio("--text", "--accent-tint")]);
        }
    }
    return found;
}"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def show(page: Page, name: str, *, plain: bool = False, **context: Any) -> list[str]:
    """Open a sample page under the product's own policy; return what the browser complains of.

    Args:
        page: The browser's page.
        name: The sample.
        plain: The visual editor cannot be loaded, so people write into the textarea.
        context: What the sample shows.
    """
    complaints: list[str] = []
    with translation.override("ru"):
        html = samples.render(name, **context)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://otklik.test").split("?")[0]
        file = STATIC / path.removeprefix("/static/")
        if path == "/":
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        elif path == "/desk/bell/count/":
            route.fulfill(status=204)
        elif plain and path.endswith("/editor.js"):
            route.abort()
        elif path.startswith("/static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(status=404)
            complaints.append(f"missing {path}")

    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto("http://otklik.test/")
    return complaints


def fragment(tag: str, name: str) -> str:
    """Return the markup of one component of the samples, as a view would answer it."""
    with translation.override("ru"):
        return samples.piece(tag, name)


def send(page: Page, *, status: int = 200, body: str) -> None:
    """Submit the composer and let the server answer so."""
    page.unroute("**/reply")
    page.route(
        "**/reply",
        lambda route: route.fulfill(status=status, body=body, content_type="text/html"),
    )
    page.locator("#composer-text").focus()
    with page.expect_response("**/reply"):
        page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("name", PAGES)
def test_axe_and_the_policy_have_nothing_to_say(page: Page, name: str):
    complaints = show(page, name)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found[theme] = page.evaluate(RUN_AXE)
    assert found == {"light": [], "dark": []}
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_a_phone(page: Page, name: str):
    page.set_viewport_size({"width": 320, "height": 700})
    show(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_every_accent_of_a_site_can_be_read(page: Page):
    show(page, "portal")
    poor = [found for found in page.evaluate(CONTRASTS) if min(found[2:]) < 4.5]
    assert poor == []


def test_the_note_is_told_by_five_signs_before_the_first_letter(page: Page):
    show(page, "ticket")
    form = page.locator("ok-composer")
    paper = "getComputedStyle(document.querySelector('ok-composer')).backgroundColor"
    before = page.evaluate(paper)
    page.keyboard.press("n")
    assert page.evaluate(paper) != before
    assert form.evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed"
    assert "gradient" in form.evaluate("e => getComputedStyle(e, '::before').backgroundImage")
    assert form.get_by_text("Клиент не увидит.").is_visible()
    assert form.get_by_role("button", name="Сохранить заметку").is_visible()
    writes = form.locator(".editor:not([hidden])")
    assert writes.evaluate("e => e === document.activeElement")
    assert not form.get_by_role("button", name="Отправить").is_visible()


def test_a_picker_is_worked_with_the_keyboard_and_gives_the_focus_back(page: Page):
    show(page, "ticket")
    page.keyboard.press("a")
    page.get_by_placeholder("Найти сотрудника").fill("гайнут")
    options = page.locator("#who [role=option]")
    assert options.filter(visible=True).all_inner_texts() == ["МГ\nМарат Гайнутдинов"]
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "who"


def test_typed_text_survives_whatever_the_server_answers(page: Page):
    show(page, "ticket", plain=True)
    text = page.locator("#composer-text")
    toasts = page.locator("#toasts")
    text.fill("Сжатие включите обратно")
    for status, words in ((500, "остался на месте"), (403, "нет прав"), (404, "больше нет")):
        send(page, status=status, body="<p>no</p>")
        toasts.get_by_text(words).wait_for()
    send(page, body="<!doctype html><title>Вход</title>")
    toasts.get_by_text("Вы вышли из системы").wait_for()
    assert text.input_value() == "Сжатие включите обратно"
    assert text.evaluate("e => e === document.activeElement")


def test_a_newer_message_puts_the_guard_in_the_composers_place(page: Page):
    show(page, "ticket", plain=True)
    page.locator("#composer-text").fill("Сжатие включите обратно")
    send(page, status=409, body=fragment("guard", "guard"))
    page.get_by_role("alertdialog").wait_for()
    assert not page.locator("#composer-text").is_visible()
    page.get_by_role("button", name="Поправить ответ").click()
    assert page.locator("#composer-text").input_value() == "Сжатие включите обратно"
    assert page.locator("#composer [name=seen]").input_value() == "5"


def test_a_refused_form_comes_back_with_its_error_and_keeps_the_focus(page: Page):
    show(page, "ticket", plain=True)
    page.locator("#composer-text").fill("  ")
    send(page, status=422, body=fragment("composer", "refused"))
    page.get_by_text("Напишите хотя бы слово.").wait_for()
    assert page.locator("#composer-text").evaluate("e => e === document.activeElement")


def test_without_a_connection_the_answer_waits_and_then_goes_once(page: Page):
    show(page, "ticket", plain=True)
    page.locator("#composer-text").fill("Добрый день")
    page.route("**/reply", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Отправить, когда будет связь").wait_for()
    page.unroute("**/reply")
    bodies: list[str] = []

    def take(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(body=fragment("composer", "reply"), content_type="text/html")

    page.route("**/reply", take)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#reply").wait_for()
    assert len(bodies) == 1
    assert "key=k" in bodies[0]


def test_the_theme_is_chosen_and_remembered(page: Page):
    show(page, "guard")
    page.get_by_role("button", name="Тёмная").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert {c["name"]: c["value"] for c in page.context.cookies()} == {"otklik_theme": "dark"}
