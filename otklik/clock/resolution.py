"""Until when a ticket is to be closed: the third target, off unless a level has it (spec CLK-13).

This module is pure. The target is support's own: nothing is promised by it, and nothing passes that
would have to be recorded. So it is worked out when it is looked at, as a round from the ticket's
creation to its closing, and whatever explains and draws rounds explains and draws it too.
"""

from dataclasses import replace
from datetime import datetime

from otklik.clock.days import Why
from otklik.clock.facts import Clock, Pause, Round
from otklik.clock.rounds import pauses_of
from otklik.clock.terms import Base, Terms, deadline


def resolution(clock: Clock, *, now: datetime, terms: Terms | None = None) -> Round | None:
    """Return the time within which a ticket is to be closed, as a round; None without a target.

    It counts from the creation and rests as the reaction does, and while the ticket is closed: one
    that is opened again goes on where it stood.

    Args:
        clock: The ticket's clock.
        now: The present instant, aware.
        terms: What its level says now; what the clock was told last if not given. A closed ticket
            keeps what held when it was closed.
    """
    if terms is None or not clock.is_open:
        terms = clock.terms
    if terms is None or terms.resolution is None or clock.created_at is None:
        return None
    own = replace(terms, reaction=terms.resolution, warn=None, base=Base.CREATION)
    rests = pauses_of(clock, terms, Why.STATUS, Why.HOLD, Why.DONE)
    closed_at = None if clock.is_open else _closed_at(rests)
    created_at = clock.created_at
    one = Round(
        number=0,
        ref=None,
        since=created_at,
        source_at=created_at,
        in_force_at=created_at,
        terms=own,
        pauses=tuple(rest for rest in rests if rest.why is not Why.DONE or rest.end),
        closed_at=closed_at,
    )
    due_at = deadline(own, created_at, one.rests).due_at
    end = closed_at or now
    one = one._replace(due_at=due_at, overdue_at=due_at if due_at and due_at < end else None)
    return one._replace(overdue_minutes=one.overdue_minutes_at(end))


def _closed_at(rests: tuple[Pause, ...]) -> datetime | None:
    return next((rest.start for rest in rests if rest.why is Why.DONE and rest.end is None), None)
