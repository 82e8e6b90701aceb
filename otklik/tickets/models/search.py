"""What tickets are found by."""

from typing import ClassVar, Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from otklik.tickets.models.ticket import Ticket

SHELF: Final = 4096
"""How many tickets stand on one shelf of the index of staff's words."""


def shelf_of(number: int) -> str:
    """Return the shelf of a ticket. Greater numbers, that is newer tickets, stand on later ones."""
    return str(number // SHELF)


class SearchText(models.Model):
    """The words of one ticket, for its two kinds of readers (spec SRCH-1, SRCH-2).

    `public` holds what a client may read, `staff` all of it and what is hidden besides: whoever
    stands as client is never compared with `staff`. All words of a question must stand in one
    ticket, in whichever messages, so the row is the ticket's (docs/decisions).
    """

    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    public = SearchVectorField()
    staff = SearchVectorField()

    class Meta:
        """One index for each kind of reader."""

        indexes: ClassVar = [
            GinIndex(fields=["public"], name="search_public"),
            GinIndex(fields=["staff"], name="search_staff"),
        ]

    def __str__(self) -> str:
        """Return whose words they are."""
        return f"#{self.ticket_id} words"
