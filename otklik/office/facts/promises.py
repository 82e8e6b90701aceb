"""What is promised: support levels, their timetables, coupons."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clock.days import week_of
from otklik.clock.models import Level, Timetable, TimetableException
from otklik.clock.operations import category_mode
from otklik.core.time import now
from otklik.office.facts import coupons
from otklik.people.viewer import Viewer
from otklik.ui.parts.settings import About, Attention, Row


def about(_viewer: Viewer) -> About:
    """Return what a person should know of the levels."""
    levels = list(Level.objects.filter(archived_at=None).select_related("timetable"))
    tables = Timetable.objects.count()
    idle = [level for level in levels if level.reaction_value and not _is_open(level.timetable)]
    rows = [
        Row(
            icon="timer",
            title=_("Support levels"),
            hint=_("What is promised, to whom, by which hours"),
            state=ngettext("%(count)s level", "%(count)s levels", len(levels))
            % {"count": len(levels)},
            tone="warn" if idle else "",
            url=reverse("office:levels"),
        ),
        Row(
            icon="tags",
            title=_("Levels and categories"),
            hint=_("Whether a level limits the categories, or the category chooses the level"),
            state=str(category_mode().label),
            url=reverse("office:level_mode"),
        ),
        Row(
            icon="calendar",
            title=_("Timetables"),
            hint=_("Working hours of the week and their time zone"),
            state=ngettext("%(count)s timetable", "%(count)s timetables", tables)
            % {"count": tables},
            url=reverse("office:timetables"),
        ),
        Row(
            icon="calendar-clock",
            title=_("Exceptions"),
            hint=_("Holidays, short days, moved working days"),
            state=_this_year(),
            url=reverse("office:exceptions"),
        ),
        coupons.row(),
    ]
    attention = [
        Attention(
            icon="timer",
            tone="warn",
            title=_("The level “%(name)s” has no working hours") % {"name": level},
            hint=_("Its timetable is closed on all days, so its tickets get no deadline."),
            url=reverse("office:timetable", args=[level.timetable_id]),
            action=_("Enter the hours"),
        )
        for level in idle
    ]
    return About(title=_("Promises"), rows=rows, attention=attention, settings=[coupons.log()])


def _this_year() -> str:
    year = now().year
    count = TimetableException.objects.filter(first_day__year=year).count()
    return _("%(count)s in %(year)s") % {"count": count, "year": year}


def _is_open(timetable: Timetable) -> bool:
    return any(week_of(timetable.hours))
