"""People in words for the settings: roles with where they come from, groups, last sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.time import now
from otklik.people.models import (
    Organization,
    Person,
    Role,
    SupportGroup,
    SupportMembership,
    UserGroup,
    UserGroupMembership,
)
from otklik.tickets.queries.of_person import Open
from otklik.ui.parts.settings import Side


@dataclass(frozen=True, slots=True)
class Held:
    """A role and where it comes from.

    Attributes:
        role: What it is called.
        source: The group that gives it, or that the server does.
        tone: Of its badge.
    """

    role: str
    source: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    person: Person
    address: str
    roles: Sequence[Held]
    groups: str


def line(person: Person) -> Line:
    """Return a row of the list; memberships must be loaded."""
    once = {held.role: held for held in roles(person)}
    teams = [str(one.group) for one in person.supportmembership_set.all() if counts(one)]
    return Line(person, address_words(person), list(once.values()), ", ".join(teams))


def address_words(person: Person) -> str:
    """Return the address and what is to be known of it."""
    told = [person.email] if person.email else []
    if not person.can_sign_in:
        told.append(_("contact, does not sign in"))
    elif not person.is_proven:
        told.append(_("not proven"))
    return ", ".join(told)


def roles(person: Person) -> list[Held]:
    """Return the roles that a person's groups give, each with its source (spec D-3, ROLE-8)."""
    found = [
        Held(str(Role(one.group.role).label), str(one.group), _tone(one.group.role))
        for one in person.usergroupmembership_set.all()
        if one.group.role and counts(one)
    ]
    if person.is_system_admin:
        own = Held(str(Role.ADMIN.label), _("named on the server"), "accent")
        found.insert(0, own)
    return found


def is_on_staff(person: Person) -> bool:
    """Tell whether somebody's groups say agent or administrator; memberships must be loaded."""
    given = {one.group.role for one in person.usergroupmembership_set.all() if counts(one)}
    return person.is_system_admin or not given.isdisjoint({Role.AGENT, Role.ADMIN})


def roles_note(person: Person) -> str:
    """Return why roles do not count, if they do not."""
    given = {one.group.role for one in person.usergroupmembership_set.all() if counts(one)}
    if not person.is_active:
        return _("Switched off: no role counts.")
    if Role.DENIED in given and not person.is_system_admin:
        return _("Access is denied by one group, so no other role counts.")
    if given - {"", Role.CLIENT, Role.DENIED} and not person.is_proven:
        return _("The address is not proven, so at most the role of client counts.")
    return ""


def counts(one: UserGroupMembership | SupportMembership, at: datetime | None = None) -> bool:
    """Tell whether a membership counts at a moment (spec SLA-11); its group must be loaded."""
    moment = at or now()
    if one.group.archived_at:
        return False
    began = one.valid_from is None or one.valid_from <= moment
    return began and (one.valid_till is None or moment < one.valid_till)


def open_words(sums: Open) -> str:
    """Return how many open tickets are in somebody's name."""
    wrote = ngettext(
        "author of %(count)s open ticket", "author of %(count)s open tickets", sums.as_author
    ) % {"count": sums.as_author}
    answers = ngettext(
        "responsible for %(count)s open ticket",
        "responsible for %(count)s open tickets",
        sums.as_responsible,
    ) % {"count": sums.as_responsible}
    return f"{wrote}, {answers}"


def sides(current: str) -> list[Side]:
    """Return the pages about people, with their sizes."""
    active = Person.objects.filter(taken_over_by=None, is_active=True)
    in_use = {"archived_at": None}
    teams = list(SupportGroup.objects.filter(**in_use).values_list("is_team", flat=True))
    giving = UserGroup.objects.filter(**in_use).count()
    facts = [
        ("people", _("People"), reverse("office:people"), active.count()),
        ("roles", _("User groups"), group_url("roles"), giving),
        ("teams", _("Teams"), group_url("teams"), sum(teams)),
        ("customers", _("Customers' groups"), group_url("customers"), len(teams) - sum(teams)),
        (
            "organizations",
            _("Organizations"),
            group_url("organizations"),
            Organization.objects.count(),
        ),
    ]
    return [Side(title, str(count), url, key == current) for key, title, url, count in facts]


def group_url(kind: str) -> str:
    """Return the address of a list of groups."""
    return reverse("office:groups", args=[kind])


def _tone(role: str) -> str:
    return {Role.ADMIN: "accent", Role.DENIED: "danger"}.get(Role(role), "")
