"""Levels and timetables in words: what they promise, when a question would be due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clock.calendar import Calendar, zone_named
from otklik.clock.days import week_of
from otklik.clock.levels import terms_from
from otklik.clock.models import Level, Timetable
from otklik.clock.terms import deadline
from otklik.clock.words import hours, moment, period
from otklik.core.time import now
from otklik.directory.models import Priority
from otklik.office.pages.dictionaries import count_words
from otklik.people.acts import Act, may
from otklik.people.viewer import Viewer, viewer
from otklik.tickets.operations.forecast import forecast
from otklik.tickets.queries.forecasts import Recounted
from otklik.ui.parts.settings import Frame, Side, is_part

FRIDAY: Final = 4
EVENING: Final = time(17)


@dataclass(frozen=True, slots=True)
class Example:
    """A question that comes at some moment, and until when it would be answered."""

    asked: str
    due: str
    warn: str


@dataclass(frozen=True, slots=True)
class Answers:
    """When questions would be due by a level; the first one comes now."""

    level: str
    examples: Sequence[Example]


@dataclass(frozen=True, slots=True)
class Follows:
    """What a change would do to the tickets that wait.

    Attributes:
        lines: In words; none as long as many tickets are being counted.
        found: How far they are counted.
    """

    lines: tuple[str, ...]
    found: Recounted


def frame_of_levels(request: HttpRequest, heading: str, level: Level | None = None) -> Frame:
    """Return the frame around a page about levels: all of them beside it, those in use first."""
    rows = Level.objects.select_related("timetable").order_by("archived_at", "-rank", "pk")
    sides = [
        Side(str(each), promise_of(each), reverse("office:level", args=[each.pk]), each == level)
        for each in rows
    ]
    return _frame(request, heading, _("Support levels"), "office:levels", sides)


def frame_of_timetables(
    request: HttpRequest, heading: str, timetable: Timetable | None = None
) -> Frame:
    """Return the frame around a page about timetables: all of them beside it."""
    sides = [
        Side(
            str(each),
            hours(calendar_of(each)),
            reverse("office:timetable", args=[each.pk]),
            each == timetable,
        )
        for each in Timetable.objects.order_by("pk")
    ]
    return _frame(request, heading, _("Timetables"), "office:timetables", sides)


def _frame(
    request: HttpRequest, heading: str, label: str, parent: str, sides: Sequence[Side]
) -> Frame:
    return Frame(
        heading=heading,
        label=label,
        parent_url=reverse(parent),
        sides=sides,
        may_change=may(viewer(request), Act.CHANGE_OFFICE),
        is_part=is_part(request),
    )


def promise_of(level: Level) -> str:
    """Return what a level promises, in short: «6 рабочих часов, пн–пт 10:00–19:00»."""
    if level.archived_at:
        return _("in the archive")
    if level.reaction is None:
        told = _("no deadline")
    else:
        told = f"{period(level.reaction)}, {hours(calendar_of(level.timetable))}"
    return f"{told}; {_('by default')}" if level.is_default else told


def calendar_of(timetable: Timetable) -> Calendar:
    """Return the working time of a timetable, stored or not, without exceptions."""
    return Calendar(timetable.time_zone, week_of(timetable.hours))


def answers(promises: Sequence[tuple[Level, Mapping[str, Any]]]) -> list[Answers]:
    """Return when questions would be due; one query at most.

    One comes now, one on Friday at 17:00, one on 31 December, and one now at each criticality with
    a time of its own.

    Args:
        promises: Levels, saved or not, with what each promises: `clock.levels.facts_of`.
    """
    own = {key for level, _facts in promises for key in level.periods_by_priority}
    named = Priority.objects.in_bulk(own)
    return [Answers(str(level), _examples(level, facts, named)) for level, facts in promises]


def _examples(
    level: Level, facts: Mapping[str, Any], named: Mapping[int, Priority]
) -> list[Example]:
    zone, present = level.timetable.time_zone, now()
    terms = terms_from(facts, level_id=level.pk or 0)
    cases: list[tuple[str, datetime, int | None]] = [
        (_("now"), present, None),
        (_("on Friday at 17:00"), _next_friday(present, zone), None),
        (_("on 31 December at 17:00"), _last_of_year(present, zone), None),
    ]
    cases += [
        (_("now, “%(priority)s”") % {"priority": named[key]}, present, key)
        for key in level.periods_by_priority
        if key in named
    ]
    told = []
    for asked, at, priority_id in cases:
        ends = deadline(terms.at_priority(priority_id), at)
        due = moment(ends.due_at, now=present, zone=zone) if ends.due_at else ""
        warn = moment(ends.warn_at, now=present, zone=zone) if ends.warn_at else ""
        told.append(Example(asked, due, warn))
    return told


def _last_of_year(at: datetime, zone: str) -> datetime:
    local = at.astimezone(zone_named(zone))
    evening = datetime.combine(date(local.year, 12, 31), EVENING, tzinfo=local.tzinfo)
    return evening if evening >= local else evening.replace(year=local.year + 1)


def _next_friday(at: datetime, zone: str) -> datetime:
    local = at.astimezone(zone_named(zone))
    ahead = (FRIDAY - local.weekday()) % 7
    if ahead == 0 and local.time() >= EVENING:
        ahead = 7
    day = local.date() + timedelta(days=ahead)
    return datetime.combine(day, EVENING, tzinfo=zone_named(zone))


def problem_of(form: BaseForm) -> str:
    """Return the first thing that is not right yet in a form, so that nothing can be counted."""
    wrong = ((name, error) for name, errors in form.errors.items() for error in errors)
    for name, error in wrong:
        label = form[name].label if name in form.fields else ""
        return f"{label}: {error}" if label else str(error)
    return ""


def follows(promises: Mapping[int, Mapping[str, Any]], by: Viewer) -> Follows:
    """Return what changed promises would do to the tickets that wait, before they are saved.

    Args:
        promises: By the ids of levels, what each would promise: `clock.levels.facts_of`.
        by: Who asks.
    """
    return told_of(forecast(promises=promises, by=by))


def told_of(found: Recounted) -> Follows:
    """Return in words what a forecast has found, or how far it is counted."""
    if found.is_running:
        return Follows((), found)
    told = [_("No deadline changes.")]
    if found.moved:
        told = [recounted_words(found.moved), _overdue_words(found.overdue)]
    if found.relieved:
        words = ngettext(
            "%(count)s ticket is overdue no more.",
            "%(count)s tickets are overdue no more.",
            found.relieved,
        )
        told.append(words % {"count": found.relieved})
    return Follows((*told, _("Clients are not told.")), found)


def _overdue_words(count: int) -> str:
    if not count:
        return _("None becomes overdue.")
    words = ngettext(
        "%(count)s ticket becomes overdue.", "%(count)s tickets become overdue.", count
    )
    return words % {"count": count}


def recounted_words(count: int) -> str:
    """Return how many tickets a changed promise counts anew."""
    if not count:
        return _("No ticket waits for an answer by it, so no deadline changes.")
    words = ngettext(
        "%(count)s ticket that waits for an answer gets a new deadline.",
        "%(count)s tickets that wait for an answer get a new deadline.",
        count,
    )
    return words % {"count": count_words(count)}
