"""What the demo's company promises: its levels, hours, holidays and special requests (spec 23)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from otklik.clock.models import Level, TimetableException
from otklik.clock.offer import default_level
from otklik.clock.operations import (
    LevelDraft,
    TimetableDraft,
    add_exceptions,
    change_level,
    create_level,
    create_timetable,
)
from otklik.clock.public_holidays import holidays_of
from otklik.clock.terms import Period, Unit
from otklik.coupons.operations.issue import Order, issue
from otklik.people.editing import Edit
from otklik.people.models import UserGroup
from otklik.people.operations import add_user_group

ALL_HOURS: Final = [[["00:00", "24:00"]]] * 7
A_YEAR: Final = timedelta(days=364)
ENDS_SOON: Final = timedelta(days=140)
"""After the demo's beginning, which is 120 days ago."""
SPECIAL: Final = "special"
FREE: Final = "free"

RULES: Final = (
    ("Закрытый форум", "Closed forum"),
    ("Телефон", "Telephone"),
    ("Участие разработчиков", "Developers take part"),
    ("Проблемы продукта", "Problems of the product"),
    ("Анализ быстродействия и безопасности", "Analysis of speed and security"),
    ("Советы по настройке базы данных", "Advice on tuning the database"),
)
"""What a level includes or does not, in the order of the regulation's table."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A level of the regulation.

    Attributes:
        code: How the cast refers to it; the user group that gets it has the same code.
        name_ru: Its name in Russian.
        name_en: Its name in English.
        hours: Working hours until an answer.
        warn: Working hours before the deadline at which support is warned; 0 for never.
        rank: Among the levels that fit a client the greatest wins.
        includes: "yes", "no" or "limited" for each of `RULES`.
    """

    code: str
    name_ru: str
    name_en: str
    hours: int
    warn: int
    rank: int
    includes: Sequence[str]


_NOTHING_MORE: Final = ("no", "no", "no", "limited", "no", "no")
_PAID: Final = ("yes", "no", "limited", "yes", "no", "limited")
_ALL: Final = ("yes",) * 6

PROMISES: Final = (
    Promise(FREE, "Некоммерческий", "Non-commercial", 24, 2, 0, _NOTHING_MORE),
    Promise("partner", "Партнёрский", "Partner", 5, 1, 100, _PAID),
    Promise("client", "Клиентский", "Client", 6, 1, 110, _PAID),
    Promise("partner-prompt", "Партнёрский оперативный", "Partner, prompt", 3, 1, 120, _PAID),
    Promise("client-prompt", "Клиентский оперативный", "Client, prompt", 4, 1, 130, _PAID),
    Promise("vip", "VIP", "VIP", 2, 1, 200, _PAID),
    Promise(SPECIAL, "Спецобращение", "Special request", 1, 0, 300, _ALL),
)
"""Clients have a level for a year, partners for as long as they are partners."""


def add_levels(at: datetime) -> dict[str, Level]:
    """Make the levels of the regulation and the user groups that get them.

    Args:
        at: When it is said to have been made, aware.

    Returns:
        The levels by code.
    """
    free = _free_level()
    levels = {FREE: free}
    for promise in PROMISES:
        if promise.code in (FREE, SPECIAL):
            continue
        group = add_user_group(code=promise.code, name_ru=promise.name_ru, name_en=promise.name_en)
        levels[promise.code] = create_level(_draft(promise, free.timetable_id, group))
    _add_holidays([one.pk for one in levels.values()], free, at)
    always = create_timetable(
        TimetableDraft(name_ru="Круглосуточно", name_en="Around the clock", hours=ALL_HOURS)
    )
    special = next(one for one in PROMISES if one.code == SPECIAL)
    return levels | {SPECIAL: create_level(_draft(special, always.pk))}


def _free_level() -> Level:
    """Turn the level that serves whoever has no other one into the regulation's."""
    level = default_level()
    promise = PROMISES[0]
    wished = {
        "name_ru": promise.name_ru,
        "name_en": promise.name_en,
        "reaction_value": promise.hours,
        "warn_value": promise.warn,
        "rank": promise.rank,
        "entitlements": entitlements(promise),
    }
    return change_level(level.pk, Edit(wished, {name: getattr(level, name) for name in wished}))


def _draft(promise: Promise, timetable_id: int, group: UserGroup | None = None) -> LevelDraft:
    return LevelDraft(
        name_ru=promise.name_ru,
        name_en=promise.name_en,
        timetable_id=timetable_id,
        reaction=Period(promise.hours, Unit.HOUR),
        warn=Period(promise.warn, Unit.HOUR) if promise.warn else None,
        resolution=Period(5, Unit.WORKING_DAY) if promise.code == SPECIAL else None,
        group_ids=[group.pk] if group else [],
        entitlements=entitlements(promise),
        rank=promise.rank,
    )


def entitlements(promise: Promise) -> list[list[str]]:
    """Return what a level includes, as its column keeps it (spec SLA-16)."""
    pairs = zip(RULES, promise.includes, strict=True)
    return [[russian, english, grant] for (russian, english), grant in pairs]


def _add_holidays(level_ids: Sequence[int], level: Level, at: datetime) -> None:
    """Close on Russian holidays, from the year of the beginning to the next one (spec CAL-7)."""
    rows: list[TimetableException] = []
    for year in range(at.year, (at + 2 * A_YEAR).year + 1):
        rows += holidays_of("RU", year, week=level.timetable.hours)
    add_exceptions(rows, level_ids=level_ids, at=at)


def add_coupons(special: Level, owners: Mapping[str, int], at: datetime) -> str:
    """Issue special requests: fifteen for a year, as they are sold, and a few others (spec CPN-1).

    Args:
        special: The level that they give.
        owners: The ids of the companies by code.
        at: When it is said to have been done, aware.

    Returns:
        The code of the coupon of the company "polden".
    """
    day = at.date()
    sold = Order(
        special.pk,
        requests=15,
        first_day=day,
        last_day=day + A_YEAR,
        organization_id=owners["polden"],
        only_owner=True,
    )
    coupon = issue(order=sold)[0]
    issue(order=replace(sold, organization_id=owners["granit"], last_day=day + ENDS_SOON))
    issue(order=Order(special.pk, first_day=day, last_day=day + A_YEAR, count=3))
    return coupon.code
