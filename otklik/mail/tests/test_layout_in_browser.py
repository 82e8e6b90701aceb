"""The letter in a real browser: readable in light and dark, and never wider than a telephone."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from otklik.mail.layout import Fact, File, Link, render
from otklik.mail.tests.test_layout import page

ENOUGH: Final = 4.5
"""Contrast of text by WCAG 2.2 AA."""

CONTRASTS: Final = """
() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim(), node = walker.currentNode.parentElement;
    if (!words || !node.offsetParent) continue;
    const pair = [light(parse(getComputedStyle(node).color)), light(ground(node))];
    pair.sort((a, b) => a - b);
    found[words] = (pair[1] + 0.05) / (pair[0] + 0.05);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def letter() -> str:
    body = (
        "<p>Слова <a href='/t/1'>ссылка</a></p><pre>код</pre><blockquote>цитата</blockquote>"
        "<ul><li>пункт</li></ul><table><tr><th>столбец</th><td>клетка</td></tr></table><h2>раздел</h2>"
    )
    full = page(
        body_html=body,
        warning="Скрытая заметка",
        note="Ответим до 15:30.",
        action=Link(words="Открыть обращение", url="https://help.lotsman.example/t/1"),
        facts=[Fact(name="Статус", value="Решено", before="В работе")],
        files=[File(name="a.txt", size="1 КБ"), File(name="b.txt", size="2 КБ", url="/files/b")],
    )
    return render(full).html


@pytest.fixture(scope="module")
def tabs(chromium: Browser, letter: str) -> Iterator[dict[str, Tab]]:
    tabs = {
        "light": chromium.new_page(color_scheme="light", viewport={"width": 390, "height": 800}),
        "dark": chromium.new_page(color_scheme="dark", viewport={"width": 1440, "height": 900}),
    }
    for tab in tabs.values():
        tab.set_content(letter)
    yield tabs
    for tab in tabs.values():
        tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read(tabs: dict[str, Tab], scheme: str) -> None:
    contrasts: dict[str, float] = tabs[scheme].evaluate(CONTRASTS)
    assert {"код", "цитата", "клетка", "Скрытая заметка", "Открыть обращение"} <= set(contrasts)
    assert {words: value for words, value in contrasts.items() if value < ENOUGH} == {}


def test_the_dark_letter_is_dark(tabs: dict[str, Tab]) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert tabs["dark"].evaluate(ground) == "rgb(22, 24, 29)"
    assert tabs["light"].evaluate(ground) == "rgb(245, 244, 241)"


def test_a_telephone_need_not_scroll_sideways(tabs: dict[str, Tab]) -> None:
    assert tabs["light"].evaluate("document.documentElement.scrollWidth") <= 390
