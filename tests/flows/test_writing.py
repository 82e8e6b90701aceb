"""Writing, in English: drafts survive, nothing is sent past a newer message, one takes a ticket."""

from typing import Literal

from playwright.sync_api import Dialog, Locator, Page, expect

from tests.flows.acts import ask, composer, reads, send, typed
from tests.flows.conftest import Enter

ENGLISH = {"locale": "en-GB", "timezone_id": "Europe/London"}


def test_drafts_guards_and_races(enter: Enter):
    james, kate = enter("James Carter", **ENGLISH), enter("Kate Brown", **ENGLISH)
    olga = enter("Ольга Синицына")
    number = ask(james.page, "Invoice is wrong", "The total is off by ten.")
    for each in (kate, olga):
        each.page.goto(f"/desk/t/{number}/")
    expect(kate.page.locator("html")).to_have_attribute("lang", "en")

    with kate.not_hearing():
        olga.page.keyboard.press("i")
        expect(panel(olga.page)).to_contain_text("Ольга Синицына")
        kate.page.keyboard.press("i")
        expect(panel(kate.page).get_by_role("alert")).to_contain_text("was faster")
    expect(panel(kate.page)).to_contain_text("Ольга Синицына")

    composer(kate.page).press_sequentially("We are looking into it.")
    expect(kate.page.locator("[data-draft]")).to_contain_text("Draft saved at")
    leave(kate.page, "dismiss")
    expect(typed(kate.page)).to_have_value("We are looking into it.")
    leave(kate.page, "accept")
    kate.page.wait_for_url("**/desk/")
    kate.page.goto(f"/desk/t/{number}/")
    expect(typed(kate.page)).to_have_value("We are looking into it.")

    send(james.page, "It is off by twelve, sorry.")
    reads(kate.page, "off by twelve")
    composer(kate.page).press("Control+Enter")
    guard = kate.page.get_by_role("alertdialog")
    expect(guard).to_contain_text("James Carter wrote again while you were typing")
    expect(guard).to_contain_text("It is off by twelve, sorry.")
    guard.get_by_role("button", name="Send as it is").click()
    for each in (james, kate, olga):
        reads(each.page, "We are looking into it.")
    kate.page.reload()
    expect(typed(kate.page)).to_have_value("")


def panel(page: Page) -> Locator:
    """Return the properties."""
    return page.locator("#panel")


def leave(page: Page, answer: Literal["accept", "dismiss"]) -> None:
    """Press a link that leads away, and answer the browser's question."""

    def decide(dialog: Dialog) -> bool:
        getattr(dialog, answer)()
        return dialog.type == "beforeunload"

    with page.expect_event("dialog", decide):
        page.locator(".nav-brand").click(no_wait_after=True)
