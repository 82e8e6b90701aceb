"""Memberships as the sheets of a person and of a group show them (screen 15)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from otklik.office.pages.people import counts
from otklik.office.people_forms import (
    JoinForm,
    MembershipForm,
    SupportJoinForm,
    SupportMembershipForm,
)
from otklik.people.edit_forms import EditForm
from otklik.people.models import (
    Person,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)

KINDS: Final[dict[str, Any]] = {
    "roles": (UserGroupMembership, UserGroup, MembershipForm),
    "support": (SupportMembership, SupportGroup, SupportMembershipForm),
}
"""The two kinds of membership: rows, groups, form."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A membership in a sheet.

    Attributes:
        kind: "roles" or "support".
        row: The membership.
        form: Its flags and times; none for who only reads.
        about: What kind of group it is.
        counts: Whether it counts now.
    """

    kind: str
    row: Any
    form: EditForm | None
    about: str
    counts: bool

    @property
    def is_refused(self) -> bool:
        """Whether the form was sent and could not be saved."""
        return self.form is not None and self.form.is_bound


def of_person(person: Person, *, may_change: bool, sent: EditForm | None = None) -> list[Shown]:
    """Return a person's memberships, those that give roles first.

    Args:
        person: Whose; both kinds must be loaded.
        may_change: Whether the reader gets forms.
        sent: A form that was refused; it stands in the place of its membership's.
    """
    roles, support = person.usergroupmembership_set.all(), person.supportmembership_set.all()
    return [
        *shown("roles", roles, may_change=may_change, sent=sent),
        *shown("support", support, may_change=may_change, sent=sent),
    ]


def shown(
    kind: str, rows: Iterable[Any], *, may_change: bool, sent: EditForm | None = None
) -> list[Shown]:
    """Return memberships of a kind for a sheet.

    Args:
        kind: "roles" or "support".
        rows: The memberships with their groups.
        may_change: Whether the reader gets forms.
        sent: A form that was refused; it stands in the place of its membership's.
    """
    return [
        Shown(kind, row, _form(kind, row, sent) if may_change else None, _about(row), counts(row))
        for row in rows
    ]


def form_of(kind: str, row: Any, data: Any = None) -> EditForm:
    """Return the form for flags and times of a membership.

    Args:
        kind: "roles" or "support".
        row: The membership.
        data: What was sent; None for a form that shows the row.
    """
    made: EditForm = KINDS[kind][2](data, instance=row, auto_id=f"id_{kind}{row.pk}_%s")
    return made


def join_form(
    group: UserGroup | SupportGroup, found: Collection[int], data: Any = None
) -> EditForm:
    """Return the form that puts one of some people into a group.

    Args:
        group: The group.
        found: Ids of the people to choose from.
        data: What was sent; None for a form to fill in.
    """
    people = Person.objects.filter(pk__in=found).order_by("sort_key", "pk")
    if isinstance(group, SupportGroup):
        joining = SupportMembership(group=group, hears_updates=group.is_team)
        return SupportJoinForm(data, instance=joining, people=people, auto_id="id_new_%s")
    joining_roles = UserGroupMembership(group=group)
    return JoinForm(data, instance=joining_roles, people=people, auto_id="id_new_%s")


def _form(kind: str, row: Any, sent: EditForm | None) -> EditForm:
    return sent if sent is not None and sent.instance == row else form_of(kind, row)


def _about(row: Any) -> str:
    if row.group.archived_at:
        return _("in the archive")
    if isinstance(row, UserGroupMembership):
        return row.group.get_role_display() if row.group.role else _("gives no role")
    return _("team") if row.group.is_team else _("customer's group")
