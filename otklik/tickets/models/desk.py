"""What belongs to a person at a ticket: seats, read marks, drafts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from otklik.core.time import now
from otklik.people.models import Person
from otklik.tickets.models.ticket import Ticket


class SeatKind(models.TextChoices):
    """Why somebody besides author and responsible has a place in a ticket."""

    CO_EXECUTOR = "co", _("co-executor")
    FORMER = "former", _("former responsible")


class Seat(models.Model):
    """A place in a ticket (spec ROLE-12, ROLE-14)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=6, choices=SeatKind.choices)
    since = models.DateTimeField(default=now)

    class Meta:
        """One seat of a kind for a person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "person", "kind"], name="seat_once")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "kind", "ticket"], name="seat_of")]

    def __str__(self) -> str:
        """Return who sits where."""
        return f"#{self.ticket_id} {self.kind} {self.person_id}"


class ReadMark(models.Model):
    """How far a person has read a ticket, as an event's `seq`."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="read_marks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=now)

    class Meta:
        """One mark for a person and ticket."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "ticket"], name="read_mark_once")
        ]

    def __str__(self) -> str:
        """Return who has read how far."""
        return f"#{self.ticket_id} {self.person_id} at {self.seq}"


class Draft(models.Model):
    """Unsent text of a person in a ticket, or in a ticket not yet opened (spec MSG-17).

    `html` is the same with its formatting, if it was written in the visual editor. `choices` holds
    the ids that were chosen in lists, by the names of the fields. `seen_seq` is the newest event
    that the person had seen when the draft was begun.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="drafts")
    mode = models.CharField(max_length=10, default="reply")
    title = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    uploads = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    seen_seq = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        """One draft for a person and place."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "ticket"], nulls_distinct=False, name="draft_once"
            )
        ]

    def __str__(self) -> str:
        """Return whose draft it is."""
        return f"#{self.ticket_id} draft of {self.person_id}"
