"""What each column of the queue shows of a ticket (spec LIST-1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from otklik.desk.pages.columns import css_of
from otklik.desk.pages.people import last_name
from otklik.people.models import Person
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.queries.rows import Row
from otklik.ui.parts.deadlines import Deadline, sla
from otklik.ui.parts.marks import avatar, avatars, badge, level
from otklik.ui.parts.words import when


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the queue.

    Attributes:
        css: The class of its column.
        html: What it shows.
        is_subject: The link to the ticket stands here, which the row's template makes.
        is_assignee: Who is responsible stands here, or the button to take the ticket.
    """

    css: str
    html: SafeString | str
    is_subject: bool = False
    is_assignee: bool = False


def cell(column: SortBy, row: Row, deadline: Deadline) -> Cell:
    """Return what a column shows of a ticket.

    Of the own ticket an agent is shown what its author may know (spec D-5).

    Args:
        column: Which column.
        row: The ticket.
        deadline: Its badge.
    """
    return Cell(
        css=css_of(column),
        html=sla(deadline) if column is SortBy.DUE else _SHOWN[column](row),
        is_subject=column is SortBy.TITLE,
        is_assignee=column is SortBy.RESPONSIBLE,
    )


def _client(row: Row) -> SafeString:
    author = row.ticket.author
    company = author.organization
    return format_html(
        '<span class="two-line"><span>{}</span>{}</span>',
        author.shown_name,
        format_html("<span>{}</span>", company) if company else "",
    )


def _text(value: object) -> SafeString | str:
    return format_html('<span class="truncate" title="{}">{}</span>', value, value) if value else ""


def _priority(row: Row) -> SafeString | str:
    priority = row.ticket.priority
    return level(priority.bars, str(priority), bars_only=True) if priority else ""


def _status(row: Row) -> SafeString | str:
    return badge(_("On hold"), "hold") if row.ticket.is_held else _text(row.ticket.status)


def _team(row: Row) -> SafeString | str:
    ticket = row.ticket
    helpers = [seat.person for seat in row.co_executors]
    faces: list[Person] = [ticket.responsible, *helpers] if ticket.responsible else helpers
    if len(faces) != 1:
        return avatars(faces) if faces else ""
    return format_html(
        '<span class="person">{}<span class="truncate">{}</span></span>',
        avatar(faces[0]),
        last_name(faces[0]),
    )


def _moment(moment: datetime | None) -> SafeString | str:
    return when(moment, "short") if moment else ""


def _changed(row: Row) -> SafeString | str:
    ticket = row.ticket
    return _moment(ticket.public_modified_at if row.as_client else ticket.modified_at)


def _for_staff(show: Callable[[Row], SafeString | str]) -> Callable[[Row], SafeString | str]:
    return lambda row: "" if row.as_client else show(row)


_SHOWN: Final[Mapping[SortBy, Callable[[Row], SafeString | str]]] = {
    SortBy.NUMBER: lambda row: str(row.ticket.number),
    SortBy.TITLE: lambda row: row.ticket.title,
    SortBy.CLIENT: _client,
    SortBy.CATEGORY: lambda row: _text(row.ticket.category),
    SortBy.PRIORITY: _priority,
    SortBy.STATUS: _status,
    SortBy.RESPONSIBLE: _team,
    SortBy.CHANGED: _changed,
    SortBy.LEVEL: lambda row: _text(row.ticket.level),
    SortBy.SOURCE: _for_staff(lambda row: _text(row.ticket.source or _("site"))),
    SortBy.SITE: lambda row: _text(row.ticket.site),
    SortBy.RATING: lambda row: _text(row.ticket.rating),
    SortBy.CREATED: lambda row: _moment(row.ticket.created_at),
    SortBy.CLOSED: lambda row: _moment(row.ticket.closed_at),
    SortBy.LAST_MESSAGE: lambda row: _moment(row.ticket.last_message_at),
    SortBy.MESSAGES: lambda row: str(row.ticket.message_count),
    SortBy.OVERDUES: _for_staff(lambda row: str(row.ticket.overdue_count or "")),
    SortBy.DIFFICULTY: _for_staff(lambda row: _text(row.ticket.difficulty)),
    SortBy.AUTO_CLOSE: lambda row: _moment(row.ticket.auto_close_at),
}
