"""What people do in the flows, and where they look."""

import re
from typing import Final

from playwright.sync_api import Locator, Page, expect

EDITOR: Final = ".editor[contenteditable=true]"
"""Where people type, once it is loaded; the textarea before it is hidden then."""


def ask(page: Page, title: str, text: str) -> int:
    """Ask on the site as a client does, and press the button twice; return the ticket's number."""
    page.goto("/portal/")
    page.locator("#ask").fill(title)
    page.keyboard.press("Enter")
    page.locator(EDITOR).fill(text)
    page.locator(".form-foot button").dblclick()
    # The second press breaks off the first navigation, which `wait_for_url` takes for an error.
    expect(page).to_have_url(re.compile(r"/portal/t/\d+/"))
    return int(page.url.split("/")[-2])


def composer(page: Page) -> Locator:
    """Return the place to write."""
    return page.locator(f"ok-composer {EDITOR}")


def typed(page: Page) -> Locator:
    """Return the field that holds what stands in the composer as plain text."""
    return page.locator("ok-composer textarea")


def send(page: Page, text: str) -> None:
    """Write into the composer and send it from the keyboard."""
    composer(page).fill(text)
    page.keyboard.press("Control+Enter")
    expect(typed(page)).to_have_value("")


def card(page: Page, text: str) -> Locator:
    """Return the messages in which a text stands."""
    return page.locator("article.msg", has_text=text)


def reads(page: Page, text: str) -> None:
    """Wait until a message is there, once."""
    expect(card(page, text)).to_have_count(1)
