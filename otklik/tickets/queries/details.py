"""What a ticket's page asks for besides the conversation: read marks, kept texts, rounds."""

from collections.abc import Iterable

from otklik.clock.facts import Round as ClockRound
from otklik.clock.snapshot import load_round
from otklik.tickets.access import Seen
from otklik.tickets.clockwork import clock_of
from otklik.tickets.models import Event, ReadMark, Round, TextVersion


def read_up_to(seen: Seen) -> int:
    """Return the newest event that the viewer has read in the ticket; 0 before the first reading."""
    mark = ReadMark.objects.filter(ticket=seen.ticket, person=seen.viewer.person)
    return mark.values_list("seq", flat=True).first() or 0


def texts_of(seen: Seen, events: Iterable[Event]) -> dict[int, str]:
    """Return the texts that events of one ticket speak of, by the id in their payload (law 3).

    Args:
        seen: The ticket and its reader.
        events: Events that the reader may know.
    """
    ids = {
        value
        for event in events
        if event.payload.get("field") in {"title", "comment"}
        for value in (event.payload.get("old"), event.payload.get("new"))
    }
    if not ids:
        return {}
    kept = TextVersion.objects.filter(ticket=seen.ticket, pk__in=ids)
    return dict(kept.values_list("pk", "text"))


def present_round(seen: Seen) -> ClockRound | None:
    """Return the round that waits for an answer, else the last one that is over."""
    waiting = clock_of(seen.ticket).waiting
    if waiting is not None:
        return waiting
    last = Round.objects.filter(ticket=seen.ticket).order_by("-number").first()
    return load_round(last.story) if last else None


def newest_message_seq(seen: Seen) -> int:
    """Return the number of the newest message that the reader may see; 0 if there is none."""
    return seen.messages().order_by("-seq").values_list("seq", flat=True).first() or 0
