"""The badge that counts down to a deadline.

Business time is counted by the server only. The browser is told how many minutes are left, and
until when the clock goes on running without a break; in between it may tick, then it waits.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from otklik.core.time import now
from otklik.ui.parts.html import attributes
from otklik.ui.parts.words import duration

State: TypeAlias = Literal["", "soon", "over", "none"]
STEP: Final = 5


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """What the badge shows.

    Attributes:
        state: "" in time, "soon" from the warning on, "over", "none" when nothing is due.
        text: Words of now: «1 ч 50 м», «−42 мин», «ждём 2 дня».
        percent: Part of the time that is spent, 0 to 100.
        due_at: The deadline; without it the badge stands still.
        warn_at: When it becomes "soon".
        minutes_left: Working minutes left at `counted_at`; None means the time of the clock.
        minutes_total: Working minutes that were given.
        runs_until: Until when the working clock runs from `counted_at` without a break; None or
            past means that it stands now.
        counted_at: The instant to which the numbers belong.
        hint: How it is counted, in one line: shown when somebody points at the badge.
    """

    state: State
    text: str
    percent: int = 0
    due_at: datetime | None = None
    warn_at: datetime | None = None
    minutes_left: int | None = None
    minutes_total: int | None = None
    runs_until: datetime | None = None
    counted_at: datetime | None = None
    hint: str = ""


def nothing_due(text: str) -> Deadline:
    """Return the quiet badge of a ticket without a running clock, such as «ждём 2 дня»."""
    return Deadline(state="none", text=text)


def running(
    *,
    due_at: datetime,
    warn_at: datetime | None = None,
    minutes_left: int | None = None,
    minutes_total: int | None = None,
    runs_until: datetime | None = None,
    hint: str = "",
) -> Deadline:
    """Return the badge of a running clock, in the words of now.

    Args:
        due_at: The deadline, an aware instant.
        warn_at: When the badge turns orange.
        minutes_left: Working minutes left now, below zero when it is late; None shows the time of
            the clock.
        minutes_total: Minutes that were given; without it the ring stays empty until overdue.
        runs_until: As in `Deadline`.
        hint: As in `Deadline`.
    """
    at = now()
    by_clock = int((due_at - at).total_seconds()) // 60
    if at >= due_at:
        state: State = "over"
    else:
        state = "soon" if warn_at and at >= warn_at else ""
    left = by_clock if minutes_left is None else minutes_left
    if state == "over":
        left = min(left, 0)
    return Deadline(
        state=state,
        text=duration(left),
        percent=100 if state == "over" else _percent(left, minutes_total),
        due_at=due_at,
        warn_at=warn_at,
        minutes_left=minutes_left,
        minutes_total=minutes_total,
        runs_until=runs_until,
        counted_at=at,
        hint=hint,
    )


def _percent(left: int, total: int | None) -> int:
    return min(100, max(0, 100 * (total - left) // total)) if total else 0


def sla(deadline: Deadline, *, pattern: str = "") -> SafeString:
    """Return the badge: ring and words, ticking by itself when it has a deadline.

    Args:
        deadline: What to show.
        pattern: A sentence around the words, with `{}` in their place: «осталось {}».
    """
    words = pattern.replace("{}", deadline.text) if pattern else deadline.text
    inner = _badge(deadline.state, deadline.percent // STEP * STEP, words)
    if deadline.due_at is None:
        return inner
    return format_html("<ok-countdown{}>{}</ok-countdown>", _data(deadline, pattern), inner)


@lru_cache(maxsize=1024)
def _badge(state: State, percent: int, words: str) -> SafeString:
    return format_html(
        '<span class="sla" data-state="{}" data-p="{}">{}<span>{}</span></span>',
        state,
        percent,
        "" if state == "none" else _RING,
        words,
    )


def _data(deadline: Deadline, pattern: str) -> SafeString:
    return attributes(
        data_due=_iso(deadline.due_at),
        data_warn=_iso(deadline.warn_at),
        data_at=_iso(deadline.counted_at),
        data_left=deadline.minutes_left,
        data_total=deadline.minutes_total,
        data_runs_until=_iso(deadline.runs_until),
        data_pattern=pattern or None,
        # The hint is then its name, which is read out before the words; alone it would be nobody's.
        role="timer" if deadline.hint else None,
        title=deadline.hint or None,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


_RING: Final = mark_safe('<span class="sla-ring"></span>')
