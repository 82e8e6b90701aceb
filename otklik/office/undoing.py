"""Putting a line of the journal back: through the same operations, if nobody has changed it since.

What is put back is written into the journal as any change is, so it can be put back in turn.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from otklik.clock.days import week_of_spans
from otklik.clock.models import Level, LevelSettings, Timetable
from otklik.clock.operations import category_mode
from otklik.directory.operations import order
from otklik.office.ways_back import ORDERED, WAYS, Ways
from otklik.people.editing import Edit, Stale
from otklik.people.journal import Difference, kind_of
from otklik.people.models import JournalEntry, JournalVerb, Person
from otklik.people.queries import selectable_responsibles


def can_undo(entry: JournalEntry) -> bool:
    """Tell whether a line can be put back: its kind is known, and so is every value before it.

    Of secrets, and of lists that the journal tells in words, nothing is known.

    Args:
        entry: The line.
    """
    if entry.verb == JournalVerb.ORDERED:
        return entry.kind in ORDERED
    ways = WAYS.get(entry.kind)
    if ways is None:
        return False
    if entry.object_id is None:
        return ways.remove_all is not None and entry.verb == JournalVerb.ADDED
    way = {
        JournalVerb.CHANGED: ways.change,
        JournalVerb.ARCHIVED: ways.restore,
        JournalVerb.RESTORED: ways.archive,
        JournalVerb.ADDED: ways.archive or ways.remove,
        JournalVerb.REMOVED: ways.add or ways.restore,
    }.get(JournalVerb(entry.verb))
    if entry.verb == JournalVerb.ADDED and ways.archive is not None:
        return True
    told, model = _differences(entry), apps.get_model(entry.kind)
    needed = ways.needs if entry.verb == JournalVerb.REMOVED else frozenset()
    is_whole = needed <= {difference.field for difference in told}
    return way is not None and is_whole and all(_is_known(model, one) for one in told)


@transaction.atomic
def undo(entry: JournalEntry, *, by: Person) -> None:
    """Put back what a line of the journal has changed.

    Args:
        entry: The line.
        by: Who does it.

    Raises:
        Stale: Somebody has changed the same values since; nothing was put back.
        ValidationError: The row, or what a value points to, is no more; or the old values do not
            fit any longer.
    """
    if not can_undo(entry):
        raise ValidationError(_("This cannot be put back."), code="unknown")
    if entry.verb == JournalVerb.ORDERED:
        _put_in_order(entry, by)
        return
    try:
        _undo(entry, by)
    except ObjectDoesNotExist as error:
        raise ValidationError(_("What it was about is no more."), code="gone") from error


def _undo(entry: JournalEntry, by: Person) -> None:
    model = apps.get_model(entry.kind)
    ways, row_id = WAYS[entry.kind], entry.object_id or 0
    if entry.object_id is None and ways.remove_all is not None:
        ways.remove_all([name for one in _differences(entry) for name in _both(one)[1]], by)
        return
    if entry.verb == JournalVerb.REMOVED:
        _bring_back(model, entry, ways, by)
        return
    if entry.verb == JournalVerb.ADDED:
        _take_away(model._default_manager.get(pk=row_id), entry, ways, by)
        return
    if entry.verb != JournalVerb.CHANGED:
        row = model._default_manager.get(pk=row_id)
        was_archived = entry.verb == JournalVerb.ARCHIVED
        if (row.archived_at is not None) != was_archived:
            raise Stale(["archived_at"])
        switch = ways.restore if was_archived else ways.archive
        if switch is not None:
            switch(row_id, by)
    edit = _edit(model, _differences(entry))
    if model is Level and "categories" in edit.values:
        _require_same_meaning(entry)
    if edit.values and ways.change is not None and entry.verb != JournalVerb.RESTORED:
        ways.change(row_id, edit, by)


def _bring_back(model: type[models.Model], entry: JournalEntry, ways: Ways, by: Person) -> None:
    """Add a row again that was taken away, or let one count again that is still there."""
    if ways.add is not None:
        ways.add(_values_before(model, _differences(entry)), by)
    elif ways.restore is not None:
        _require_newest(entry)
        ways.restore(entry.object_id or 0, by)


def _take_away(row: Any, entry: JournalEntry, ways: Ways, by: Person) -> None:
    """Put an added row into the archive, or remove one that is still as it was added.

    Raises:
        Stale: It lies in the archive already, or was changed since.
    """
    if ways.archive is not None:
        if row.archived_at is not None:
            raise Stale(["archived_at"])
        ways.archive(row.pk, by)
        return
    _require_newest(entry)
    if ways.remove is not None:
        ways.remove(row.pk, by)


def _require_newest(entry: JournalEntry) -> None:
    """Leave a row alone of which the journal has told anything since.

    Raises:
        Stale: It has.
    """
    later = JournalEntry.objects.filter(kind=entry.kind, object_id=entry.object_id, pk__gt=entry.pk)
    if changed := later.order_by("pk").first():
        raise Stale([one.field for one in _differences(changed)])


def _require_same_meaning(entry: JournalEntry) -> None:
    """Let no list of categories of a level come back that would mean another thing (spec SLA-8).

    Raises:
        ValidationError: Levels and categories had something else to do with each other then.
    """
    modes = JournalEntry.objects.filter(kind=kind_of(LevelSettings), pk__gt=entry.pk)
    changed = modes.order_by("pk").first()
    if changed and _differences(changed)[0].before != category_mode():
        words = _(
            "Lists of categories mean something else since then: this one cannot be put back."
        )
        raise ValidationError(words, code="meaning")


def _put_in_order(entry: JournalEntry, by: Person) -> None:
    (difference,) = _differences(entry)
    before, after = ([row["id"] for row in rows] for rows in _lists(difference))
    order(kind=ORDERED[entry.kind], ids=before, shown=after, by=by)


def _lists(difference: Difference) -> Sequence[Sequence[Any]]:
    return [value if isinstance(value, list) else [] for value in _both(difference)]


def _both(difference: Difference) -> tuple[Any, Any]:
    return difference.before, difference.after


def _differences(entry: JournalEntry) -> list[Difference]:
    return [Difference.from_json(kept) for kept in entry.changes]


def _is_known(model: type[models.Model], difference: Difference) -> bool:
    """Tell whether the journal holds the value itself: no secret, no mere words about a list."""
    try:
        field = model._meta.get_field(difference.field)
    except FieldDoesNotExist:
        return False
    is_own = field.concrete and not field.auto_created
    is_held = not isinstance(field, models.JSONField) or _is_readable(field, difference)
    return is_own and is_held and not difference.is_secret


def _is_readable(field: Any, difference: Difference) -> bool:
    """Tell whether both values of a JSON field can be read; older lines told rows in words only."""
    if field.name not in _IN_ROWS:
        return _told(field) is not None
    return all("row" in one for kept in _both(difference) for one in (kept or []))


def _edit(model: type[models.Model], differences: Sequence[Difference]) -> Edit:
    """Return the change that leads back; what was there after the line is what it expects."""
    shown = {
        one.field: _value(model._meta.get_field(one.field), one.after, is_wanted=False)
        for one in differences
    }
    return Edit(_values_before(model, differences), shown)


def _values_before(model: type[models.Model], differences: Sequence[Difference]) -> dict[str, Any]:
    return {one.field: _value(model._meta.get_field(one.field), one.before) for one in differences}


def _value(field: Any, kept: Any, *, is_wanted: bool = True) -> Any:
    """Return a value as its field has it; a row that is wanted must still be there.

    Raises:
        ObjectDoesNotExist: It is not.
    """
    if field.is_relation:
        many = field.many_to_many
        ids = [one["id"] for one in (kept or [])] if many else [kept["id"]] if kept else []
        rows = list(field.related_model._default_manager.filter(pk__in=ids))
        if is_wanted and len(rows) < len(ids):
            raise field.related_model.DoesNotExist
        if is_wanted and rows and field.name in _ANSWERS:
            _require_staff(rows[0])
        return rows if many else next(iter(rows), None)
    told = _told(field)
    if told is not None:
        return told(kept or [])
    if isinstance(kept, list):
        return [field.base_field.to_python(one) for one in kept]
    return field.to_python(kept)


def _require_staff(person: Person) -> None:
    """Let nobody answer for tickets again who has left the staff since (spec ROLE-17).

    Raises:
        ValidationError: The person has.
    """
    if not selectable_responsibles().filter(pk=person.pk).exists():
        words = _("%(name)s is not on the staff any more.") % {"name": person.shown_name}
        raise ValidationError(words, code="staff")


def _told(field: Any) -> Callable[[Any], Any] | None:
    """Return what reads the words by which the journal tells a JSON field, if anything does."""
    return _READERS.get((kind_of(field.model), field.name))


def _rows(kept: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [one["row"] for one in kept]


_IN_ROWS: Final = frozenset({"reactions", "entitlements"})
"""Columns of a level that are lists of rows."""
_ANSWERS: Final = frozenset({"responsible", "default_responsible"})
"""Fields that name who answers for tickets."""
_READERS: Final[Mapping[tuple[str, str], Callable[[Any], Any]]] = {
    (kind_of(Timetable), "hours"): week_of_spans,
    **{(kind_of(Level), name): _rows for name in _IN_ROWS},
}
"""What turns the journal's words about a JSON field into its value."""
