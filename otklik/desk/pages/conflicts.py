"""Somebody else was faster: what the property is now, and who changed it (law 9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from otklik.core.time import now
from otklik.desk.pages.labels import label, none, plain
from otklik.desk.pages.people import first_name
from otklik.tickets.access import Seen
from otklik.tickets.operations.set_fields import REFERENCES, Stale
from otklik.tickets.words import EventKind

_FIELD_KINDS: Final = (EventKind.FIELD, EventKind.LEVEL)
_KINDS: Final = {"author": EventKind.AUTHOR, "responsible": EventKind.RESPONSIBLE}


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a person is told who changed a value that was no longer there.

    Attributes:
        field: The property's name.
        label: What it is called.
        present: Its present value in words.
        who: Who changed it; empty if nobody is known.
        at: When.
    """

    field: str
    label: str
    present: str
    who: str
    at: datetime


def conflict(seen: Seen, stale: Stale) -> Conflict:
    """Return what happened to a property meanwhile; one query, two for people.

    Args:
        seen: The ticket as it is now, and its reader.
        stale: What the operation answered.
    """
    event = _last_change(seen, stale.field)
    by = event.change.by if event else None
    return Conflict(
        field=stale.field,
        label=label(stale.field),
        present=_present(seen, stale),
        who=first_name(by) if by else "",
        at=event.at if event else now(),
    )


def _present(seen: Seen, stale: Stale) -> str:
    if stale.field in REFERENCES:
        row = getattr(seen.ticket, stale.field)
        return str(row) if row else none()
    if stale.field == "author":
        return seen.ticket.author.shown_name
    if stale.field == "responsible":
        responsible = seen.ticket.responsible
        return responsible.shown_name if responsible else none()
    return plain(stale.field, stale.present)


def _last_change(seen: Seen, field: str) -> Any:
    """Return the event that gave the property its present value, with who caused it."""
    events = seen.events().select_related("change__by").order_by("-seq")
    if field in _KINDS:
        return events.filter(kind=_KINDS[field]).first()
    return events.filter(kind__in=_FIELD_KINDS, payload__field=field).first()
