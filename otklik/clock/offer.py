"""What a person is offered on a site: the level, and the rows of the dictionaries to choose from.

Pages, letters and operations ask here and nowhere else, so that a form offers exactly what the
operation behind it accepts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from otklik.clock.choice import NOTHING_GIVEN, Choice, Given, choose
from otklik.clock.models import CategoryMode, Level, LevelSettings
from otklik.core.kept import grouped, rows_of
from otklik.core.text import localised
from otklik.directory.models import Category, Entry, Priority, Rating, Site, Source, Status
from otklik.people.models import Person

Row = TypeVar("Row", bound=Entry)

LISTS: Final[Mapping[type[Entry], str]] = {
    Category: "categories",
    Priority: "priorities",
    Status: "statuses",
    Rating: "ratings",
    Source: "sources",
}
"""What a level may limit, and by which of its lists; an empty one limits nothing (SLA-6, C-10)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen for a new ticket.

    Attributes:
        site: Where.
        choice: The level by which it will be served, and why.
        categories: Not yet read; in the administrator's order.
        priorities: Not yet read; in the administrator's order.
    """

    site: Site
    choice: Choice
    categories: QuerySet[Category]
    priorities: QuerySet[Priority]

    @property
    def level(self) -> Level:
        """The level by which the ticket will be served."""
        return self.choice.level

    def kept(self, row: Row | None) -> Row | None:
        """Return a row if the level allows it, else nothing."""
        if row is None:
            return None
        rows = lists_on(self.site, type(row), level=self.level)[type(row)]
        return row if row in rows else None


def offer(
    *,
    person: Person | None,
    site: Site,
    at: datetime,
    category: Category | None = None,
    given: Given = NOTHING_GIVEN,
) -> Offer:
    """Return what `person` may choose for a new ticket on `site`; mostly two queries.

    Args:
        person: The ticket's author; None for a stranger.
        site: Where the ticket is opened.
        at: When, aware; memberships count by it.
        category: What the ticket will be about, if that is known: it may influence the level.
        given: A level that a coupon or staff named.

    Raises:
        Level.DoesNotExist: No level is the default: the installation is not set up.
    """
    return offer_of(site, choose(person=person, site=site, at=at, category=category, given=given))


def offer_of(site: Site, choice: Choice) -> Offer:
    """Return what may be chosen for a new ticket whose level is known; no query.

    Args:
        site: Where the ticket is opened.
        choice: Its level, and why.
    """
    return Offer(
        site=site,
        choice=choice,
        categories=rows_for(Category, site=site, level=choice.level),
        priorities=rows_for(Priority, site=site, level=choice.level),
    )


def term_is_over(site: Site, choice: Choice) -> str:
    """Return what a client reads whose term of support is over; empty if it is not (spec REG-10).

    Args:
        site: Whose words they are.
        choice: What `choose` returned for the client.
    """
    if choice.ended is None:
        return ""
    own = localised(site.after_term_ru, site.after_term_en)
    if own:
        return own
    day = date_format(choice.ended, "DATE_FORMAT")
    if choice.is_refused:
        return _("Your term of support ended on %(day)s, so new questions are not taken.") % {
            "day": day
        }
    return _(
        "Your term of support ended on %(day)s; questions are answered by another level now."
    ) % {"day": day}


def not_served(offered: Offer, source: Source | None) -> Callable[[], str] | None:
    """Return what to say to a client whose question is not taken; nothing if it is.

    Args:
        offered: What the client is offered.
        source: The channel by which the question came; None for the web.

    Returns:
        Words that are made when they are asked for, in the language of that moment.
    """
    if offered.choice.is_refused:
        return lambda: term_is_over(offered.site, offered.choice)
    if not accepts(offered.level, source):
        return lambda: channel_closed(offered.level)
    return None


def accepts(level: Level, source: Source | None) -> bool:
    """Tell whether a level accepts a channel (spec C-6).

    A channel in the archive still brings letters: it only may not be chosen by hand any more.

    Args:
        level: The level.
        source: The channel; None for the web, which every level accepts.
    """
    if source is None:
        return True
    link = _link(Source)
    listed = {one.source_id for one in rows_of([link])[link] if one.level_id == level.pk}
    return not listed or source.pk in listed


def channel_closed(level: Level) -> str:
    """Return what a person is told who comes by a channel that the level does not accept (C-6)."""
    return _("The level “%(level)s” does not accept this channel.") % {"level": level}


def levels_of(site: Site) -> QuerySet[Level]:
    """Return the levels in use on `site`, the strongest first: what staff may choose from."""
    return levels_in_use().filter(_on(site))


def levels_in_use() -> QuerySet[Level]:
    """Return the levels that are not in the archive, the strongest first."""
    return Level.objects.filter(archived_at=None)


def rows_for(kind: type[Row], *, site: Site, level: Level | None = None) -> QuerySet[Row]:
    """Return the rows of a dictionary that a ticket may have, in the administrator's order.

    They are in use on the site and not kept out by the level. Where the category influences the
    level, a level keeps nothing out but channels (spec SLA-8).

    Args:
        kind: The dictionary's model.
        site: Where the ticket is.
        level: Its level; None if that is not known yet.
    """
    rows = kind._default_manager.filter(_on(site), archived_at=None)
    if level is None or kind not in LISTS:
        return rows
    through = _link(kind)
    listed = through.objects.filter(level=level)
    allowed = Q(~Exists(listed) | Exists(listed.filter(**{_key(kind): OuterRef("pk")})))
    if kind is not Source:
        allowed |= Q(Exists(LevelSettings.objects.filter(category_mode=CategoryMode.CHOOSES)))
    return rows.filter(allowed)


def lists_on(
    site: Site, *kinds: type[Entry | Level], level: Level | None = None
) -> dict[type[Entry | Level], list[Any]]:
    """Return what `rows_for` and `levels_of` would, of many kinds at once; mostly one query.

    Args:
        site: Where the ticket is.
        kinds: Dictionaries, and levels.
        level: The ticket's level; None if that is not known yet.
    """
    sites = {kind: kind.sites.through for kind in kinds}
    limits = {kind: _link(kind) for kind in kinds if level and kind in LISTS}
    kept = rows_of([*kinds, *sites.values(), *limits.values(), LevelSettings])
    is_free = any(row.category_mode == CategoryMode.CHOOSES for row in kept[LevelSettings])
    lists = {}
    for kind, link in sites.items():
        key = f"{kind._meta.model_name}_id"
        places = grouped(kept[link], key, "site_id")
        listed: set[int] = set()
        if level and kind in limits and (kind is Source or not is_free):
            rows = kept[limits[kind]]
            listed = {getattr(one, key) for one in rows if one.level_id == level.pk}
        lists[kind] = [
            row
            for row in kept[kind]
            if row.archived_at is None
            and site.pk in places.get(row.pk, {site.pk})
            and (not listed or row.pk in listed)
        ]
    return lists


def row_in(rows: Sequence[Row], said: object) -> Row | None:
    """Return the row that a form names; nothing for anything else.

    Args:
        rows: Of a kept list.
        said: Its id, in any form, or the row itself.
    """
    wanted = str(getattr(said, "pk", said))
    return next((row for row in rows if str(row.pk) == wanted), None)


def default_level() -> Level:
    """Return the level that serves whoever no other level fits.

    Raises:
        Level.DoesNotExist: No level is the default: the installation is not set up.
    """
    return Level.objects.get(is_default=True)


def _link(kind: type[Any]) -> Any:
    """Return the table that tells which rows of a dictionary the levels name."""
    return getattr(Level, LISTS[kind]).through


def _key(kind: type[Entry]) -> str:
    return str(kind._meta.model_name)


def _on(site: Site) -> Q:
    """Return the condition for a row of this site or of all."""
    return Q(sites=None) | Q(sites=site)
