"""Letters that leave, in words: where they stand, and what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from otklik.core.paths import ticket_path
from otklik.mail.delivery import WAITS
from otklik.mail.models import Outgoing, State
from otklik.mail.outgoing import RETRIABLE
from otklik.mail.threading import without_tokens
from otklik.mail_in.access import shows_words, ticket_of
from otklik.mail_in.pages.incoming import Fact
from otklik.mail_in.queries.sent import LOST, View
from otklik.ui.parts.words import moment_words

VIEWS: Final[Mapping[View, Promise]] = {
    View.ALL: pgettext_lazy("letters", "All"),
    View.WAITING: gettext_lazy("On their way"),
    View.LOST: gettext_lazy("Not delivered"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A letter of ours as the list shows it.

    Attributes:
        row: The letter.
        who: Its reader.
        badge: Where it stands.
        tone: The badge's tone.
        answer: What the reader's server said.
        again: The words on the button that sends it now; empty if that is of no use.
        may_call_back: Whether it still waits.
    """

    row: Outgoing
    who: str
    badge: str
    tone: str
    answer: str
    again: str
    may_call_back: bool


def line(row: Outgoing) -> Line:
    """Return a letter of ours as the list shows it."""
    badge, tone = _stands(row)
    return Line(
        row=row,
        who=row.to_name or row.address,
        badge=badge,
        tone=tone,
        answer=_answer(row),
        again=_again(row),
        may_call_back=row.state == State.QUEUED,
    )


def _stands(row: Outgoing) -> tuple[str, str]:
    if row.state == State.QUEUED and row.not_before:
        at = {"at": moment_words(row.not_before, "due")}
        planned = _("again at %(at)s") if row.attempts else _("at %(at)s")
        return planned % at, "warn" if row.attempts else ""
    words, tone = _BADGES[State(row.state)]
    return str(words), tone


_BADGES: Final[Mapping[State, tuple[Promise, str]]] = {
    State.QUEUED: (gettext_lazy("waits"), ""),
    State.SENDING: (gettext_lazy("being sent"), ""),
    State.SENT: (gettext_lazy("sent"), "ok"),
    State.FAILED: (gettext_lazy("not delivered"), "danger"),
    State.REFUSED: (gettext_lazy("not delivered"), "danger"),
    State.BOUNCED: (gettext_lazy("came back"), "danger"),
    State.CANCELLED: (gettext_lazy("called back"), ""),
    State.SILENCED: (gettext_lazy("kept silent"), "warn"),
}


def _answer(row: Outgoing) -> str:
    """Return what the reader's server said, and how often it was asked."""
    if row.state == State.SILENCED:
        return _("more than ten letters about one ticket within an hour")
    said = without_tokens(row.last_error)
    if row.state == State.QUEUED and row.attempts:
        count = {"attempt": row.attempts, "all": len(WAITS) + 1, "said": said}
        return _("attempt %(attempt)s of %(all)s: %(said)s") % count
    return said


def _again(row: Outgoing) -> str:
    if row.state not in RETRIABLE:
        return ""
    if row.state == State.QUEUED:
        return _("Send now") if row.not_before else ""
    return _("Send all the same") if row.state == State.CANCELLED else _("Send once more")


def facts(row: Outgoing) -> list[Fact]:
    """Return what is known of a letter of ours besides its words.

    The address for answers is left out: whoever has it could write in its owner's name.
    """
    found = [
        Fact(_("From"), f"{row.sender_name} <{row.sender_address}>"),
        Fact(_("To"), f"{row.to_name} <{row.address}>" if row.to_name else row.address),
        Fact(_("Written"), moment_words(row.created_at)),
    ]
    if row.sent_at:
        found.append(Fact(_("Sent"), moment_words(row.sent_at)))
    if row.attempts:
        found.append(Fact(_("Attempts"), str(row.attempts)))
    found.append(Fact("Message-ID", row.message_id, is_code=True))
    if row.last_error:
        found.append(Fact(_("What the server said"), without_tokens(row.last_error), is_code=True))
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter of ours in the sheet.

    Attributes:
        line: As the list shows it.
        facts: What is known of it.
        has_words: Whether its words may be shown.
        ticket: The number of its ticket; nothing for other letters.
        ticket_url: The way to it.
        is_lost: Whether it did not arrive.
    """

    line: Line
    facts: list[Fact]
    has_words: bool
    ticket: int | None
    ticket_url: str
    is_lost: bool


def shown(row: Outgoing) -> Shown:
    """Return a letter of ours for the sheet."""
    number = ticket_of(row)
    return Shown(
        line=line(row),
        facts=facts(row),
        has_words=shows_words(row),
        ticket=number,
        ticket_url=ticket_path(number) if number else "",
        is_lost=row.state in LOST,
    )
