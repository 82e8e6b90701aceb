"""Who may be chosen to work on a ticket, and who of them is away (spec ROLE-17, ASG-6)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from otklik.people.absence import Absence
from otklik.people.models import Person
from otklik.people.queries import absences_now, selectable_responsibles
from otklik.ui.parts.words import moment_words


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be chosen.

    Attributes:
        person: Who.
        away: Till when the person is away, in words; "" for whoever is there.
    """

    person: Person
    away: str

    @property
    def words(self) -> str:
        """The name, for lists that show nothing but text."""
        return f"{self.person.shown_name} ({self.away})" if self.away else self.person.shown_name


def colleagues() -> list[Colleague]:
    """Return whom staff may choose, by name; two queries."""
    away = absences_now()
    return [Colleague(one, away_words(away.get(one.pk))) for one in selectable_responsibles()]


def away_words(absence: Absence | None) -> str:
    """Return till when somebody is away: «отсутствует до 5 декабря, 10:00»; "" if there is none."""
    if absence is None:
        return ""
    if absence.ends_at is None:
        return _("away")
    return _("away until %(moment)s") % {"moment": moment_words(absence.ends_at)}
