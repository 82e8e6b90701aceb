"""How a deadline is counted, in one line: what a countdown says when somebody points at it."""

from datetime import datetime

from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.facts import Round


def in_short(one: Round, *, now: datetime, zone: str) -> str:
    """Return «4 рабочих часа; отсчёт с 11:30 сегодня; сегодня до 19:00, затем завтра с 10:00».

    Nothing in it is only for staff.

    Args:
        one: A waiting round.
        now: The present instant, aware.
        zone: IANA name of the reader's zone.

    Returns:
        Nothing for a round without a deadline, or whose clock rests.
    """
    if one.terms.reaction is None or one.due_at is None:
        return ""
    since = words.moment(one.source_at, now=now, zone=zone)
    parts = (
        words.period(one.terms.reaction),
        _("counted from %(when)s") % {"when": since},
        _course(one, one.due_at, now, zone),
    )
    return "; ".join(parts)


def _course(one: Round, due_at: datetime, now: datetime, zone: str) -> str:
    """Say when the clock stands and goes on again before the deadline, else the deadline."""
    calendar = one.terms.calendar
    opening = calendar.next_opening(now) if now < due_at else None
    if opening is not None and now < opening < due_at:
        return _("goes on %(day)s at %(time)s") % {
            "day": words.on_day(opening, now=now, zone=zone),
            "time": words.clock_time(opening, zone=zone),
        }
    end = next(calendar.pieces(now, due_at)).end if opening is not None else due_at
    again = calendar.next_opening(end) if end < due_at else None
    if again is None:
        return _("due %(when)s") % {"when": words.moment(due_at, now=now, zone=zone)}
    return _("%(day)s till %(time)s, then %(next)s from %(again)s") % {
        "day": words.on_day(end, now=now, zone=zone),
        "time": words.clock_time(end, zone=zone),
        "next": words.on_day(again, now=now, zone=zone),
        "again": words.clock_time(again, zone=zone),
    }
