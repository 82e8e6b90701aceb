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
from datetime import datetime
from typing import Final

from otklik.clock.days import Why
from otklik.clock.facts import Clock, Fact, FactKind, Mark, Passed, Pause, Round, Said
from otklik.clock.rounds import begin, finish, recount, settle, with_pauses
from otklik.clock.terms import Base, Terms


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
        clock = _apply(settle(clock, fact.at), fact)
    return settle(clock, now)


def passed(before: Clock, after: Clock) -> tuple[Passed, ...]:
    """Return what passed between two states of one ticket, in the order of time.

    A message is warned of once per deadline and becomes overdue once (spec OVD-1, OVD-2): a
    deadline that a changed calendar took back and reached again does not count twice, nor does a
    question that waits in a new round because its late answer was deleted.

    Args:
        before: An earlier state.
        after: What `derive_from(before, …)` made of it.
    """
    found: list[Passed] = []
    known = {(one.number, one.ref): one for one in (before.withdrawn, before.waiting) if one}
    begun = (*after.rounds[len(before.rounds) :], after.withdrawn, after.waiting)
    for one in (one for one in begun if one):
        old = known.get((one.number, one.ref))
        if one.warned_at and not (old and old.warned_at):
            found.append(Passed(one.warned_at, Mark.WARNED, one))
        told = one.late_before or (old and old.first_overdue_at)
        if one.first_overdue_at and not told:
            found.append(Passed(one.first_overdue_at, Mark.OVERDUE, one))
    return tuple(sorted(found, key=lambda moment: moment.at))


def _apply(clock: Clock, fact: Fact) -> Clock:
    """Fold one fact into the state; the time of the story does not go back."""
    if (clock.created_at is None) != (fact.kind in _CREATIONS):
        raise ValueError(f"A ticket begins with its creation, once: {fact.kind} at {fact.at}")
    at = max(clock.moment or fact.at, fact.at)
    clock = clock._replace(moment=at)
    if fact.terms and fact.kind is not FactKind.TERMS_CHANGED:  # which looks at what held before
        clock = clock._replace(terms=fact.terms)
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
    return clock._replace(created_at=fact.at, terms=_needed(fact), is_open=True)


def _client_wrote(clock: Clock, fact: Fact, _at: datetime) -> Clock:
    return _wait_for(clock, Said(fact.ref, fact.at, by_staff=False))


def _wait_for(clock: Clock, said: Said) -> Clock:
    """Begin a round, unless one waits already: more messages move nothing (spec CLK-4)."""
    if not clock.is_open or clock.waiting or clock.terms is None or clock.created_at is None:
        return clock
    source = clock.created_at if clock.terms.base is Base.CREATION else said.at
    return begin(
        clock,
        clock.terms,
        ref=said.ref,
        since=said.at,
        source=source,
        late_before=said.was_late,
    )


def _staff_answered(clock: Clock, fact: Fact, at: datetime) -> Clock:
    clock = clock._replace(cut_off=None)
    if clock.waiting is None:
        return clock
    return finish(clock, clock.waiting._replace(answered_at=at, answer_ref=fact.ref), at)


def _close(clock: Clock, _fact: Fact, at: datetime) -> Clock:
    if clock.waiting:
        clock = finish(clock, clock.waiting._replace(closed_at=at), at)
        clock = clock._replace(cut_off=clock.rounds[-1])
    if not clock.is_open:
        return clock
    pauses = (*_ended(clock.pauses, Why.HOLD, at), Pause(Why.DONE, at))
    return clock._replace(is_open=False, pauses=pauses)


