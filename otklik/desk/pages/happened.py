"""Events in words: one line each, and one sentence for several (spec HIST-1…HIST-3).

An event keeps codes, ids and the names of its day. Names of dictionaries come from there, in the
reader's language; people are called as they are called now.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.desk.pages.labels import day, label, none, of_that_day, plain
from otklik.desk.pages.people import people_by_id
from otklik.people.models import Person
from otklik.rules.words import SHARING, STEPS, WHYS, team_words
from otklik.tickets.access import Seen
from otklik.tickets.queries.details import texts_of
from otklik.tickets.words import EventKind, Side
from otklik.ui.parts.words import ticket_number

TEXTS: Final = frozenset({"title", "comment"})
SHOWN_IN_A_SENTENCE: Final = 2
IMPORTANCE: Final = (
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.OVERDUE,
    EventKind.RESPONSIBLE,
    EventKind.LETTER_REFUSED,
    EventKind.LETTERS_SILENCED,
    EventKind.RATED,
    EventKind.HELD,
    EventKind.UNHELD,
    EventKind.FIELD,
    EventKind.LEVEL,
    EventKind.CO_EXECUTOR_ADDED,
    EventKind.CO_EXECUTOR_REMOVED,
    EventKind.AUTHOR,
    EventKind.ACCESS_ASKED,
    EventKind.WARNED,
    EventKind.COUPON,
    EventKind.CONTINUED,
    EventKind.CONTINUES,
    EventKind.MESSAGE_DELETED,
    EventKind.MESSAGE_RESTORED,
    EventKind.MESSAGE_EDITED,
    EventKind.MESSAGE_COUNTS,
    EventKind.OPENED,
    EventKind.MESSAGE,
)


class Happened(Protocol):
    """An event, as far as words are concerned."""

    kind: str
    payload: Any


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts events of one ticket into words.

    Attributes:
        people: Whom the events mean, by id.
        texts: The texts that they speak of, by id (law 3).
    """

    people: Mapping[int, Person]
    texts: Mapping[int, str]

    def line(self, event: Happened) -> str:
        """Return an event in full: «Статус: Новое → В работе»."""
        return LINES[EventKind(event.kind)](self, event.payload)

    def short(self, event: Happened) -> str:
        """Return an event as a part of a sentence: «статус „В работе“»."""
        payload = event.payload
        match EventKind(event.kind):
            case EventKind.RESPONSIBLE if payload["new"]:
                name = self.name(payload["new"]["id"])
                return _("the assignee is now %(name)s") % {"name": name}
            case EventKind.FIELD | EventKind.LEVEL if isinstance(payload["new"], dict):
                what, new = _lower(label(payload["field"])), of_that_day(payload["new"])
                return _("%(property)s “%(value)s”") % {"property": what, "value": new}
            case EventKind.OVERDUE:
                return _lower(_("The deadline was missed"))
            case _:
                return _lower(self.line(event))

    def lines(self, events: Iterable[Happened]) -> list[str]:
        """Return every event in full, in the given order."""
        return [self.line(event) for event in events]

    def sentence(self, events: Sequence[Happened]) -> str:
        """Return several events as one sentence that names the most important ones.

        Args:
            events: At least one.
        """
        named = _most_important(events)
        text = _upper(", ".join(self.short(event) for event in named))
        more = len(events) - len(named)
        if not more:
            return text
        return ngettext(
            "%(text)s and %(count)s more event", "%(text)s and %(count)s more events", more
        ) % {"text": text, "count": more}

    def name(self, person_id: int | None) -> str:
        """Return what somebody is called; nobody is «никто»."""
        person = self.people.get(person_id or 0)
        return person.shown_name if person else _("nobody")

    def value(self, payload: Mapping[str, Any], side: str) -> str:
        """Return the old or the new value of a property in words.

        Args:
            payload: Of an event of the kind FIELD or LEVEL.
            side: "old" or "new".
        """
        name, value = payload["field"], payload[side]
        if isinstance(value, dict):
            return of_that_day(value)
        if name in TEXTS:
            text = self.texts.get(value or 0, "")
            return _("“%(text)s”") % {"text": text} if text else none()
        return plain(name, value)


def teller(seen: Seen, events: Sequence[Happened]) -> Teller:
    """Return who puts these events of one ticket into words; at most two queries.

    Args:
        seen: The ticket and its reader.
        events: Those that the reader may know.
    """
    ids = {one for event in events for one in _people_in(event.payload)}
    return Teller(people_by_id(ids), texts_of(seen, [event.payload for event in events]))


