"""Which level a new ticket gets, and why (spec SLA-7…SLA-12, REG-3).

`choose` is the only place that decides it; whoever opens tickets, by whatever door, asks here. What
it returns can be written down, so that the reason stays true after groups and levels have changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from otklik.clock.models import CategoryMode, Level, LevelSettings
from otklik.directory.models import AfterTerm, Category, Site
from otklik.people import journal
from otklik.people.models import Person, UserGroup, UserGroupMembership, valid_at
from otklik.people.terms import is_over, last_day_in_sql

MOST_PASSED: Final = 8
"""So many levels that were passed over are written down."""


class By(StrEnum):
    """Which rule chose a level."""

    COUPON = "coupon"
    STAFF = "staff"
    CATEGORY = "category"  # in mode B: the level names the category (SLA-8)
    GROUP = "group"
    EVERYONE = "everyone"
    DEFAULT = "default"


class Passed(StrEnum):
    """Why a level was not taken."""

    NO_GROUP = "no_group"  # it serves groups, and the author is in none of them
    CONTACT = "contact"  # the author does not sign in (SLA-10, SLA-12)
    TERM = "term"  # the author's term of support is over (REG-10)
    WEAKER = "weaker"  # it would have fitted
    BY_RULE = "by_rule"  # the rules would have taken it, but somebody named another


@dataclass(frozen=True, slots=True)
class Choice:
    """A level with the reason for which it was taken.

    Attributes:
        level: The level.
        by: Which rule chose it.
        group: Through which group, with its names of the day.
        passed: The levels that were not taken, the strongest first.
        ended: The last day of the author's term of support, if it is over (REG-10).
        is_refused: Whether the site does not serve such a client at all. Staff may open a ticket
            all the same.
    """

    level: Level
    by: By
    group: journal.Named | None = None
    passed: Sequence[tuple[Level, Passed]] = ()
    ended: date | None = None
    is_refused: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the reason as an event keeps it: codes, ids and the names of the day (law 3)."""
        passed = [{**journal.named(level), "why": why.value} for level, why in self.passed]
        ended = self.ended.isoformat() if self.ended else None
        told = {"by": self.by.value, "group": self.group, "ended": ended, "passed": passed}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Given:
    """What a level was named for a ticket by somebody, before any rule.

    Attributes:
        coupon: The level of a valid coupon; it comes first (spec SLA-7).
        staff: The level that staff chose.
    """

    coupon: Level | None = None
    staff: Level | None = None


NOTHING_GIVEN: Final = Given()


def choose(
    *,
    person: Person | None,
    site: Site,
    at: datetime,
    category: Category | None = None,
    given: Given = NOTHING_GIVEN,
) -> Choice:
    """Return the level of a new ticket and why; one query.

    The level of a coupon; else what staff chose; else of the levels in use on the site, open to
    everyone or to a group whose member the author is: in mode B one that names the category before
    one that does not, then the strongest, then the eldest (SLA-9); else the default. Groups count
    only for an author who signs in (SLA-10, SLA-12) and whose term of support is not over (REG-10).

    Args:
        person: The ticket's author; None for a stranger.
        site: Where the ticket is opened.
        at: When, aware; memberships count by it.
        category: The ticket's category, if there is one.
        given: A level that somebody named.

    Raises:
        Level.DoesNotExist: No level is the default: the installation is not set up.
    """
    rows = list(_candidates(person, site, at, category))
    ended = _ended(rows, site, at)
    chosen = _chosen(rows, groups_count=ended is None)
    if (named := given.coupon or given.staff) is not None:
        by = By.COUPON if given.coupon else By.STAFF
        others = [(chosen.level, Passed.BY_RULE)] if chosen.level != named else []
        return Choice(named, by, passed=others, ended=ended)
    return replace(
        chosen,
        passed=_passed(rows, chosen.level, _unfit(person, ended)),
        ended=ended,
        is_refused=ended is not None and site.after_term == AfterTerm.REFUSE,
    )


def _ended(rows: Sequence[Any], site: Site, at: datetime) -> date | None:
    """Return the last day of the author's support if it lies before the site's today."""
    last: date | None = rows[0].support_ends if rows else None
    return last if is_over(last, at=at, zone=site.time_zone) else None


def _chosen(rows: Sequence[Any], *, groups_count: bool) -> Choice:
    fitting = [
        row for row in rows if row.is_on and (row.everyone or (groups_count and row.through))
    ]
    if not fitting:
        default = next((row for row in rows if row.is_default), None)
        if default is None:
            raise Level.DoesNotExist("no level is the default")
        return Choice(default, By.DEFAULT)
    # The rows come strongest first, and the first of several equals is taken.
    best = min(fitting, key=lambda row: not row.names_category)
    group = best.through if groups_count else None
    if best.names_category:
        return Choice(best, By.CATEGORY, group)
    return Choice(best, By.GROUP if group else By.EVERYONE, group)


def _unfit(person: Person | None, ended: date | None) -> Passed:
    """Return why a level that serves groups does not serve this author."""
    if person is None or not person.can_sign_in:
        return Passed.CONTACT
    return Passed.TERM if ended else Passed.NO_GROUP


def _passed(rows: Sequence[Any], chosen: Level, unfit: Passed) -> Sequence[tuple[Level, Passed]]:
    """Return the other levels of the site with the reasons: those that fit, and stronger ones."""
    told = []
    for row in rows:
        served = row.through and unfit is not Passed.TERM
        if row == chosen or not row.is_on:
            continue
        if row.everyone or served:
            told.append((row, Passed.WEAKER))
        elif row.through:
            told.append((row, unfit))
        elif row.rank > chosen.rank:
            told.append((row, Passed.CONTACT if unfit is Passed.CONTACT else Passed.NO_GROUP))
    return told[:MOST_PASSED]


def _candidates(
    person: Person | None, site: Site, at: datetime, category: Category | None
) -> QuerySet[Level, Any]:
    """Return the levels of the site and the default, the strongest first, with what decides."""
    sites = Level.sites.through.objects.filter(level=OuterRef("pk"))
    named = Level.categories.through.objects.filter(level=OuterRef("pk"), category=category)
    chooses = LevelSettings.objects.filter(category_mode=CategoryMode.CHOOSES)
    return (
        Level.objects.filter(archived_at=None)
        .annotate(
            is_on=~Exists(sites) | Exists(sites.filter(site=site)),
            through=_group(person, at),
            support_ends=last_day_in_sql(person),
            names_category=Exists(chooses) & Exists(named),
        )
        .filter(Q(is_on=True) | Q(is_default=True))
        .select_related("timetable")
        .order_by("-rank", "pk")
    )


def _group(person: Person | None, at: datetime) -> Any:
    """Return the first group through which a level serves a person at that time, with its names."""
    memberships = UserGroupMembership.objects.filter(valid_at(at), person__can_sign_in=True)
    served = Level.groups.through.objects.filter(level=OuterRef(OuterRef("pk")))
    groups = UserGroup.objects.filter(
        Exists(served.filter(usergroup=OuterRef("pk"))),
        Exists(memberships.filter(person=person, group=OuterRef("pk"))),
    )
    named = JSONObject(id=F("pk"), ru=F("name_ru"), en=F("name_en"))
    return Subquery(groups.order_by("pk").values(named=named)[:1])
