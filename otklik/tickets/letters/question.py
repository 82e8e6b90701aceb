"""The question after a ticket was closed: did the answer help (spec NTF-9)?"""

from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from otklik.clock.offer import rows_for
from otklik.directory.models import Rating
from otklik.mail.layout import Link, Question
from otklik.notices.matrix import Role
from otklik.tickets.access import Stance
from otklik.tickets.audience import Recipient
from otklik.tickets.letters.reader import Reader
from otklik.tickets.models import EventKind, Message, Side, Ticket

_ASKED: Final = frozenset({Role.AUTHOR, Role.AUTHORS_WATCHER})


def question(recipient: Recipient, ticket: Ticket, reader: Reader) -> Question | None:
    """Return the question about the last answer, for clients who can open the ticket.

    A link only opens the page with this rating selected: mail scanners follow links.

    Args:
        recipient: Who reads the letter.
        ticket: What it is about.
        reader: How it is written for him.
    """
    closed = any(event.kind == EventKind.CLOSED for event in recipient.events)
    is_asked = recipient.role in _ASKED and recipient.reads_as is Stance.CLIENT
    if not (closed and is_asked and reader.ticket_url):
        return None
    said = Message.objects.filter(ticket=ticket, is_hidden=False, deleted_at=None)
    answers = said.filter(side=Side.STAFF)
    answer = answers.exclude(author=recipient.person).order_by("number").last()
    if answer is None or hasattr(answer, "rated"):
        return None
    return Question(
        words=_("Did the answer help?"),
        answers=[
            Link(words=str(row), url=_url(reader, answer, row))
            for row in rows_for(Rating, site=ticket.site, level=ticket.level)
        ],
        hint=_("The link opens the ticket; there you can add a few words and send the rating."),
    )


def _url(reader: Reader, answer: Message, row: Rating) -> str:
    query = urlencode({"answer": answer.public_number, "rate": row.pk})
    return f"{reader.ticket_url}?{query}#rate"
