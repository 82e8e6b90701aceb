"""The rows of the queue: what each ticket says in one line (screen 01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from otklik.desk.pages.cells import Line, cells
from otklik.desk.pages.columns import Columns
from otklik.desk.pages.deadlines import badge
from otklik.desk.pages.people import answering, first_name
from otklik.desk.queue_form import AskedList
from otklik.people.viewer import Viewer
from otklik.tickets.access import Verb, rights
from otklik.tickets.queries.rows import Row
from otklik.tickets.words import Side
from otklik.ui.parts.deadlines import Deadline
from otklik.ui.parts.marks import lamp


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket as the queue shows it.

    Attributes:
        row: The ticket with lamp and marks.
        number: Its number as markup needs it, without spaces between thousands.
        lamp: The lamp.
        deadline: The badge.
        cells: What the columns show, in their order.
    """

    row: Row
    number: str
    lamp: SafeString
    deadline: Deadline
    cells: SafeString

    @property
    def is_overdue(self) -> bool:
        """Whether the whole row is tinted: the deadline has passed, recorded or not yet."""
        return self.deadline.state == "over"

    @property
    def choose(self) -> str:
        """What the box before it is called."""
        return _("Choose № %(number)s") % {"number": self.number}


def queue_rows(
    rows: Sequence[Row], viewer: Viewer, asked: AskedList, columns: Columns, *, token: str
) -> list[QueueRow]:
    """Return the rows of a list ready to be shown; two queries however many there are.

    Args:
        rows: What the list holds.
        viewer: Who looks, one of the staff.
        asked: The list that is shown.
        columns: What the viewer sees of it.
        token: What a form has to send along against forged requests.
    """
    me = viewer.person.pk if viewer.person else 0
    busy = answering(rows, but=me)
    url_of, take_url_of = asked.urls("desk:ticket"), AskedList.of(QueryDict()).urls("desk:take")
    shown = []
    for row in rows:
        number, deadline = row.ticket.number, badge(row)
        line = Line(
            row=row,
            url=url_of(number),
            excerpt=_excerpt(row, me),
            answering=_busy(row, busy),
            deadline=deadline,
            take_url=take_url_of(number) if _may_take(row, viewer) else "",
            token=token,
        )
        sign = lamp(row.lamp.value, fresh=row.is_unread)
        shown.append(QueueRow(row, str(number), sign, deadline, cells(columns.shown, line)))
    return shown


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
