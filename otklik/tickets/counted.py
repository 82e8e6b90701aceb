"""How a deadline was counted, in words and days, for staff and for clients (screen 21).

What a client reads differs by the stance alone (law 5): no warning, no reason for a pause that was
hidden from him, nobody's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.calendar import zone_named
from otklik.clock.day_rows import DayRow, DayRows, day_rows
from otklik.clock.days import Why
from otklik.clock.explain import explain, shares
from otklik.clock.facts import MINUTE, Pause, Round
from otklik.clock.opening import outside_hours
from otklik.clock.resolution import resolution
from otklik.clock.terms import Base
from otklik.core.time import now
from otklik.tickets.access import Seen
from otklik.tickets.clockwork import clock_of, terms_for
from otklik.tickets.models import EventKind, Ticket
from otklik.ui.parts.words import MINUS, duration, moment_words

_TOLD_BY: Final = {Why.HOLD: EventKind.HELD, Why.STATUS: EventKind.FIELD}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a round, ready to be drawn.

    Attributes:
        row: Bars and marks.
        name: The day in short: «Чт 19».
        full: The day in full: «Чт, 19 ноября».
        special: What makes the day special, if anything does, in the reader's language.
        is_off: Nobody works on it: its bar bears what makes it special.
        counted: How much of it counts.
        story: What happened on it, stretch by stretch.
    """

    row: DayRow
    name: str
    full: str
    special: str
    is_off: bool
    counted: str
    story: str


