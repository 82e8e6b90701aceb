"""What changed, and what a ticket is, as rows of a letter's table."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from otklik.core.text import localised
from otklik.core.time import now
from otklik.mail.layout import Fact
from otklik.people.models import Person
from otklik.tickets.access import Stance
from otklik.tickets.counted import result
from otklik.tickets.models import Event, EventKind, TextVersion, Ticket
from otklik.tickets.queries.details import round_numbered
from otklik.ui.parts.words import duration, moment_words, ticket_number

DEADLINES: Final = frozenset({EventKind.WARNED, EventKind.OVERDUE})
_TEXTS = frozenset({"title", "comment"})


def passport(ticket: Ticket, how: Stance) -> list[Fact]:
    """Return what a ticket is: for staff all that spec NTF-14 names, for clients NTF-10.

    Args:
        ticket: The ticket with its references.
        how: As whom the letter is read.
    """
    rows = [
        (_("Author"), ticket.author.shown_name if how.sees_hidden else ""),
        (_("Category"), _shown(ticket.category)),
        (_("Criticality"), _shown(ticket.priority)),
        (_("Status"), _shown(ticket.status)),
        (_("Support level"), str(ticket.level)),
        (_("Coupon"), ticket.coupon_code),
        (_("Assignee"), ticket.responsible.shown_name if ticket.responsible else _("nobody")),
    ]
    if ticket.continues_id:
        rows.append((_("Continues the ticket"), ticket_number(ticket.continues_id)))
    facts = [Fact(name=name, value=value) for name, value in rows if value]
    return [*facts, *deadline(ticket, how), *comment(ticket, how)]


def deadline(ticket: Ticket, how: Stance) -> list[Fact]:
    """Return for staff by when they have to answer; clients are told in a sentence."""
    if ticket.due_at is None or not how.sees_hidden:
        return []
    return [Fact(name=_("Answer by"), value=moment_words(ticket.due_at, "due"))]


def missed_or_near(ticket: Ticket, events: Iterable[Event]) -> list[Fact]:
    """Return of a deadline that is near or has passed: which it is, and how it stands (N9, N10).

    It speaks of the message that waited, whatever has happened to the ticket since.

    Args:
        ticket: The ticket.
        events: Of the change; at least one is a warning or a missed deadline.
    """
    number = next(event.payload["round"] for event in events if event.kind in DEADLINES)
    one = round_numbered(ticket, number)
    if one is None or one.due_at is None:
        return []
    at = now()
    if one.ended_at is not None:
        stands = Fact(name=_("What became of it"), value=result(one))
    elif one.overdue_at is not None:
        stands = Fact(name=_("Late by"), value=_working(one.overdue_minutes_at(at)))
    else:
        stands = Fact(name=_("Time left"), value=_working(one.left_minutes_at(at)))
    return [Fact(name=_("Answer by"), value=moment_words(one.due_at, "due")), stands]


def _working(minutes: int) -> str:
    return _("%(time)s of working time") % {"time": duration(minutes)}


def comment(ticket: Ticket, how: Stance) -> list[Fact]:
    """Return the staff's comment for staff (spec 5: it is appended to support's letters)."""
    if not (how.sees_hidden and ticket.comment):
        return []
    return [Fact(name=_("Comment"), value=ticket.comment)]


def changes(events: Iterable[Event]) -> list[Fact]:
    """Return what these events changed, one row each; messages are shown elsewhere."""
    return [fact for event in events if (fact := _change(event)) is not None]


def _change(event: Event) -> Fact | None:
    payload = event.payload
    match event.kind:
        case EventKind.FIELD | EventKind.LEVEL:
            name = payload["field"]
            return Fact(
                name=label(name),
                value=_value(name, payload["new"]) or "–",
                before=_value(name, payload["old"]),
            )
        case EventKind.RESPONSIBLE | EventKind.AUTHOR:
            name = _("Author") if event.kind == EventKind.AUTHOR else _("Assignee")
            old, new = _person(payload["old"]), _person(payload["new"])
            return Fact(name=name, value=new or _("nobody"), before=old)
        case EventKind.CO_EXECUTOR_ADDED | EventKind.CO_EXECUTOR_REMOVED:
            name = _person({"id": payload["person"]})
            gone = event.kind == EventKind.CO_EXECUTOR_REMOVED
            value, before = (_("nobody"), name) if gone else (name, "")
            return Fact(name=_("Co-executor"), value=value, before=before)
        case EventKind.HELD | EventKind.UNHELD | EventKind.CLOSED | EventKind.REOPENED:
            return Fact(name=_("State"), value=state(event))
        case EventKind.RATED:
            return _rated(payload)
        case _:
            return None


def _rated(payload: dict[str, Any]) -> Fact:
    """Return a rating with what the client added, and what it was before."""
    new = localised(payload["new"]["ru"], payload["new"]["en"])
    kept = TextVersion.objects.filter(pk=payload["text"]).first()
    old = payload["old"]
    return Fact(
        name=_("Rating of the answer"),
        value=_("%(rating)s, “%(text)s”") % {"rating": new, "text": kept.text} if kept else new,
        before=localised(old["ru"], old["en"]) if old and old != payload["new"] else "",
    )


def state(event: Event) -> str:
    """Return in words what a closing, reopening or holding made of the ticket."""
    match event.kind:
        case EventKind.CLOSED if event.payload.get("why"):
            return _("closed for want of an answer")
        case EventKind.CLOSED:
            return _("closed")
        case EventKind.REOPENED:
            return _("open again")
        case EventKind.HELD if event.payload["until"]:
            return _("on hold until %(day)s") % {"day": _day(event.payload["until"])}
        case EventKind.HELD:
            return _("on hold")
        case _:
            return _("no longer on hold")


def label(name: str) -> str:
    """Return what a property is called."""
    labels = {
        "category": _("Category"),
        "priority": _("Criticality"),
        "status": _("Status"),
        "difficulty": _("Difficulty"),
        "source": _("Source"),
        "level": _("Support level"),
        "title": _("Title"),
        "comment": _("Comment"),
        "planned_minutes": _("Planned effort, minutes"),
        "expected_on": _("Expected date"),
        "expected_shown": _("Expected date is shown to the client"),
        "auto_close_days": _("Days until it closes by itself"),
    }
    return labels.get(name, name)


def _value(name: str, kept: object) -> str:
    """Return the words of a value as an event keeps it: names of the day, texts by their row."""
    if kept is None or kept == "":
        return ""
    if isinstance(kept, dict):
        return localised(kept["ru"], kept["en"])
    if isinstance(kept, bool):
        return _("yes") if kept else _("no")
    if name in _TEXTS:
        return TextVersion.objects.get(pk=int(str(kept))).text
    return _day(str(kept)) if name == "expected_on" else str(kept)


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j E Y")


def _person(kept: dict[str, int] | None) -> str:
    return Person.objects.get(pk=kept["id"]).shown_name if kept else ""


def _shown(row: object) -> str:
    return str(row) if row else ""
