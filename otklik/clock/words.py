"""What the clock says, in words of the reader's language.

Times are shown in the zone that the caller names: the viewer's on pages, the recipient's in
letters. «Now» is given, never read, so that a whole page speaks of one moment.
"""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from otklik.clock.calendar import Calendar, zone_named
from otklik.clock.day_rows import DayRow
from otklik.clock.days import DAY_MINUTES, Why, spans
from otklik.clock.explain import Segment, Share
from otklik.clock.facts import MINUTE, Round
from otklik.clock.terms import Period, Unit
from otklik.core.text import localised

_HOUR: Final = 60
_ALL_DAY: Final = ((0, DAY_MINUTES),)


def duration(minutes: int) -> str:
    """Return a length of time in short, to the minute however long: «51 ч 30 м», «38 мин», «4 ч».

    The explanation is a sum that must come out, so nothing is rounded.

    Args:
        minutes: Not negative.
    """
    hours, rest = divmod(minutes, _HOUR)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d m") % {"hours": hours, "minutes": rest}


def period(length: Period) -> str:
    """Return a promised time in full: «6 рабочих часов», «1 рабочий день»."""
    value = length.value
    match length.unit:
        case Unit.MINUTE:
            text = ngettext("%(n)d working minute", "%(n)d working minutes", value)
        case Unit.WORKING_DAY:
            text = ngettext("%(n)d working day", "%(n)d working days", value)
        case Unit.HOUR | Unit.DAY:
            value *= 24 if length.unit is Unit.DAY else 1
            text = ngettext("%(n)d working hour", "%(n)d working hours", value)
    return text % {"n": value}


def clock_time(at: datetime, *, zone: str) -> str:
    """Return the time of day, «15:30»."""
    return f"{at.astimezone(zone_named(zone)):%H:%M}"


def day(at: datetime, *, now: datetime, zone: str) -> str:
    """Return the day of an instant: «сегодня», «завтра», «вчера», «30 ноября», «11 января 2027»."""
    tz = zone_named(zone)
    local, today = at.astimezone(tz).date(), now.astimezone(tz).date()
    match (local - today).days:
        case 0:
            return pgettext("day", "today")
        case 1:
            return pgettext("day", "tomorrow")
        case -1:
            return pgettext("day", "yesterday")
    return _date(local, "j E" if local.year == today.year else "j E Y", get_language())


@lru_cache(maxsize=1024)
def _date(local: date, form: str, _language: str | None) -> str:
    """Return a date in the present language; a list says the same few dates in all its rows."""
    return date_format(local, form)


def on_day(at: datetime, *, now: datetime, zone: str) -> str:
    """Return on which day something is to happen: «сегодня», «завтра», «во вторник», «30 ноября».

    Args:
        at: An instant to come, aware.
        now: The present instant, aware.
        zone: IANA name of the reader's zone.
    """
    tz = zone_named(zone)
    local, today = at.astimezone(tz).date(), now.astimezone(tz).date()
    weekdays = (
        pgettext("day", "on Monday"),
        pgettext("day", "on Tuesday"),
        pgettext("day", "on Wednesday"),
        pgettext("day", "on Thursday"),
        pgettext("day", "on Friday"),
        pgettext("day", "on Saturday"),
        pgettext("day", "on Sunday"),
    )
    if 1 < (local - today).days < len(weekdays):
        return weekdays[local.weekday()]
    return day(at, now=now, zone=zone)


def moment(at: datetime, *, now: datetime, zone: str) -> str:
    """Return a time and its day: «15:30 сегодня», «15:30, 30 ноября»."""
    tz = zone_named(zone)
    away = abs(at.astimezone(tz).date() - now.astimezone(tz).date())
    comma = "" if away <= timedelta(days=1) else ","
    return f"{clock_time(at, zone=zone)}{comma} {day(at, now=now, zone=zone)}"


def reply_by(due_at: datetime, *, now: datetime, zone: str, is_over: bool = False) -> str:
    """Return the heading of a deadline for staff: «Ответить до 15:30 сегодня».

    Args:
        due_at: The deadline, aware.
        now: The present instant, aware.
        zone: IANA name of the reader's zone.
        is_over: Nobody waits any more, even if the deadline is still to come.
    """
    when = moment(due_at, now=now, zone=zone)
    if is_over or due_at <= now:
        return _("The reply was due by %(when)s") % {"when": when}
    return _("Reply by %(when)s") % {"when": when}


def reply_expected(due_at: datetime, *, now: datetime, zone: str) -> str:
    """Return the same for the client: «Ответим до 15:30», «Ответим до 12:00 завтра»."""
    tz = zone_named(zone)
    today = due_at.astimezone(tz).date() == now.astimezone(tz).date()
    when = clock_time(due_at, zone=zone) if today else moment(due_at, now=now, zone=zone)
    return _("We’ll reply by %(when)s") % {"when": when}


