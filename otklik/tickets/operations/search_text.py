"""Keeping what tickets are found by, in the transaction of the change (spec SRCH-1, SRCH-2).

A message is added to its ticket's words when it is written. Whatever takes something away or
changes it (a title, a comment, an author; hiding, erasing) writes the ticket's words anew. How a
text is cut into words is said in `otklik.core.search`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Case, Expression, F, Func, IntegerField, Prefetch, When
from django.db.models.lookups import GreaterThan

from otklik.core.search import document
from otklik.tickets.models import Attachment, Message, SearchText, Ticket
from otklik.tickets.models.search import shelf_of

LONGEST_TEXT: Final = 10_000
"""How many characters of a message are indexed."""
LONGEST_DOCUMENT: Final = 50_000
"""How many characters are added at once: whatever they are, they fit into a `tsvector`."""
FULL: Final = 400_000
"""At how many bytes a ticket's words take no more. PostgreSQL refuses a `tsvector` of 1 MB, and a
message must never fail because of it."""
BATCH: Final = 50


@dataclass(frozen=True, slots=True)
class _Said:
    """What one message adds: its text and the names of its files."""

    texts: Sequence[str]
    is_hidden: bool


def index_message(message: Message, files: Sequence[Attachment], *, opens: bool = False) -> None:
    """Add a new message to its ticket's words, a hidden one to staff's only.

    Args:
        message: The message, just written under the ticket's lock.
        files: Its files.
        opens: It is the first message of a new ticket, whose own words are added as well.
    """
    said = _said(message, files)
    if opens:
        _write({message.ticket: [said]})
        return
    added = document(*said.texts)
    names = ["staff"] if said.is_hidden else ["public", "staff"]
    known = SearchText.objects.filter(ticket=message.ticket_id)
    if not known.update(**{name: _joined(name, added) for name in names}):
        index_ticket(message.ticket)


def index_ticket(ticket: Ticket) -> None:
    """Write a ticket's words anew from its rows.

    Args:
        ticket: The ticket, locked; its own columns need not be stored yet.
    """
    _write({ticket: _story_of([ticket])[ticket.pk]})


def index_batch(after: int) -> int | None:
    """Write anew the words of the next tickets in the order of their numbers.

    Args:
        after: The number after which to begin; 0 for the first batch.

    Returns:
        The last number that was done; nothing when there are no more.
    """
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(of=("self",)).filter(pk__gt=after)
        tickets = list(rows.select_related("author__organization").order_by("pk")[:BATCH])
        story = _story_of(tickets)
        _write({ticket: story[ticket.pk] for ticket in tickets})
    return tickets[-1].pk if tickets else None


def _story_of(tickets: Sequence[Ticket]) -> dict[int, list[_Said]]:
    files = Prefetch("attachments", Attachment.objects.only("name", "message"))
    written = Message.objects.filter(ticket__in=tickets, deleted_at=None)
    messages = written.only("ticket", "text", "is_hidden")
    story: dict[int, list[_Said]] = {ticket.pk: [] for ticket in tickets}
    for message in messages.order_by("ticket", "number").prefetch_related(files):
        story[message.ticket_id].append(_said(message, message.attachments.all()))
    return story


def _said(message: Message, files: Iterable[Attachment]) -> _Said:
    texts = [message.text[:LONGEST_TEXT], *(file.name for file in files)]
    return _Said(texts, message.is_hidden)


def _write(stories: Mapping[Ticket, Sequence[_Said]]) -> None:
    """Write the words of tickets anew: one statement, and one more for each portion too many."""
    rows, later = [], []
    for ticket, story in stories.items():
        shown, hidden = _head(ticket)
        for said in story:
            (hidden if said.is_hidden else shown).extend(said.texts)
        public, staff = _portions(shown), _portions([*shown, *hidden])
        rows.append(
            SearchText(
                ticket=ticket,
                public=document(*public[0]),
                staff=document(*staff[0], shelf=shelf_of(ticket.pk)),
            )
        )
        later += [(ticket, "public", one) for one in public[1:]]
        later += [(ticket, "staff", one) for one in staff[1:]]
    SearchText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["ticket"], update_fields=["public", "staff"]
    )
    for ticket, name, portion in later:
        added = _joined(name, document(*portion))
        SearchText.objects.filter(ticket=ticket).update(**{name: added})


def _head(ticket: Ticket) -> tuple[list[str], list[str]]:
    """Return what a ticket's row says: what its client reads, and what only staff do."""
    author = ticket.author
    company = author.organization.name if author.organization else ""
    return [ticket.title, author.name, company], [
        author.email,
        author.phone,
        ticket.author_text,
        ticket.comment,
    ]


def _portions(texts: Sequence[str]) -> list[list[str]]:
    """Return the texts in portions that fit into a document; at least one, perhaps empty."""
    portions: list[list[str]] = [[]]
    size = 0
    for text in texts:
        if size + len(text) > LONGEST_DOCUMENT:
            portions.append([])
            size = 0
        portions[-1].append(text)
        size += len(text)
    return portions


def _joined(name: str, added: Expression) -> Case:
    """Return a column with words added, or as it is when it is full."""
    size = Func(
        Func(F(name), function="tsvectorsend"), function="octet_length", output_field=IntegerField()
    )
    both = Func(F(name), added, template="%(expressions)s", arg_joiner=" || ")
    both.output_field = SearchVectorField()
    return Case(When(GreaterThan(size, FULL), then=F(name)), default=both)