def _people_in(payload: Mapping[str, Any]) -> Iterable[int | None]:
    for side in ("old", "new"):
        value = payload.get(side)
        if isinstance(value, dict):
            yield value.get("id")
    yield payload.get("person")
    yield payload.get("author")
    yield payload.get("responsible")
    yield from payload.get("what", {}).get("author", ())
    for passed in payload.get("passed", ()):
        yield passed.get("person")


def _most_important(events: Sequence[Happened]) -> list[Happened]:
    """Return the events that a sentence names: of each subject the newest."""
    newest = {(event.kind, event.payload.get("field")): event for event in events}
    return sorted(newest.values(), key=_importance)[:SHOWN_IN_A_SENTENCE]


def _importance(event: Happened) -> int:
    kind = EventKind(event.kind)
    is_status = kind is EventKind.FIELD and event.payload["field"] == "status"
    return IMPORTANCE.index(EventKind.RESPONSIBLE if is_status else kind)


def _opened(teller: Teller, payload: Mapping[str, Any]) -> str:
    values = "; ".join(
        f"{label(name)}: {of_that_day(row)}" for name, row in payload["values"].items() if row
    )
    if payload["creator"] == payload["author"]:
        return _("Opened. %(values)s") % {"values": values}
    author = teller.name(payload["author"])
    return _("Opened, client: %(author)s. %(values)s") % {"author": author, "values": values}


def _message(_teller: Teller, payload: Mapping[str, Any]) -> str:
    if payload["hidden"]:
        return _("Hidden note")
    if payload["keeps_status"]:
        return _("Message that leaves the status as it is")
    return _("Message of the client") if payload["side"] == Side.CLIENT else _("Answer")


def _field(teller: Teller, payload: Mapping[str, Any]) -> str:
    old, new = teller.value(payload, "old"), teller.value(payload, "new")
    return f"{label(payload['field'])}: {old} → {new}"


def _responsible(teller: Teller, payload: Mapping[str, Any]) -> str:
    new = teller.name(payload["new"]["id"] if payload["new"] else None)
    change = f"{teller.name(payload['old']['id'])} → {new}" if payload["old"] else new
    why = STEPS.get(payload.get("step") or "")
    text = f"{label('responsible')}: {change}" + (f", {why}" if why else "")
    if payload.get("team"):
        text += f" ({team_words(payload['team'])}, {SHARING[payload['by']]})"
    passed = payload.get("passed", ())
    replaced = [one for one in passed if one["step"] == payload["step"]]
    others = [one for one in passed if one["step"] != payload["step"]]
    if replaced:
        names = ", ".join(_passed(teller, one, is_step_told=True) for one in replaced)
        text = _("%(text)s; instead of: %(names)s") % {"text": text, "names": names}
    if others:
        names = ", ".join(_passed(teller, one) for one in others)
        text = _("%(text)s; passed over: %(names)s") % {"text": text, "names": names}
    return text


def _passed(teller: Teller, one: Mapping[str, Any], *, is_step_told: bool = False) -> str:
    """Return who was passed over and why: «Анна (по уровню, отсутствует)»."""
    step = None if is_step_told else STEPS[one["step"]]
    told = ", ".join(str(word) for word in (step, WHYS.get(one.get("why", ""))) if word)
    name = team_words(one["team"]) if one.get("team") else teller.name(one["person"])
    return f"{name} ({told})" if told else name


def _helper_added(teller: Teller, payload: Mapping[str, Any]) -> str:
    return _("Co-executor added: %(name)s") % {"name": teller.name(payload["person"])}


def _helper_removed(teller: Teller, payload: Mapping[str, Any]) -> str:
    return _("Co-executor removed: %(name)s") % {"name": teller.name(payload["person"])}


def _asked(teller: Teller, payload: Mapping[str, Any]) -> str:
    return _("%(name)s asked for access") % {"name": teller.name(payload["person"])}


def _held(_teller: Teller, payload: Mapping[str, Any]) -> str:
    if not payload["until"]:
        return _("Put on hold")
    return _("Put on hold until %(day)s") % {"day": day(date.fromisoformat(payload["until"]))}


def _unheld(_teller: Teller, payload: Mapping[str, Any]) -> str:
    if payload["why"] == "client_message":
        return _("Taken off hold: the client wrote")
    if payload["why"] == "until":
        return _("Taken off hold: its day has come")
    return _("Taken off hold")


def _closed(_teller: Teller, payload: Mapping[str, Any]) -> str:
    if payload.get("why"):
        return _("Closed by itself: the client did not answer")
    return _("Closed")


