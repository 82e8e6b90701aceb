"""Whom the level and the category of a ticket name: two buttons at the assignee (spec ASG-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otklik.clock.models import Level
from otklik.desk.pages.colleagues import Colleague
from otklik.directory.models import Assigning
from otklik.directory.steps import Step
from otklik.people.journal import named as names_of
from otklik.rules.words import team_words
from otklik.tickets.access import Seen

BY_ROW: Final[Mapping[str, tuple[Promise, Promise]]] = {
    Step.LEVEL: (
        gettext_lazy("By the level: %(name)s"),
        gettext_lazy("The level names nobody"),
    ),
    Step.CATEGORY: (
        gettext_lazy("By the category: %(name)s"),
        gettext_lazy("The category names nobody"),
    ),
}
"""The rows that may be asked, with what their buttons say; no others are offered (ASG-7)."""


@dataclass(frozen=True, slots=True)
class ByRow:
    """A button that takes whom a row names.

    Attributes:
        step: What it sends.
        words: What it says.
        away: Till when the person is away, so that the substitute would get it.
        is_possible: The row names somebody of the staff; otherwise the button only says so.
    """

    step: str
    words: str
    away: str
    is_possible: bool


def by_row(seen: Seen, staff: Sequence[Colleague]) -> list[ByRow]:
    """Return the buttons for a ticket.

    Args:
        seen: The ticket and its reader.
        staff: Who may be chosen.
    """
    ticket = seen.ticket
    rows: dict[Step, Level | Assigning | None] = {
        Step.LEVEL: ticket.level,
        Step.CATEGORY: ticket.category,
    }
    return [_button(step, row, staff) for step, row in rows.items()]


def _button(step: Step, row: Level | Assigning | None, staff: Sequence[Colleague]) -> ByRow:
    words, nobody = BY_ROW[step]
    if row and row.team:
        name = team_words(names_of(row.team))
        shares = bool(row.team.distribution) and row.team.archived_at is None
        return ByRow(step, str(words) % {"name": name}, "", is_possible=shares)
    if row is None or row.responsible_id is None:
        return ByRow(step, str(nobody), "", is_possible=False)
    one = next((one for one in staff if one.person.pk == row.responsible_id), None)
    if one is None:
        name = _("no longer on the staff")
        return ByRow(step, str(words) % {"name": name}, "", is_possible=False)
    return ByRow(step, str(words) % {"name": one.person}, one.away, is_possible=True)
