"""By which operations each kind of setting is put back (docs/office.md).

A new kind needs a line in `WAYS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps

from otklik.clock.models import Level, Timetable, TimetableException
from otklik.clock.operations import (
    add_exceptions,
    archive_level,
    change_exception,
    change_level,
    change_timetable,
    remove_exception,
    restore_level,
)
from otklik.coupons.models import Coupon, IssueDefaults
from otklik.coupons.operations.change import change_coupon, switch, switch_off_all
from otklik.coupons.operations.issue import change_usual
from otklik.directory.models import Entry, Maintenance, Site
from otklik.directory.operations import (
    announce_maintenance,
    archive,
    change_entry,
    change_site,
    order_steps,
    restore,
)
from otklik.directory.steps import Step
from otklik.mail.models import Mailbox
from otklik.mail.operations import archive_mailbox, change_mailbox, restore_mailbox
from otklik.office import operations
from otklik.people.absence import Absence
from otklik.people.editing import Edit, Stale
from otklik.people.journal import kind_of
from otklik.people.models import (
    Organization,
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.people.operations import restore_absence, withdraw_absence
from otklik.people.operations.managing import FLAGS

Change = Callable[[int, Edit, Person], object]
Switch = Callable[[int, Person], object]


@dataclass(frozen=True, slots=True)
class Ways:
    """The operations by which a kind of row is put back.

    Attributes:
        change: Changes a row, given its id; nothing for rows that are only added and removed.
        archive: Puts it into the archive, if the kind has one.
        restore: Brings it back from there, or after `remove`, if the row is still there.
        remove: Takes a row away that was added, if the kind has no archive.
        remove_all: The same for rows that one line tells of, by their names in it.
        add: Adds a row again that was taken away, from its values.
        needs: Fields without which that is not possible; older lines did not keep them.
    """

    change: Change | None = None
    archive: Switch | None = None
    restore: Switch | None = None
    remove: Switch | None = None
    remove_all: Callable[[Sequence[str], Person], object] | None = None
    add: Callable[[Mapping[str, Any], Person], object] | None = None
    needs: frozenset[str] = frozenset()


def _add_exception(values: Mapping[str, Any], by: Person) -> None:
    own = {name: value for name, value in values.items() if name != "levels"}
    levels = [level.pk for level in values.get("levels", ())]
    add_exceptions([TimetableException(**own)], level_ids=levels, by=by)


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
        ),
        remove=lambda row_id, by: operations.remove_member(kind=kind, member_id=row_id, by=by),
        add=lambda values, by: _add_member(kind, values, by),
        needs=frozenset({"person", "group"}),
    )


def _add_member(kind: Any, values: Mapping[str, Any], by: Person) -> None:
    """Put somebody into a group again, with the flags and times of then.

    Raises:
        Stale: The person is in it again.
    """
    whose = {name: values[name] for name in ("person", "group")}
    if kind.objects.filter(**whose).exists():
        raise Stale(["group"])
    flags = dict.fromkeys(FLAGS, False) if kind is SupportMembership else {}
    operations.add_member(kind=kind, by=by, **{**flags, **values})


ORDERED: Final = {kind_of(kind): kind for kind in apps.get_models() if issubclass(kind, Entry)}
"""What stands in an order: the dictionaries."""
WAYS: Final[Mapping[str, Ways]] = {
    **{name: _of_entries(kind) for name, kind in ORDERED.items()},
    kind_of(Site): Ways(_change_site),
    kind_of(Maintenance): Ways(lambda _row, edit, by: announce_maintenance(edit=edit, by=by)),
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
        lambda row_id, edit, by: change_coupon(coupon_id=row_id, edit=edit, by=by),
        remove=lambda row_id, by: switch(coupon_id=row_id, is_active=False, by=by),
        remove_all=lambda codes, by: switch_off_all(codes=codes, by=by),
    ),
    kind_of(IssueDefaults): Ways(lambda _row, edit, by: change_usual(edit=edit, by=by)),
    kind_of(Absence): Ways(
        remove=lambda row_id, by: withdraw_absence(absence_id=row_id, by=by),
        restore=lambda row_id, by: restore_absence(absence_id=row_id, by=by),
    ),
    kind_of(Person): Ways(_change_person),
    **{kind_of(kind): _of_groups(kind) for kind in (UserGroup, SupportGroup)},
    kind_of(Organization): Ways(_of_groups(Organization).change),
    **{kind_of(kind): _of_members(kind) for kind in (UserGroupMembership, SupportMembership)},
}
"""What can be put back, by the kind of row."""
