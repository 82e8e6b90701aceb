"""Canned answers as an agent finds them at a ticket: filled in, with what was filled in marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override

from otklik.directory.models import CannedAnswer
from otklik.directory.queries import active, canned_text
from otklik.directory.variables import Variable, fill, pieces
from otklik.tickets.access import Seen
from otklik.tickets.letters.reader import language_for
from otklik.ui.parts.words import ticket_number


@dataclass(frozen=True, slots=True)
class Canned:
    """A canned answer, ready for this ticket.

    Attributes:
        name: What staff call it.
        folder: Where it lies; may be empty.
        text: What goes into the composer.
        preview: The same as markup, with the values of variables marked.
    """

    name: str
    folder: str
    text: str
    preview: SafeString


def canned_answers(seen: Seen) -> Sequence[Canned]:
    """Return the answers of the ticket's site in the client's language; two queries at most.

    Args:
        seen: The ticket, and the agent in whose name the answers speak.
    """
    ticket = seen.ticket
    rows = list(active(CannedAnswer, ticket.site).order_by("folder", "sort", "pk"))
    names = [str(row) for row in rows]
    with override(language_for(ticket.author, ticket)):
        values = _values(seen)
        texts = [canned_text(row) for row in rows]
        return [
            Canned(name, row.folder, fill(text, values), _preview(text, values))
            for row, name, text in zip(rows, names, texts, strict=True)
        ]


def _values(seen: Seen) -> Mapping[Variable, str]:
    """Return what variables stand for; people are greeted by the first word of their name."""
    ticket, agent = seen.ticket, seen.viewer.person
    return {
        Variable.CLIENT_NAME: ticket.author.shown_name.partition(" ")[0],
        Variable.TICKET_NUMBER: ticket_number(ticket.number),
        Variable.TICKET_TITLE: ticket.title,
        Variable.AGENT_NAME: agent.shown_name if agent else "",
        Variable.SITE_NAME: str(ticket.site),
    }


def _preview(text: str, values: Mapping[Variable, str]) -> SafeString:
    parts = (
        (format_html("<mark>{}</mark>", values[one]) if isinstance(one, Variable) else one,)
        for one in pieces(text)
    )
    return format_html_join("", "{}", parts)
