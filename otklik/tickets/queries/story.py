"""The conversation of a ticket as one reader sees it (spec MSG-12…MSG-14, MSG-18, HIST)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet

from otklik.core.kept import attach, join
from otklik.people.models import Person
from otklik.tickets.access import Seen
from otklik.tickets.models import Attachment, Event, EventKind, Message
from otklik.tickets.queries.ratings import WITH_A_MESSAGE

FIRST_SHOWN: Final = 5
MORE_EACH_TIME: Final = 10
CLICKS_TO_ALL: Final = 4


@dataclass(frozen=True, slots=True)
class Item:
    """A message, or the events between two messages, in the order of the story.

    Attributes:
        seq: The number of the message's event, or of the first event of a fold; the public one
            for a client, who meets no gap where something is hidden.
        message: The message; nothing for a fold.
        events: The folded events; empty for a message.
    """

    seq: int
    message: Message | None = None
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a page shows of a conversation.

    Attributes:
        origin: The first message, always shown, unless only later items were asked for.
        items: The latest messages with the events between them.
        earlier: How many messages between origin and items are not shown.
        first_number: The number of the first message among the items; 0 if there is none.
        last_seq: The newest event that the reader may know, for the next question.
    """

    origin: Message | None
    items: Sequence[Item]
    earlier: int
    first_number: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class _Scale:
    """By which columns a reader counts: clients meet no gap where something is hidden (law 3)."""

    number: str
    seq: str

    def number_of(self, message: Message) -> int:
        value: int = getattr(message, self.number)
        return value

    def seq_of(self, one: Message | Event) -> int:
        value: int = getattr(one, self.seq)
        return value


_STAFF: Final = _Scale("number", "seq")
_CLIENT: Final = _Scale("public_number", "public_seq")


def _scale(seen: Seen) -> _Scale:
    return _STAFF if seen.stance.sees_hidden else _CLIENT


def conversation(seen: Seen, *, down_to: int = 0) -> Conversation:
    """Return the origin and the latest messages (spec MSG-14); five queries at most.

    Args:
        seen: The ticket and its reader.
        down_to: The number of a message's event, as the reader counts, to which somebody was led:
            it is shown even if it is older than the latest ones.
    """
    scale = _scale(seen)
    size = max(FIRST_SHOWN, _count_down_to(seen, down_to, scale) if down_to else 0)
    latest = _read(_messages(seen).order_by("-number")[: size + 1])[::-1]
    origin = latest[0] if latest and latest[0].number == 1 else _origin(seen)
    shown = [one for one in latest if one.number != 1][-size:]
    left = _left_before(seen, shown) if len(latest) > size else 0
    events = _events(seen)
    if left:
        events = events.filter(seq__gt=shown[0].seq)
    first = scale.number_of(shown[0]) if shown else 0
    return Conversation(origin, _items(shown, events, scale), left, first, last_seq(seen))


def _count_down_to(seen: Seen, down_to: int, scale: _Scale) -> int:
    """Return how many messages but the origin stand from `down_to` to the end."""
    known = seen.messages()
    there = known.filter(**{f"{scale.seq}__gte": down_to}).values("number")[:1]
    return known.filter(number__gt=1, number__gte=there).count()


def earlier(seen: Seen, *, before: int, click: int) -> Conversation:
    """Return more of what stands before the messages shown (spec MSG-14, D-18).

    Args:
        seen: The ticket and its reader.
        before: The number of the first message that is shown already.
        click: Which click this is, from 1; the fourth brings all that remain.
    """
    scale = _scale(seen)
    known = seen.messages().filter(**{scale.number: before}).first()
    if known is None:
        return Conversation(None, [], 0, 0, last_seq(seen))
    remaining = _messages(seen).filter(number__gt=1, number__lt=known.number).order_by("-number")
    size = None if click >= CLICKS_TO_ALL else MORE_EACH_TIME
    shown = _read(remaining[:size])[::-1]
    left = _left_before(seen, shown)
    events = _events(seen).filter(seq__lt=known.seq)
    if left:
        events = events.filter(seq__gt=shown[0].seq)
    first = scale.number_of(shown[0]) if shown else 0
    return Conversation(None, _items(shown, events, scale), left, first, last_seq(seen))


