"""What a changed promise would do to waiting tickets, as far as it is counted (CAL-4, D-8)."""

from dataclasses import dataclass

from otklik.people.models import Person
from otklik.tickets.models import Forecast


@dataclass(frozen=True, slots=True)
class Recounted:
    """What would become of tickets.

    Attributes:
        forecast_id: The forecast; None if there were few, which were counted at once.
        is_running: Not all are counted yet.
        total: How many tickets wait.
        counted: How many of them are counted.
        moved: So many get another deadline.
        overdue: So many become overdue at once.
        relieved: So many are overdue no more.
    """

    forecast_id: int | None
    is_running: bool
    total: int
    counted: int
    moved: int
    overdue: int
    relieved: int


def recounted(forecast_id: int, *, by: Person) -> Recounted | None:
    """Return what a forecast has found; none if it is another person's, or is no more.

    Args:
        forecast_id: The forecast.
        by: Who asks.
    """
    row = Forecast.objects.filter(pk=forecast_id, by=by).first()
    return recounted_by(row) if row else None


def recounted_by(row: Forecast) -> Recounted:
    """Return what a forecast has found, stored or not."""
    return Recounted(
        forecast_id=row.pk,
        is_running=row.ended_at is None,
        total=row.total,
        counted=row.counted,
        moved=row.moved,
        overdue=row.overdue,
        relieved=row.relieved,
    )
