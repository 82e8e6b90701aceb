"""Addresses that several doors must agree on without knowing each other."""

TICKET_PREFIX = "/t/"
FILES_PREFIX = "/files/"
UPLOADS_PREFIX = f"{FILES_PREFIX}uploads/"


def ticket_path(number: int) -> str:
    """Return the permalink of a ticket, which sends each person to the person's own door.

    Args:
        number: The ticket's public number (spec T-1).
    """
    return f"{TICKET_PREFIX}{number}"


def asking_path(number: int, person_id: int) -> str:
    """Return the address of a ticket that speaks of somebody who asks to see it.

    Args:
        number: The ticket's public number (spec T-1).
        person_id: Who asks.
    """
    return f"{ticket_path(number)}?asks={person_id}"
