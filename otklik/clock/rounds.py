"""A round of waiting from its beginning to its end: its moments, its pauses, what has passed.

This module is pure. `derive` says what begins and ends a round.
"""

from datetime import datetime

from otklik.clock.days import Why
from otklik.clock.facts import MINUTE, Clock, Pause, Round
from otklik.clock.terms import Terms, deadline, worked


def begin(
    clock: Clock,
    terms: Terms,
    *,
    ref: int | None,
    since: datetime,
    source: datetime,
    late_before: bool = False,
) -> Clock:
    """Begin a round.

    Args:
        clock: The state; nobody waits.
        terms: What is promised.
        ref: The message that waits.
        since: When it came, aware.
        source: From when its deadline counts, aware.
        late_before: It was counted as overdue in an earlier round.
    """
    one = Round(
        number=clock.round_count + 1,
        ref=ref,
        since=since,
        source_at=source,
        in_force_at=clock.moment or since,
        terms=terms,
        late_before=late_before,
    )
    return _counted(clock._replace(cut_off=None, withdrawn=None, round_count=one.number), one)


def settle(clock: Clock, to: datetime) -> Clock:
    """Mark what has passed by the instant `to`, each at its own time (spec D-7, OVD-2).

    Args:
        clock: The state.
        to: An aware instant.
    """
    one = clock.waiting
    if one is None or one.overdue_at:
        return clock
    due = max(one.due_at, one.in_force_at) if one.due_at else None
    warn = max(one.warn_at, one.in_force_at) if one.warn_at and not one.warned_at else None
    if warn and warn <= to and (due is None or warn < due):
        clock = _settled(clock, one._replace(warned_at=warn), warn)
        one = clock.waiting or one
    if due and due <= to:
        late = one._replace(overdue_at=due, first_overdue_at=one.first_overdue_at or due)
        clock = _settled(clock, late, due)
        is_first = not (one.first_overdue_at or one.late_before)
        clock = clock._replace(overdue_count=clock.overdue_count + is_first)
    return clock


def _settled(clock: Clock, one: Round, at: datetime) -> Clock:
    return clock._replace(waiting=one, moment=max(clock.moment or at, at))


def recount(clock: Clock, one: Round, at: datetime) -> Clock:
    """Count a round anew, and settle at once what its new moments have already passed.

    Args:
        clock: The state.
        one: The round that waits, changed.
        at: The instant of the change, aware.
    """
    return settle(_counted(clock, one), at)


def _counted(clock: Clock, one: Round) -> Clock:
    """Put `one` in place as the waiting round, its pauses and moments computed anew.

    A mark is kept where its moment has still passed and taken back where it lies ahead again.
    """
    pauses = pauses_of(clock, one.terms, Why.STATUS, Why.HOLD)
    felt = (pause for pause in pauses if pause.end is None or pause.end > one.source_at)
    one = one._replace(pauses=tuple(felt))
    warn_at, due_at = deadline(one.terms, one.source_at, one.rests)
    now = clock.moment or one.since
    one = one._replace(
        warn_at=warn_at,
        due_at=due_at,
        warned_at=one.warned_at if warn_at and warn_at <= now else None,
        overdue_at=one.overdue_at if due_at and due_at <= now else None,
    )
    return clock._replace(waiting=one)


def pauses_of(clock: Clock, terms: Terms, *whys: Why) -> tuple[Pause, ...]:
    """Return the pauses that rest a timer under these terms.

    Args:
        clock: The state.
        terms: What is promised; they say whether hold rests the clock.
        whys: Which pauses count.
    """
    return tuple(
        pause
        for pause in clock.pauses
        if pause.why in whys and (pause.why is not Why.HOLD or terms.hold_pauses)
    )


def with_pauses(clock: Clock, pauses: tuple[Pause, ...]) -> Clock:
    """Let the waiting round feel its pauses.

    What is overdue keeps its deadline (spec CLK-10): a pause that begins after it moves nothing.

    Args:
        clock: The state.
        pauses: All pauses of the ticket.
    """
    clock = clock._replace(pauses=pauses)
    return _counted(clock, clock.waiting) if clock.waiting else clock


def finish(clock: Clock, one: Round, at: datetime) -> Clock:
    """Turn the waiting round into a finished fact. An answer at the very deadline is in time.

    Args:
        clock: The state.
        one: The round, told how it ended.
        at: When it ended, aware.
    """
    if one.due_at == at == one.overdue_at:
        one = one._replace(overdue_at=None)
        if one.first_overdue_at == at:
            one = one._replace(first_overdue_at=None)
            clock = clock._replace(overdue_count=clock.overdue_count - (not one.late_before))
    reaction = worked(one.terms.calendar, one.since, at, one.rests) // MINUTE
    one = one._replace(reaction_minutes=reaction, overdue_minutes=one.overdue_minutes_at(at))
    if one.answered_at and clock.first_reaction_minutes is None:
        clock = clock._replace(first_reaction_minutes=reaction)
    return clock._replace(waiting=None, rounds=(*clock.rounds, one))
