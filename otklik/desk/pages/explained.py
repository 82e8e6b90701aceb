"""Why the deadline is what it is: the card of a ticket, and the whole page (screen 21)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.calendar import zone_named
from otklik.clock.day_rows import DayRow, DayRows, day_rows
from otklik.clock.days import Why
from otklik.clock.explain import explain, shares
from otklik.clock.facts import MINUTE, Round
from otklik.clock.terms import Base
from otklik.core.time import now
from otklik.desk.pages.deadlines import badge
from otklik.desk.pages.why_level import WhyLevel, why_level
from otklik.tickets.access import Seen
from otklik.tickets.clockwork import clock_of
from otklik.ui.parts.deadlines import Deadline
from otklik.ui.parts.words import MINUS, duration, moment_words

_STATES: Final = {"soon": "soon", "over": "over"}
MOST_DAYS: Final = 7
"""The card draws no more days; the page behind it draws all."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a round, ready to be drawn.

    Attributes:
        row: Bars and marks.
        name: The day in short: «Чт 19».
        full: The day in full: «Чт, 19 ноября».
        counted: How much of it counts.
        story: What happened on it, stretch by stretch.
    """

    row: DayRow
    name: str
    full: str
    counted: str
    story: str


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
    why: WhyLevel | None = None


def deadline_card(seen: Seen) -> DeadlineCard:
    """Return the card of a ticket's deadline, with why the ticket has its level."""
    return replace(_card(seen), why=why_level(seen))


def _card(seen: Seen) -> DeadlineCard:
    one = None if seen.ticket.is_closed else clock_of(seen.ticket).waiting
    if one is None:
        return _quiet_card(seen)
    at, zone = now(), timezone.get_current_timezone_name()
    shown = badge(seen)
    drawn = day_rows(one, now=at, zone=one.terms.calendar.zone) if one.due_at else None
    return DeadlineCard(
        title=words.reply_by(one.due_at, now=at, zone=zone) if one.due_at else _undated(one),
        badge=shown,
        at=at,
        pattern=_("%(time)s left") % {"time": "{}"} if shown.state in {"", "soon"} else "",
        state=_STATES.get(shown.state, ""),
        days=_lines(drawn, one)[-MOST_DAYS:] if drawn else (),
        ticks=drawn.ticks if drawn else (),
        story=words.story(one, level=str(seen.ticket.level), now=at, zone=zone),
        progress=words.progress(one, now=at),
        zone=_foreign_zone(one),
    )


def _undated(one: Round) -> str:
    return _("The clock is stopped") if one.paused else _("The client is waiting")


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


def _foreign_zone(one: Round) -> str:
    """Return the timetable's zone if its wall clock differs from the reader's now."""
    zone = one.terms.calendar.zone
    theirs = timezone.localtime(now(), zone_named(zone)).utcoffset()
    return "" if theirs == timezone.localtime(now()).utcoffset() else zone


def _lines(drawn: DayRows, one: Round) -> list[DayLine]:
    calendar = one.terms.calendar
    return [
        DayLine(
            row=row,
            name=f"{_capital(words.weekday(row.day.weekday()))} {row.day.day}",
            full=f"{_capital(words.weekday(row.day.weekday()))}, {date_format(row.day, 'j E')}",
            counted=duration(row.counted_minutes),
            story=words.day_story(row, calendar),
        )
        for row in drawn.rows
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Counted:
    """The whole explanation of a round.

    Attributes:
        title: The deadline, past or to come.
        story: How it came about.
        result: What became of it, or how much has passed.
        days: Every day of the round.
        sum: From the time of the clock to working time: words and lengths; the last is the result.
        rules: By which rules: words and values.
        zone: The zone in which the days are drawn, if it is not the reader's.
    """

    title: str
    story: str
    result: str
    days: Sequence[DayLine]
    sum: Sequence[tuple[str, str]]
    rules: Sequence[tuple[str, str]]
    zone: str


def counted(seen: Seen, one: Round) -> Counted:
    """Return how the deadline of a round was counted, in full.

    Args:
        seen: The ticket and its reader.
        one: The round that waits, or the last one that is over.
    """
    at, zone = now(), timezone.get_current_timezone_name()
    drawn = day_rows(one, now=at, zone=one.terms.calendar.zone, whole_day=True)
    by = words.reply_by(one.due_at, now=at, zone=zone) if one.due_at else _undated(one)
    return Counted(
        title=by,
        story=words.story(one, level=str(seen.ticket.level), now=at, zone=zone),
        result=_result(one),
        days=_lines(drawn, one),
        sum=_sum(one),
        rules=_rules(seen, one),
        zone=_foreign_zone(one),
    )


def _result(one: Round) -> str:
    if one.ended_at is None:
        return _capital(words.progress(one, now=now())) + "."
    values = {"when": moment_words(one.ended_at), "late": duration(one.overdue_minutes)}
    if one.answered_at is None:
        return _("Closed without an answer %(when)s.") % values
    if one.overdue_at:
        return _("Answered %(when)s, late by %(late)s of working time.") % values
    return _("Answered %(when)s, in time.") % values


def _sum(one: Round) -> list[tuple[str, str]]:
    """Return the subtraction from the time of the clock to working time; it comes out exactly."""
    segments = explain(one, now=now())
    if not segments:
        return []
    start, end = segments[0].start, segments[-1].end
    span = _("By the clock from %(start)s to %(end)s") % {
        "start": moment_words(start),
        "end": moment_words(end),
    }
    parts = shares(segments)
    total = sum(part.minutes for part in parts if part.why is Why.WORKING)
    return [
        (span, duration((end - start) // MINUTE)),
        *(
            (words.reason(part, one.terms.calendar), f"{MINUS}{duration(part.minutes)}")
            for part in parts
            if part.why is not Why.WORKING
        ),
        (_("Working time"), duration(total)),
    ]


def _rules(seen: Seen, one: Round) -> list[tuple[str, str]]:
    terms = one.terms
    promised = words.period(terms.reaction) if terms.reaction else _("no time promised")
    priority = seen.ticket.priority
    if terms.priority_id is not None and priority and priority.pk == terms.priority_id:
        promised = _("%(time)s, by the criticality “%(priority)s”") % {
            "time": promised,
            "priority": priority,
        }
    base = {
        Base.CLIENT_REPLY: _("the client’s first message without an answer"),
        Base.CREATION: _("the ticket’s creation"),
    }
    rests = _("stops the clock") if terms.hold_pauses else _("does not stop the clock")
    return [
        (_("Level"), str(seen.ticket.level)),
        (_("Promised"), promised),
        (_("Timetable"), f"{words.hours(terms.calendar)}, {terms.calendar.zone}"),
        (_("On hold"), rests),
        (_("Counts from"), base[terms.base]),
    ]
