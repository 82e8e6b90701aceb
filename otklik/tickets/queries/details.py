"""What a ticket's page asks for besides the conversation: read marks, kept texts, rounds."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from otklik.clock.facts import Round as ClockRound
from otklik.clock.snapshot import load_round
from otklik.tickets.access import Seen, Verb
from otklik.tickets.clockwork import clock_of
from otklik.tickets.models import (
    Attachment,
    DeletedText,
    Message,
    MessageVersion,
    ReadMark,
    RemovedFile,
    Round,
    TextVersion,
    Ticket,
)

TEXT_FIELDS: Final = frozenset({"title", "comment"})


def read_up_to(seen: Seen) -> int:
    """Return the newest event that the viewer has read; 0 before the first reading."""
    mark = ReadMark.objects.filter(ticket=seen.ticket, person=seen.viewer.person)
    return mark.values_list("seq", flat=True).first() or 0


def texts_of(seen: Seen, payloads: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return the texts that events of one ticket speak of, by the id in their payload (law 3).

    Args:
        seen: The ticket and its reader.
        payloads: Of events that the reader may know.
    """
    ids: set[int] = {
        value for payload in payloads for value in _texts_in(payload) if isinstance(value, int)
    }
    if not ids:
        return {}
    kept = TextVersion.objects.filter(ticket=seen.ticket, pk__in=ids)
    return dict(kept.values_list("pk", "text"))


def _texts_in(payload: Mapping[str, Any]) -> Iterable[object]:
    if payload.get("field") in TEXT_FIELDS:
        return (payload.get("old"), payload.get("new"))
    return (payload.get("text"),)


def deleted_text(seen: Seen, message: Message) -> str:
    """Return what a deleted message said, for whoever may put it back; else nothing."""
    if not (message.is_deleted and seen.rights.may(Verb.CORRECT)):
        return ""
    kept = DeletedText.objects.filter(message=message, message__ticket=seen.ticket)
    return kept.values_list("text", flat=True).first() or ""


def versions_of(seen: Seen, message: Message) -> list[MessageVersion]:
    """Return what a message was before it was edited, newest first, for whoever may edit it.

    Each has the names of its files of that time as `files`.
    """
    if not seen.rights.may(Verb.CORRECT):
        return []
    rows = message.versions.filter(message__ticket=seen.ticket).order_by("-pk")
    found = list(rows.select_related("author", "source", "edited_by"))
    if not found:
        return []
    names: dict[str, str] = {}
    for kind in (Attachment, RemovedFile):
        names |= dict(kind._default_manager.filter(message=message).values_list("key", "name"))
    for one in found:
        one.files = [names[key] for key in one.file_keys]  # type: ignore[attr-defined]  # told above
    return found


def present_round(seen: Seen) -> ClockRound | None:
    """Return the round that waits for an answer, else the last one that is over."""
    waiting = clock_of(seen.ticket).waiting
    if waiting is not None:
        return waiting
    last = Round.objects.filter(ticket=seen.ticket).order_by("-number").first()
    return load_round(last.story) if last else None


def round_numbered(ticket: Ticket, number: int) -> ClockRound | None:
    """Return a round of a ticket, whether it still waits or is over.

    Args:
        ticket: The ticket.
        number: 1 for its first round.
    """
    waiting = clock_of(ticket).waiting
    if waiting is not None and waiting.number == number:
        return waiting
    over = Round.objects.filter(ticket=ticket, number=number).first()
    return load_round(over.story) if over else None
