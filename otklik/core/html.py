"""The one sanitiser of HTML that came from outside (messages, letters, the editor)."""

import html
import re
from typing import Final

import nh3

from otklik.core.balanced import balanced
from otklik.core.paths import FILES_PREFIX

ALLOWED_TAGS: Final = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1",
    "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s",
    "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "u", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
DEEPEST: Final = 200
"""Elements inside each other: letters have some fifty, and parsing takes the square of it."""
LINK_SCHEMES: Final = {"http", "https", "mailto", "tel"}

_OWN_PICTURE = re.compile(re.escape(FILES_PREFIX) + r"(?!uploads/)[0-9A-Za-z]+/[^/\\?#]+/?")
_URL = re.compile(r"\bhttps?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]}»]")
_BLOCK_END = re.compile(r"</(?:p|div|li|tr|h[1-6]|blockquote|pre|table|ul|ol)>|<br ?/?>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")
_NO_CHARACTER = re.compile(r"&#[0-9]{8,};?")
"""A number that no character has; Python refuses to read one of thousands of digits."""


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Let pictures come from our own file links only: a remote picture reports its reader.

    Nor may a "picture" be another page of ours (`/files/../desk/`), asked in its reader's name. An
    upload that waits is seen by its owner only, so it is no picture of a message yet.
    """
    if tag == "img" and name == "src":
        return value if _OWN_PICTURE.fullmatch(value) else None
    return value


def clean(markup: str) -> str:
    """Return `markup` reduced to harmless HTML.

    Scripts, styles, event handlers, forms, frames and remote pictures are dropped; links keep
    only safe schemes and open without a referrer.

    Args:
        markup: HTML from a person, an editor or a letter; any size, any damage. Of a tree that is
            deeper than `DEEPEST` only the words are kept.
    """
    markup = markup.replace("\x00", "")
    tree = balanced(markup, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, deepest=DEEPEST)
    if tree is None:
        return from_text(to_text(markup))
    return nh3.clean(
        tree,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes=LINK_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def from_text(text: str) -> str:
    r"""Return plain text as HTML: escaped, addresses made links, blank lines made paragraphs.

    Args:
        text: Plain text with `\n` or `\r\n` line ends.
    """
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\x00", "").strip("\n"))
    return "".join(f"<p>{_link(p)}</p>" for p in paragraphs if p.strip())


def _link(paragraph: str) -> str:
    out: list[str] = []
    end = 0
    for match in _URL.finditer(paragraph):
        out.append(html.escape(paragraph[end : match.start()]))
        url = html.escape(match.group())
        out.append(f'<a href="{url}" rel="noopener noreferrer nofollow">{url}</a>')
        end = match.end()
    out.append(html.escape(paragraph[end:]))
    return "".join(out).replace("\n", "<br>")


def to_text(markup: str) -> str:
    """Return the readable text of HTML.

    Args:
        markup: The result of `clean` or `from_text`, for other HTML holds more than its reader
            sees; block ends become line ends.
    """
    lines = _TAG.sub("", _BLOCK_END.sub("\n", markup))
    return _BLANK_LINES.sub("\n\n", html.unescape(_NO_CHARACTER.sub("\ufffd", lines))).strip()
