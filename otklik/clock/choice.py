"""Which level a new ticket gets, and why (spec SLA-7…SLA-12, REG-3).

`choose` is the only place that decides it; whoever opens tickets, by whatever door, asks here. What
it returns can be written down, so that the reason stays true after groups and levels have changed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from django.db import connection

from otklik.clock.models import CategoryMode, Level, LevelSettings, Timetable
from otklik.core.kept import grouped, rows_of
from otklik.directory.models import AfterTerm, Category, Site
from otklik.people import journal
from otklik.people.models import VALID_SQL, Person, UserGroup
from otklik.people.terms import is_over

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


@dataclass(slots=True)
class _Candidate:
    """A level that a ticket of the site might get, with what decides.

    Attributes:
        level: The level with its timetable.
        is_on: Whether it is used on the site; the default is a candidate all the same.
        names_category: Whether it names the ticket's category, in mode B.
        groups: The groups that it serves.
        through: The first of them whose member the author is.
    """

    level: Level
    is_on: bool
    names_category: bool
    groups: Sequence[UserGroup]
    through: UserGroup | None = None


def choose(
    *,
    person: Person | None,
    site: Site,
    at: datetime,
    category: Category | None = None,
    given: Given = NOTHING_GIVEN,
) -> Choice:
    """Return the level of a new ticket and why; mostly two queries.

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
    rows = _candidates(site, category)
    own = _own(person, at)
    for row in rows:
        row.through = next((group for group in row.groups if group.pk in own.groups), None)
    ended = own.supported_till if is_over(own.supported_till, at=at, zone=site.time_zone) else None
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


def _chosen(rows: Sequence[_Candidate], *, groups_count: bool) -> Choice:
    fitting = [
        row for row in rows if row.is_on and (row.level.everyone or (groups_count and row.through))
    ]
    if not fitting:
        default = next((row.level for row in rows if row.level.is_default), None)
        if default is None:
            raise Level.DoesNotExist("no level is the default")
        return Choice(default, By.DEFAULT)
    # The rows come strongest first, and the first of several equals is taken.
    best = min(fitting, key=lambda row: not row.names_category)
    group = _named(best.through) if groups_count else None
    if best.names_category:
        return Choice(best.level, By.CATEGORY, group)
    return Choice(best.level, By.GROUP if group else By.EVERYONE, group)


def _named(group: UserGroup | None) -> journal.Named | None:
    return {"id": group.pk, "ru": group.name_ru, "en": group.name_en} if group else None


def _unfit(person: Person | None, ended: date | None) -> Passed:
    """Return why a level that serves groups does not serve this author."""
    if person is None or not person.can_sign_in:
        return Passed.CONTACT
    return Passed.TERM if ended else Passed.NO_GROUP


def _passed(
    rows: Sequence[_Candidate], chosen: Level, unfit: Passed
) -> Sequence[tuple[Level, Passed]]:
    """Return the other levels of the site with the reasons: those that fit, and stronger ones."""
    told = []
    for row in rows:
        level, served = row.level, row.through and unfit is not Passed.TERM
        if level == chosen or not row.is_on:
            continue
        if level.everyone or served:
            told.append((level, Passed.WEAKER))
        elif row.through:
            told.append((level, unfit))
        elif level.rank > chosen.rank:
            told.append((level, Passed.CONTACT if unfit is Passed.CONTACT else Passed.NO_GROUP))
    return told[:MOST_PASSED]


def _candidates(site: Site, category: Category | None) -> list[_Candidate]:
    """Return the levels of the site and the default, the strongest first, with what decides."""
    sites, categories = Level.sites.through, Level.categories.through
    groups = Level.groups.through
    kept = rows_of([Level, LevelSettings, Timetable, UserGroup, sites, categories, groups])
    chooses = any(row.category_mode == CategoryMode.CHOOSES for row in kept[LevelSettings])
    timetables = {row.pk: row for row in kept[Timetable]}
    places = grouped(kept[sites], "level_id", "site_id")
    served = grouped(kept[groups], "level_id", "usergroup_id")
    named = grouped(kept[categories], "level_id", "category_id")
    eldest_first = sorted(kept[UserGroup], key=lambda one: one.pk)
    found = []
    for level in sorted(kept[Level], key=lambda one: (-one.rank, one.pk)):
        is_on = site.pk in places.get(level.pk, {site.pk})
        if level.archived_at is not None or not (is_on or level.is_default):
            continue
        level.timetable = timetables[level.timetable_id]
        found.append(
            _Candidate(
                level=level,
                is_on=is_on,
                names_category=chooses
                and category is not None
                and category.pk in named.get(level.pk, ()),
                groups=[row for row in eldest_first if row.pk in served.get(level.pk, ())],
            )
        )
    return found


class _Own(NamedTuple):
    """What decides about the author: the last day of support, and the groups that count."""

    supported_till: date | None
    groups: Collection[int]


_OWN: Final = f"""
    SELECT coalesce(person.supported_till, organization.supported_till), ARRAY(
        SELECT membership.group_id
        FROM people_usergroupmembership AS membership
        JOIN people_usergroup AS usergroup ON usergroup.id = membership.group_id
        WHERE membership.person_id = person.id AND person.can_sign_in
            AND usergroup.archived_at IS NULL AND {VALID_SQL.format("membership", "%(at)s")}
    )
    FROM people_person AS person
    LEFT JOIN people_organization AS organization ON organization.id = person.organization_id
    WHERE person.id = %(person)s
"""  # noqa: S608 - put together of constants


def _own(person: Person | None, at: datetime) -> _Own:
    if person is None:
        return _Own(None, ())
    with connection.cursor() as cursor:
        cursor.execute(_OWN, {"person": person.pk, "at": at})
        return _Own(*cursor.fetchone())
