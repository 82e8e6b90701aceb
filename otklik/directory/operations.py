"""Changing sites and dictionaries."""

from collections.abc import Collection, Sequence
from typing import Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from otklik.core.time import now
from otklik.directory.models import Entry, Site

E = TypeVar("E", bound=Entry)

STEP: Final = 100
"""The distance of sort numbers, so that a row fits between two others (spec DICT-2)."""


@transaction.atomic
def create_entry(*, entry: E, sites: Collection[Site] = ()) -> E:
    """Add a row at the end of its dictionary.

    Args:
        entry: The new row, not saved yet.
        sites: Where it may be chosen; none: everywhere.

    Raises:
        ValidationError: A value does not fit, or another row has the code.
    """
    rows = _locked(type(entry))
    last = rows.aggregate(last=Max("sort"))["last"] or 0
    entry.sort = last + STEP
    return _keep(entry, sites)


@transaction.atomic
def change_entry(*, entry: E, sites: Collection[Site] = ()) -> E:
    """Save a changed row.

    Events keep the names of their day: the story copies them when it happens (law 3).

    Args:
        entry: The row with its new values.
        sites: Where it may be chosen; none: everywhere.

    Raises:
        ValidationError: A value does not fit, or another row has the code.
    """
    _locked(type(entry))
    return _keep(entry, sites)


def _locked(kind: type[E]) -> QuerySet[E]:
    """Lock a dictionary's rows, so that two administrators never leave two defaults."""
    rows = kind._default_manager.order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))
    return rows


def _keep(entry: E, sites: Collection[Site]) -> E:
    entry.full_clean()
    entry.save()
    entry.sites.set(sites)
    if entry.is_default:
        _clear_other_defaults(entry, sites)
    return entry


def _clear_other_defaults(entry: Entry, sites: Collection[Site]) -> None:
    """Leave at most one default for each site (spec DICT-2)."""
    others = type(entry)._default_manager.filter(is_default=True).exclude(pk=entry.pk)
    wanted = {site.pk for site in sites}
    for other in others.prefetch_related("sites"):
        theirs = {site.pk for site in other.sites.all()}
        if not wanted or not theirs or wanted & theirs:
            other.is_default = False
            other.save(update_fields=["is_default"])


@transaction.atomic
def set_default(*, entry: E, is_default: bool = True) -> E:
    """Let a new ticket's form select this row, or no longer; the others are cleared.

    Args:
        entry: The row; it is changed in place.
        is_default: Whether it is selected.

    Raises:
        ValidationError: The row is archived.
    """
    if is_default and entry.archived_at:
        raise ValidationError(_("An archived entry cannot be the default."), code="archived")
    _locked(type(entry))
    entry.is_default = is_default
    entry.save(update_fields=["is_default"])
    if is_default:
        _clear_other_defaults(entry, list(entry.sites.all()))
    return entry


def archive(*, entry: E) -> E:
    """Offer a row no longer; tickets that have it keep it (spec DICT-6).

    Args:
        entry: The row; it is changed in place.
    """
    entry.archived_at = entry.archived_at or now()
    entry.is_default = False
    entry.save(update_fields=["archived_at", "is_default"])
    return entry


def restore(*, entry: E) -> E:
    """Offer an archived row again.

    Args:
        entry: The row; it is changed in place.
    """
    entry.archived_at = None
    entry.save(update_fields=["archived_at"])
    return entry


@transaction.atomic
def order(*, kind: type[E], ids: Sequence[int]) -> None:
    """Put the rows of a dictionary into a new order.

    Args:
        kind: The dictionary.
        ids: The ids of its rows; rows that are not named follow in their old order.
    """
    rows = {row.pk: row for row in _locked(kind).order_by("sort", "pk")}
    named = [rows.pop(pk) for pk in dict.fromkeys(ids) if pk in rows]
    ordered = [*named, *rows.values()]
    for place, row in enumerate(ordered, start=1):
        row.sort = place * STEP
    kind._default_manager.bulk_update(ordered, ["sort"])


@transaction.atomic
def save_site(*, site: Site) -> Site:
    """Save a new or changed site; there is always exactly one default.

    Args:
        site: The site with its values.

    Raises:
        ValidationError: A value does not fit, or the default would be lost.
    """
    others = Site.objects.select_for_update().exclude(pk=site.pk).filter(is_default=True)
    had_default = list(others.values_list("pk", flat=True))
    if not site.is_default and not had_default:
        raise ValidationError(
            {"is_default": _("Make another site the default first.")}, code="default"
        )
    if site.is_default:
        others.update(is_default=False)
    site.full_clean()
    site.save()
    return site