def story(one: Round, *, level: str, now: datetime, zone: str, is_client: bool = False) -> str:
    """Return how a deadline came about, in sentences: since when, how much, by which hours.

    Args:
        one: A round, waiting or finished.
        level: The name of its level.
        now: The present instant, aware.
        zone: IANA name of the reader's zone.
        is_client: The reader is the client's side.
    """
    wrote = _("The message came %(day)s at %(time)s.") if is_client else ""
    return " ".join(
        _story(one, wrote or _("The client wrote %(day)s at %(time)s."), level, now, zone)
    )


def _story(one: Round, wrote: str, level: str, now: datetime, zone: str) -> Iterator[str]:
    yield wrote % {
        "day": day(one.since, now=now, zone=zone),
        "time": clock_time(one.since, zone=zone),
    }
    if one.source_at != one.since:
        when = moment(one.source_at, now=now, zone=zone)
        yield _("The time counts from %(when)s.") % {"when": when}
    if one.terms.reaction is None:
        yield _("The level “%(level)s” promises no time.") % {"level": level}
        return
    yield _("The level “%(level)s” promises a reply within %(period)s.") % {
        "level": level,
        "period": period(one.terms.reaction),
    }
    yield _("Working hours: %(hours)s.") % {"hours": hours(one.terms.calendar)}


def progress(one: Round, *, now: datetime) -> str:
    """Return how much of the promised time has passed: «прошло 4 ч 10 м из 6 ч».

    Args:
        one: A waiting round.
        now: The present instant, aware.
    """
    if one.overdue_at:
        return _("late by %(late)s of working time") % {
            "late": duration(one.overdue_minutes_at(now))
        }
    passed = duration(one.worked_minutes(now))
    if one.due_at is None:
        if one.paused:
            return _("the clock stands still, %(passed)s have passed") % {"passed": passed}
        return _("%(passed)s have passed") % {"passed": passed}
    whole = duration(one.worked_minutes(one.due_at))
    return _("%(passed)s of %(whole)s have passed") % {"passed": passed, "whole": whole}


def named(name: str, calendar: Calendar) -> str:
    """Return the name of an exception in the reader's language (spec DICT-7).

    Args:
        name: As the calendar's pieces bear it; may be empty.
        calendar: Theirs.
    """
    return localised(name, calendar.english(name)) if name else ""


def reason(part: Segment | Share, calendar: Calendar) -> str:
    """Return what a stretch of time was, in a few words; an exception by its own name."""
    names = {
        Why.WORKING: pgettext("time", "working hours"),
        Why.CLOSED: pgettext("time", "outside working hours"),
        Why.LUNCH: pgettext("time", "break"),
        Why.HOLIDAY: pgettext("time", "day off"),
        Why.CUT: pgettext("time", "shortened hours"),
        Why.HOLD: pgettext("time", "on hold"),
        Why.STATUS: pgettext("time", "the status stops the clock"),
        Why.DONE: pgettext("time", "the ticket was closed"),
        Why.PAUSED: pgettext("time", "paused"),
    }
    return named(part.name, calendar) or names[part.why]


def day_story(row: DayRow, calendar: Calendar, *, zone: str) -> str:
    """Return what happened on one day of a round, stretch by stretch.

    Args:
        row: A day that `day_rows` returned.
        calendar: The round's.
        zone: IANA name of the zone in which the day was drawn.
    """
    return " ".join(
        _("%(start)s–%(end)s: %(reason)s, %(length)s.")
        % {
            "start": clock_time(segment.start, zone=zone),
            "end": _end_time(segment.end, zone=zone),
            "reason": reason(segment, calendar),
            "length": duration((segment.end - segment.start) // MINUTE),
        }
        for segment in row.segments
    )


def hours(calendar: Calendar) -> str:
    """Return the week of a calendar in short: «пн–пт 10:00–13:00, 14:00–19:00»."""
    if all(day_hours == _ALL_DAY for day_hours in calendar.week):
        return _("around the clock")
    groups = [
        (tuple(number for number, _hours in group), each)
        for each, group in itertools.groupby(enumerate(calendar.week), key=lambda pair: pair[1])
        if each
    ]
    if not groups:
        return pgettext("hours", "none")
    return "; ".join(f"{_weekdays(days)} {spans(each)}" for days, each in groups)


def kept_week(days: Sequence[str]) -> str:
    """Return a week of which the journal keeps a text for each day: «пн 10:00–19:00, вт …».

    Args:
        days: Seven texts, Monday first; "" for a day without working hours.
    """
    return ", ".join(f"{weekday(number)} {text}" for number, text in enumerate(days) if text)


def weekday(number: int) -> str:
    """Return a weekday in short, «пн»; 0 is Monday."""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[number]


def _weekdays(days: tuple[int, ...]) -> str:
    first, last = weekday(days[0]), weekday(days[-1])
    return first if len(days) == 1 else f"{first}–{last}"


def _end_time(at: datetime, *, zone: str) -> str:
    """Return the time of day at which something ends; midnight is the day's 24:00."""
    text = clock_time(at, zone=zone)
    return "24:00" if text == "00:00" else text
