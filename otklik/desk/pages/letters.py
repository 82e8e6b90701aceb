"""The letters that left about a ticket."""

from typing import Final

from otklik.mail.models import Outgoing

MOST: Final = 200


def letters_of(number: int) -> list[Outgoing]:
    """Return the newest letters about a ticket, the newest first.

    Args:
        number: The ticket's number, which the caller has asked the gate for.
    """
    return list(Outgoing.objects.filter(ref=f"ticket.{number}").order_by("-id")[:MOST])


def letter_of(number: int, letter_id: int) -> Outgoing | None:
    """Return one letter about a ticket.

    Args:
        number: The ticket's number, which the caller has asked the gate for.
        letter_id: The letter's row.
    """
    return Outgoing.objects.filter(ref=f"ticket.{number}", pk=letter_id).first()
