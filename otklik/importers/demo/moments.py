"""When the demo's conversations took place: counted back from now in working time.

So a demo that is started on a Saturday night still shows something overdue, something due soon and
something waiting.
"""

from datetime import datetime, timedelta
from typing import Final

from otklik.clock.calendar import Calendar

_TICK: Final = timedelta(minutes=1)
_FARTHEST: Final = timedelta(days=400)


def before(calendar: Calendar, end: datetime, minutes: int) -> datetime:
    """Return the latest whole minute from which `minutes` of working time lead to `end`.

    Args:
        calendar: The working time that counts.
        end: An aware instant.
        minutes: Working minutes, 0 or more.

    Raises:
        ValueError: The calendar has not worked so long within four hundred days.
    """
    wanted = minutes * _TICK
    early, late = end - _FARTHEST, end
    if calendar.measure(early, end) < wanted:
        raise ValueError("The calendar works too little for such a conversation")
    while late - early > _TICK:
        middle = early + (late - early) / 2
        if calendar.measure(middle, end) >= wanted:
            early = middle
        else:
            late = middle
    return early.replace(second=0, microsecond=0)


def source_of(
    calendar: Calendar, now: datetime, *, reaction: int, late: int = 0, left: int = 0
) -> datetime:
    """Return when a message came whose answer is `late` overdue or due in `left` working minutes.

    Args:
        calendar: The working time that counts.
        now: The present, aware.
        reaction: Working minutes promised.
        late: By how many working minutes the answer is overdue.
        left: How many working minutes are left.
    """
    if late:
        return before(calendar, now, reaction + late)
    return before(calendar, now, max(reaction - left, 0))
