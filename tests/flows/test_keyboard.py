"""A shift of an agent without a mouse, on a Russian keyboard layout."""

from playwright.sync_api import CDPSession, Page, expect

from tests.flows.acts import ask, card, composer, reads, typed
from tests.flows.conftest import Enter

LETTERS = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM", "йцукенгшщзфывапролдячсмить", strict=True))


class RussianKeyboard:
    """Presses keys as a Russian layout does: by their place, with Cyrillic letters on them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._wire: CDPSession = page.context.new_cdp_session(page)

    def press(self, keys: str) -> None:
        """Press letters one after the other: "RN" are the keys that bear К and Т."""
        for key in keys:
            letter = LETTERS[key]
            down = {"key": letter, "text": letter, "code": f"Key{key}"}
            number = {"windowsVirtualKeyCode": ord(key)}
            self._wire.send("Input.dispatchKeyEvent", {"type": "keyDown", **down, **number})
            self._wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **down, **number})


def test_a_shift_by_keys_alone(enter: Enter):
    elena, dmitry = enter("Елена Воронцова"), enter("Дмитрий Орлов")
    number = ask(elena.page, "Чек не уходит в ОФД", "Висит со вчера.")
    page, keys = dmitry.page, RussianKeyboard(dmitry.page)
    page.goto("/desk/?view=unassigned")
    rows = page.locator("tr[data-id]")
    cursor = page.locator("tr[data-cursor]")

    for _row in range(rows.count()):
        keys.press("J")
        if cursor.get_attribute("data-id") == str(number):
            break
    keys.press("KJ")
    expect(cursor).to_have_attribute("data-id", str(number))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/t/{number}/**")

    keys.press("I")
    expect(page.locator("#panel")).to_contain_text("Дмитрий Орлов")
    keys.press("H")
    hold = page.get_by_role("dialog", name="Отложить")
    expect(hold).to_be_visible()
    page.keyboard.press("Escape")
    expect(hold).to_be_hidden()
    keys.press("R")
    expect(composer(page)).to_be_focused()
    keys.press("XTR")
    expect(typed(page)).to_have_value("чек")
    page.keyboard.insert_text(" отправили вручную.")
    press_send(page)
    for each in (elena, dmitry):
        reads(each.page, "чек отправили вручную.")

    keys.press("N")
    expect(composer(page)).to_be_focused()
    page.keyboard.insert_text("Проверить через час.")
    press_send(page)
    expect(card(page, "Проверить через час.")).to_have_attribute("data-kind", "note")

    keys.press("S")
    choices = page.locator("[role=option]:visible")
    expect(choices.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option]:focus").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .prop-btn", has_text=chosen)).to_be_focused()

    keys.press("A")
    expect(page.get_by_role("option", name="Анна Ковалёва")).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("Shift+Slash")
    shortcuts = page.locator("#shortcuts")
    for name in ("Отправить", "Статус", "Ответственный", "Отложить"):
        expect(shortcuts.get_by_text(name, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    keys.press("GQ")
    page.wait_for_url("**/desk/")


def press_send(page: Page) -> None:
    """Send, and wait until the composer is empty; the next letter is a shortcut again."""
    page.keyboard.press("Control+Enter")
    expect(typed(page)).to_have_value("")
    expect(composer(page)).not_to_be_focused()
