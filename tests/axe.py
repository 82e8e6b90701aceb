"""What axe finds serious or critical on a page (WCAG 2.2 AA)."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

_SCRIPT: Final = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN: Final = """async (rules) => {
    const running = document.getAnimations().filter(({timeline}) => timeline === document.timeline);
    await Promise.all(running.map(animation => animation.finished));
    const {violations} = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    return violations
        .filter(({impact}) => impact === "serious" || impact === "critical")
        .map(({id, nodes}) => [id, nodes.map(({html}) => html.slice(0, 200))]);
}"""


def serious_faults(page: Page) -> list[tuple[str, list[str]]]:
    """Return the rules that a page breaks, each with the elements that break it.

    Args:
        page: An open page; animations that run are waited for.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    found: list[tuple[str, list[str]]] = page.evaluate(_RUN, _RULES)
    return found
