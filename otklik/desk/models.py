"""What the desk remembers of a person's own taste."""

from django.db import models

from otklik.people.models import Person


class QueueColumns(models.Model):
    """The columns of the queue as one person has chosen and ordered them (spec LIST-1).

    Whoever has no row sees the shipped ones.
    """

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    names = models.JSONField(default=list)

    def __str__(self) -> str:
        """Return whose columns they are."""
        return f"columns of {self.person_id}"
