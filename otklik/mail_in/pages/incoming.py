"""Received letters in words: what became of them, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.core.paths import ticket_path
from otklik.mail.threading import without_tokens
from otklik.mail_in.match import By
from otklik.mail_in.models import Fate, Reason, Received
from otklik.mail_in.queries.incoming import View
from otklik.mail_in.reading.letter import Letter, header_of
from otklik.mail_in.senders import ANSWERED_AT_MOST
from otklik.ui.parts.words import file_size, ticket_number

VIEWS: Final[Mapping[View, Promise]] = {
    View.ALL: pgettext_lazy("letters", "All"),
    View.TRAY: gettext_lazy("In the tray"),
    View.TAKEN: gettext_lazy("In tickets"),
    View.SKIPPED: gettext_lazy("Left out"),
}

TEXT_LIMIT: Final = 20_000
"""Characters of a letter's text that a page shows; the rest is in the source."""

_SHORT: Final[Mapping[str, Promise]] = {
    Reason.STAFF_UNPROVEN: gettext_lazy("names a colleague, without a proof"),
    Reason.SENDER_UNPROVEN: gettext_lazy("its sender is not proven"),
    Reason.SENDER_UNKNOWN: gettext_lazy("no address to answer to"),
    Reason.OWN_ADDRESS: gettext_lazy("our own address as its sender"),
    Reason.REPLIES_ONLY: gettext_lazy("the mailbox takes answers only"),
    Reason.NOT_SERVED: gettext_lazy("not served by letter, or no longer"),
    Reason.TOO_MANY: gettext_lazy("too many letters of this sender"),
    Reason.REFUSED: gettext_lazy("the sender may not write to us"),
    Reason.STUCK: gettext_lazy("reading it never came to an end"),
    Reason.ERROR: gettext_lazy("could not be read"),
}
_BY: Final[Mapping[str, Promise]] = {
    By.TOKEN: gettext_lazy("answer to the signed address"),
    By.REFERENCES: gettext_lazy("answer to our letter"),
    By.NUMBER: gettext_lazy("number in the subject"),
}
_OUR_FAULTS: Final = frozenset({Reason.STUCK, Reason.ERROR})


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as the list shows it.

    Attributes:
        row: The letter.
        who: Its sender.
        badge: What became of it.
        tone: The badge's tone.
        why: Why.
    """

    row: Received
    who: str
    badge: str
    tone: str
    why: str


def decoded(raw: bytes, letter: Letter | None) -> str:
    """Return what a letter says, header and text, with nothing encoded and no signature in it.

    Args:
        raw: The letter as it came.
        letter: The same, read; without it the header alone is shown.
    """
    lines = (f"{name}: {text}" for name, text in header_of(raw))
    return without_tokens("\n".join((*lines, "", letter.text if letter else "")))


def line(row: Received) -> Line:
    """Return a letter as the list shows it."""
    badge, tone = _became(row)
    who = row.sender_name or row.sender or row.envelope_from or _("Unknown sender")
    return Line(row, who, badge, tone, _why(row))


def _became(row: Received) -> tuple[str, str]:
    if row.fate == Fate.TAKEN and row.ticket_number:
        number = ticket_number(row.ticket_number)
        if row.opened:
            return _("new %(number)s") % {"number": number}, "warn" if row.claimed_number else "ok"
        return _("in %(number)s") % {"number": number}, "ok"
    if row.fate == Fate.TRAY:
        return _("in the tray"), "danger" if row.reason in _OUR_FAULTS else "warn"
    if row.fate == Fate.NEW:
        return _("not read yet"), ""
    return _("left out"), ""


def _why(row: Received) -> str:
    if row.fate == Fate.TAKEN:
        return _why_taken(row)
    if row.fate == Fate.TRAY:
        return str(_SHORT.get(row.reason, ""))
    if row.fate == Fate.DISCARDED:
        who = row.decided_by
        return _("put aside by %(name)s") % {"name": who.shown_name} if who else _("put aside")
    if row.reason == Reason.NOT_SERVED:
        return _("its sender was told why it is not taken")
    return {
        Fate.AUTOMATIC: _("sent by a machine"),
        Fate.BOUNCE: _("delivery report"),
        Fate.OWN: _("our own letter came back"),
        Fate.POINTED: _("its sender was sent to the form"),
    }.get(Fate(row.fate), "")


def _why_taken(row: Received) -> str:
    if row.decided_by is not None:
        return _("accepted by %(name)s") % {"name": row.decided_by.shown_name}
    if row.claimed_number:
        return _("names %(number)s, where its sender may not write") % {
            "number": ticket_number(row.claimed_number)
        }
    if row.opened:
        return _("a new letter")
    return str(_BY.get(row.matched_by, ""))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what was done with a letter, and how it went: ok, failed or skipped."""

    state: str
    title: str
    detail: str
    url: str = ""

    @property
    def icon(self) -> str:
        """The icon that repeats the state."""
        return {"ok": "circle-check", "failed": "circle-x"}.get(self.state, "circle-dashed")


