"""The names of what browsers may listen to (law 6). They are opaque to the room `live`."""

DESK = "desk"
EVERY_TICKET = "ticket"
"""What the topics of all tickets have in common."""


def ticket_topics(number: int) -> str:
    """Return the prefix of all topics of a ticket."""
    return f"{EVERY_TICKET}.{number}"


def staff_topic(number: int) -> str:
    """Return the topic on which all events of a ticket are announced, hidden ones included."""
    return f"{ticket_topics(number)}.staff"


def client_topic(number: int) -> str:
    """Return the topic on which only the events that a client may see are announced."""
    return f"{ticket_topics(number)}.client"


def person_topic(person_id: int) -> str:
    """Return the topic of a person's own lists."""
    return f"person.{person_id}"
