"""What the columns of a level hold that are lists: entitlements, and times of criticalities."""

from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.clock.terms import Unit
from otklik.core.text import localised

UNITS: Final = (
    (Unit.MINUTE.value, _("minutes")),
    (Unit.HOUR.value, _("hours")),
    (Unit.DAY.value, _("days of 24 working hours")),
    (Unit.WORKING_DAY.value, _("working days")),
)
LONGEST_ENTITLEMENT: Final = 200
LONGEST_PERIOD: Final = 100_000
"""The greatest number of units in a reaction time; in days it is longer than any contract."""


class Grant(models.TextChoices):
    """Whether a level includes something (spec SLA-16)."""

    YES = "yes", pgettext_lazy("entitlement", "included")
    LIMITED = "limited", pgettext_lazy("entitlement", "limited")
    NO = "no", pgettext_lazy("entitlement", "not included")


class Entitlement(NamedTuple):
    """Something that a level includes, or does not (spec SLA-16): a row of the column."""

    name_ru: str
    name_en: str
    grant: str

    @property
    def text(self) -> str:
        """The words in the present language."""
        return localised(self.name_ru, self.name_en)

    @property
    def label(self) -> str:
        """Whether it is included, in words."""
        return str(Grant(self.grant).label)


def validate_entitlements(rows: object) -> None:
    """Refuse entitlements that are not rows of a Russian text, an English one and a grant.

    Raises:
        ValidationError: The shape is wrong, a text is missing or too long.
    """
    if not (isinstance(rows, list) and all(_is_entitlement(row) for row in rows)):
        message = _("Each entitlement has a text in Russian and says yes, no or limited.")
        raise ValidationError(message, code="entitlements")


def _is_entitlement(row: object) -> bool:
    if not (isinstance(row, list) and [type(cell) for cell in row] == [str, str, str]):
        return False
    russian, english, grant = row
    fits = max(len(russian), len(english)) <= LONGEST_ENTITLEMENT
    return bool(russian.strip()) and fits and grant in Grant.values


def validate_reactions(rows: object) -> None:
    """Refuse reaction times of criticalities that are not rows of an id, a number and a unit.

    Raises:
        ValidationError: The shape is wrong, or a criticality stands there twice.
    """
    told = [row for row in rows if _is_reaction(row)] if isinstance(rows, list) else None
    if told == rows and told is not None and len({row[0] for row in told}) == len(told):
        return
    message = _("Each criticality has at most one time, at least 1 and no more than 100,000.")
    raise ValidationError(message, code="reactions")


def _is_reaction(row: object) -> bool:
    if not (isinstance(row, list) and [type(cell) for cell in row] == [int, int, str]):
        return False
    _priority, value, unit = row
    return 1 <= value <= LONGEST_PERIOD and unit in {unit.value for unit in Unit}