def steps(row: Received) -> list[Step]:
    """Return what was done with a letter, in order."""
    size = file_size(row.blob.size)
    stored = (
        Step("ok", _("Stored its beginning"), _("%(size)s; it was larger than we take"))
        if row.is_cut
        else Step("ok", _("Stored whole"), _("%(size)s, kept as it came"))
    )
    stored = Step(stored.state, stored.title, stored.detail % {"size": size})
    return [stored, _step_head(row), _step_ticket(row)]


def _step_head(row: Received) -> Step:
    if row.sender or row.subject:
        said = ", ".join(filter(None, (row.sender, f"«{row.subject}»" if row.subject else "")))
        return Step("ok", _("Sender and subject"), said)
    state = "skipped" if row.fate == Fate.NEW else "failed"
    return Step(state, _("Sender and subject"), _("not read") if state == "skipped" else _("none"))


def _step_ticket(row: Received) -> Step:
    number = row.ticket_number
    if row.fate == Fate.TAKEN and number:
        title = _("Ticket opened") if row.opened else _("Written into the ticket")
        return Step("ok", title, f"{ticket_number(number)}: {_why(row)}", ticket_path(number))
    if row.fate == Fate.TRAY:
        detail = str(_SHORT.get(row.reason, ""))
        if number:
            detail = f"{ticket_number(number)}: {detail}"
        return Step("failed", _("Not written into a ticket"), detail)
    return Step("skipped", _("Not written into a ticket"), _why(row) or _("not read yet"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value."""

    name: str
    value: str
    is_code: bool = False


def facts(row: Received, letter: Letter | None) -> list[Fact]:
    """Return what else is known of a letter; the signatures of reply addresses are left out.

    Args:
        row: The letter.
        letter: The same, read; nothing if its bytes cannot be had.
    """
    to = ", ".join(row.envelope_to) or row.mailbox.address
    found = [Fact(_("Mailbox"), f"{row.mailbox.address}, {row.get_door_display()}")]
    found.append(Fact(_("To"), without_tokens(to)))
    if letter is not None:
        found += _who_wrote(letter)
    if letter is not None and letter.date_written:
        found.append(Fact(_("Its own date"), letter.date_written))
    if row.message_id:
        found.append(Fact("Message-ID", f"<{row.message_id}>", is_code=True))
    if row.attempts > 1:
        found.append(Fact(_("Attempts"), str(row.attempts)))
    if row.error:
        found.append(Fact(_("What the program said"), row.error, is_code=True))
    return found


def _who_wrote(letter: Letter) -> list[Fact]:
    """Return the address in From and those for answers; only the first says who wrote."""
    answers = ", ".join(one.address or "" for one in letter.reply_to[:ANSWERED_AT_MOST])
    named = [Fact(_("From"), letter.from_.address or ""), Fact("Reply-To", without_tokens(answers))]
    return [one for one in named if one.value]


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says: the beginning of its text, and its files."""

    text: str
    is_whole: bool
    files: Sequence[tuple[str, str]]


def said(letter: Letter) -> Said:
    """Return what a letter says, for a page."""
    text = without_tokens(letter.text)
    files = [(one.name, file_size(one.size)) for one in letter.attachments]
    return Said(text[:TEXT_LIMIT], len(text) <= TEXT_LIMIT, files)
