"""Deadlines of tickets as badges: how much working time is left, or why nothing runs."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clock.days import Why
from otklik.clock.facts import MINUTE, Round
from otklik.clock.in_short import in_short
from otklik.core.time import now
from otklik.tickets.access import Seen
from otklik.tickets.clockwork import clock_of
from otklik.tickets.queries.rows import Row
from otklik.ui.parts.deadlines import Deadline, nothing_due, running
from otklik.ui.parts.words import date_words, duration

_HOUR = 60
_DAY = 24 * _HOUR
_A_DAY = timedelta(days=1)


def badge(of: Row | Seen) -> Deadline:
    """Return the badge of a ticket: a countdown while somebody waits, else a quiet word.

    Args:
        of: The ticket, as a list or a page holds it.
    """
    ticket = of.ticket
    if ticket.is_closed:
        return nothing_due(_("closed"))
    if ticket.is_held:
        if ticket.held_until is None:
            return nothing_due(_("on hold"))
        return nothing_due(_("until %(day)s") % {"day": date_words(ticket.held_until)})
    if ticket.waiting_since is None:
        return nothing_due(_waited(ticket.last_message_at))
    one = clock_of(ticket).waiting
    if one is None or one.due_at is None:
        paused = one is not None and one.paused
        return nothing_due(_("the clock is stopped") if paused else _("no deadline"))
    return of_round(one, one.due_at, at=now())


def of_round(one: Round, due_at: datetime, *, at: datetime) -> Deadline:
    """Return the badge of a round that waits for an answer.

    Args:
        one: The round.
        due_at: Its deadline.
        at: The present instant, aware.
    """
    total = one.worked_minutes(due_at)
    return running(
        due_at=due_at,
        warn_at=one.warn_at,
        minutes_left=total - one.worked_minutes(at),
        minutes_total=total,
        runs_until=_runs_until(one, at, due_at),
        hint=in_short(one, now=at, zone=timezone.get_current_timezone_name()),
    )


def _runs_until(one: Round, at: datetime, due_at: datetime) -> datetime | None:
    """Return until when the working clock goes on without a break; nothing if it stands now."""
    if one.paused:
        return None
    end = due_at if at < due_at else at + _A_DAY
    first = next(one.terms.calendar.pieces(at, end), None)
    return first.end if first and first.why is Why.WORKING else None


def _waited(since: datetime) -> str:
    """Return how long we have waited for the client: «ждём 2 дня», «только что»."""
    if now() - since < MINUTE:
        return _("a moment ago")
    return _("waiting %(time)s") % {"time": ago(since)}


def ago(moment: datetime) -> str:
    """Return how long ago something was: «38 мин», «3 ч», «2 дня»."""
    minutes = max(0, (now() - moment) // MINUTE)
    if minutes < _DAY:
        return duration(minutes if minutes < _HOUR else minutes // _HOUR * _HOUR)
    days = (timezone.localtime(now()).date() - timezone.localtime(moment).date()).days
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
