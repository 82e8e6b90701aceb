"""One submit, one Change: the only way a ticket's rows are written (law 2, spec D-6)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from otklik.core.jobs import app
from otklik.core.kept import asked_once, attach, join
from otklik.core.time import now
from otklik.live.push import tell
from otklik.live.wire import Note, Nudge, Push
from otklik.people.models import Person
from otklik.tickets import clockwork
from otklik.tickets.access import DICTIONARIES
from otklik.tickets.models import (
    Audience,
    Change,
    Event,
    EventKind,
    Message,
    Ticket,
    Via,
)
from otklik.tickets.operations.actor import SYSTEM, Actor, Submit
from otklik.tickets.operations.clock_columns import store_clocks
from otklik.tickets.operations.list_columns import place_in_queue, plan_closing
from otklik.tickets.topics import DESK, client_topic, person_topic, staff_topic

FOLLOW: Final = "tickets.follow"


class Repeated(Exception):  # noqa: N818 - it says what happened, and nothing went wrong
    """This submit was saved before; `change` is what it did then."""

    def __init__(self, change: Change) -> None:
        super().__init__(f"change {change.pk} carries this key")
        self.change = change


class UsedKey(ValidationError):  # noqa: N818 - the house's own word
    """This submit's key was saved before with another act; nothing was done."""

    def __init__(self) -> None:
        words = _("This page has already saved something else. Nothing is lost: send it again.")
        super().__init__(words, code="used_key")


@dataclass(slots=True)
class Writing:
    """An open change of one ticket, whose row is locked.

    Attributes:
        ticket: The locked ticket; operations set its columns.
        change: The row that holds everything saved together.
        submit: Who acts and through what.
        at: When it is true (spec D-7), an aware datetime.
        recorded_at: When it is written, an aware datetime.
    """

    ticket: Ticket
    change: Change
    submit: Submit
    at: datetime
    recorded_at: datetime
    events: list[Event] = field(default_factory=list)
    facts: list[clockwork.Fact] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.submit.by

    @property
    def audience(self) -> Audience:
        """Who may know of an event that is nobody's secret by itself (spec C-5)."""
        return Audience.STAFF if self.change.is_hidden else Audience.ALL

    def next_seq(self) -> int:
        """Take the next number of this ticket's events."""
        self.ticket.last_seq += 1
        return self.ticket.last_seq

    def append(
        self,
        kind: EventKind,
        payload: dict[str, Any],
        *,
        audience: Audience | None = None,
        message: Message | None = None,
    ) -> Event:
        """Add an event to the change.

        Args:
            kind: What happened.
            payload: Ids, codes, numbers and the names of the day; no personal text.
            audience: Who may see it; the change's own audience if not given.
            message: The message that the event brought, which already carries its `seq`.
        """
        audience = audience or self.audience
        public = audience == Audience.ALL
        if public:
            self.ticket.last_public_seq += 1
        event = Event(
            change=self.change,
            ticket=self.ticket,
            seq=message.seq if message else self.next_seq(),
            public_seq=self.ticket.last_public_seq if public else None,
            kind=kind,
            audience=audience,
            message=message,
            payload=payload,
            at=self.at,
            recorded_at=self.recorded_at,
        )
        self.events.append(event)
        return event

    def tell_clock(
        self,
        kind: clockwork.FactKind,
        *,
        message: Message | None = None,
        said: Sequence[clockwork.Said] = (),
    ) -> None:
        """Hand a fact to the ticket's clock, which is asked when the change ends."""
        fact = clockwork.fact(self.ticket, kind, at=self.at, message=message, said=said)
        self.facts.append(fact)


_open: ContextVar[dict[int, Writing] | None] = ContextVar("otklik_open_writings", default=None)


