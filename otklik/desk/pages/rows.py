"""The rows of the queue: what each ticket says in one line (screen 01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from otklik.desk.pages.cells import Cell, cell
from otklik.desk.pages.columns import Columns
from otklik.desk.pages.deadlines import badge
from otklik.desk.pages.people import answering, first_name
from otklik.desk.queue_form import AskedList
from otklik.people.viewer import Viewer
from otklik.tickets.access import Verb, rights
from otklik.tickets.queries.rows import Row
from otklik.tickets.words import Side
from otklik.ui.parts.deadlines import Deadline


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket as the queue shows it.

    Attributes:
        row: The ticket with lamp and marks.
        url: Where it is read; carries the list, so that its page knows its neighbours.
        excerpt: The last message, with who wrote it if that was not the client.
        answering: Which colleague writes an answer now, in words.
        may_take: Nobody is responsible and the viewer may become so.
        deadline: The badge.
        cells: What the columns show, in their order.
    """

    row: Row
    url: str
    excerpt: str
    answering: str
    may_take: bool
    deadline: Deadline
    cells: Sequence[Cell]

    @property
    def is_overdue(self) -> bool:
        """Whether the whole row is tinted: the deadline has passed, recorded or not yet."""
        return self.deadline.state == "over"


def queue_rows(
    rows: Sequence[Row], viewer: Viewer, asked: AskedList, columns: Columns
) -> list[QueueRow]:
    """Return the rows of a list ready to be shown; two queries however many there are.

    Args:
        rows: What the list holds.
        viewer: Who looks, one of the staff.
        asked: The list that is shown.
        columns: What the viewer sees of it.
    """
    me = viewer.person.pk if viewer.person else 0
    busy = answering(rows, but=me)
    return [
        QueueRow(
            row=row,
            url=asked.url("desk:ticket", row.ticket.number),
            excerpt=_excerpt(row, me),
            answering=_busy(row, busy),
            may_take=_may_take(row, viewer),
            deadline=(deadline := badge(row)),
            cells=[cell(column, row, deadline) for column in columns.shown],
        )
        for row in rows
    ]


def _busy(row: Row, busy: Mapping[int, str]) -> str:
    # Towards his own ticket an agent stands as client: no presence (D-5, PRES-4).
    return "" if row.as_client else busy.get(row.ticket.number, "")


def _may_take(row: Row, viewer: Viewer) -> bool:
    ticket = row.ticket
    return ticket.responsible_id is None and rights(viewer, ticket).may(Verb.TAKE)


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
