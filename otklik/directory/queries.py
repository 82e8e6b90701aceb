"""Reading sites and dictionaries: what a form may offer, and what it offers first."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from otklik.directory.models import Entry, Site

E = TypeVar("E", bound=Entry)


def default_site() -> Site:
    """Return the site of whoever names none.

    Raises:
        Site.DoesNotExist: The installation has lost its default site, which the office prevents.
    """
    return Site.objects.get(is_default=True)


def on_site(site: Site) -> Q:
    """Return the condition under which a row belongs to `site`; no sites means all (spec SITE-1).

    Use it with `.distinct()`, for a row may name several sites.
    """
    return Q(sites=None) | Q(sites=site)


def active(kind: type[E], site: Site) -> QuerySet[E]:
    """Return the rows of a dictionary that may be chosen on a site, in the administrator's order.

    Args:
        kind: The dictionary, for example `Category`.
        site: Where the choice is made.
    """
    rows = kind._default_manager.filter(on_site(site), archived_at=None)
    return rows.distinct().order_by("sort", "pk")


def default_of(kind: type[E], site: Site) -> E | None:
    """Return the row that a new ticket's form selects on a site, if there is one (spec DICT-2).

    Args:
        kind: The dictionary, for example `Status`.
        site: Where the ticket is opened.
    """
    return active(kind, site).filter(is_default=True).first()


def with_code(kind: type[E], code: str) -> E | None:
    """Return the row with a symbolic code, even an archived one (spec DICT-2).

    Codes are how programs name rows: letters come from the source `email`, calls from `phone`.

    Args:
        kind: The dictionary, for example `Source`.
        code: Latin letters, digits and `_`.
    """
    return kind._default_manager.filter(code=code).first() if code else None
