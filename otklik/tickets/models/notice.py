"""What rings in somebody's bell."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from otklik.core.time import now
from otklik.people.models import Person
from otklik.tickets.models.story import Change, Event
from otklik.tickets.models.ticket import Ticket


class Notice(models.Model):
    """A change that a person is told of in the bell, once (law 10).

    It holds no words: `event` is the thing of the change that it speaks of, and whoever shows it
    asks the gate again (law 5). `occasion` is one of `notices.matrix.Occasion`.
    """

    # The indexes below begin with these two.
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        """One notice of a change for a person; unread ones are few and asked for by every page."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "person"], name="notice_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="notice_of"),
            models.Index(
                fields=["person", "ticket"], condition=Q(read_at=None), name="notice_unread"
            ),
            models.Index(fields=["created_at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        """Return who is told of what."""
        return f"#{self.ticket_id} {self.occasion}: {self.person_id}"
