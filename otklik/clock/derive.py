"""From recorded facts to who waits, since when, until when, and whether it is late.

This module is pure: no Django, no database, no clock of its own. Everything that the product says
about deadlines is derived here, so that it can be derived again (spec CLK-14).

How a ticket's room uses it, at every write, under the ticket's lock:

1. It holds the state before the change: `derive` of all recorded facts, or `snapshot.load` of what
   `snapshot.dump` kept, which is the same.
2. `derive_from(before, (), now=at)` settles what has already passed: an answer at 14:10 finds the
   ticket overdue since 14:00 even if no worker was there to say so (D-7). `passed` names these
   moments, to be recorded before the change.
3. The change happens; `derive_from(before, facts, now=at)` gives the new state, and `passed`
   what became true with it (a deadline that lay in the past already).
4. It stores `waiting_since`, `warn_at`, `due_at`, `overdue`, `next_moment` as columns for lists,
   and each new element of `rounds` as a row, for ever (D-8).

No job is scheduled for a deadline: a sweep looks for `next_moment` <= now, takes the lock, derives
again and records what passed.

The order of facts is the order of their `seq`, that is of recording, not of their `at`: a client's
letter that lay in the mailbox since 11:00 and was read at 14:05, after somebody had answered at
12:00 without knowing it, is a question that still waits, and its time counts from 11:00.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from otklik.clock.days import Why
from otklik.clock.facts import MINUTE, Clock, Fact, FactKind, Mark, Passed, Pause, Round
from otklik.clock.terms import Base, Terms, deadline, worked


def derive(facts: Iterable[Fact], *, now: datetime) -> Clock:
    """Return the clock of a ticket from all its facts.

    Args:
        facts: In any order; their `seq` orders them.
        now: The present instant, aware; what has passed by then is settled.

    Raises:
        ValueError: A fact comes before the creation, or lacks its terms.
    """
    return derive_from(Clock(), facts, now=now)


def derive_from(clock: Clock, facts: Iterable[Fact], *, now: datetime) -> Clock:
    """Continue from an earlier state.

    Args:
        clock: What was derived from all facts before these.
        facts: The facts since, in any order; their `seq` orders them.
        now: The present instant, aware.

    Raises:
        ValueError: A fact comes before the creation, or lacks its terms.
    """
    for fact in sorted(facts, key=lambda fact: fact.seq):
        clock = _apply(_settle(clock, fact.at), fact)
    return _settle(clock, now)


def passed(before: Clock, after: Clock) -> tuple[Passed, ...]:
    """Return what passed between two states of one ticket, in the order of time.

    A message is warned of once per deadline and becomes overdue once (spec OVD-1, OVD-2): a
    deadline that a changed calendar took back and reached again does not count twice.

    Args:
        before: An earlier state.
        after: What `derive_from(before, …)` made of it.
    """
    found: list[Passed] = []
    begun = (*after.rounds[len(before.rounds) :], after.waiting)
    for one in (one for one in begun if one):
        old = before.waiting if before.waiting and before.waiting.number == one.number else None
        if one.warned_at and not (old and old.warned_at):
            found.append(Passed(one.warned_at, Mark.WARNED, one))
        if one.first_overdue_at and not (old and old.first_overdue_at):
            found.append(Passed(one.first_overdue_at, Mark.OVERDUE, one))
    return tuple(sorted(found, key=lambda moment: moment.at))


def _settle(clock: Clock, to: datetime) -> Clock:
    """Mark what has passed by the instant `to`, each at its own time (spec D-7, OVD-2)."""
    one = clock.waiting
    if one is None or one.overdue_at:
        return clock
    due = max(one.due_at, one.in_force_at) if one.due_at else None
    warn = max(one.warn_at, one.in_force_at) if one.warn_at and not one.warned_at else None
    if warn and warn <= to and (due is None or warn < due):
        clock = _settled(clock, replace(one, warned_at=warn), warn)
        one = clock.waiting or one
    if due and due <= to:
        late = replace(one, overdue_at=due, first_overdue_at=one.first_overdue_at or due)
        clock = _settled(clock, late, due)
        clock = replace(clock, overdue_count=clock.overdue_count + (not one.first_overdue_at))
    return clock


def _settled(clock: Clock, one: Round, at: datetime) -> Clock:
    return replace(clock, waiting=one, moment=max(clock.moment or at, at))


def _apply(clock: Clock, fact: Fact) -> Clock:
    """Fold one fact into the state; the time of the story does not go back."""
    if (clock.created_at is None) != (fact.kind in _CREATIONS):
        raise ValueError(f"A ticket begins with its creation, once: {fact.kind} at {fact.at}")
    at = max(clock.moment or fact.at, fact.at)
    clock = replace(clock, moment=at, terms=fact.terms or clock.terms)
    return _FOLDS[fact.kind](clock, fact, at)


def _needed(fact: Fact) -> Terms:
    if fact.terms is None:
        raise ValueError(f"The fact {fact.kind} needs its terms")
    return fact.terms


def _nothing(clock: Clock, _fact: Fact, _at: datetime) -> Clock:
    return clock


def _create_waiting(clock: Clock, fact: Fact, at: datetime) -> Clock:
    return _client_wrote(_create(clock, fact, at), fact, at)


def _create(clock: Clock, fact: Fact, _at: datetime) -> Clock:
    return replace(clock, created_at=fact.at, terms=_needed(fact), is_open=True)


def _client_wrote(clock: Clock, fact: Fact, _at: datetime) -> Clock:
    """Begin a round, unless one waits already: more messages move nothing (spec CLK-4)."""
    if not clock.is_open or clock.waiting or clock.terms is None or clock.created_at is None:
        return clock
    from_creation = clock.terms.base is Base.CREATION
    source = clock.created_at if from_creation else fact.at
    return _begin(clock, clock.terms, ref=fact.ref, since=fact.at, source=source)


def _staff_answered(clock: Clock, fact: Fact, at: datetime) -> Clock:
    clock = replace(clock, cut_off=None)
    if clock.waiting is None:
        return clock
    return _finish(clock, replace(clock.waiting, answered_at=at, answer_ref=fact.ref), at)


def _close(clock: Clock, _fact: Fact, at: datetime) -> Clock:
    if clock.waiting:
        clock = _finish(clock, replace(clock.waiting, closed_at=at), at)
        clock = replace(clock, cut_off=clock.rounds[-1])
    return replace(clock, is_open=False)


def _client_reopened(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Open the ticket with a text, which waits and counts from itself (spec CLK-7, C-9)."""
    if clock.is_open:
        return _client_wrote(clock, fact, at)
    clock = replace(clock, is_open=True)
    if clock.terms is None:
        return clock
    return _begin(clock, clock.terms, ref=fact.ref, since=fact.at, source=fact.at)


