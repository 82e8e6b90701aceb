"""The properties of a ticket, and what each may be changed to in place (spec 1.2, law 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.clock.models import Level
from otklik.clock.offer import lists_on
from otklik.core.time import now
from otklik.desk.pages.by_row import ByRow, by_row
from otklik.desk.pages.colleagues import Colleague, away_words, colleagues
from otklik.desk.pages.labels import day, label, none, plain
from otklik.directory.models import Category, Difficulty, Entry, Priority, Source, Status
from otklik.people.models import Person
from otklik.people.queries import absences_now
from otklik.tickets.access import Seen, Verb
from otklik.tickets.queries.rows import co_executors
from otklik.ui.parts.marks import badge, level, person
from otklik.ui.parts.words import moment_words

KINDS: Final[Mapping[str, type[Entry | Level]]] = {
    "status": Status,
    "category": Category,
    "priority": Priority,
    "level": Level,
    "difficulty": Difficulty,
    "source": Source,
}
"""The properties that are chosen from a list, in their order."""
MAY_BE_EMPTY: Final = frozenset({"status", "category", "priority", "difficulty", "source"})
KEYS: Final = {"status": "S"}
FILTERED_FROM: Final = 8
"""A list with so many choices gets a field that narrows it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a property may get.

    Attributes:
        value: What the form sends; empty for no value.
        label: How it looks.
        is_chosen: It is the present value.
    """

    value: str
    label: SafeString | str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A property chosen from a list.

    Attributes:
        name: The property, as its address names it.
        label: What it is called.
        shown: The present value as the form sends it back (law 9).
        value: How the present value looks.
        choices: What may be chosen; empty if the viewer may not.
        shortcut: The key that opens the list.
        find: The words in the field that narrows a long list.
    """

    name: str
    label: str
    shown: str
    value: SafeString | str
    choices: Sequence[Choice] = ()
    shortcut: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A property that is written in a small form.

    Attributes:
        name: The form, as its address names it.
        label: What it is called.
        value: The present value in words.
        may_change: The viewer may open the form.
    """

    name: str
    label: str
    value: str
    may_change: bool


Lists: TypeAlias = Mapping[str, Sequence[Any]]
"""The rows that each property may be set to, by its name."""


def lists(seen: Seen) -> Lists:
    """Return what is in use on the ticket's site, in the administrator's order; mostly one query.

    Args:
        seen: The ticket and its reader; whoever may change nothing is offered nothing.
    """
    if not seen.rights.fields:
        return dict.fromkeys(KINDS, ())
    found = lists_on(seen.ticket.site, *KINDS.values(), level=seen.ticket.level)
    return {name: found[kind] for name, kind in KINDS.items()}


def chosen(seen: Seen, offered: Lists) -> list[Chosen]:
    """Return the properties that are chosen from a list.

    Args:
        seen: The ticket and its reader.
        offered: What `lists` returned.
    """
    return [_chosen(seen, name, offered[name]) for name in KINDS]


def _chosen(seen: Seen, name: str, rows: Sequence[Any]) -> Chosen:
    present = getattr(seen.ticket, name)
    shown = str(present.pk) if present else ""
    value = _look(name, present) if present else _empty(name)
    if name not in seen.rights.fields:
        return Chosen(name, label(name), shown, value)
    choices = [Choice(str(row.pk), _look(name, row), row == present) for row in rows]
    if name in MAY_BE_EMPTY:
        choices.append(Choice("", _empty(name), present is None))
    return Chosen(
        name=name,
        label=label(name),
        shown=shown,
        value=value,
        choices=choices,
        shortcut=KEYS.get(name, ""),
        find=_("Find") if len(choices) >= FILTERED_FROM else "",
    )


def _look(name: str, row: object) -> SafeString | str:
    if isinstance(row, Priority):
        return level(row.bars, str(row))
    if name == "status":
        return badge(str(row), outline=True)
    return badge(str(row), "accent") if name == "level" else str(row)


def _empty(name: str) -> str:
    return _("site") if name == "source" else none()


def written(seen: Seen) -> list[Written]:
    """Return the properties that are written: comment, effort, dates."""
    ticket = seen.ticket
    expected = day(ticket.expected_on) if ticket.expected_on else none()
    if ticket.expected_on and ticket.expected_shown:
        expected = _("%(day)s, the client sees it") % {"day": expected}
    values = {
        "comment": ("comment", ticket.comment or none()),
        "planned": ("planned_minutes", plain("planned_minutes", ticket.planned_minutes)),
        "expected": ("expected_on", expected),
        "auto-close": ("auto_close_days", plain("auto_close_days", ticket.auto_close_days)),
    }
    return [
        Written(name, label(field), value, field in seen.rights.fields)
        for name, (field, value) in values.items()
    ]


def closes_by_itself(seen: Seen) -> str:
    """Return when a ticket closes for want of an answer and how many days are left (spec CLS-3)."""
    at = seen.ticket.auto_close_at
    if at is None:
        return "–"
    days = (timezone.localtime(at).date() - timezone.localtime(now()).date()).days
    if days <= 0:
        return moment_words(at)
    left = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return f"{moment_words(at)}, {left}"


@dataclass(frozen=True, slots=True)
class Team:
    """Who works on the ticket, and who may.

    Attributes:
        responsible: The assignee, or nobody.
        away: Till when the assignee is away, in words; "" for one who is there.
        helpers: The co-executors.
        staff: Who may be chosen, in the order of names; empty if the viewer may choose nobody.
        by_row: The buttons that take whom level or category name.
        may_take: The viewer may become responsible by one press.
        may_assign: The viewer may choose the assignee.
        may_add: The viewer may choose co-executors.
    """

    responsible: Person | None
    away: str
    helpers: Sequence[Person]
    staff: Sequence[Colleague]
    by_row: Sequence[ByRow]
    may_take: bool
    may_assign: bool
    may_add: bool

    @property
    def responsible_look(self) -> SafeString | str:
        """How the present assignee looks."""
        return person(self.responsible, "sm") if self.responsible else _("nobody")


def team(seen: Seen) -> Team:
    """Return who works on a ticket; three queries if the viewer may choose anybody, else two.

    Args:
        seen: The ticket and its reader.
    """
    rights, ticket = seen.rights, seen.ticket
    me = seen.viewer.person
    may_assign, may_add = rights.may(Verb.ASSIGN), rights.may(Verb.CO_EXECUTE)
    staff = colleagues() if may_assign or may_add else []
    return Team(
        responsible=ticket.responsible,
        away=_away(ticket.responsible, staff),
        helpers=[seat.person for seat in co_executors(ticket)],
        staff=staff,
        by_row=by_row(seen, staff) if may_assign else [],
        may_take=(
            me is not None
            and ticket.responsible_id != me.pk
            and rights.may(Verb.ASSIGN if ticket.responsible_id else Verb.TAKE)
        ),
        may_assign=may_assign,
        may_add=may_add,
    )


def _away(responsible: Person | None, staff: Sequence[Colleague]) -> str:
    """Return till when the assignee is away; asked for if no list of colleagues is at hand."""
    if responsible is None:
        return ""
    if staff:
        return next((one.away for one in staff if one.person == responsible), "")
    return away_words(absences_now().get(responsible.pk))