@contextmanager
def writing(ticket_id: int, submit: Submit, *does: EventKind) -> Iterator[Writing]:
    """Open one Change of a ticket: lock, settle, let operations append, count, push, follow.

    An operation that is called inside joins the open change. Moments of the clock that passed
    before it are settled first (spec D-7).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        does: What the operation is for; a repeat did one of these.

    Raises:
        Repeated: The submit's key was saved before.
        UsedKey: It was, but by another act.
        Ticket.DoesNotExist: There is no such ticket.
    """
    open_ = _open.get() or {}
    if ticket_id in open_:
        yield open_[ticket_id]
        return
    with transaction.atomic(), asked_once():
        ticket = lock(ticket_id)
        refuse_repeated(submit, *does, ticket_id=ticket_id)
        recorded_at = now()
        until = submit.at or recorded_at
        _settle(ticket, until=until, recorded_at=recorded_at, quiet=submit.tells_the_past)
        with _writing(ticket, submit, recorded_at) as current:
            yield current


@contextmanager
def writing_first(ticket: Ticket, submit: Submit) -> Iterator[Writing]:
    """Open the first Change of a ticket that the present transaction has inserted.

    Nobody else sees it yet, so it needs no lock. Two submits with one key at once are told apart
    by the database when their changes are stored.

    Args:
        ticket: The new ticket with what it refers to.
        submit: Who acts, through what, when; the caller has looked for its key.
    """
    with _writing(ticket, submit, now()) as current:
        yield current


@contextmanager
def _writing(ticket: Ticket, submit: Submit, recorded_at: datetime) -> Iterator[Writing]:
    at = submit.at or recorded_at
    current = Writing(ticket, _change(ticket, submit, at, recorded_at), submit, at, recorded_at)
    token = _open.set({**(_open.get() or {}), ticket.pk: current})
    try:
        yield current
    finally:
        _open.reset(token)
    _finish(current)


