"""Changing dictionaries."""

from collections.abc import Collection, Sequence
from typing import Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from otklik.core.time import now
from otklik.directory.models import Entry, Site
from otklik.people import journal
from otklik.people.editing import Edit, Stale
from otklik.people.models import JournalVerb, Person

E = TypeVar("E", bound=Entry)

STEP: Final = 100
"""The distance of sort numbers, so that a row fits between two others (spec DICT-2)."""

UNKEPT: Final = frozenset({"id", "sort", "archived_at", "created_at", "event1", "event2", "event3"})
"""What the journal tells in other words, or not at all: no page shows the strings for analytics."""


@transaction.atomic
def create_entry(*, entry: E, sites: Collection[Site] = (), by: Person | None = None) -> E:
    """Add a row at the end of its dictionary.

    Args:
        entry: The new row, not saved yet.
        sites: Where it may be chosen; none: everywhere.
        by: Who adds it, for the journal; nobody for the system itself.

    Raises:
        ValidationError: A value does not fit, or another row has the name or the code.
    """
    rows = _locked(type(entry))
    last = rows.aggregate(last=Max("sort"))["last"] or 0
    entry.sort = last + STEP
    _refuse_taken(entry, rows)
    entry.full_clean()
    entry.save()
    entry.sites.set(sites)
    journal.record(by=by, before=None, after=_state(entry))
    _clear_other_defaults(entry, by)
    return entry


@transaction.atomic
def change_entry(*, kind: type[E], entry_id: int, edit: Edit, by: Person | None = None) -> E:
    """Change a row.

    Events keep the names of their day: the story copies them when it happens (law 3).

    Args:
        kind: The dictionary.
        entry_id: The row.
        edit: What is to change, and what the page showed.
        by: Who changes it, for the journal; nobody for the system itself.

    Raises:
        Entry.DoesNotExist: There is no such row.
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A value does not fit, or another row has the name or the code.
    """
    rows = _locked(kind)
    entry = rows.get(pk=entry_id)
    before = _state(entry)
    edit.put(entry)
    _refuse_taken(entry, rows)
    if entry.is_default and entry.archived_at:
        raise ValidationError(
            {"is_default": _("An archived entry cannot be the default.")}, code="archived"
        )
    edit.save(entry)
    journal.record(by=by, before=before, after=_state(entry))
    _clear_other_defaults(entry, by)
    return entry


@transaction.atomic
def archive(*, kind: type[E], entry_id: int, by: Person | None = None) -> E:
    """Offer a row no longer; tickets that have it keep it (spec DICT-6).

    Args:
        kind: The dictionary.
        entry_id: The row; if it is in the archive already, nothing happens.
        by: Who does it, for the journal.

    Raises:
        Entry.DoesNotExist: There is no such row.
    """
    entry = _locked(kind).get(pk=entry_id)
    if entry.archived_at is None:
        before = _state(entry)
        entry.archived_at = now()
        entry.is_default = False
        entry.save(update_fields=["archived_at", "is_default"])
        journal.record(by=by, before=before, after=_state(entry), verb=JournalVerb.ARCHIVED)
    return entry


@transaction.atomic
def restore(*, kind: type[E], entry_id: int, by: Person | None = None) -> E:
    """Offer an archived row again.

    Args:
        kind: The dictionary.
        entry_id: The row; if it is not in the archive, nothing happens.
        by: Who does it, for the journal.

    Raises:
        Entry.DoesNotExist: There is no such row.
    """
    entry = _locked(kind).get(pk=entry_id)
    if entry.archived_at is not None:
        before = _state(entry)
        entry.archived_at = None
        entry.save(update_fields=["archived_at"])
        journal.record(by=by, before=before, after=_state(entry), verb=JournalVerb.RESTORED)
    return entry


@transaction.atomic
def order(
    *,
    kind: type[E],
    ids: Sequence[int],
    shown: Sequence[int] | None = None,
    by: Person | None = None,
) -> None:
    """Put the rows of a dictionary into a new order.

    Args:
        kind: The dictionary.
        ids: The ids of its rows; rows that are not named follow in their old order.
        shown: The ids in the order that the page showed; none if no page did.
        by: Who does it, for the journal.

    Raises:
        Stale: Somebody else has put them into another order meanwhile.
    """
    before = list(_locked(kind).order_by("sort", "pk"))
    rows = {row.pk: row for row in before}
    if shown is not None and [pk for pk in rows if pk in set(shown)] != list(shown):
        raise Stale(["sort"])
    named = [rows.pop(pk) for pk in dict.fromkeys(ids) if pk in rows]
    after = [*named, *rows.values()]
    for place, row in enumerate(after, start=1):
        row.sort = place * STEP
    kind._default_manager.bulk_update(after, ["sort"])
    journal.note_order(by=by, kind=kind, before=before, after=after)


def _locked(kind: type[E]) -> QuerySet[E]:
    """Lock a dictionary's rows, so that two administrators never leave two defaults."""
    rows = kind._default_manager.order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))
    return rows


def _state(entry: Entry) -> journal.State:
    """Return all that the journal keeps of a row."""
    fields = [*entry._meta.concrete_fields, *entry._meta.many_to_many]
    return journal.state_of(entry, [field.name for field in fields if field.name not in UNKEPT])


def _refuse_taken(entry: Entry, rows: QuerySet[E]) -> None:
    """Let no two rows of a dictionary be called the same, and tell which one is (DICT-2).

    Raises:
        ValidationError: With the other row's name, under the field.
    """
    others = rows.exclude(pk=entry.pk)
    errors = {}
    for name in ("name_ru", "name_en", "code"):
        value = getattr(entry, name).strip()
        is_code = name == "code"
        same = Q(code=value) if is_code else Q(name_ru__iexact=value) | Q(name_en__iexact=value)
        other = others.filter(same).first() if value else None
        if other:
            errors[name] = ValidationError(_taken(other), code="taken", params=_words(value, other))
    if errors:
        raise ValidationError(errors)


def _taken(other: Entry) -> str:
    if other.archived_at:
        return _("“%(value)s” is taken by “%(other)s” in the archive.")
    return _("“%(value)s” is taken by “%(other)s”.")


def _words(value: str, other: Entry) -> dict[str, str]:
    return {"value": value, "other": str(other)}


def _clear_other_defaults(entry: Entry, by: Person | None) -> None:
    """Leave at most one default for each site (spec DICT-2)."""
    if not entry.is_default:
        return
    others = type(entry)._default_manager.filter(is_default=True).exclude(pk=entry.pk)
    wanted = set(entry.sites.values_list("pk", flat=True))
    for other in others.prefetch_related("sites"):
        theirs = {site.pk for site in other.sites.all()}
        if not wanted or not theirs or wanted & theirs:
            before = _state(other)
            other.is_default = False
            other.save(update_fields=["is_default"])
            journal.record(by=by, before=before, after=_state(other))
