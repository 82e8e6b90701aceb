"""The rows of the queue: what each ticket says in one line (screen 01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from otklik.desk.pages.deadlines import badge
from otklik.desk.pages.people import answering, first_name, last_name
from otklik.people.models import Person
from otklik.people.viewer import Viewer
from otklik.tickets.access import Verb, rights
from otklik.tickets.queries.lists import Row, View
from otklik.tickets.words import Side
from otklik.ui.parts.deadlines import Deadline


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket as the queue shows it.

    Attributes:
        row: The ticket with lamp and marks.
        url: Where it is read; carries the view, so that its page knows its neighbours.
        excerpt: The last message, with who wrote it if that was not the client.
        answering: Which colleague writes an answer now, in words.
        faces: Responsible and co-executors.
        may_take: Nobody is responsible and the viewer may become so.
        deadline: The badge.
    """

    row: Row
    url: str
    excerpt: str
    answering: str
    faces: Sequence[Person]
    may_take: bool
    deadline: Deadline

    @property
    def surname(self) -> str:
        """What a lone assignee is called in the narrow column; empty for none and for several."""
        return last_name(self.faces[0]) if len(self.faces) == 1 else ""

    @property
    def is_overdue(self) -> bool:
        """Whether the whole row is tinted: the deadline has passed, recorded or not yet."""
        return self.deadline.state == "over"


def queue_rows(rows: Sequence[Row], viewer: Viewer, view: View) -> list[QueueRow]:
    """Return the rows of a list ready to be shown; two queries however many there are.

    Args:
        rows: What the list holds.
        viewer: Who looks, one of the staff.
        view: The view that is shown.
    """
    me = viewer.person.pk if viewer.person else 0
    busy = answering(rows, but=me)
    return [_shown(row, viewer, view, me, busy) for row in rows]


def _shown(row: Row, viewer: Viewer, view: View, me: int, busy: Mapping[int, str]) -> QueueRow:
    ticket = row.ticket
    helpers = [seat.person for seat in row.co_executors]
    return QueueRow(
        row=row,
        url=reverse("desk:ticket", args=[ticket.number], query={"view": view.value}),
        excerpt=_excerpt(row, me),
        # Towards his own ticket an agent stands as client: no presence (D-5, PRES-4).
        answering="" if row.as_client else busy.get(ticket.number, ""),
        faces=[ticket.responsible, *helpers] if ticket.responsible else helpers,
        may_take=ticket.responsible_id is None and rights(viewer, ticket).may(Verb.TAKE),
        deadline=badge(row),
    )


def _excerpt(row: Row, me: int) -> str:
    """Return the last visible message in one line, with who of the staff wrote it."""
    ticket = row.ticket
    author = ticket.last_author
    if author is None or not ticket.excerpt:
        return ticket.excerpt
    if author.pk == me:
        return _("You: %(text)s") % {"text": ticket.excerpt}
    if ticket.last_side == Side.STAFF:
        return f"{first_name(author)}: {ticket.excerpt}"
    return ticket.excerpt
