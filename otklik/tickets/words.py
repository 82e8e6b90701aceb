"""The story's words for the doors, which never touch its tables."""

from otklik.tickets.models import ActorKind, Audience, EventKind, QueueRank, SeatKind, Side, Via

__all__ = ["ActorKind", "Audience", "EventKind", "QueueRank", "SeatKind", "Side", "Via"]
