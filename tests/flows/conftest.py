"""A service, a browser, and people who enter."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.flows.service import PATIENCE_SECONDS, Service, running_demo

PATIENCE_MS = PATIENCE_SECONDS * 1000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Service]:
    """The demo, started once; tests leave each other's tickets alone.

    Its tables are a copy, as those of all tests; `tests/test_wheel.py` lets a demo make its own.
    """
    template = connection.settings_dict["TEST"]["TEMPLATE"] or "template1"
    with running_demo(tmp_path_factory.mktemp("demo"), template=template) as running:
        yield running


@dataclass
class Visitor:
    """Somebody in a browser of their own.

    Attributes:
        page: What the browser shows.
        complaints: What it found wrong: errors of scripts, breaches of the policy.
        may_lose_connection: Failed requests are no complaint: the test cuts the connection.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    may_lose_connection: bool = False

    def hear(self, message: ConsoleMessage) -> None:
        if "status of 409" in message.text:  # an answer that the product gives on purpose (law 9)
            return
        lost = any(word in message.text for word in ("ERR_", "WebSocket", "htmx:"))
        if message.type == "error" and not (lost and self.may_lose_connection):
            self.complaints.append(f"{message.text} at {self.page.url}")

    def stay(self) -> None:
        """Mark the page, so that `stayed` notices a reload."""
        self.page.evaluate("window.stayed = true")

    @contextmanager
    def not_hearing(self) -> Iterator[None]:
        """Keep what is new from the page until the end of the block; then it hears all at once."""
        self.may_lose_connection = True
        self.page.route("**/newer/**", lambda route: route.abort())
        yield
        self.page.unroute("**/newer/**")
        self.page.evaluate("document.body.dispatchEvent(new CustomEvent('live:resync'))")

    @property
    def stayed(self) -> bool:
        """Whether the page has not been loaded again since `stay`."""
        return bool(self.page.evaluate("window.stayed === true"))


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(service: Service, chromium: Browser) -> Iterator[Enter]:
    """Return a function that lets an account of the demo in, in a browser of its own."""
    visitors: list[Visitor] = []

    def let_in(name: str = "", at: str = "/", **options: Any) -> Visitor:
        settings = {"locale": "ru-RU", "timezone_id": "Europe/Moscow", "reduced_motion": "reduce"}
        wide = {"width": 1440, "height": 900}
        at_first = {"base_url": service.url, "viewport": wide, **settings}
        context = chromium.new_context(**(at_first | options))
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        visitor = Visitor(page)
        visitors.append(visitor)
        page.on("console", visitor.hear)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        page.goto(at)
        if name:
            page.get_by_role("button", name=name).click()
            page.wait_for_url(lambda url: "/account/" not in url)
        return visitor

    yield let_in
    for visitor in visitors:
        visitor.page.context.close()
    complaints = [one for visitor in visitors for one in visitor.complaints]
    assert complaints == [], "\n".join(complaints)
