"""The card of a ticket's deadline: until when, why, and how much has passed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.day_rows import day_rows
from otklik.core.time import now
from otklik.desk.pages.deadlines import badge
from otklik.desk.pages.why_level import WhyLevel, why_level
from otklik.tickets.access import Seen
from otklik.tickets.clockwork import clock_of
from otklik.tickets.counted import Closing, DayLine, closing, day_lines, foreign_zone, undated
from otklik.ui.parts.deadlines import Deadline
from otklik.ui.parts.words import moment_words

_STATES: Final = {"soon": "soon", "over": "over"}
MOST_DAYS: Final = 7
"""The card draws no more days; the page behind it draws all."""


@dataclass(frozen=True, slots=True)
class DeadlineCard:
    """The card of a ticket's deadline.

    Attributes:
        title: «Ответить до 15:30 сегодня».
        badge: The countdown.
        pattern: A sentence around the countdown.
        state: "", soon or over: the card's line.
        days: The last days of the round; empty if nothing is drawn.
        ticks: Hours under the bars.
        story: How the deadline came about.
        progress: How much has passed.
        zone: The zone in which the bars are drawn, if it is not the reader's.
        at: The instant of which the card speaks, aware.
        closing: Until when it is to be closed, if its level has such a target.
        why: Why the ticket has its level, if that was written down.
    """

    title: str
    badge: Deadline
    at: datetime
    pattern: str = ""
    state: str = ""
    days: Sequence[DayLine] = ()
    ticks: Sequence[int] = ()
    story: str = ""
    progress: str = ""
    zone: str = ""
    closing: Closing | None = None
    why: WhyLevel | None = None


def deadline_card(seen: Seen) -> DeadlineCard:
    """Return the card of a ticket's deadline, with why the ticket has its level."""
    return replace(_card(seen), why=why_level(seen), closing=closing(seen))


def _card(seen: Seen) -> DeadlineCard:
    one = None if seen.ticket.is_closed else clock_of(seen.ticket).waiting
    if one is None:
        return _quiet_card(seen)
    at, zone = now(), timezone.get_current_timezone_name()
    shown = badge(seen)
    drawn = day_rows(one, now=at, zone=one.terms.calendar.zone) if one.due_at else None
    return DeadlineCard(
        title=words.reply_by(one.due_at, now=at, zone=zone) if one.due_at else undated(one),
        badge=shown,
        at=at,
        pattern=_("%(time)s left") % {"time": "{}"} if shown.state in {"", "soon"} else "",
        state=_STATES.get(shown.state, ""),
        days=day_lines(drawn, one, zone=one.terms.calendar.zone)[-MOST_DAYS:] if drawn else (),
        ticks=drawn.ticks if drawn else (),
        story=words.story(one, level=str(seen.ticket.level), now=at, zone=zone),
        progress=words.progress(one, now=at),
        zone=foreign_zone(one),
    )


def _quiet_card(seen: Seen) -> DeadlineCard:
    """Return the card of a ticket whose clock does not run."""
    ticket = seen.ticket
    if ticket.closed_at:
        when = {"when": moment_words(ticket.closed_at)}
        if ticket.auto_closed:
            story = _("It closed by itself %(when)s: the client did not answer.") % when
        else:
            story = _("Closed %(when)s.") % when
        return DeadlineCard(_("Closed"), badge(seen), now(), story=story)
    title = _("On hold") if ticket.is_held else _("Nobody is waiting for an answer")
    return DeadlineCard(title, badge(seen), now(), story=_auto_close(seen))


def _auto_close(seen: Seen) -> str:
    """Return when the ticket closes by itself (spec CLS-1, CLS-3)."""
    at = seen.ticket.auto_close_at
    if at is None:
        return ""
    return _("Without a reply from the client it closes by itself after %(when)s.") % {
        "when": moment_words(at)
    }
