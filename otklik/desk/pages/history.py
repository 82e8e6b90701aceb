"""The whole history of a ticket: one line per change, with everything that it brought (D-6)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from otklik.desk.pages.happened import teller
from otklik.tickets.access import Seen
from otklik.tickets.queries import story
from otklik.tickets.words import ActorKind, Audience, EventKind, Via
from otklik.ui.parts.marks import Face, Stranger


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that one submit saved together.

    Attributes:
        who: Who did it: a person, a rule, the system.
        at: When it was true.
        recorded_at: When it was written, if that was noticeably later (spec D-7).
        via: Through what.
        is_hidden: The author of the ticket does not know of it.
        events: What happened, in words; with the number of a message to go to, if it is one.
    """

    who: Face
    at: datetime
    recorded_at: datetime | None
    via: str
    is_hidden: bool
    events: Sequence[tuple[str, int | None]]


def history(seen: Seen) -> list[Line]:
    """Return the history, the newest change first; three queries.

    Args:
        seen: The ticket and its reader.
    """
    events = list(story.history(seen))
    words = teller(seen, events)
    lines = []
    for _change, group in itertools.groupby(events, key=lambda event: event.change_id):
        part = list(group)
        change = part[0].change
        late = (change.recorded_at - change.at).total_seconds() >= 60
        lines.append(
            Line(
                who=change.by or _impersonal(change.actor),
                at=change.at,
                recorded_at=change.recorded_at if late else None,
                via=_through(Via(change.via)),
                is_hidden=all(event.audience == Audience.STAFF for event in part),
                events=[
                    (words.line(event), event.seq if event.kind == EventKind.MESSAGE else None)
                    for event in part
                ],
            )
        )
    return lines[::-1]


def _through(via: Via) -> str:
    return _("automatically") if via is Via.CLOCK else str(via.label)


def _impersonal(actor: str) -> Face:
    return Stranger(_("Rule") if actor == ActorKind.RULE else _("System"))
