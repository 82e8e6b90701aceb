"""What a changed promise would do to many waiting tickets."""

from django.db import models

from otklik.people.models import Person


class Forecast(models.Model):
    """What would become of the waiting tickets by promises that are not saved (spec CAL-4).

    Few tickets are counted at once and no row is stored; many are counted by a job, batch by batch.

    Attributes:
        by: Who asked; nobody else is shown it.
        promises: By the ids of levels as texts, what each would promise, as its revision would keep
            it: `clock.levels.facts_of`.
        at: Since when the promises would count.
        total: How many tickets waited then.
        last: The id of the ticket up to which they are counted; a job that runs again goes on.
        counted: How many are counted.
        moved: So many get another deadline.
        overdue: So many become overdue at once.
        relieved: So many are overdue no more.
        ended_at: When all were counted.
    """

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    promises = models.JSONField()
    at = models.DateTimeField(db_index=True)
    total = models.PositiveIntegerField()
    last = models.PositiveBigIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    relieved = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return how far it is counted."""
        return f"{self.counted} of {self.total}"