def day_lines(drawn: DayRows, one: Round, *, zone: str) -> list[DayLine]:
    """Return the days of a round in words.

    Args:
        drawn: What `day_rows` returned.
        one: The round.
        zone: IANA name of the zone in which they were drawn.
    """
    calendar = one.terms.calendar
    return [
        DayLine(
            row=row,
            name=f"{_capital(words.weekday(row.day.weekday()))} {row.day.day}",
            full=f"{_capital(words.weekday(row.day.weekday()))}, {date_format(row.day, 'j E')}",
            special=words.named(row.name, calendar),
            is_off=any(part.why is Why.HOLIDAY for part in row.segments),
            counted=duration(row.counted_minutes),
            story=words.day_story(row, calendar, zone=zone),
        )
        for row in drawn.rows
    ]


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

    Staff see the days of the timetable's zone, a client those of his own; of a client's paused
    round one query asks which pauses he was told of.

    Args:
        seen: The ticket and its reader.
        one: The round that waits, or the last one that is over.
    """
    is_client = not seen.stance.sees_hidden
    at, zone = now(), timezone.get_current_timezone_name()
    drawn_in = zone if is_client else one.terms.calendar.zone
    known = as_told(seen, one) if is_client else one
    drawn = day_rows(known, now=at, zone=drawn_in, whole_day=True)
    return Counted(
        title=_promised(one) if is_client else _due(one),
        story=words.story(
            one, level=str(seen.ticket.level), now=at, zone=zone, is_client=is_client
        ),
        result=result(one),
        days=day_lines(drawn, one, zone=drawn_in),
        sum=_sum(known),
        rules=_rules(seen, one),
        zone="" if is_client else foreign_zone(one),
    )


@dataclass(frozen=True, slots=True)
class Closing:
    """The time within which a ticket is to be closed (spec CLK-13).

    Attributes:
        title: The target, past or to come.
        result: What became of it, or how much has passed.
        is_late: The target was missed.
        sum: From the time of the clock to working time, as in `Counted`.
    """

    title: str
    result: str
    is_late: bool
    sum: Sequence[tuple[str, str]]


def closing(seen: Seen) -> Closing | None:
    """Return until when the ticket is to be closed, if its level has such a target; for staff only.

    Args:
        seen: The ticket and its reader.
    """
    if not seen.stance.sees_hidden:
        return None
    at, zone = now(), timezone.get_current_timezone_name()
    one = resolution(clock_of(seen.ticket), now=at, terms=terms_for(seen.ticket))
    if one is None:
        return None
    title = _("Close: the clock is stopped")
    if one.due_at is not None:
        when = {"when": words.moment(one.due_at, now=at, zone=zone)}
        is_past = one.closed_at is not None or one.due_at <= at
        title = (_("It was to be closed by %(when)s") if is_past else _("Close by %(when)s")) % when
    return Closing(title, _closing_result(one), one.overdue_at is not None, _sum(one))


def _closing_result(one: Round) -> str:
    if one.closed_at is None:
        return _capital(words.progress(one, now=now())) + "."
    values = {"when": moment_words(one.closed_at), "late": duration(one.overdue_minutes)}
    if one.overdue_at:
        return _("Closed %(when)s, late by %(late)s of working time.") % values
    return _("Closed %(when)s, in time.") % values


def as_told(seen: Seen, one: Round) -> Round:
    """Return a round whose pauses have a reason only if the reader was told of them.

    Args:
        seen: The ticket and its reader.
        one: One of its rounds; one query if it was paused.
    """
    if not one.pauses:
        return one
    begun = [pause.start for pause in one.pauses]
    changes = Q(kind=EventKind.HELD) | Q(kind=EventKind.FIELD, payload__field="status")
    told = set(seen.events().filter(changes, at__in=begun).values_list("kind", "at"))

    def known(pause: Pause) -> Pause:
        if (_TOLD_BY[pause.why].value, pause.start) in told:
            return pause
        return pause._replace(why=Why.PAUSED)

    return one._replace(pauses=tuple(known(pause) for pause in one.pauses))


def undated(one: Round) -> str:
    """Return the heading of a round that has no deadline now, for staff."""
    return _("The clock is stopped") if one.paused else _("The client is waiting")


def foreign_zone(one: Round) -> str:
    """Return the timetable's zone if its wall clock differs from the reader's now."""
    zone = one.terms.calendar.zone
    theirs = timezone.localtime(now(), zone_named(zone)).utcoffset()
    return "" if theirs == timezone.localtime(now()).utcoffset() else zone


def _due(one: Round) -> str:
    if one.due_at is None:
        return undated(one)
    zone, is_over = timezone.get_current_timezone_name(), one.ended_at is not None
    return words.reply_by(one.due_at, now=now(), zone=zone, is_over=is_over)


def _promised(one: Round) -> str:
    """Return the heading for the client."""
    if one.due_at is None:
        return _("The clock is stopped") if one.paused else _("No time is promised")
    at, zone = now(), timezone.get_current_timezone_name()
    if one.ended_at is None and one.due_at > at:
        return words.reply_expected(one.due_at, now=at, zone=zone)
    when = words.moment(one.due_at, now=at, zone=zone)
    return _("We promised to reply by %(when)s") % {"when": when}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def result(one: Round) -> str:
    """Return what became of a round, or how much of its time has passed, as a sentence.

    Args:
        one: The round that waits, or one that is over.
    """
    if one.ended_at is None:
        return _capital(words.progress(one, now=now())) + "."
    left = one.left_minutes_at(one.ended_at)
    values = {
        "when": moment_words(one.ended_at),
        "late": duration(one.overdue_minutes),
        "left": duration(left),
    }
    if one.answered_at is None:
        return _("Closed without an answer %(when)s.") % values
    if one.overdue_at:
        return _("Answered %(when)s, late by %(late)s of working time.") % values
    if one.due_at is None:
        return _("Answered %(when)s.") % values
    if not left:
        return _("Answered %(when)s, in time.") % values
    return _("Answered %(when)s, %(left)s of working time before the deadline.") % values


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


def outside_hours_of(ticket: Ticket) -> str:
    """Return that a waiting question came outside working hours, until its time begins to count.

    Pages of the client and letters say it alike, in the present language and zone.

    Args:
        ticket: The ticket; of a closed one, or one whose clock rests, nothing is said.
    """
    one = clock_of(ticket).waiting
    if one is None or ticket.is_closed or one.paused:
        return ""
    return outside_hours(
        one.terms.calendar,
        asked_at=one.source_at,
        due_at=one.due_at,
        now=now(),
        zone=timezone.get_current_timezone_name(),
        is_asked=True,
    )
