"""HTML from outside as tags that open and close in order, before a real parser sees it.

A parser of HTML looks through its open elements and through a tag's attributes at almost each
step, so whoever nests thousands of them makes it take the square of that. How deep a tree becomes
can only be told beforehand if nothing is left to read in two ways: comments, raw text, end tags of
nothing. So they are taken out here, in one pass, and each element is closed inside its parent.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

# A quote that nothing ends takes the rest, as in the standard (HTML 13.2.5): no second look.
_ATTRIBUTE: Final = (
    r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
)
_TOKEN: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(script|style)(?=[\s/>]).*?(?:</\1(?=[\s/>])[^>]*+>?|\Z)"
    rf"|<(?P<slash>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_ATTRIBUTE})*+)"
    r"(?:(?P<end>>)|\Z)"
    r"|<[!?/][^>]*+>?"
    r"|<",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)
_NAME_AND_VALUE: Final = re.compile(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?+)?+""",
    re.ASCII,
)
_VOID: Final = {"br", "hr", "img"}
_CELLS: Final = {"td", "th"}
_ROW_GROUPS: Final = {"tbody", "thead", "tfoot"}
_BLOCKS: Final = {"p", "div", "blockquote", "pre", "hr", "ul", "ol", "dl"}
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CLOSED_BY: Final[dict[str, set[str]]] = {
    **{name: {"p"} for name in _BLOCKS | _HEADINGS},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "td": _CELLS,
    "th": _CELLS,
    "tr": {"tr", *_CELLS},
    **{name: {"tr", *_CELLS, *_ROW_GROUPS} for name in _ROW_GROUPS},
}
"""The elements whose end people leave out, by the start tag that ends them."""
_TABLE_PARTS: Final = {"table", "caption", "tr", *_CELLS, *_ROW_GROUPS}
_CONTAINERS: Final = {"table", "caption", *_CELLS, "ul", "ol", "dl", "blockquote", "div"}


def balanced(
    markup: str,
    *,
    tags: Collection[str],
    attributes: Mapping[str, Collection[str]],
    deepest: int,
) -> str | None:
    """Return `markup` with each element closed inside its parent; None if it is too deep.

    Takes time in proportion to its length, whatever stands in it.

    Args:
        markup: HTML of any size and damage. The result is not harmless yet.
        tags: The elements that stay, none of them with raw text; of others only the content does.
        attributes: The names of the attributes that stay, by their element.
        deepest: How many elements may stand inside each other.
    """
    writer = _Writer(tags, attributes)
    end = 0
    for token in _TOKEN.finditer(markup):
        writer.out.append(markup[end : token.start()])
        end = token.end()
        if token["end"]:
            writer.tag(token["name"].lower(), token["attributes"], is_end=bool(token["slash"]))
            if len(writer.open) > deepest:
                return None
        elif token[0] == "<":
            writer.out.append("&lt;")
    writer.out.append(markup[end:])
    writer.close_from(0)
    return "".join(writer.out)


class _Writer:
    """What has been written, and the names of the elements that are open in it."""

    def __init__(self, tags: Collection[str], attributes: Mapping[str, Collection[str]]) -> None:
        self.out: list[str] = []
        self.open: list[str] = []
        self._tags = tags
        self._attributes = attributes

    def tag(self, name: str, attributes: str, *, is_end: bool) -> None:
        if name not in self._tags:
            return
        if is_end and name != "br":
            self._end(name)
            return
        self._end_before(name)
        self.out.append(f"<{name}{self._kept(name, attributes)}>")
        if name not in _VOID:
            self.open.append(name)

    def close_from(self, index: int) -> None:
        self.out.extend(f"</{name}>" for name in reversed(self.open[index:]))
        del self.open[index:]

    def _end(self, name: str) -> None:
        """Close the nearest element of this name, of which a cell sees those inside it only."""
        for index in reversed(range(len(self.open))):
            if self.open[index] == name:
                self.close_from(index)
                return
            if self.open[index] == "table" or (
                self.open[index] in _TABLE_PARTS and name not in _TABLE_PARTS
            ):
                return

    def _end_before(self, name: str) -> None:
        """Close what the start of such an element ends."""
        closed = _CLOSED_BY.get(name, set())
        walls = {"table"} if name in _TABLE_PARTS else _CONTAINERS
        first = len(self.open)
        for index in reversed(range(len(self.open))):
            if self.open[index] in closed:
                first = index
            elif self.open[index] in walls:
                break
        self.close_from(first)

    def _kept(self, tag: str, attributes: str) -> str:
        names = self._attributes.get(tag, ())
        kept: dict[str, str] = {}
        for name, *values in _NAME_AND_VALUE.findall(attributes):
            if name.lower() in names:
                kept.setdefault(name.lower(), "".join(values).replace('"', "&quot;"))
        return "".join(f' {name}="{value}"' for name, value in kept.items())