def _reopened(_teller: Teller, payload: Mapping[str, Any]) -> str:
    if payload["side"] == Side.CLIENT:
        return _("Opened again by the client")
    return _("Opened again")


def _rated(teller: Teller, payload: Mapping[str, Any]) -> str:
    old, new = payload["old"], of_that_day(payload["new"])
    value = f"{of_that_day(old)} → {new}" if old and old != payload["new"] else new
    said = teller.texts.get(payload["text"] or 0, "")
    text = _("Rating of the answer (%(name)s): %(rating)s") % {
        "name": teller.name(payload["person"]),
        "rating": value,
    }
    return text + (", " + _("“%(text)s”") % {"text": said} if said else "")


def _author(teller: Teller, payload: Mapping[str, Any]) -> str:
    old, new = teller.name(payload["old"]["id"]), teller.name(payload["new"]["id"])
    return _("Author: %(old)s → %(new)s") % {"old": old, "new": new}


def _overdue(teller: Teller, payload: Mapping[str, Any]) -> str:
    """Return which message was left without an answer, on which level, by whom (spec OVD-1)."""
    missed = _("The deadline was missed")
    if not payload.get("number"):
        return missed
    return _("%(missed)s: message %(number)s, level “%(level)s”, assignee: %(name)s") % {
        "missed": missed,
        "number": payload["number"],
        "level": of_that_day(payload["level"]),
        "name": teller.name(payload["responsible"]),
    }


def _letter_refused(teller: Teller, payload: Mapping[str, Any]) -> str:
    name = teller.name(payload.get("person"))
    return _("A letter did not arrive: %(name)s") % {"name": name}


def _edited(teller: Teller, payload: Mapping[str, Any]) -> str:
    """Return what an administrator changed in a message, without its words (spec MSG-9)."""
    return _("Message %(number)s edited: %(what)s") % {
        "number": payload["number"],
        "what": ", ".join(_edits(teller, payload["what"])),
    }


def _edits(teller: Teller, what: Mapping[str, Any]) -> Iterable[str]:
    if "text" in what:
        yield _("text")
    if "files" in what:
        yield _("files")
    if "author" in what:
        old, new = (teller.name(one) for one in what["author"])
        yield _("author: %(old)s → %(new)s") % {"old": old, "new": new}
    if "source" in what:
        old, new = (of_that_day(one) if one else _("site") for one in what["source"])
        yield _("source: %(old)s → %(new)s") % {"old": old, "new": new}
    if "hidden" in what:
        yield _("hidden from the client") if what["hidden"] else _("shown to the client")


def _counts(_teller: Teller, payload: Mapping[str, Any]) -> str:
    if payload["counts"]:
        return _("Message %(number)s counts as an answer") % payload
    return _("Message %(number)s does not count as an answer") % payload


LINES: Final[Mapping[EventKind, Callable[[Teller, Mapping[str, Any]], str]]] = {
    EventKind.OPENED: _opened,
    EventKind.MESSAGE: _message,
    EventKind.FIELD: _field,
    EventKind.LEVEL: _field,
    EventKind.RESPONSIBLE: _responsible,
    EventKind.CO_EXECUTOR_ADDED: _helper_added,
    EventKind.CO_EXECUTOR_REMOVED: _helper_removed,
    EventKind.ACCESS_ASKED: _asked,
    EventKind.HELD: _held,
    EventKind.UNHELD: _unheld,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.RATED: _rated,
    EventKind.WARNED: lambda _teller, _payload: _("Time to answer"),
    EventKind.OVERDUE: _overdue,
    EventKind.AUTHOR: _author,
    EventKind.LETTERS_SILENCED: lambda _teller, _payload: _("Too many letters: silent for an hour"),
    EventKind.LETTER_REFUSED: _letter_refused,
    EventKind.COUPON: lambda _teller, payload: _("Coupon used: %(code)s") % payload,
    EventKind.MESSAGE_DELETED: lambda _teller, payload: _("Message %(number)s deleted") % payload,
    EventKind.MESSAGE_RESTORED: lambda _teller, payload: _("Message %(number)s put back") % payload,
    EventKind.MESSAGE_EDITED: _edited,
    EventKind.MESSAGE_COUNTS: _counts,
    EventKind.CONTINUED: lambda _teller, payload: (
        _("The client went on in the ticket %(number)s")
        % {"number": ticket_number(payload["ticket"])}
    ),
    EventKind.CONTINUES: lambda _teller, payload: (
        _("Continues the ticket %(number)s") % {"number": ticket_number(payload["ticket"])}
    ),
}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
