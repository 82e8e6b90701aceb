"""What a letter says, made into the body of a message (spec MAIL-11, MAIL-12, D-17)."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from otklik.core.html import clean, from_text, to_text
from otklik.files.names import clean_name
from otklik.files.store import store
from otklik.mail.threading import without_tokens
from otklik.mail_in.reading.attachments import Attachment
from otklik.mail_in.reading.letter import UNREAD, Letter
from otklik.tickets.operations.messages import LONGEST, Body, File

FILES_AT_MOST: Final = 200
"""Files of one letter that are taken: each is written to the disk by itself."""

NAMED_AT_MOST: Final = 20
"""Files of which something is said by their names."""

_MARK: Final = re.compile(r"\A\s*#\s?hidden\b[ \t:.]*", re.IGNORECASE)
_PICTURE: Final = re.compile(
    r"(<img\b[^<>]{0,2000}?\bsrc\s*=\s*[\"']?)cid:([^\s\"'<>]{1,300})", re.I
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a letter is to be written down.

    Attributes:
        folds: Whether quotes are folded away: in an answer, not in a new ticket.
        file_limit: The greatest file that is taken, in bytes.
        language: For what we add ourselves: the site's.
        written_by: The address that wrote in somebody else's name; empty for the person himself.
        is_cut: Whether the letter was larger than we take.
    """

    folds: bool
    file_limit: int
    language: str
    written_by: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """Text, HTML (may be empty) and what is folded away."""

    text: str
    html: str
    quoted: str


def take_hidden_mark(letter: Letter) -> Letter | None:
    """Return the letter without the line `#hidden` that heads it, or nothing (spec MAIL-6).

    Only the text is kept then: in HTML the mark may be spread over any markup. The mark is read
    generously, for the other mistake would show a note to a client.

    Args:
        letter: A letter by staff.
    """
    said = letter.reply if letter.reply.strip() else letter.text
    if not _MARK.match(said):
        return None
    text, reply = (_MARK.sub("", one, count=1).strip() for one in (letter.text, letter.reply))
    return replace(letter, text=text, reply=reply, html=None)


def body_of(letter: Letter, terms: Terms) -> Body:
    """Return what a message made of this letter says, and store its files.

    Called before the transaction that writes the message, because a content stays locked until its
    transaction ends. Every letter says something: one without text and files says its subject.

    What a letter quotes of our own letters may name the address by which its writer answers; a
    message is read by others, so signatures are left out.

    Args:
        letter: The letter, read.
        terms: How it is to be written down.
    """
    fitting = [one for one in letter.attachments if one.size <= terms.file_limit][:FILES_AT_MOST]
    said = _said(letter, folds=terms.folds, has_files=bool(fitting))
    html, shown = _number_pictures(said.html, fitting)
    files = [_file(one, index, shown) for index, one in enumerate(fitting)]
    with override(terms.language):
        before, after = _remarks(terms, letter, is_long=len(said.text) > LONGEST // 2)
        text = said.text[: LONGEST // 2].strip()
        if not text and not files:
            text = letter.subject.strip() or ("" if after else _("(an empty letter)"))
    return Body(
        text=without_tokens("\n\n".join(filter(None, (*before, text, *after)))),
        html=without_tokens(_framed(html, before, after)) if html else "",
        quoted=without_tokens(said.quoted[:LONGEST]),
        files=files,
    )


def _said(letter: Letter, *, folds: bool, has_files: bool) -> _Said:
    """Return the new text and the quotes apart, or all in one.

    Answers that stand between quoted lines are read with them. HTML cannot be taken apart, so it is
    kept only where nothing is folded away.
    """
    is_folded = folds and bool(letter.quoted.strip()) and not letter.interleaved
    if is_folded and (letter.reply.strip() or has_files):
        return _Said(letter.reply, "", letter.quoted)
    html = letter.html or ""
    fits = len(html) + len(letter.text) < LONGEST // 2
    return _Said(letter.text, html if fits and _shows(html) else "", "")


def _shows(html: str) -> bool:
    """Tell whether anything of the HTML is left when it has been made harmless."""
    return bool(_PICTURE.search(html) or to_text(clean(html)))


def _number_pictures(html: str, files: Sequence[Attachment]) -> tuple[str, frozenset[int]]:
    """Return the HTML with its own pictures named by their place, and the places it shows.

    A Content-ID may be the beginning of another one, and some programs percent-encode it in the
    HTML; names of equal length cannot be mistaken for each other.
    """
    places = {one.content_id: index for index, one in enumerate(files) if one.content_id}
    shown: set[int] = set()

    def named(match: re.Match[str]) -> str:
        place = places.get(match[2], places.get(unquote(match[2])))
        if place is None:
            return match[0]
        shown.add(place)
        return f"{match[1]}cid:{_place_name(place)}"

    return _PICTURE.sub(named, html), frozenset(shown)


def _place_name(place: int) -> str:
    return f"part{place:06d}"


def _file(one: Attachment, place: int, shown: frozenset[int]) -> File:
    """Store a file; a picture that the HTML shows is not listed below it once more."""
    blob = store(io.BytesIO(one.data), name=one.name)
    is_shown = place in shown
    name = _place_name(place) if is_shown else ""
    return File(blob, clean_name(one.name), content_id=name, is_inline=is_shown)


def _remarks(terms: Terms, letter: Letter, *, is_long: bool) -> tuple[list[str], list[str]]:
    """Return what we say before and after the letter's own words."""
    before = [_("Written by %(address)s:") % {"address": terms.written_by}]
    after = _remarks_about_files(letter.attachments, terms.file_limit)
    if UNREAD in letter.problems:
        after.append(_("The text could not be read; it is kept with the original letter."))
    if terms.is_cut:
        after.append(_("The letter is too large; only its beginning was taken in."))
    if is_long:
        after.append(_("The text goes on in the original letter."))
    return before if terms.written_by else [], after


def _remarks_about_files(files: Sequence[Attachment], limit: int) -> list[str]:
    """Return what became of the files that are not there, or not whole; some by their names."""
    large = [one for one in files if one.size > limit]
    damaged = [one for one in files if one.size <= limit and one.damaged]
    named = [
        _("The file “%(name)s” is too large; it is kept with the original letter.")
        % {"name": one.name}
        for one in large[:NAMED_AT_MOST]
    ]
    named += [
        _("The file “%(name)s” arrived damaged.") % {"name": one.name}
        for one in damaged[:NAMED_AT_MOST]
    ]
    more = len(large[NAMED_AT_MOST:]) + max(0, len(files) - len(large) - FILES_AT_MOST)
    if more:
        words = ngettext(
            "%(count)s more file is kept with the original letter.",
            "%(count)s more files are kept with the original letter.",
            more,
        )
        named.append(words % {"count": more})
    return named


def _framed(html: str, before: Sequence[str], after: Sequence[str]) -> str:
    return "".join((*map(from_text, before), html, *map(from_text, after)))
