"""Putting a line of the journal back: through the same operations, if nobody has changed it since.

What is put back is written into the journal as any change is, so it can be put back in turn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from otklik.clock.days import week_of_spans
from otklik.clock.models import Level, LevelSettings, Timetable, TimetableException
from otklik.clock.operations import (
    add_exceptions,
    archive_level,
    change_exception,
    change_level,
    change_timetable,
    remove_exception,
    restore_level,
)
from otklik.coupons.models import Coupon
from otklik.coupons.operations.change import change_coupon
from otklik.directory.models import Entry, Site
from otklik.directory.operations import (
    archive,
    change_entry,
    change_site,
    order,
    order_steps,
    restore,
)
from otklik.directory.steps import Step
from otklik.mail.models import Mailbox
from otklik.mail.operations import archive_mailbox, change_mailbox, restore_mailbox
from otklik.office import operations
from otklik.people.editing import Edit, Stale
from otklik.people.journal import Difference, kind_of
from otklik.people.models import (
    JournalEntry,
    JournalVerb,
    Organization,
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.queries import selectable_responsibles

Change = Callable[[int, Edit, Person], object]
Switch = Callable[[int, Person], object]


@dataclass(frozen=True, slots=True)
class Ways:
    """The operations by which a kind of row is put back.

    Attributes:
        change: Changes a row, given its id.
        archive: Puts it into the archive, if the kind has one.
        restore: Brings it back from there.
        remove: Takes a row away that was added, if the kind has no archive.
        add: Adds a row again that was taken away, from its values.
    """

    change: Change
    archive: Switch | None = None
    restore: Switch | None = None
    remove: Switch | None = None
    add: Callable[[Mapping[str, Any], Person], object] | None = None


def can_undo(entry: JournalEntry) -> bool:
    """Tell whether a line can be put back: its kind is known, and so is every value before it.

    Of secrets, and of lists that the journal tells in words, nothing is known.

    Args:
        entry: The line.
    """
    if entry.verb == JournalVerb.ORDERED:
        return entry.kind in _ORDERED
    ways = _WAYS.get(entry.kind)
    if ways is None or entry.object_id is None:
        return False
    way = {
        JournalVerb.CHANGED: ways.change,
        JournalVerb.ARCHIVED: ways.restore,
        JournalVerb.RESTORED: ways.archive,
        JournalVerb.ADDED: ways.archive or ways.remove,
        JournalVerb.REMOVED: ways.add,
    }.get(JournalVerb(entry.verb))
    if entry.verb == JournalVerb.ADDED and ways.archive is not None:
        return True
    return way is not None and all(
        _is_known(apps.get_model(entry.kind), difference) for difference in _differences(entry)
    )


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
    ways, row_id = _WAYS[entry.kind], entry.object_id or 0
    if entry.verb == JournalVerb.REMOVED and ways.add is not None:
        ways.add(_edit(model, _differences(entry)).values, by)
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
    if edit.values and entry.verb != JournalVerb.RESTORED:
        ways.change(row_id, edit, by)


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
    later = JournalEntry.objects.filter(kind=entry.kind, object_id=row.pk, pk__gt=entry.pk)
    if changed := later.order_by("pk").first():
        raise Stale([one.field for one in _differences(changed)])
    if ways.remove is not None:
        ways.remove(row.pk, by)


def _require_same_meaning(entry: JournalEntry) -> None:
    """Let no list of categories of a level come back that would mean another thing (spec SLA-8).

    Raises:
        ValidationError: What levels and categories have to do with each other was changed since.
    """
    modes = JournalEntry.objects.filter(kind=kind_of(LevelSettings), pk__gt=entry.pk)
    if modes.exists():
        words = _(
            "Lists of categories mean something else since then: this one cannot be put back."
        )
        raise ValidationError(words, code="meaning")


def _put_in_order(entry: JournalEntry, by: Person) -> None:
    (difference,) = _differences(entry)
    before, after = ([row["id"] for row in rows] for rows in _lists(difference))
    order(kind=_ORDERED[entry.kind], ids=before, shown=after, by=by)


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
    values, shown = {}, {}
    for difference in differences:
        field = model._meta.get_field(difference.field)
        values[difference.field] = _value(field, difference.before)
        shown[difference.field] = _value(field, difference.after, is_wanted=False)
    return Edit(values, shown)


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


def _add_exception(values: Mapping[str, Any], by: Person) -> None:
    own = {name: value for name, value in values.items() if name != "levels"}
    levels = [level.pk for level in values.get("levels", ())]
    add_exceptions([TimetableException(**own)], level_ids=levels, by=by)


def _told(field: Any) -> Callable[[Any], Any] | None:
    """Return what reads the words by which the journal tells a JSON field, if anything does."""
    return _READERS.get((kind_of(field.model), field.name))


def _change_site(site_id: int, edit: Edit, by: Person) -> None:
    """Put a site back; its order of steps has an operation of its own."""
    values, shown = dict(edit.values), dict(edit.shown)
    if "assignment_order" in values:
        steps, seen = values.pop("assignment_order"), shown.pop("assignment_order")
        order_steps(site_id=site_id, steps=[*map(Step, steps)], shown=[*map(Step, seen)], by=by)
    if values:
        change_site(site_id=site_id, edit=Edit(values, shown), by=by)


def _change_person(person_id: int, edit: Edit, by: Person) -> None:
    """Put somebody back; letting in and shutting out ends sessions and has its own operation."""
    values, shown = dict(edit.values), dict(edit.shown)
    if "is_active" in values:
        wanted = values.pop("is_active")
        if Person.objects.get(pk=person_id).is_active == wanted:
            raise Stale(["is_active"])
        operations.switch_person(person_id=person_id, is_active=wanted, by=by)
    if values:
        operations.change_person(person_id=person_id, edit=Edit(values, shown), by=by)


def _of_entries(kind: Any) -> Ways:
    return Ways(
        lambda row_id, edit, by: change_entry(kind=kind, entry_id=row_id, edit=edit, by=by),
        lambda row_id, by: archive(kind=kind, entry_id=row_id, by=by),
        lambda row_id, by: restore(kind=kind, entry_id=row_id, by=by),
    )


def _of_groups(kind: Any) -> Ways:
    return Ways(
        lambda row_id, edit, by: operations.change_group(
            kind=kind, group_id=row_id, edit=edit, by=by
        ),
        lambda row_id, by: operations.archive_group(kind=kind, group_id=row_id, by=by),
        lambda row_id, by: operations.restore_group(kind=kind, group_id=row_id, by=by),
    )


def _of_members(kind: Any) -> Ways:
    return Ways(
        lambda row_id, edit, by: operations.change_member(
            kind=kind, member_id=row_id, edit=edit, by=by
        )
    )


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
_ORDERED: Final = {kind_of(kind): kind for kind in apps.get_models() if issubclass(kind, Entry)}
"""What stands in an order: the dictionaries."""
_WAYS: Final[Mapping[str, Ways]] = {
    **{name: _of_entries(kind) for name, kind in _ORDERED.items()},
    kind_of(Site): Ways(_change_site),
    kind_of(Level): Ways(
        lambda row_id, edit, by: change_level(row_id, edit, by=by),
        lambda row_id, by: archive_level(row_id, by=by),
        lambda row_id, by: restore_level(row_id, by=by),
    ),
    kind_of(Timetable): Ways(lambda row_id, edit, by: change_timetable(row_id, edit, by=by)),
    kind_of(TimetableException): Ways(
        lambda row_id, edit, by: change_exception(row_id, edit, by=by),
        remove=lambda row_id, by: remove_exception(row_id, by=by),
        add=_add_exception,
    ),
    kind_of(Mailbox): Ways(
        lambda row_id, edit, by: change_mailbox(mailbox_id=row_id, edit=edit, by=by),
        lambda row_id, by: archive_mailbox(mailbox_id=row_id, by=by),
        lambda row_id, by: restore_mailbox(mailbox_id=row_id, by=by),
    ),
    kind_of(Coupon): Ways(
        lambda row_id, edit, by: change_coupon(coupon_id=row_id, edit=edit, by=by)
    ),
    kind_of(Person): Ways(_change_person),
    **{kind_of(kind): _of_groups(kind) for kind in (UserGroup, SupportGroup)},
    kind_of(Organization): Ways(_of_groups(Organization).change),
    **{kind_of(kind): _of_members(kind) for kind in (UserGroupMembership, SupportMembership)},
}
"""What can be put back, by the kind of row."""
