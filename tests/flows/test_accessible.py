"""The main pages with the demo's data, light and dark: axe finds nothing serious (WCAG 2.2 AA)."""

from pathlib import Path
from typing import Any, Final, Literal

import pytest

from tests.flows.conftest import Enter

AXE: Final = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN: Final = """async (rules) => {
    const running = document.getAnimations().filter(({timeline}) => timeline === document.timeline);
    await Promise.all(running.map(animation => animation.finished));
    const {violations} = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    return violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 200))]);
}"""

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
def test_axe_finds_nothing_serious(enter: Enter, name: str):
    page = enter(name).page
    found: dict[str, Any] = {}
    first = ""
    for address in PAGES[name]:
        page.goto(address.format(first=first))
        tickets = page.locator("a.my-ticket, a.subject")
        if tickets.count():
            first = str(tickets.first.get_attribute("href")).partition("?")[0]
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if violations := page.evaluate(RUN, RULES):
                found[f"{address} {scheme}"] = violations
    assert found == {}
