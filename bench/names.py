"""What the made-up people are called, and how they sign in."""

from typing import Final

PASSWORD: Final = "otklik-bench"  # noqa: S105 (of made-up people on this machine)


def client_address(place: int) -> str:
    """Return the address of a client."""
    return f"customer{place}@bench.example"


def agent_address(place: int) -> str:
    """Return the address of an agent; the one at place 0 has the tickets of 200 messages."""
    return f"agent{place}@bench.example"


ADMIN_ADDRESS: Final = "admin@bench.example"


def client_name(place: int) -> str:
    """Return the name of a client."""
    return f"Клиент {place} Customer"
