"""The main pages with the demo's data: axe finds nothing serious, and they fit a telephone."""

from typing import Any, Final, Literal

import pytest
from playwright.sync_api import ViewportSize

from tests.axe import serious_faults
from tests.flows.conftest import Enter

SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
TELEPHONE: Final[ViewportSize] = {"width": 390, "height": 844}
DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
PAGES: Final = {
    "": ["/account/sign-in/", "/account/sign-up/", "/account/forgotten/"],
    "Елена Воронцова": [
        "/portal/?state=closed",
        "/portal/",
        "{first}",
        "/portal/new/",
        "/account/profile/",
    ],
    "Вера Трубина": ["/desk/?view=open", "{first}", "{first}letters/", "/desk/new/"],
}
"""By who looks; {first} is the first ticket of the list before it."""


@pytest.mark.parametrize("name", PAGES, ids=["stranger", "client", "admin"])
def test_axe_finds_nothing_serious_and_nothing_runs_out_of_a_telephone(enter: Enter, name: str):
    page = enter(name).page
    found: dict[str, Any] = {}
    first = ""
    for address in PAGES[name]:
        page.goto(address.format(first=first))
        tickets = page.locator("a.my-ticket, a.subject")
        if tickets.count():
            first = str(tickets.first.get_attribute("href")).partition("?")[0]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if violations := serious_faults(page):
                found[f"{address} {scheme}"] = violations
        page.set_viewport_size(TELEPHONE)
        if wider := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
            found[f"{address} telephone"] = wider
        page.set_viewport_size(DESK)
    assert found == {}