def _staff_reopened(clock: Clock, _fact: Fact, at: datetime) -> Clock:
    """Open the ticket. That starts nothing, unless a message was never answered (spec CLK-7)."""
    left = clock.cut_off
    clock = replace(clock, is_open=True)
    if left is None or clock.terms is None:
        return clock
    return _begin(clock, clock.terms, ref=left.ref, since=at, source=at)


def _rest(clock: Clock, fact: Fact, at: datetime) -> Clock:
    why = _PAUSES[fact.kind]
    if any(pause.why is why and pause.end is None for pause in clock.pauses):
        return clock
    return _with_pauses(clock, (*clock.pauses, Pause(why, at)))


def _resume(clock: Clock, fact: Fact, at: datetime) -> Clock:
    why = _PAUSES[fact.kind]
    ended = (
        replace(pause, end=at) if pause.why is why and pause.end is None else pause
        for pause in clock.pauses
    )
    return _with_pauses(clock, tuple(ended))


def _change_level(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Move the waiting round to another level, or to another time of its own (CLK-8, TAR-8).

    An overdue round keeps what it had. A shorter promise counts from the change, an equal or longer
    one from where the round counted before.
    """
    one, terms = clock.waiting, _needed(fact)
    if one is None or one.overdue_at:
        return clock
    source = at if terms.is_shorter_than(one.terms) else one.source_at
    return _recount(clock, replace(one, terms=terms, source_at=source, in_force_at=at), at)


def _change_terms(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Let a changed level or calendar touch the waiting round and nothing before (spec D-8).

    The source stays (CAL-4); a deadline that lies ahead again takes the lateness back.
    """
    one, terms = clock.waiting, _needed(fact)
    if one is None or one.terms.level_id != terms.level_id:
        return clock
    return _recount(clock, replace(one, terms=terms, in_force_at=at), at)


_CREATIONS: Final = {FactKind.CREATED, FactKind.CREATED_BY_STAFF}
_PAUSES: Final = {
    FactKind.HOLD: Why.HOLD,
    FactKind.UNHOLD: Why.HOLD,
    FactKind.STATUS_PAUSES: Why.STATUS,
    FactKind.STATUS_RESUMES: Why.STATUS,
}
_FOLDS: Final[dict[FactKind, Callable[[Clock, Fact, datetime], Clock]]] = {
    FactKind.CREATED: _create_waiting,
    FactKind.CREATED_BY_STAFF: _create,
    FactKind.CLIENT_MESSAGE: _client_wrote,
    FactKind.STAFF_MESSAGE: _staff_answered,
    FactKind.STAFF_MESSAGE_KEEP_STATUS: _nothing,
    FactKind.HIDDEN_NOTE: _nothing,
    FactKind.HOLD: _rest,
    FactKind.UNHOLD: _resume,
    FactKind.STATUS_PAUSES: _rest,
    FactKind.STATUS_RESUMES: _resume,
    FactKind.CLOSED: _close,
    FactKind.REOPENED_BY_CLIENT: _client_reopened,
    FactKind.REOPENED_BY_STAFF: _staff_reopened,
    FactKind.LEVEL_CHANGED: _change_level,
    FactKind.PRIORITY_CHANGED: _change_level,
    FactKind.TERMS_CHANGED: _change_terms,
    FactKind.SETTLED: _nothing,
}


def _begin(
    clock: Clock, terms: Terms, *, ref: int | None, since: datetime, source: datetime
) -> Clock:
    one = Round(
        number=clock.round_count + 1,
        ref=ref,
        since=since,
        source_at=source,
        in_force_at=clock.moment or since,
        terms=terms,
    )
    return _counted(replace(clock, cut_off=None, round_count=one.number), one)


def _recount(clock: Clock, one: Round, at: datetime) -> Clock:
    """Count `one` anew, and settle at once what its new moments have already passed."""
    return _settle(_counted(clock, one), at)


def _counted(clock: Clock, one: Round) -> Clock:
    """Put `one` in place as the waiting round, its pauses and moments computed anew.

    A mark is kept where its moment has still passed and taken back where it lies ahead again.
    """
    pauses = tuple(
        pause
        for pause in clock.pauses
        if (pause.why is Why.STATUS or one.terms.hold_pauses)
        and (pause.end is None or pause.end > one.source_at)
    )
    one = replace(one, pauses=pauses)
    warn_at, due_at = deadline(one.terms, one.source_at, one.rests)
    now = clock.moment or one.since
    return replace(
        clock,
        waiting=replace(
            one,
            warn_at=warn_at,
            due_at=due_at,
            warned_at=one.warned_at if warn_at and warn_at <= now else None,
            overdue_at=one.overdue_at if due_at and due_at <= now else None,
        ),
    )


def _finish(clock: Clock, one: Round, at: datetime) -> Clock:
    """Turn the waiting round into a finished fact. An answer at the very deadline is in time."""
    if one.due_at == at == one.overdue_at:
        one = replace(one, overdue_at=None)
        if one.first_overdue_at == at:
            one = replace(one, first_overdue_at=None)
            clock = replace(clock, overdue_count=clock.overdue_count - 1)
    reaction = worked(one.terms.calendar, one.since, at, one.rests) // MINUTE
    one = replace(one, reaction_minutes=reaction, overdue_minutes=one.overdue_minutes_at(at))
    if one.answered_at and clock.first_reaction_minutes is None:
        clock = replace(clock, first_reaction_minutes=reaction)
    return replace(clock, waiting=None, rounds=(*clock.rounds, one))


def _with_pauses(clock: Clock, pauses: tuple[Pause, ...]) -> Clock:
    """Let the waiting round feel its pauses; an overdue one keeps its deadline (spec CLK-10)."""
    clock = replace(clock, pauses=pauses)
    one = clock.waiting
    if one is None:
        return clock
    recounted = _counted(clock, one)
    if one.overdue_at is None or recounted.waiting is None:
        return recounted
    kept = replace(one, pauses=recounted.waiting.pauses)
    return replace(clock, waiting=kept)
