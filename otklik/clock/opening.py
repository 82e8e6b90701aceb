"""What a client reads who asks outside working hours (spec REG-9, CLK-3).

Nothing here says what only staff may know: no warning, no reason but the calendar's.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.calendar import Calendar, Piece
from otklik.clock.days import Why


def outside_hours(
    calendar: Calendar,
    *,
    asked_at: datetime,
    due_at: datetime | None,
    now: datetime,
    zone: str,
    is_asked: bool = False,
) -> str:
    """Return that the question comes outside working hours, and when counting begins.

    «Сейчас нерабочее время. Мы начнём отсчёт во вторник в 10:00; ответ – до 14:00.» A holiday is
    called by its name.

    Args:
        calendar: That of the level which serves the question.
        asked_at: From when the answer's time counts, aware.
        due_at: Until when an answer is promised; None promises nothing.
        now: The present instant, aware.
        zone: IANA name of the reader's zone.
        is_asked: The question lies with us, and its reader has been told the deadline already.

    Returns:
        Nothing inside working hours, or once counting has begun.
    """
    opening = calendar.next_opening(asked_at)
    if opening is None or opening <= max(now, asked_at):
        return ""
    values = {
        "why": _why([*calendar.pieces(asked_at, opening)], calendar, is_asked=is_asked),
        "day": words.on_day(opening, now=now, zone=zone),
        "time": words.clock_time(opening, zone=zone),
    }
    if due_at is None:
        return _("%(why)s We are back %(day)s at %(time)s.") % values
    if is_asked:
        return _("%(why)s We start counting %(day)s at %(time)s.") % values
    same = words.on_day(due_at, now=now, zone=zone) == values["day"]
    at = words.clock_time(due_at, zone=zone)
    due = at if same else words.moment(due_at, now=now, zone=zone)
    begins = _("%(why)s We start counting %(day)s at %(time)s; the answer comes by %(due)s.")
    return begins % (values | {"due": due})


def _why(pieces: list[Piece], calendar: Calendar, *, is_asked: bool) -> str:
    """Say what time it is that does not count: the break, a holiday now or soon, or just that."""
    first = pieces[0]
    if first.why is Why.HOLIDAY and first.name:
        return _("Day off: %(name)s.") % {"name": words.named(first.name, calendar)}
    if first.why is Why.LUNCH and not is_asked:
        return _("We have a break now.")
    holiday = next((one.name for one in pieces if one.why is Why.HOLIDAY and one.name), "")
    if not holiday:
        if is_asked:
            return _("The question came outside working hours.")
        return _("It is outside working hours now.")
    told = {"name": words.named(holiday, calendar)}
    if is_asked:
        return _("The question came outside working hours, before a day off: %(name)s.") % told
    return _("It is outside working hours now, and then a day off: %(name)s.") % told
