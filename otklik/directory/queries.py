"""Reading sites and dictionaries: what a form may offer, and what it offers first."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Q, QuerySet, Value

from otklik.core import kept
from otklik.core.text import localised
from otklik.directory.models import Assigning, CannedAnswer, Entry, Site

E = TypeVar("E", bound=Entry)


def default_site() -> Site:
    """Return the site of whoever names none.

    Raises:
        Site.DoesNotExist: The installation has lost its default site, which the office prevents.
    """
    sites: list[Site] = kept.rows_of([Site])[Site]
    found = next((site for site in sites if site.is_default), None)
    if found is None:
        raise Site.DoesNotExist
    return found


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
    found = kept.rows_of([kind, kind.sites.through])
    places = kept.grouped(found[kind.sites.through], f"{kind._meta.model_name}_id", "site_id")
    rows = [row for row in found[kind] if row.is_default and row.archived_at is None]
    return next((row for row in rows if site.pk in places.get(row.pk, {site.pk})), None)


def with_code(kind: type[E], code: str) -> E | None:
    """Return the row with a symbolic code, even an archived one (spec DICT-2).

    Codes are how programs name rows: letters come from the source `email`, calls from `phone`.

    Args:
        kind: The dictionary, for example `Source`.
        code: Latin letters, digits and `_`.
    """
    return next((row for row in kept.rows_of([kind])[kind] if code and row.code == code), None)


def canned_text(answer: CannedAnswer) -> str:
    """Return the text of a canned answer in the present language; English falls back to Russian."""
    return localised(answer.text_ru, answer.text_en)


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a dictionary has.

    Attributes:
        active: Those that may be chosen somewhere.
        archived: Those in the archive.
    """

    active: int = 0
    archived: int = 0


def sizes(kinds: Collection[type[Entry]]) -> dict[type[Entry], Size]:
    """Return how many rows dictionaries have, in one query.

    Args:
        kinds: The dictionaries.
    """
    counts = [
        kind._default_manager.order_by()
        .annotate(kind=Value(kind.__name__))
        .values("kind", is_archived=Q(archived_at__isnull=False))
        .annotate(count=Count("pk"))
        for kind in kinds
    ]
    found: dict[tuple[str, bool], int] = {}
    if counts:
        rows = counts[0].union(*counts[1:], all=True)
        found = {(row["kind"], row["is_archived"]): row["count"] for row in rows}
    return {
        kind: Size(found.get((kind.__name__, False), 0), found.get((kind.__name__, True), 0))
        for kind in kinds
    }


def row_of(kind: type[E], row_id: int) -> E | None:
    """Return a row of a dictionary, even an archived one, with who answers for it.

    Args:
        kind: The dictionary.
        row_id: The row.
    """
    return _with_responsible(kind).filter(pk=row_id).first()


def rows_of(kind: type[E], *, archived: bool = False) -> QuerySet[E]:
    """Return the rows of a dictionary for its page, in order, with who answers for them.

    Args:
        kind: The dictionary.
        archived: Those in the archive instead of those in use.
    """
    rows = _with_responsible(kind).filter(archived_at__isnull=not archived)
    return rows.order_by("sort", "pk")


def _with_responsible(kind: type[E]) -> QuerySet[E]:
    rows = kind._default_manager.all()
    return rows.select_related("responsible", "team") if issubclass(kind, Assigning) else rows
