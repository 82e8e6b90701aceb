"""The tables of the story."""

from otklik.tickets.models.desk import Draft, ReadMark, Seat, SeatKind
from otklik.tickets.models.forecast import Forecast
from otklik.tickets.models.message import (
    Attachment,
    DeletedText,
    Message,
    MessageVersion,
    RemovedFile,
    TextVersion,
)
from otklik.tickets.models.notice import Notice
from otklik.tickets.models.rating import MessageRating
from otklik.tickets.models.search import SearchText
from otklik.tickets.models.story import ActorKind, Audience, Change, Event, EventKind, Via
from otklik.tickets.models.ticket import FAR, QUEUE_ORDER, QueueRank, Round, Side, Ticket

__all__ = [
    "FAR",
    "QUEUE_ORDER",
    "ActorKind",
    "Attachment",
    "Audience",
    "Change",
    "DeletedText",
    "Draft",
    "Event",
    "EventKind",
    "Forecast",
    "Message",
    "MessageRating",
    "MessageVersion",
    "Notice",
    "QueueRank",
    "ReadMark",
    "RemovedFile",
    "Round",
    "SearchText",
    "Seat",
    "SeatKind",
    "Side",
    "TextVersion",
    "Ticket",
    "Via",
]