def _client_reopened(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Open the ticket with a text, which waits and counts from itself (spec CLK-7, C-9)."""
    if clock.is_open:
        return _client_wrote(clock, fact, at)
    clock = _open_again(clock, at)
    if clock.terms is None:
        return clock
    return begin(clock, clock.terms, ref=fact.ref, since=fact.at, source=fact.at)


def _staff_reopened(clock: Clock, _fact: Fact, at: datetime) -> Clock:
    """Open the ticket. That starts nothing, unless a message was never answered (spec CLK-7)."""
    left = clock.cut_off
    clock = _open_again(clock, at)
    if left is None or clock.terms is None:
        return clock
    return begin(clock, clock.terms, ref=left.ref, since=at, source=at)


def _open_again(clock: Clock, at: datetime) -> Clock:
    return clock._replace(is_open=True, pauses=_ended(clock.pauses, Why.DONE, at))


def _ended(pauses: Iterable[Pause], why: Why, at: datetime) -> tuple[Pause, ...]:
    """Return the pauses, those of one nature ended: closing a ticket takes it off hold."""
    return tuple(
        pause._replace(end=at) if pause.why is why and pause.end is None else pause
        for pause in pauses
    )


def _rest(clock: Clock, fact: Fact, at: datetime) -> Clock:
    why = _PAUSES[fact.kind]
    if any(pause.why is why and pause.end is None for pause in clock.pauses):
        return clock
    return with_pauses(clock, (*clock.pauses, Pause(why, at)))


def _resume(clock: Clock, fact: Fact, at: datetime) -> Clock:
    return with_pauses(clock, _ended(clock.pauses, _PAUSES[fact.kind], at))


def _change_level(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Move the waiting round to another level, or to another time of its own (CLK-8, TAR-8).

    An overdue round keeps what it had. A shorter promise counts from the change, an equal or longer
    one from where the round counted before.
    """
    one, terms = clock.waiting, _needed(fact)
    if one is None or one.overdue_at:
        return clock
    source = at if terms.is_shorter_than(one.terms) else one.source_at
    return recount(clock, one._replace(terms=terms, source_at=source, in_force_at=at), at)


def _change_terms(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Let a changed level or calendar touch the waiting round and nothing before (spec D-8).

    The source stays (CAL-4); a deadline that lies ahead again takes the lateness back. A round that
    was overdue when the ticket got another criticality stays at its own (CLK-8).
    """
    one, terms, before = clock.waiting, _needed(fact), clock.terms
    clock = clock._replace(terms=terms)
    if one is None or one.terms.level_id != terms.level_id:
        return clock
    if before and before.priority_id != one.terms.priority_id:
        terms = terms.at_priority(one.terms.priority_id)
    return recount(clock, one._replace(terms=terms, in_force_at=at), at)


def _messages_changed(clock: Clock, fact: Fact, at: datetime) -> Clock:
    """Ask anew who waits, by the messages as they are now (spec CLK-11).

    Finished rounds are facts and stay (D-8). The waiting one ends if its message has an answer,
    goes on from another message if that is now the first without one, and else was none.
    """
    unanswered = _first_unanswered(fact.said)
    if not clock.is_open:
        return _left_behind(clock, unanswered, at)
    one = clock.waiting
    answer = _answer_to(one, fact.said) if one else None
    if one and answer:
        clock = _finish_late(clock, one, answer)
    elif one and unanswered is None:
        return clock._replace(waiting=None, withdrawn=one)
    elif one and unanswered and unanswered.ref != one.ref:
        return _wait_from(clock, one, unanswered, at)
    if clock.waiting or unanswered is None:
        return clock
    if clock.withdrawn and clock.withdrawn.ref == unanswered.ref:
        return recount(clock._replace(withdrawn=None), clock.withdrawn, at)
    return settle(_wait_for(clock, unanswered), at)


def _first_unanswered(said: Iterable[Said]) -> Said | None:
    """Return the first client message after the last answer (spec CLK-1)."""
    found: Said | None = None
    for one in said:
        found = None if one.by_staff else (found or one)
    return found


def _answer_to(one: Round, said: Iterable[Said]) -> Said | None:
    """Return the first answer after the message that waits, if that message still counts."""
    asked = False
    for other in said:
        if asked and other.by_staff:
            return other
        asked = asked or (other.ref == one.ref and not other.by_staff)
    return None


def _finish_late(clock: Clock, one: Round, answer: Said) -> Clock:
    """End a round by an answer that stood there already and now counts: it was given then."""
    at = max(answer.at, one.since)
    if one.overdue_at and one.overdue_at > at:
        one = one._replace(overdue_at=None)
    return finish(clock, one._replace(answered_at=at, answer_ref=answer.ref), at)


def _wait_from(clock: Clock, one: Round, said: Said, at: datetime) -> Clock:
    """Let the waiting round go on from another message; what a shorter level began stays.

    Lateness goes with its message: the other one is counted for itself (spec OVD-2).
    """
    from_creation = one.terms.base is Base.CREATION and clock.created_at is not None
    source = clock.created_at if from_creation and clock.created_at else said.at
    if one.source_at > one.since:
        source = max(one.source_at, source)
    moved = one._replace(
        ref=said.ref,
        since=said.at,
        source_at=source,
        in_force_at=at,
        warned_at=None,
        overdue_at=None,
        first_overdue_at=None,
        late_before=said.was_late,
    )
    return recount(clock, moved, at)


def _left_behind(clock: Clock, said: Said | None, at: datetime) -> Clock:
    """Keep who would still wait if staff opened the closed ticket again."""
    left = clock.cut_off
    if said is None or clock.terms is None:
        return clock._replace(cut_off=None)
    if left and left.ref == said.ref:
        return clock
    since = said.at
    left = Round(clock.round_count, said.ref, since, since, at, clock.terms, closed_at=at)
    return clock._replace(cut_off=left)


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
    FactKind.MESSAGES_CHANGED: _messages_changed,
    FactKind.SETTLED: _nothing,
}