def lock(ticket_id: int) -> Ticket:
    """Return the ticket with its row locked until the transaction ends, and what it refers to.

    Raises:
        Ticket.DoesNotExist: There is no such ticket.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket_id)
    join([ticket], ("author", "responsible"), Person.objects.all())
    attach([ticket], DICTIONARIES)
    return ticket


def _change(ticket: Ticket, submit: Submit, at: datetime, recorded_at: datetime) -> Change:
    return Change(
        ticket=ticket,
        actor=submit.by.kind,
        by=submit.by.person,
        via=submit.via,
        is_hidden=submit.hidden,
        is_quiet=submit.quiet,
        is_automatic=submit.automatic,
        depth=submit.by.depth,
        key=submit.key,
        at=at,
        recorded_at=recorded_at,
    )


def refuse_repeated(submit: Submit, *does: EventKind, ticket_id: int | None = None) -> None:
    """Stop a submit whose key its author has used before.

    A page may send one key with two acts. The first result of another act is no answer to this one,
    which would be lost. A letter is one act, whatever was made of it.

    Args:
        submit: Who acts; its key.
        does: What the operation is for.
        ticket_id: The ticket that it is about; nothing for one that is only to be opened.

    Raises:
        Repeated: With the change that carries the key.
        UsedKey: The key belongs to another act.
    """
    if not submit.key:
        return
    earlier = Change.objects.filter(by=submit.by.person_id, key=submit.key).first()
    if earlier is None:
        return
    if submit.via != Via.MAIL and not _is_the_same(earlier, submit, does, ticket_id):
        raise UsedKey
    raise Repeated(earlier)


def _is_the_same(
    earlier: Change, submit: Submit, does: Sequence[EventKind], ticket_id: int | None
) -> bool:
    """Tell whether a change did what this submit is for, perhaps in a ticket that went on."""
    if earlier.is_hidden != submit.hidden:
        return False
    if (
        ticket_id is not None
        and ticket_id != earlier.ticket_id
        and ticket_id not in _went_on_from(earlier.ticket)
    ):
        return False
    return not does or earlier.events.filter(kind__in=does).exists()


def _went_on_from(ticket: Ticket) -> Iterator[int]:
    """Return the closed tickets in whose place a client writes into this one (spec CLS-6)."""
    while (older := ticket.continues) is not None:
        yield older.pk
        ticket = older


def _finish(current: Writing) -> None:
    """Count the clock, store the columns and events, and let push and job share their fate.

    A change without an event leaves nothing behind.
    """
    ticket, change = current.ticket, current.change
    if not current.events:
        return
    for moment in clockwork.count(ticket, current.facts, until=current.at):
        current.append(moment.kind, moment.payload, audience=Audience.STAFF)
    ticket.modified_at = current.at
    ticket.modified_by = current.actor.person
    if _is_public(current.events):
        ticket.public_modified_at = current.at
    _store(ticket, change, current.events)


def _settle(ticket: Ticket, *, until: datetime, recorded_at: datetime, quiet: bool) -> None:
    """Write the warnings and missed deadlines that passed before `until`, at their true times."""
    for moment in clockwork.passed(ticket, until=until):
        _record(ticket, moment, recorded_at=recorded_at, quiet=quiet)


def _record(
    ticket: Ticket, moment: clockwork.Moment, *, recorded_at: datetime, quiet: bool
) -> None:
    submit = Submit(by=SYSTEM, via=Via.CLOCK, quiet=quiet, hidden=True)
    change = _change(ticket, submit, moment.at, recorded_at)
    current = Writing(ticket, change, submit, moment.at, recorded_at)
    current.append(moment.kind, moment.payload)
    _store(ticket, change, current.events)


def recount(told: Iterable[tuple[Ticket, Sequence[clockwork.Fact]]], *, at: datetime) -> None:
    """Count the clocks of locked tickets anew without a change of their own (law 8).

    What passes by it is recorded as always: a shorter promise may be broken already.

    Args:
        told: The locked tickets, and what their clocks are told.
        at: The present, aware.
    """
    counted = []
    for ticket, facts in told:
        _settle(ticket, until=at, recorded_at=at, quiet=False)
        for moment in clockwork.count(ticket, facts, until=at):
            _record(ticket, moment, recorded_at=at, quiet=False)
        place_in_queue(ticket)
        counted.append(ticket)
    store_clocks(counted)


def settle(ticket_id: int, *, until: datetime, quiet: bool = False) -> bool:
    """Write what passed on a ticket's clock; the sweep calls it for each ticket that is due.

    Args:
        ticket_id: The ticket's number.
        until: The instant up to which moments count, aware.
        quiet: Nobody is told (imports).

    Returns:
        Whether anything had passed: another worker may have been faster.
    """
    with transaction.atomic():
        ticket = lock(ticket_id)
        before = ticket.next_moment
        _settle(ticket, until=until, recorded_at=now(), quiet=quiet)
        if ticket.next_moment == before:
            return False
        # Late again after a changed calendar took it back: no second event, but lists show it.
        place_in_queue(ticket)
        ticket.save()
        return True


def _store(ticket: Ticket, change: Change, events: list[Event]) -> None:
    place_in_queue(ticket)
    plan_closing(ticket)
    change.save()
    Event.objects.bulk_create(events)
    ticket.save()
    if change.via == Via.IMPORT:
        return
    _tell_browsers(ticket, events)
    if not change.is_quiet:
        defer_following(change.pk, ticket_id=ticket.pk)


def defer_following(change_id: int, *, ticket_id: int) -> None:
    """Let a worker do what a change sets in motion; the jobs of one ticket run one by one.

    Args:
        change_id: The change.
        ticket_id: Its ticket's number.
    """
    app.configure_task(FOLLOW, lock=f"ticket-{ticket_id}").defer(change_id=change_id)


def _tell_browsers(ticket: Ticket, events: Sequence[Event]) -> None:
    notes: list[Note] = [Push(staff_topic(ticket.pk), ticket.last_seq), Nudge(DESK)]
    if _is_public(events):
        notes.append(Push(client_topic(ticket.pk), ticket.last_public_seq))
        notes.append(Nudge(person_topic(ticket.author_id)))
    tell(notes)


def _is_public(events: Sequence[Event]) -> bool:
    """Tell whether a client may know of any of these events."""
    return any(event.audience == Audience.ALL for event in events)
