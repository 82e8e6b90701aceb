"""The one look of all letters: blocks in, text and HTML out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from otklik.mail.inline import dress
from otklik.mail.marker import marker_line

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Link:
    """Words that lead somewhere."""

    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with links for answers; `hint` says what happens behind them."""

    words: str
    answers: Sequence[Link]
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file named in a letter.

    Attributes:
        size: In words, "12 КБ".
        url: Where it can be had, "" if it goes along with the letter.
    """

    name: str
    size: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A row of the table of facts; `before` is what a change replaced, "" for nothing."""

    name: str
    value: str
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one letter shows, from top to bottom; empty blocks are left out.

    Attributes:
        language: "ru" or "en".
        base_url: The address of the service, for links in `body_html`.
        is_answerable: Whether an answer reaches us, so that the marker heads the letter.
        preheader: What a mail program shows beside the subject.
        warning: Words in a frame of their own above everything: "hidden, the client sees nothing".
        body_html: Cleaned HTML of a message; `body_text` is the same as text.
        history: One line each of what was said before, newest first.
        why: Why this reader got the letter.
        signature: Who writes: the site and its hours.
    """

    language: str
    base_url: str
    title: str
    is_answerable: bool = False
    preheader: str = ""
    heading: str
    about: str = ""
    warning: str = ""
    body_html: str = ""
    body_text: str = ""
    files: Sequence[File] = field(default_factory=tuple)
    facts: Sequence[Fact] = field(default_factory=tuple)
    note: str = ""
    action: Link | None = None
    question: Question | None = None
    history: Sequence[str] = field(default_factory=tuple)
    whole: Link | None = None
    why: str = ""
    signature: str = ""


@dataclass(frozen=True)
class Rendered:
    """A letter's two bodies."""

    text: str
    html: str


def render(page: Page) -> Rendered:
    """Return the letter as text and as HTML, in the page's language."""
    context = {
        "page": page,
        "marker": marker_line(page.language) if page.is_answerable else "",
        "body": mark_safe(dress(page.body_html, base_url=page.base_url)),  # noqa: S308 (cleaned)
    }
    with override(page.language):
        text = render_to_string("mail/letter.txt", context)
        html = render_to_string("mail/letter.html", context)
    return Rendered(text=_BLANK_LINES.sub("\n\n", text).strip() + "\n", html=html)
