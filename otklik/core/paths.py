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
