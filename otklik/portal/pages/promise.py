"""When a client may expect an answer, in words; nothing here says what only staff may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from otklik.clock import words
from otklik.clock.in_short import in_short
from otklik.clock.levels import terms_of
from otklik.clock.models import Level
from otklik.clock.opening import outside_hours
from otklik.clock.terms import Terms, deadline
from otklik.core.time import now
from otklik.coupons.trying import NO_COUPON, Glimpse
from otklik.directory.models import Priority, Site
from otklik.tickets.clockwork import clock_of
from otklik.tickets.lamps import Lamp
from otklik.tickets.operations.start import Start
from otklik.tickets.queries.rows import Row
from otklik.ui.parts.words import date_words

_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """What we say about the next answer.

    Attributes:
        title: The fact: «Ответим до 15:30», «Ждём вашего ответа».
        detail: What stands under it; may be empty.
    """

    title: str
    detail: str = ""


def zone() -> str:
    """Return the name of the reader's time zone, which the middleware has set."""
    return timezone.get_current_timezone_name()


def of_ticket(row: Row) -> Promise:
    """Return what a client is told about a ticket (spec LAMP-2, D-21).

    Args:
        row: The ticket with the client's lamp.
    """
    ticket, moment = row.ticket, now()
    if ticket.closed_at is not None:
        return Promise(_("Closed"), words.day(ticket.closed_at, now=moment, zone=zone()))
    if ticket.is_held:
        return _held(ticket.held_until)
    if row.lamp is Lamp.WAIT:
        since = words.day(ticket.last_message_at, now=moment, zone=zone())
        return Promise(_("We’re waiting for you"), _("since %(day)s") % {"day": since})
    if ticket.due_at is None:
        return Promise(_("With support"), _("we’ll reply as soon as we can"))
    if ticket.due_at <= moment:
        return Promise(_("We are late with the answer"), _("and are working on it"))
    return Promise(words.reply_expected(ticket.due_at, now=moment, zone=zone()), str(ticket.level))


def _held(until: date | None) -> Promise:
    if until is None:
        return Promise(_("Put on hold"), _("write to us to go on"))
    return Promise(
        _("On hold until %(day)s") % {"day": date_words(until)}, _("write to us to go on earlier")
    )


def of_level(level: Level, *, hold_pauses: bool, priority: Priority | None = None) -> Promise:
    """Return what a client may expect who asks now (spec REG-9).

    Outside working hours it says so, a holiday by its name, and when counting begins.

    Args:
        level: The level that would serve the question.
        hold_pauses: The site's setting; part of every promise.
        priority: How critical the question is, which may have a time of its own (spec TAR-8).
    """
    moment = now()
    terms = terms_of(level, hold_pauses=hold_pauses, priority_id=priority.pk if priority else None)
    due_at = deadline(terms, moment).due_at
    if terms.reaction is None or due_at is None:
        return Promise(_("We’ll reply as soon as we can"), _hours(terms, due_at=None))
    title = words.reply_expected(due_at, now=moment, zone=zone())
    detail = _("Level “%(level)s”: %(time)s.") % {
        "level": level,
        "time": words.period(terms.reaction),
    }
    return Promise(title, f"{detail} {_hours(terms, due_at=due_at)}".strip())


@dataclass(frozen=True, slots=True)
class Expected:
    """When a client who asks may expect an answer, by what the form holds so far.

    Attributes:
        promise: When, and by which level.
        level: The level.
        own_times: What it promises for criticalities with a time of their own (spec TAR-8).
        refused: Why the code of a coupon in the form will not do.
        tried: That code.
    """

    promise: Promise
    level: Level
    own_times: Sequence[str]
    refused: str = ""
    tried: str = ""


def expected(begun: Start, *, site: Site, coupon: Glimpse = NO_COUPON) -> Expected:
    """Return what a client reads beside the form for a new ticket.

    Args:
        begun: With what the ticket would start.
        site: Where it would be opened.
        coupon: What the code in the form would do.
    """
    level = begun.choice.level
    own = level.periods_by_priority
    return Expected(
        promise=of_level(level, hold_pauses=site.hold_pauses_clock, priority=begun.priority),
        level=level,
        own_times=[
            _("%(priority)s: %(time)s.") % {"priority": row, "time": words.period(own[row.pk])}
            for row in begun.offered[Priority]
            if row.pk in own
        ],
        refused=coupon.refused,
        tried=coupon.tried,
    )


def hint(row: Row) -> str:
    """Return in one line how the time of the next answer is counted; empty if none is promised.

    Args:
        row: The ticket, whose reader stands as a client.
    """
    one = None if row.ticket.is_held else clock_of(row.ticket).waiting
    return in_short(one, now=now(), zone=zone()) if one else ""


def _hours(terms: Terms, *, due_at: datetime | None) -> str:
    """Say until when support is at work, or when it will be."""
    moment = now()
    calendar = terms.calendar
    outside = outside_hours(calendar, asked_at=moment, due_at=due_at, now=moment, zone=zone())
    if outside or calendar.next_opening(moment) is None:
        return outside
    piece = next(calendar.pieces(moment, moment + _A_DAY))
    return _("Support is at work until %(time)s.") % {
        "time": words.clock_time(piece.end, zone=zone())
    }
