"""HTML bodies as marked lines: what a person reads, and which elements are quotes or signatures.

A small tokeniser of our own: it needs one look at each character, keeps the marks of elements
that mail programs use for quotes, and has no opinion on broken nesting.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from otklik.mail_in.reading import quote_marks
from otklik.mail_in.reading.lines import Line, Mark

_TAG_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9:_-]{0,40})")
_ATTRIBUTE: Final = re.compile(
    r"([A-Za-z_:][\w:.-]{0,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_SPACE: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
_HIDDEN: Final = frozenset({
    "head", "style", "script", "title", "template", "xml", "svg", "select",
})  # fmt: skip
_RAW: Final = frozenset({"style", "script", "title", "xml"})
_LINE: Final = frozenset({
    "address", "article", "aside", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form",
    "header", "li", "main", "nav", "section", "tr", "caption", "tbody", "thead", "tfoot", "body",
    "html", "figure", "figcaption", "legend", "details", "summary",
})  # fmt: skip
_PARAGRAPH: Final = frozenset({
    "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul",
})  # fmt: skip
# Words that already are an address: of a page or of a mailbox.
_ADDRESS: Final = re.compile(r"(?:https?://\S+|[\w.@-]+\.[a-z]{2,10}(?:[/?#]\S*)?)", re.IGNORECASE)
_RULE: Final = "———"
_MAX_LINK: Final = 500
_LOOK_BACK: Final = 200


@dataclass(slots=True)
class _Element:
    tag: str
    mark: Mark
    depth: int = 0
    hidden: bool = False
    pre: bool = False
    href: str = ""
    text_start: int = 0


def to_lines(markup: str) -> list[Line]:
    """Return the readable lines of an HTML body, marked.

    Args:
        markup: HTML of any quality; scripts, styles and comments leave no trace.
    """
    writer = _Writer()
    unclosed: set[str] = set()
    at = 0
    while (opening := markup.find("<", at)) >= 0:
        writer.text(markup[at:opening])
        name = _TAG_NAME.match(markup, opening)
        if markup.startswith("<!--", opening):
            at = _after_comment(markup, opening)
        elif name is not None:
            end = _tag_end(markup, name.end())
            if end < 0:
                at = len(markup)
                break
            tag = name[1].lower()
            if markup[opening + 1] == "/":
                writer.close(tag)
            elif tag in _RAW:
                end = _raw_end(markup, tag, end, unclosed)
            else:
                writer.open(tag, _attributes(markup[name.end() : end]))
            at = end + 1
        elif markup[opening + 1 : opening + 2] in {"!", "?", "/"}:
            end = markup.find(">", opening)
            at = len(markup) if end < 0 else end + 1
        else:
            writer.text("<")
            at = opening + 1
    writer.text(markup[at:])
    return writer.finish()


def _after_comment(markup: str, opening: int) -> int:
    end = markup.find("-->", opening + 2)
    if end >= 0:
        return end + 3
    end = markup.find(">", opening)
    return len(markup) if end < 0 else end + 1


def _tag_end(markup: str, start: int) -> int:
    """Return the index of the ">" that ends a tag; one inside quotes does not."""
    first = end = markup.find(">", start)
    for _ in range(10):
        if end < 0:
            break
        inside = markup[start:end]
        if inside.count('"') % 2 == 0 and (inside.count("'") % 2 == 0 or '"' in inside):
            return end
        end = markup.find(">", end + 1, start + 5000)
    return first


def _raw_end(markup: str, tag: str, end: int, unclosed: set[str]) -> int:
    """Return the index after the content of an element that holds no text for people.

    An element that is never closed hides nothing; that is looked up once per tag.
    """
    if tag in unclosed:
        return end
    closing = re.compile(f"</{tag}", re.IGNORECASE).search(markup, end)
    if closing is None:
        unclosed.add(tag)
        return end
    return closing.start() - 1


def _attributes(text: str) -> dict[str, str]:
    if "=" not in text:
        return {}
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text[:5000])
    }


class _Writer:
    """Collects text into lines while elements open and close."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.stack: list[_Element] = [_Element("", Mark.TEXT)]
        self.opened: dict[str, int] = {}
        self.parts: list[str] = []
        self.links: dict[str, None] = {}
        self.mark = Mark.TEXT
        self.depth = 0
        self.gap = False
        self.counters: list[int] = []

    def text(self, raw: str) -> None:
        """Take a run of character data."""
        top = self.stack[-1]
        if not raw or top.hidden:
            return
        plain = html.unescape(raw) if "&" in raw else raw
        if top.pre:
            for index, piece in enumerate(plain.replace("\r\n", "\n").split("\n")):
                if index:
                    self._end_line(keep_blank=True)
                self._add(piece)
            return
        plain = _SPACE.sub(" ", plain)
        if not self.parts or self.parts[-1].endswith(" "):
            plain = plain.removeprefix(" ")
        self._add(plain)

    def _add(self, piece: str) -> None:
        if not piece:
            return
        if not any(part.strip() for part in self.parts):
            self.mark, self.depth = self.stack[-1].mark, self.stack[-1].depth
        self.parts.append(piece)

    def _end_line(self, *, keep_blank: bool = False) -> None:
        text = "".join(self.parts).rstrip()
        if text or self.links:
            if self.gap and self.lines and not self.lines[-1].blank:
                self.lines.append(Line("", self.mark, self.depth))
            self.lines.append(Line(text, self.mark, self.depth, tuple(self.links)))
            self.gap = False
        elif keep_blank:
            self.lines.append(Line("", self.stack[-1].mark, self.stack[-1].depth))
        self.parts.clear()
        self.links.clear()

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        if tag == "body" and self.opened.get("head"):
            self._pop(next(n for n, one in enumerate(reversed(self.stack), 1) if one.tag == "head"))
        top = self.stack[-1]
        if top.hidden and tag in _VOID:
            return
        verdict = quote_marks.of_element(tag, attributes)
        if tag in _LINE or tag in _PARAGRAPH:
            self._end_line()
            self.gap = self.gap or _makes_gap(tag, attributes)
        if verdict is Mark.CUT and not top.hidden:
            self._end_line()
            self.lines.append(Line("", Mark.CUT))
        if tag in _VOID:
            self._void(tag, attributes)
            return
        self._list(tag)
        mark = _stronger(top.mark, verdict)
        self.opened[tag] = self.opened.get(tag, 0) + 1
        self.stack.append(
            _Element(
                tag=tag,
                mark=mark,
                depth=top.depth + (tag == "blockquote" and mark is Mark.QUOTE),
                hidden=top.hidden or tag in _HIDDEN,
                pre=top.pre or tag in {"pre", "textarea"},
                href=attributes.get("href", "") if tag == "a" else "",
                text_start=len(self.parts),
            )
        )

    def _list(self, tag: str) -> None:
        if tag in {"ol", "ul"}:
            self.counters.append(0 if tag == "ol" else -1)
        elif tag == "li" and not self.stack[-1].hidden:
            if self.counters and self.counters[-1] >= 0:
                self.counters[-1] += 1
                self._add(f"{self.counters[-1]}. ")
            else:
                self._add("- ")

    def _void(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._end_line(keep_blank=True)
        elif tag == "hr":
            self._end_line()
            self.lines.append(Line(_RULE, self.stack[-1].mark, self.stack[-1].depth))
        elif tag == "img":
            alt = attributes.get("alt", "")
            if alt and len(alt) <= 8 and not any(char.isalnum() for char in alt):
                self._add(alt)

    def close(self, tag: str) -> None:
        """Take a closing tag; one that closes nothing only ends a line."""
        block = tag in _LINE or tag in _PARAGRAPH
        if block:
            self._end_line()
            self.gap = self.gap or tag in _PARAGRAPH - {"p"}
        elif tag in {"td", "th"} and self.parts:
            self._add(" ")
        if tag in {"ol", "ul"} and self.counters:
            self.counters.pop()
        if not self.opened.get(tag):
            return
        for back in range(1, min(_LOOK_BACK, len(self.stack))):
            element = self.stack[-back]
            if element.tag == tag:
                self._pop(back)
                return
            if not block and element.tag in (_LINE | _PARAGRAPH):
                return

    def _pop(self, count: int) -> None:
        for _ in range(count):
            element = self.stack.pop()
            self.opened[element.tag] -= 1
            if element.href and not element.hidden:
                self._link(element)

    def _link(self, element: _Element) -> None:
        """Keep an address that its words do not show."""
        href = element.href.strip()
        words = "".join(self.parts[element.text_start :]).strip()
        if not href.lower().startswith(("http://", "https://", "ftp://")) or len(href) > _MAX_LINK:
            return
        if words and not _ADDRESS.fullmatch(words):
            self.links[href] = None

    def finish(self) -> list[Line]:
        """Return the lines; called once."""
        self._end_line()
        return self.lines


def _makes_gap(tag: str, attributes: dict[str, str]) -> bool:
    """Tell whether a blank line stands before the element: not before Outlook's lines."""
    return tag in _PARAGRAPH and not attributes.get("class", "").lower().startswith("mso")


def _stronger(above: Mark, own: Mark | None) -> Mark:
    """Return the mark of an element inside another."""
    if own is None or own is Mark.CUT or above is Mark.QUOTE:
        return above
    if above is Mark.SIGNATURE and own is Mark.MAYBE_QUOTE:
        return above
    return own
