"""Takes the pictures, and looks for what a picture does not show."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from smtplib import SMTP
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from playwright.sync_api import Page as Tab

from shots.pages import ADMIN, AGENT, ALL, MAILBOX, PAGES, TWO, Page, Variant
from tests.axe import serious_faults

PASSWORD: Final = "otklik-demo"  # noqa: S105 (of made-up people)
HEIGHTS: Final = {1440: 900, 1024: 768, 390: 844}
TALL: Final = 2600
LONG_WORD: Final = "Сверхмногоступенчатость" * 8
LONG_NAME: Final = "Константин Преображенский-Воскресенский"
ROWS: Final = ".side-list a, main table tbody a, main .rows a"


@dataclass
class Findings:
    """What is wrong with the pages.

    Attributes:
        lines: One for each fault, with the page and the variant.
    """

    lines: list[str] = field(default_factory=list)

    def add(self, page: Page, variant: Variant, fault: str) -> None:
        """Keep a fault."""
        self.lines.append(f"{page.name} {variant}: {fault}")


def take(browser: Browser, base: str, smtp_port: int, out: Path, only: set[str]) -> Findings:
    """Take pictures of all pages in their variants.

    Args:
        browser: A running one.
        base: The address of a demo.
        smtp_port: Where it takes letters.
        out: The folder of the pictures.
        only: Names of pages; all of them if it is empty.
    """
    out.mkdir(parents=True, exist_ok=True)
    findings = Findings()
    _send_letters(smtp_port)
    hard = _make_hard(browser, base)
    for variant in ALL:
        wanted = {
            page.name
            for page in PAGES
            if (variant in TWO or page.is_main) and (not only or page.name in only)
        }
        visits = _Visits(browser, base, variant, hard)
        for page in _needed(wanted):
            visits.see(page, findings, out if page.name in wanted else None)
        visits.close()
    return findings


def _needed(wanted: set[str]) -> list[Page]:
    """Return the wanted pages, and those that lead to one of them."""
    needed: list[Page] = []
    for page in reversed(PAGES):
        leads = bool(needed) and needed[0].is_led_to
        if page.name in wanted or leads:
            needed.insert(0, page)
    return needed


@dataclass
class _Visits:
    """One variant: everybody has a browser of their own.

    Attributes:
        browser: The browser.
        base: The address of the demo.
        variant: How the pages are looked at.
        hard: The path of the ticket with long words.
    """

    browser: Browser
    base: str
    variant: Variant
    hard: str
    tabs: dict[str, tuple[BrowserContext, Tab]] = field(default_factory=dict)
    _first: str = ""
    _row: str = ""
    _heard: list[str] = field(default_factory=list)

    def see(self, page: Page, findings: Findings, out: Path | None) -> None:
        """Go to a page; take its picture and look for faults if there is a folder for it."""
        _context, tab = self.tabs.get(page.who) or self._enter(page.who)
        path = page.path.format(first=self._first, row=self._row, hard=self.hard)
        self._heard.clear()
        width = self.variant.width
        height = TALL if page.is_tall and out else HEIGHTS[width]
        tab.set_viewport_size({"width": width, "height": height})
        tab.goto(self.base + path)
        self._first = _path_of(tab, "a.my-ticket, a.subject") or self._first
        self._row = _path_of(tab, ROWS) or self._row
        if out is None:
            return
        if page.does:
            tab.keyboard.press(page.does)
        tab.wait_for_timeout(250)
        tab.screenshot(path=str(out / f"{page.name}-{self.variant}.png"))
        self._look(tab, page, findings)

    def close(self) -> None:
        """Close all browsers."""
        for context, _tab in self.tabs.values():
            context.close()

    def _look(self, tab: Tab, page: Page, findings: Findings) -> None:
        wider = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            findings.add(page, self.variant, f"wider than the window by {wider} px")
        for line in self._heard:
            findings.add(page, self.variant, line)
        for rule, elements in serious_faults(tab):
            findings.add(page, self.variant, f"{rule}: {' | '.join(elements)}")

    def _enter(self, who: str) -> tuple[BrowserContext, Tab]:
        variant = self.variant
        size: Any = {"width": variant.width, "height": HEIGHTS[variant.width]}
        context = self.browser.new_context(
            viewport=size,
            color_scheme=variant.scheme,
            locale="ru-RU" if variant.language == "ru" else "en-GB",
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",
        )
        tab = context.new_page()
        tab.on("console", self._hear)
        if who:
            sign_in(tab, self.base, who)
            _speak(tab, self.base, variant.language)
        self.tabs[who] = context, tab
        return context, tab

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 40" not in message.text:
            self._heard.append(message.text)


def sign_in(tab: Tab, base: str, who: str) -> None:
    """Sign somebody of the demo in."""
    tab.goto(f"{base}/account/sign-in/")
    tab.fill("[name=email]", who)
    tab.fill("[name=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "/account/" not in url)


def _speak(tab: Tab, base: str, language: str) -> None:
    """Choose the language, unless the page speaks it already."""
    tab.goto(f"{base}/account/profile/")
    button = tab.locator(f"form.languages button[value={language}]")
    if button.count():
        button.click()
        tab.wait_for_load_state()


def _path_of(tab: Tab, selector: str) -> str:
    found = tab.locator(selector)
    address = str(found.first.get_attribute("href")) if found.count() else ""
    return address.partition("?")[0]


def _make_hard(browser: Browser, base: str) -> str:
    """Open a ticket of a client with a long name and long words; return its path at the desk."""
    with _tab(browser) as tab:
        sign_in(tab, base, ADMIN)
        tab.goto(f"{base}/desk/new/")
        tab.fill("[name=name]", LONG_NAME)
        tab.fill("[name=email]", "konstantin.preobrazhenskiy-voskresenskiy@example.org")
        tab.fill("[name=title]", LONG_WORD)
        tab.locator("[name=text]").fill(f"{LONG_WORD}\n\nhttps://example.org/{'a' * 200}\n" * 2)
        tab.locator("form:has([name=title]) [type=submit]").last.click()
        tab.wait_for_url(re.compile(r"/desk/t/\d+/"))
        return tab.url.removeprefix(base).partition("?")[0]


def _send_letters(smtp_port: int) -> None:
    """Send the demo a letter that opens a ticket, and one that waits in the tray."""
    with SMTP("127.0.0.1", smtp_port) as server:
        for sender, subject in ((f"{LONG_NAME} <k@example.org>", LONG_WORD), (AGENT, "Re: [#1]")):
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = sender, MAILBOX, subject
            letter["Message-ID"] = make_msgid()
            letter.set_content("Не печатается чек, помогите.")
            server.send_message(letter)


@contextmanager
def _tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(locale="ru-RU")
    yield context.new_page()
    context.close()