def newer(seen: Seen, *, after: int) -> Conversation:
    """Return what happened after an event, for an open page (spec MSG-18): nothing twice.

    Args:
        seen: The ticket and its reader.
        after: The `last_seq` of the page.
    """
    scale = _scale(seen)
    beyond = {f"{scale.seq}__gt": after}
    shown = _read(_messages(seen).filter(**beyond).order_by("number"))
    items = _items(shown, _events(seen).filter(**beyond), scale)
    first = scale.number_of(shown[0]) if shown else 0
    return Conversation(None, items, 0, first, last_seq(seen))


CORRECTIONS: Final = frozenset(
    {
        EventKind.MESSAGE_DELETED,
        EventKind.MESSAGE_RESTORED,
        EventKind.MESSAGE_EDITED,
        EventKind.MESSAGE_COUNTS,
    }
)
"""What changes a card that an open page shows already."""


def corrected(seen: Seen, happened: Conversation) -> list[Item]:
    """Return the messages that were corrected since; one question more if there are any.

    Args:
        seen: The ticket and its reader.
        happened: What came after the number that the page knows.
    """
    ids = {event.payload["message"] for event in _told(happened) if event.kind in CORRECTIONS}
    ids -= {item.message.pk for item in happened.items if item.message}
    if not ids:
        return []
    scale = _scale(seen)
    found = _read(_messages(seen).filter(pk__in=ids))
    return [Item(scale.seq_of(message), message=message) for message in found]


def withdrawn(seen: Seen, happened: Conversation) -> list[int]:
    """Return where a client's open page shows messages that have been hidden from him since.

    Args:
        seen: The ticket and its reader; staff go on seeing such a message.
        happened: What came after the number that the page knows.
    """
    if seen.stance.sees_hidden:
        return []
    places = [event.payload.get("withdrawn") for event in _told(happened)]
    return [place for place in places if place]


def _told(happened: Conversation) -> list[Event]:
    return [event for item in happened.items for event in item.events]


def last_seq(seen: Seen) -> int:
    """Return the newest event that the reader may know of, as the reader counts.

    It is the one that the ticket's row named when it was loaded. What others write while a page is
    being made is left to the next question, or it would be counted as shown and never be shown.
    """
    ticket = seen.ticket
    return ticket.last_seq if seen.stance.sees_hidden else ticket.last_public_seq


def history(seen: Seen) -> QuerySet[Event]:
    """Return everything that the reader may know, oldest first, with who did it (spec HIST-1)."""
    return seen.events().select_related("change__by", "message")


def _messages(seen: Seen) -> QuerySet[Message]:
    files = Prefetch("attachments", Attachment.objects.select_related("blob"))
    written = seen.messages().filter(seq__lte=seen.ticket.last_seq).prefetch_related(files)
    return written.select_related(*WITH_A_MESSAGE)


def _read(messages: QuerySet[Message]) -> list[Message]:
    """Return messages with their people and sources; joining them would cost more to plan."""
    found = list(messages)
    join(found, ("author", "creator"), Person.objects.select_related("organization"))
    attach(found, ("source",))
    return found


def _events(seen: Seen) -> QuerySet[Event]:
    without = (EventKind.MESSAGE, EventKind.OPENED)
    known = seen.events().filter(seq__lte=seen.ticket.last_seq).exclude(kind__in=without)
    return known.select_related("change__by")


def _origin(seen: Seen) -> Message | None:
    return next(iter(_read(_messages(seen).filter(number=1))), None)


def _left_before(seen: Seen, shown: Sequence[Message]) -> int:
    """Return how many messages stand between the origin and those shown."""
    if not shown:
        return 0
    return seen.messages().filter(number__gt=1, number__lt=shown[0].number).count()


def _items(messages: Sequence[Message], events: QuerySet[Event], scale: _Scale) -> list[Item]:
    """Put messages and folded events into one order."""
    both: list[Message | Event] = [*messages, *events]
    mixed = sorted(both, key=lambda one: one.seq)
    items: list[Item] = []
    fold: list[Event] = []
    for one in mixed:
        if isinstance(one, Event):
            fold.append(one)
            continue
        if fold:
            items.append(Item(scale.seq_of(fold[0]), events=tuple(fold)))
            fold = []
        items.append(Item(scale.seq_of(one), message=one))
    if fold:
        items.append(Item(scale.seq_of(fold[0]), events=tuple(fold)))
    return items
