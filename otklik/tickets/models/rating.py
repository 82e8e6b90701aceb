"""What clients think of answers."""

from django.db import models

from otklik.directory.models import Rating
from otklik.people.models import Person
from otklik.tickets.models.message import Message, TextVersion


class MessageRating(models.Model):
    """The present rating of an answer (spec RATE-3, C-7); what it was before is in the events.

    `text` is what the client added; it stands in a row of its own, where it can be erased (law 3).
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="rated")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(TextVersion, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the message and its rating."""
        return f"{self.message_id}: {self.rating_id}"

    @property
    def words(self) -> str:
        """What the client added; empty for nothing."""
        return self.text.text if self.text else ""
