"""Why a deadline is what it is: every stretch of its time, and whether it counted.

This module is pure. It gives data: `words` puts it into sentences, `day_rows` draws it.
"""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from otklik.clock.calendar import Piece
from otklik.clock.days import Why
from otklik.clock.facts import MINUTE, Pause, Round


class Segment(NamedTuple):
    """A stretch of a round's time of one nature."""

    start: datetime
    end: datetime
    why: Why
    name: str  # of the exception that made it so

    @property
    def counted(self) -> bool:
        """Whether it is part of the time promised."""
        return self.why is Why.WORKING


class Share(NamedTuple):
    """How much of a round's time was of one nature, in whole minutes."""

    why: Why
    name: str
    minutes: int


def explain(one: Round, *, now: datetime, until: datetime | None = None) -> tuple[Segment, ...]:
    """Return what each stretch of a round's time is, in order and without gaps.

    The counted segments up to the deadline add up to exactly the working time promised.

    Args:
        one: A round, waiting or finished.
        now: The present instant, aware.
        until: Where to stop; the deadline if not given, without one the round's end or `now`.
    """
    end = until or one.due_at or one.ended_at or now
    segments: list[Segment] = []
    for piece in one.terms.calendar.pieces(one.source_at, end):
        segments.extend(_rested(piece, one.pauses))
    return tuple(segments)


def shares(segments: tuple[Segment, ...]) -> tuple[Share, ...]:
    """Return how the time divides among its kinds, in order of first appearance.

    Args:
        segments: What `explain` returned.
    """
    sums: dict[tuple[Why, str], timedelta] = {}
    for start, end, why, name in segments:
        sums[why, name] = sums.get((why, name), timedelta()) + (end - start)
    return tuple(Share(why, name, total // MINUTE) for (why, name), total in sums.items())


def _rested(piece: Piece, pauses: tuple[Pause, ...]) -> Iterator[Segment]:
    """Part a working piece by the pauses; what is closed anyway stays closed."""
    if piece.why is not Why.WORKING:
        yield Segment(*piece)
        return
    edges = {piece.start, piece.end}
    for pause in pauses:
        edges.update(at for at in (pause.start, pause.end) if at and piece.start < at < piece.end)
    ordered = sorted(edges)
    held: Segment | None = None
    for start, end in itertools.pairwise(ordered):
        why = next((p.why for p in pauses if _covers(p, start)), Why.WORKING)
        if held and held.why is why:
            held = held._replace(end=end)
            continue
        if held:
            yield held
        held = Segment(start, end, why, piece.name)
    if held:
        yield held


def _covers(pause: Pause, at: datetime) -> bool:
    return pause.start <= at and (pause.end is None or at < pause.end)
