"""How far somebody has read, and what somebody has not sent yet (spec MSG-17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from otklik.core.text import storable
from otklik.core.time import now
from otklik.files.uploads import possible_keys
from otklik.people.viewer import Viewer
from otklik.tickets.access import Seen, Stance
from otklik.tickets.models import Draft, ReadMark
from otklik.tickets.operations.bell import read_of_ticket

LONGEST_DRAFT = 1_000_000


def mark_read(*, seen: Seen, seq: int) -> None:
    """Remember that the viewer has read a ticket up to an event; never goes back.

    What rang about it is read by that too.

    Args:
        seen: The ticket and who reads it.
        seq: The newest event on the page.
    """
    if seen.viewer.person is None:
        return
    seq = min(seq, seen.ticket.last_seq)
    _mark, made = ReadMark.objects.get_or_create(
        ticket=seen.ticket, person=seen.viewer.person, defaults={"seq": seq}
    )
    if not made:
        ReadMark.objects.filter(ticket=seen.ticket, person=seen.viewer.person, seq__lt=seq).update(
            seq=seq, at=now()
        )
    read_of_ticket(seen=seen, seq=seq)


@dataclass(frozen=True, slots=True)
class DraftText:
    """What a draft holds.

    Attributes:
        text: The unsent text.
        html: The same with its formatting; "" for plain text.
        mode: Reply or note.
        title: The title of a ticket not opened yet.
        uploads: The keys of the files that wait with it.
        seen_seq: The newest event that the person had seen when the draft was begun.
        choices: What was chosen in lists for a ticket not opened yet: ids by the names of fields.
    """

    text: str
    html: str = ""
    mode: str = "reply"
    title: str = ""
    uploads: Sequence[str] = ()
    seen_seq: int = 0
    choices: Mapping[str, int] = field(default_factory=dict)


def save_draft(*, viewer: Viewer, seen: Seen | None, draft: DraftText) -> None:
    """Keep an unsent text on the server; an empty one is thrown away.

    Args:
        viewer: Whose draft it is.
        seen: The ticket, or nothing for a ticket not opened yet.
        draft: What to keep; a note is kept as a note only for staff.
    """
    if viewer.person is None:
        return
    ticket = seen.ticket if seen else None
    if not (draft.text.strip() or draft.title.strip() or draft.uploads):
        drop_draft(viewer=viewer, seen=seen)
        return
    notes = seen is not None and seen.stance is Stance.STAFF
    Draft.objects.update_or_create(
        person=viewer.person,
        ticket=ticket,
        defaults={
            "mode": draft.mode if notes else "reply",
            "text": storable(draft.text)[:LONGEST_DRAFT],
            "html": storable(draft.html) if len(draft.html) <= LONGEST_DRAFT else "",
            "title": storable(draft.title)[:255],
            "uploads": possible_keys(draft.uploads)[:100],
            "choices": dict(draft.choices),
            "seen_seq": min(draft.seen_seq, ticket.last_seq) if ticket else 0,
            "updated_at": now(),
        },
    )


def draft_of(*, viewer: Viewer, seen: Seen | None) -> Draft | None:
    """Return the viewer's unsent text in a ticket, or in the ticket not opened yet."""
    ticket = seen.ticket if seen else None
    return Draft.objects.filter(person=viewer.person, ticket=ticket).first()


def drop_draft(*, viewer: Viewer, seen: Seen | None) -> None:
    """Throw the viewer's unsent text away: it was sent, or emptied."""
    ticket = seen.ticket if seen else None
    Draft.objects.filter(person=viewer.person, ticket=ticket).delete()
