"""Changing a ticket's properties (spec 1.2, HIST-3, law 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from otklik.clock.choice import By
from otklik.clock.facts import FactKind
from otklik.clock.models import Level
from otklik.clock.offer import levels_of, rows_for
from otklik.core.text import storable
from otklik.directory.models import Category, Difficulty, Entry, Priority, Source, Status
from otklik.tickets.clockwork import terms_for
from otklik.tickets.models import Audience, EventKind, TextVersion, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.close import close_under_lock
from otklik.tickets.operations.search_text import index_ticket
from otklik.tickets.operations.start import LIMITED, refusal
from otklik.tickets.operations.writing import Repeated, Writing, writing

REFERENCES: dict[str, type[Entry] | type[Level]] = {
    "category": Category,
    "priority": Priority,
    "status": Status,
    "difficulty": Difficulty,
    "source": Source,
    "level": Level,
}
TEXTS = {"title": 255, "comment": 255}
EXPECTATION = frozenset({"expected_on", "expected_shown"})
STAFF_ONLY = frozenset({"difficulty", "comment", "planned_minutes", "auto_close_days", "source"})

Value = int | str | bool | date | None


class Stale(Exception):  # noqa: N818 - the house's own word
    """The page showed another value than the ticket has now (law 9).

    Attributes:
        field: The property.
        present: Its present value: a row's id, a text, a number, a date.
    """

    def __init__(self, field: str, present: Value) -> None:
        super().__init__(field)
        self.field = field
        self.present = present


class FieldRefused(ValidationError):  # noqa: N818 - the house's own word
    """This property is not for this person to change (spec D-16)."""

    def __init__(self, field: str) -> None:
        super().__init__({field: _("You may not change this.")}, code="refused")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A wish to change one property.

    Attributes:
        name: The property.
        new: The wanted value: a row's id for dictionaries and levels, else text, number, date.
        shown: What the page showed before.
    """

    name: str
    new: Value
    shown: Value


def set_fields(
    *,
    ticket_id: int,
    submit: Submit,
    changes: Sequence[FieldChange],
) -> Ticket:
    """Change properties of a ticket; values that are already so are left alone.

    A status may close the ticket or pause its clock, if its row says so (spec D-1).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        changes: All of them or none are saved.

    Raises:
        Unseen: The ticket does not exist for this person.
        FieldRefused: The person may not change one of them.
        Stale: Somebody else changed one of them meanwhile.
        ValidationError: A value is impossible.
    """
    try:
        with writing(ticket_id, submit, EventKind.FIELD, EventKind.LEVEL) as current:
            rights = submit.by.require(current.ticket)
            for change in changes:
                if rights is not None and change.name not in rights.fields:
                    raise FieldRefused(change.name)
                _set(current, change)
            if TEXTS.keys() & {change.name for change in changes}:
                index_ticket(current.ticket)
            return current.ticket
    except Repeated as repeated:
        return repeated.change.ticket


def value_of(ticket: Ticket, name: str) -> Value:
    """Return a property as a `FieldChange` carries it: the id of a row, else the value itself."""
    value: Value = getattr(ticket, f"{name}_id" if name in REFERENCES else name)
    return value


def _set(current: Writing, change: FieldChange) -> None:
    present = value_of(current.ticket, change.name)
    if present == change.new:
        return
    if present != change.shown:
        raise Stale(change.name, present)
    if change.name in REFERENCES:
        _set_reference(current, change)
    else:
        _set_plain(current, change)


def _audience(current: Writing, name: str) -> Audience:
    """Return who may know that a property changed; a date not shown is nobody's but ours (T-11)."""
    unshown = name in EXPECTATION and not current.ticket.expected_shown
    return Audience.STAFF if unshown or name in STAFF_ONLY else current.audience


