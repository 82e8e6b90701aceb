"""Cleaned HTML dressed for mail programs, which read style attributes and little else."""

from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

_VOID: Final = frozenset({"br", "hr"})
_KEPT: Final = frozenset({"href", "title", "start", "colspan", "rowspan", "scope"})
_MONO: Final = "Consolas,Menlo,monospace"
_HEADING: Final = ("ink", "margin:18px 0 8px;font-size:17px;line-height:1.4;font-weight:600")
_CELL: Final = (
    "line",
    "padding:6px 10px;border:1px solid #e4e3df;text-align:left;vertical-align:top",
)

DRESS: Final = {
    "p": ("", "margin:0 0 14px;font-size:16px;line-height:1.6"),
    "a": ("link", "color:#2a4fb0"),
    "pre": (
        "codebox",
        (
            "margin:0 0 14px;padding:12px 14px;background:#f1f0ec;border-radius:6px;"
            f"font:14px/1.5 {_MONO};color:#1d2027;white-space:pre-wrap"
        ),
    ),
    "code": ("", f"font-family:{_MONO}"),
    "blockquote": (
        "line soft",
        "margin:0 0 14px;padding:0 0 0 14px;border-left:3px solid #e4e3df;color:#63666e",
    ),
    "ul": ("", "margin:0 0 14px;padding:0 0 0 24px"),
    "ol": ("", "margin:0 0 14px;padding:0 0 0 24px"),
    "li": ("", "margin:0 0 6px;font-size:16px;line-height:1.6"),
    "hr": ("line", "margin:18px 0;border:0;border-top:1px solid #e4e3df"),
    "table": ("", "margin:0 0 14px;border-collapse:collapse;font-size:15px;line-height:1.5"),
    "td": _CELL,
    "th": _CELL,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
}
"""For each tag the classes that the dark colours use, and its style."""


def dress(markup: str, *, base_url: str) -> str:
    """Return `markup` with inline styles, absolute links, and pictures turned into links.

    A picture of ours stands behind a sign-in, so a mail program could only show a broken frame.

    Args:
        markup: HTML that `otklik.core.html.clean` has made harmless.
        base_url: The address of the service, against which links are resolved.
    """
    dresser = _Dresser(base_url)
    dresser.feed(markup)
    dresser.close()
    return "".join(dresser.out)


class _Dresser(HTMLParser):
    """Writes every tag again with its dress."""

    def __init__(self, base_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base_url = base_url
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Write an opening tag; a picture becomes a link to itself."""
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
            return
        kept = {name: value for name, value in given.items() if name in _KEPT}
        if "href" in kept:
            kept["href"] = self._absolute(kept["href"])
        self._open(tag, kept)

    def handle_endtag(self, tag: str) -> None:
        """Write a closing tag."""
        if tag not in _VOID and tag != "img":
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text."""
        self.out.append(escape(data, quote=False))

    def _picture(self, attributes: dict[str, str]) -> None:
        source = attributes.get("src")
        words = attributes.get("alt") or (source or "").rpartition("/")[2]
        if source:
            self._open("a", {"href": self._absolute(source)})
            self.out.append(f"{escape(words, quote=False)}</a>")
        else:
            self.handle_data(words)

    def _absolute(self, link: str) -> str:
        """Return a link with its host, or nothing for one that only looks like an address.

        People write `http://[server]/path`; a letter must not fail by it.
        """
        try:
            return urljoin(self.base_url, link)
        except ValueError:
            return ""

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        classes, style = DRESS.get(tag, ("", ""))
        dressed = attributes | {"class": classes, "style": style}
        written = "".join(f' {name}="{escape(value)}"' for name, value in dressed.items() if value)
        self.out.append(f"<{tag}{written}>")
