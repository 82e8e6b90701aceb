"""What each column of the queue shows of a ticket (spec LIST-1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from otklik.desk.pages.columns import css_of
from otklik.desk.pages.people import last_name
from otklik.people.models import Person
from otklik.tickets.queries.orders import SortBy
from otklik.tickets.queries.rows import Row
from otklik.ui.parts.deadlines import Deadline, sla
from otklik.ui.parts.icons import icon
from otklik.ui.parts.marks import avatar, avatars, badge, level
from otklik.ui.parts.words import when

NEVER: Final = "–"
"""Stands for a moment that does not come (spec CLS-3)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the cells of one line show besides the ticket.

    Attributes:
        row: The ticket with lamp and marks.
        url: Where it is read; carries the list, so that its page knows its neighbours.
        excerpt: The last message, with who wrote it if that was not the client.
        answering: Which colleague writes an answer now, in words.
        deadline: The badge.
        take_url: Where the viewer takes the ticket; empty if it is not free, or not for the viewer.
        token: What a form has to send along against forged requests.
    """

    row: Row
    url: str
    excerpt: str
    answering: str
    deadline: Deadline
    take_url: str
    token: str


def cells(columns: Sequence[SortBy], line: Line) -> SafeString:
    """Return the cells of a line.

    They are put together here, not by a template: a list has some five hundred of them.
    Of the own ticket an agent is shown what its author may know (spec D-5).

    Args:
        columns: The columns in their order.
        line: The ticket.
    """
    return SafeString("".join([_cell(css_of(one), _SHOWN[one](line)) for one in columns]))


def _cell(css: str, content: SafeString | str) -> str:
    return f'<td role="cell" class="{css}">{conditional_escape(content)}</td>'


def _subject(line: Line) -> SafeString:
    said = escape(line.excerpt)
    if line.answering:
        said = SafeString(f"{_busy(line.answering)} · {said}")
    return SafeString(
        f'<span class="two-line"><a class="subject" href="{escape(line.url)}">'
        f"{escape(line.row.ticket.title)}</a><span>{said}</span></span>"
    )


def _busy(words: str) -> SafeString:
    return format_html(
        '<span class="presence">{}<span class="answering">{}</span></span>',
        _DOTS,
        words,
    )


_DOTS: Final = SafeString('<span class="typing" aria-hidden="true"><i></i><i></i><i></i></span>')


def _assignee(line: Line) -> SafeString | str:
    if not line.take_url:
        return _team(line.row)
    url = escape(line.take_url)
    return SafeString(
        f'<form method="post" action="{url}" hx-post="{url}" hx-swap="none">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(line.token)}">'
        '<input type="hidden" name="next" value="queue">'
        '<button class="btn" data-variant="quiet" data-size="sm" type="submit">'
        f"{icon('user-plus', 'sm')}{escape(_('Take it'))}</button></form>"
    )


def _client(row: Row) -> SafeString:
    author = row.ticket.author
    company = author.organization
    return _two_lines(author.shown_name, str(company) if company else "")


@lru_cache(maxsize=4096)
def _two_lines(name: str, company: str) -> SafeString:
    return format_html(
        '<span class="two-line"><span>{}</span>{}</span>',
        name,
        format_html("<span>{}</span>", company) if company else "",
    )


def _text(value: object) -> SafeString | str:
    return _truncated(str(value)) if value else ""


@lru_cache(maxsize=1024)
def _truncated(text: str) -> SafeString:
    return format_html('<span class="truncate" title="{}">{}</span>', text, text)


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
    return _face(avatar(faces[0]), last_name(faces[0]))


@lru_cache(maxsize=1024)
def _face(picture: SafeString, name: str) -> SafeString:
    return format_html(
        '<span class="person">{}<span class="truncate">{}</span></span>', picture, name
    )


def _moment(moment: datetime | None) -> SafeString | str:
    return when(moment, "short") if moment else ""


def _changed(row: Row) -> SafeString | str:
    ticket = row.ticket
    return _moment(ticket.public_modified_at if row.as_client else ticket.modified_at)


def _of_row(show: Callable[[Row], SafeString | str]) -> Callable[[Line], SafeString | str]:
    return lambda line: show(line.row)


def _for_staff(show: Callable[[Row], SafeString | str]) -> Callable[[Line], SafeString | str]:
    return lambda line: "" if line.row.as_client else show(line.row)


_SHOWN: Final[Mapping[SortBy, Callable[[Line], SafeString | str]]] = {
    SortBy.TITLE: _subject,
    SortBy.RESPONSIBLE: _assignee,
    SortBy.DUE: lambda line: sla(line.deadline),
    SortBy.NUMBER: _of_row(lambda row: str(row.ticket.number)),
    SortBy.CLIENT: _of_row(_client),
    SortBy.CATEGORY: _of_row(lambda row: _text(row.ticket.category)),
    SortBy.PRIORITY: _of_row(_priority),
    SortBy.STATUS: _of_row(_status),
    SortBy.CHANGED: _of_row(_changed),
    SortBy.LEVEL: _of_row(lambda row: _text(row.ticket.level)),
    SortBy.COUPON: _of_row(lambda row: _text(row.ticket.coupon_code)),
    SortBy.SITE: _of_row(lambda row: _text(row.ticket.site)),
    SortBy.RATING: _of_row(lambda row: _text(row.ticket.rating)),
    SortBy.CREATED: _of_row(lambda row: _moment(row.ticket.created_at)),
    SortBy.CLOSED: _of_row(lambda row: _moment(row.ticket.closed_at)),
    SortBy.LAST_MESSAGE: _of_row(lambda row: _moment(row.ticket.last_message_at)),
    SortBy.MESSAGES: _of_row(lambda row: str(row.ticket.message_count)),
    SortBy.SOURCE: _for_staff(lambda row: _text(row.ticket.source or _("site"))),
    SortBy.OVERDUES: _for_staff(lambda row: str(row.ticket.overdue_count or "")),
    SortBy.AUTO_CLOSE: _for_staff(lambda row: _moment(row.ticket.auto_close_at) or NEVER),
    SortBy.DIFFICULTY: _for_staff(lambda row: _text(row.ticket.difficulty)),
}
