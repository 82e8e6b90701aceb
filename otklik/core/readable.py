"""HTML as plain text that keeps its shape: quotations, lists, addresses of links.

Letters carry it as their text/plain alternative, lists and searches read it.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

QUOTE: Final = "> "
DEEPEST: Final = 20
"""Margins that a line has: of two hundred quotations inside each other each line would be long."""

_SPACES = re.compile(r"\s+")
_PARAGRAPHS: Final = frozenset(
    {"p", "pre", "blockquote", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_LINES: Final = frozenset({"div", "li", "dt", "dd", "tr", "caption"})
_CELLS: Final = frozenset({"td", "th"})


def readable(markup: str) -> str:
    """Return cleaned HTML as text: `> ` before quotations, `- ` and `1. ` before items.

    Args:
        markup: The result of `otklik.core.html.clean`, for other HTML holds more than is seen.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines; each block begins a new one, paragraphs outside lists a blank one too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[tuple[str, str]] = []
        self._line = ""
        self._margins: list[str] = []
        self._marker = ""
        self._counters: list[int | None] = []
        self._gap = False
        self._pre = 0
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        """Return everything that was read."""
        self._end_line()
        return "\n".join(f"{margin}{line}".rstrip() for margin, line in self._out).strip("\n")

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Begin what the element is for a reader."""
        given = dict(attrs)
        if tag in _PARAGRAPHS or tag in _LINES:
            self._begin_block(tag)
        match tag:
            case "blockquote":
                self._margins.append(QUOTE)
            case "pre":
                self._pre += 1
            case "ul" | "ol":
                self._begin_list(tag, given.get("start") or "")
            case "li":
                self._begin_item()
            case "br":
                self._end_line(even_empty=True)
            case "hr":
                self._begin_block("p")
                self._line = "---"
                self._begin_block("p")
            case "img":
                self._line += f"[{given.get('alt') or (given.get('src') or '').rpartition('/')[2]}]"
            case "a":
                self._links.append((given.get("href") or "", len(self._line)))

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag == "a" and self._links:
            self._end_link()
        if tag in _CELLS:
            self._line += "  "
        if tag in _PARAGRAPHS or tag in _LINES:
            self._begin_block(tag)
        match tag:
            case "blockquote" if QUOTE in self._margins:
                self._margins.reverse()
                self._margins.remove(QUOTE)
                self._margins.reverse()
            case "pre":
                self._pre = max(self._pre - 1, 0)
            case "ul" | "ol" if self._counters:
                self._counters.pop()
            case "li":
                self._end_item()

    def handle_data(self, data: str) -> None:
        """Add words; only preformatted text keeps its white space."""
        if not self._pre:
            words = _SPACES.sub(" ", data)
            self._line += words.lstrip() if not self._line else words
            return
        first, *rest = data.split("\n")
        self._line += first
        for line in rest:
            self._end_line(even_empty=True)
            self._line = line

    def _begin_block(self, tag: str) -> None:
        self._end_line()
        self._gap = self._gap or (tag in _PARAGRAPHS and not self._counters)

    def _begin_list(self, tag: str, start: str) -> None:
        first = int(start) if start.isdecimal() and len(start) < 9 else 1
        self._counters.append(first if tag == "ol" else None)

    def _begin_item(self) -> None:
        counter = self._counters[-1] if self._counters else None
        self._marker = "- " if counter is None else f"{counter}. "
        if counter is not None:
            self._counters[-1] = counter + 1
        self._margins.append(" " * len(self._marker))

    def _end_item(self) -> None:
        self._marker = ""
        if self._margins and self._margins[-1].isspace():
            self._margins.pop()

    def _end_link(self) -> None:
        href, start = self._links.pop()
        words = self._line[start:].strip()
        address = href.removeprefix("mailto:").removeprefix("tel:")
        if href and address.rstrip("/") != words.rstrip("/"):
            self._line += f" ({address})"

    def _end_line(self, *, even_empty: bool = False) -> None:
        line, self._line = self._line.rstrip(), ""
        if not line and not even_empty:
            return
        inner = self._margins[DEEPEST - 1 :][-1:]
        margin = "".join([*self._margins[: DEEPEST - 1], *inner])
        if self._gap and self._out:
            self._out.append((_shared(self._out[-1][0], margin), ""))
        self._gap = False
        if self._marker:
            margin = margin[: -len(self._marker)] + self._marker
            self._marker = ""
        self._out.append((margin, line))


def _shared(first: str, second: str) -> str:
    """Return the quotation marks that two lines share: what stands before a blank line between."""
    return QUOTE * min(first.count(QUOTE), second.count(QUOTE))