def _set_reference(current: Writing, change: FieldChange) -> None:
    ticket = current.ticket
    old: Entry | Level | None = getattr(ticket, change.name)
    new, promised = _row(ticket, change), terms_for(ticket)
    setattr(ticket, change.name, new)
    payload = {"field": change.name, "old": name_of_day(old), "new": name_of_day(new)}
    kind = EventKind.FIELD
    if isinstance(new, Level):
        kind, ticket.level_choice = EventKind.LEVEL, {"by": By.STAFF}
        payload["level_choice"] = ticket.level_choice
    current.append(kind, payload, audience=_audience(current, change.name))
    if isinstance(new, Level):
        current.tell_clock(FactKind.LEVEL_CHANGED)
    elif change.name == "priority" and terms_for(ticket).reaction != promised.reaction:
        current.tell_clock(FactKind.PRIORITY_CHANGED)
    if change.name == "status":
        _follow_status(current, old, new)


def _row(ticket: Ticket, change: FieldChange) -> Entry | Level | None:
    """Return the wanted row if this ticket may carry it.

    Raises:
        ValidationError: There is no such row, it is archived or belongs to other sites, or the
            ticket's level does not allow it (spec SLA-1).
    """
    name, kind = change.name, REFERENCES[change.name]
    if change.new is None:
        if name == "level":
            raise ValidationError({name: _("Choose one of the list.")}, code="required")
        return None
    if isinstance(change.new, int):
        if issubclass(kind, Level):
            rows: QuerySet[Any] = levels_of(ticket.site)
        else:
            rows = rows_for(kind, site=ticket.site, level=ticket.level)
        if (row := rows.filter(pk=change.new).first()) is not None:
            return cast("Entry | Level", row)
        if name in LIMITED and rows_for(LIMITED[name], site=ticket.site).filter(pk=change.new):
            raise ValidationError({name: refusal(name, ticket.level)})
    raise ValidationError({name: _("Choose one of the list.")}, code="invalid_choice")


def name_of_day(row: Entry | Level | None) -> dict[str, Any] | None:
    """Return a row as an event keeps it: its id and the names it has on that day (HIST-3)."""
    return {"id": row.pk, "ru": row.name_ru, "en": row.name_en} if row else None


def _follow_status(current: Writing, old: object, new: object) -> None:
    """Do what the flags of the old and the new status say (spec DICT-5, D-1)."""
    paused = isinstance(old, Status) and old.pauses_clock
    pauses = isinstance(new, Status) and new.pauses_clock
    if paused != pauses:
        current.tell_clock(FactKind.STATUS_PAUSES if pauses else FactKind.STATUS_RESUMES)
    if isinstance(new, Status) and new.closes and not current.ticket.is_closed:
        close_under_lock(current)


def _set_plain(current: Writing, change: FieldChange) -> None:
    ticket = current.ticket
    old = value_of(ticket, change.name)
    new = _checked(change)
    setattr(ticket, change.name, new)
    payload = {
        "field": change.name,
        "old": _kept(ticket, change.name, old),
        "new": _kept(ticket, change.name, new),
    }
    current.append(EventKind.FIELD, payload, audience=_audience(current, change.name))


def _checked(change: FieldChange) -> Value:
    new = change.new
    if change.name in TEXTS:
        new = storable(str(new or "")).strip()
        if change.name == "title":
            new = " ".join(new.split())
        if len(new) > TEXTS[change.name]:
            raise ValidationError(
                {change.name: _("At most %(limit)d characters.") % {"limit": TEXTS[change.name]}},
                code="max_length",
            )
        if change.name == "title" and not new:
            raise ValidationError({change.name: _("A ticket needs a title.")}, code="required")
    if change.name == "auto_close_days" and not (new is None or 1 <= int(str(new)) <= 90):
        raise ValidationError({change.name: _("From 1 to 90 days, or never.")}, code="range")
    return new


def _kept(ticket: Ticket, name: str, value: Value) -> object:
    """Return a value as an event may keep it: texts stand in rows of their own (law 3)."""
    if name in TEXTS:
        return TextVersion.objects.create(ticket=ticket, field=name, text=str(value or "")).pk
    return value.isoformat() if isinstance(value, date) else value
