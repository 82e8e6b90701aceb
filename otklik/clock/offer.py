"""What a person is offered on a site: the level, and the rows of the dictionaries to choose from.

Pages, letters and operations ask here and nowhere else, so that a form offers exactly what the
operation behind it accepts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from otklik.clock.models import Level
from otklik.core.kept import rows_of
from otklik.directory.models import Category, Entry, Priority, Site
from otklik.people.models import Person, UserGroupMembership, valid_at

Row = TypeVar("Row", bound=Entry)


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen for a new ticket.

    Attributes:
        level: The level by which it will be served.
        categories: Not yet read; in the administrator's order.
        priorities: Not yet read; in the administrator's order.
    """

    level: Level
    categories: QuerySet[Category]
    priorities: QuerySet[Priority]


def offer(*, person: Person | None, site: Site, at: datetime, chosen: Level | None = None) -> Offer:
    """Return what `person` may choose for a new ticket on `site`.

    Args:
        person: The ticket's author; None for a stranger.
        site: Where the ticket is opened.
        at: When, aware; memberships count by it.
        chosen: The level that staff chose, if they did.

    Raises:
        Level.DoesNotExist: No level is the default: the installation is not set up.
    """
    return Offer(
        level=level_for(person=person, site=site, at=at, chosen=chosen),
        categories=rows_for(Category, site=site),
        priorities=rows_for(Priority, site=site),
    )


def level_for(
    *, person: Person | None, site: Site, at: datetime, chosen: Level | None = None
) -> Level:
    """Return the level of a new ticket (spec SLA-7, SLA-9, SLA-10, SLA-11).

    What staff chose; else the strongest level that is in use on the site and open to everyone or to
    a group whose member the author is at that time; else the default.

    Args:
        person: The ticket's author; None for a stranger.
        site: Where the ticket is opened.
        at: When, aware; memberships count by it.
        chosen: The level that staff chose, if they did.

    Raises:
        Level.DoesNotExist: No level is the default: the installation is not set up.
    """
    return chosen or levels_open_to(person=person, site=site, at=at).first() or default_level()


def levels_open_to(*, person: Person | None, site: Site, at: datetime) -> QuerySet[Level]:
    """Return the levels that would serve `person` on `site` at that time, the strongest first.

    Args:
        person: The ticket's author; None for a stranger.
        site: Where the ticket is opened.
        at: When, aware.
    """
    fits = Q(everyone=True)
    if person is not None:
        memberships = UserGroupMembership.objects.filter(valid_at(at), person=person)
        served = Level.groups.through.objects.filter(
            level=OuterRef("pk"), usergroup__in=memberships.values("group")
        )
        fits |= Q(Exists(served))
    return levels_of(site).filter(fits)


def levels_of(site: Site) -> QuerySet[Level]:
    """Return the levels in use on `site`, the strongest first: what staff may choose from."""
    return Level.objects.filter(_on(site), archived_at=None)


def rows_for(kind: type[Row], *, site: Site) -> QuerySet[Row]:
    """Return the rows of a dictionary in use on `site`, in the administrator's order.

    Args:
        kind: The dictionary's model.
        site: Where the ticket is.
    """
    return kind._default_manager.filter(_on(site), archived_at=None)


def lists_on(site: Site, *kinds: type[Entry | Level]) -> dict[type[Entry | Level], list[Any]]:
    """Return what `rows_for` and `levels_of` would, of many kinds at once; mostly one query.

    Args:
        site: Where the ticket is.
        kinds: Dictionaries, and levels.
    """
    links = {kind: kind.sites.through for kind in kinds}
    kept = rows_of([*kinds, *links.values()])
    lists = {}
    for kind, link in links.items():
        key = f"{kind._meta.model_name}_id"
        sites: dict[int, set[int]] = {}
        for one in kept[link]:
            sites.setdefault(getattr(one, key), set()).add(one.site_id)
        in_use = (row for row in kept[kind] if row.archived_at is None)
        lists[kind] = [row for row in in_use if site.pk in sites.get(row.pk, {site.pk})]
    return lists


def default_level() -> Level:
    """Return the level that serves whoever no other level fits.

    Raises:
        Level.DoesNotExist: No level is the default: the installation is not set up.
    """
    return Level.objects.get(is_default=True)


def _on(site: Site) -> Q:
    """Return the condition for a row of this site or of all."""
    return Q(sites=None) | Q(sites=site)
