"""The sentences of a letter: its heading, why it came, what happens next."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.core.text import one_line
from otklik.notices.matrix import Occasion, Role
from otklik.people.models import Person
from otklik.people.zones import place_of
from otklik.tickets.audience import STATES, Recipient
from otklik.tickets.counted import outside_hours_of
from otklik.tickets.letters.facts import state
from otklik.tickets.models import Change, EventKind, Message, Side, Ticket
from otklik.ui.parts.words import moment_words, ticket_number

EXCERPT: Final = 140


def heading(recipient: Recipient, ticket: Ticket) -> str:
    """Return the letter's heading: the fact that matters most to this reader.

    Args:
        recipient: Who reads it.
        ticket: What it is about.
    """
    if is_new_responsible(recipient):
        return _("The ticket is now assigned to you")
    for occasion, words in _HEADINGS.items():
        if occasion in recipient.occasions:
            return words(recipient, ticket)
    if any(event.kind == EventKind.RATED for event in recipient.events):
        return _("An answer was rated")
    is_own = recipient.role is Role.AUTHOR
    return _("Changes in your ticket") if is_own else _("Changes in the ticket")


def about(ticket: Ticket) -> str:
    """Return «Обращение № 48227: заказы не попадают в 1С»."""
    number = ticket_number(ticket.number)
    return _("Ticket %(number)s: %(title)s") % {"number": number, "title": ticket.title}


def why(role: Role) -> str:
    """Return why the letter came to its reader."""
    reasons = {
        Role.AUTHOR: _("You got this letter because you are the author of the ticket."),
        Role.AUTHORS_WATCHER: _("You got this letter because you follow your group's tickets."),
        Role.RESPONSIBLE: _("You got this letter because the ticket is assigned to you."),
        Role.CO_EXECUTOR: _("You got this letter because you are a co-executor of the ticket."),
        Role.FORMER: _("You got this letter because the ticket was assigned to you."),
        Role.TEAM_WATCHER: _("You got this letter because you follow your team's tickets."),
        Role.SUBSTITUTE: _(
            "You got this letter because nobody is responsible for the ticket and you are an "
            "administrator."
        ),
        Role.ADMIN: _("You got this letter as an administrator's copy."),
    }
    return reasons[role]


def note(recipient: Recipient, ticket: Ticket) -> str:
    """Return what happens next, for clients; "" when there is nothing to say."""
    if recipient.reads_as.sees_hidden:
        return ""
    if Occasion.OPENED in recipient.occasions and ticket.due_at:
        due = _("We’ll reply by %(due)s.") % {"due": moment_words(ticket.due_at, "due")}
        return f"{due} {outside_hours_of(ticket)}".strip()
    if ticket.is_closed and Occasion.STATE in recipient.occasions:
        return _not_solved(ticket.site.reopen_days)
    return ""


def _not_solved(days: int | None) -> str:
    """Return what an answer to the letter about a closing does (spec CLS-6)."""
    if days is None:
        return _("If it is not solved, answer this letter: the ticket will open again.")
    return ngettext(
        "If it is not solved, answer this letter within %(days)s day: the ticket will open again. "
        "A later answer opens a new ticket.",
        "If it is not solved, answer this letter within %(days)s days: the ticket will open again. "
        "A later answer opens a new ticket.",
        days,
    ) % {"days": days}


def said_earlier(message: Message, reader: Person | None) -> str:
    """Return one line of history: «Вы, 18 ноября 2026, 18:30 (Москва): „Выключили…“».

    Args:
        message: A visible message.
        reader: Who reads the letter.
    """
    is_own = reader is not None and message.author_id == reader.pk
    return _("%(name)s, %(when)s: “%(words)s”") % {
        "name": _("You") if is_own else speaker(message),
        "when": _written(message.at),
        "words": one_line(message.text, EXCERPT) or _("files only"),
    }


def _written(at: datetime) -> str:
    """Return when something was written, for a letter that may be read years later."""
    local = timezone.localtime(at)
    zone = place_of(timezone.get_current_timezone_name())
    return f"{date_format(local, 'j E Y, H:i')} ({zone})"


def speaker(message: Message) -> str:
    """Return in whose name a message was written."""
    if message.author is not None:
        return message.author.shown_name
    return _("Support") if message.side == Side.STAFF else _("Client")


def is_new_responsible(recipient: Recipient) -> bool:
    """Tell whether this change gave an old ticket to the recipient (spec N6)."""
    return (
        recipient.role is Role.RESPONSIBLE
        and Occasion.OPENED not in recipient.occasions
        and any(event.kind == EventKind.RESPONSIBLE for event in recipient.events)
    )


def _opened(recipient: Recipient, ticket: Ticket) -> str:
    if recipient.role is Role.AUTHOR:
        return _("Your ticket has been received")
    return _("New ticket: %(name)s") % {"name": ticket.author.shown_name}


def _spoken(recipient: Recipient, _ticket: Ticket) -> str:
    message = next(event.message for event in recipient.events if event.message is not None)
    name = {"name": speaker(message)}
    if message.is_hidden:
        return _("Hidden note: %(name)s") % name
    if message.side == Side.STAFF:
        return _("Answer: %(name)s") % name
    if recipient.person is not None and message.author_id == recipient.person.pk:
        return _("Your message has been received")
    return _("New message: %(name)s") % name


def _passed(_recipient: Recipient, _ticket: Ticket) -> str:
    return _("The time to answer has passed")


def _near(_recipient: Recipient, ticket: Ticket) -> str:
    if ticket.due_at is None:
        return _("Time to answer")
    return _("Time to answer: by %(due)s") % {"due": moment_words(ticket.due_at, "due")}


def _state(recipient: Recipient, _ticket: Ticket) -> str:
    last = [event for event in recipient.events if event.kind in STATES][-1]
    return _("The ticket is %(state)s") % {"state": state(last)}


def _assigned(recipient: Recipient, ticket: Ticket) -> str:
    if not any(event.kind == EventKind.RESPONSIBLE for event in recipient.events):
        return _("The co-executors have changed")
    if ticket.responsible is None:
        return _("The ticket has no assignee now")
    return _("Assignee now: %(name)s") % {"name": ticket.responsible.shown_name}


def asks_words(change: Change) -> str:
    """Return who asks for access, as the heading of a letter and the title of a notice.

    Args:
        change: With which it was asked.
    """
    name = change.by.shown_name if change.by else ""
    return _("%(name)s asks for access") % {"name": name}


def _access(recipient: Recipient, _ticket: Ticket) -> str:
    asked = EventKind.ACCESS_ASKED
    return asks_words(next(one.change for one in recipient.events if one.kind == asked))


_HEADINGS: Final[Mapping[Occasion, Callable[[Recipient, Ticket], str]]] = {
    Occasion.OPENED: _opened,
    Occasion.STAFF_WROTE: _spoken,
    Occasion.CLIENT_WROTE: _spoken,
    Occasion.HIDDEN: _spoken,
    Occasion.DEADLINE_PASSED: _passed,
    Occasion.DEADLINE_NEAR: _near,
    Occasion.STATE: _state,
    Occasion.ASSIGNED: _assigned,
    Occasion.ACCESS: _access,
}
"""What the heading speaks of; the first occasion that happened counts."""
