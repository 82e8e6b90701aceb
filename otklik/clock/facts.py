"""The facts that the clock reads, and what it says: plain data, with the words of the code base.

This module is pure. `derive` folds facts into a `Clock`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from otklik.clock.days import Why
from otklik.clock.terms import Rest, Terms, worked

MINUTE: Final = timedelta(minutes=1)


class FactKind(StrEnum):
    """What happened to a ticket, as far as the clock is concerned."""

    CREATED = "created"  # by the client or in the client's name: the client waits
    CREATED_BY_STAFF = "created_by_staff"  # staff wrote first: nobody waits
    CLIENT_MESSAGE = "client_message"
    STAFF_MESSAGE = "staff_message"  # visible and changing the status: the only thing that stops it
    STAFF_MESSAGE_KEEP_STATUS = "staff_message_keep_status"
    HIDDEN_NOTE = "hidden_note"
    HOLD = "hold"
    UNHOLD = "unhold"
    STATUS_PAUSES = "status_pauses"
    STATUS_RESUMES = "status_resumes"
    CLOSED = "closed"
    REOPENED_BY_CLIENT = "reopened_by_client"
    REOPENED_BY_STAFF = "reopened_by_staff"
    LEVEL_CHANGED = "level_changed"  # another level was chosen for this ticket
    PRIORITY_CHANGED = "priority_changed"  # the ticket's criticality has another reaction time
    TERMS_CHANGED = "terms_changed"  # the same level or its calendar now says something else
    MESSAGES_CHANGED = "messages_changed"  # a message was deleted, put back, or counts otherwise
    SETTLED = "settled"  # the sweep recorded what had passed by then; nothing else happens


class Said(NamedTuple):
    """A message that counts: a client's, or an answer that stops the clock.

    Attributes:
        ref: The message.
        at: When it came, aware.
        by_staff: Whether it is an answer.
        was_late: Whether it was counted as overdue before, in whatever round.
    """

    ref: int | None
    at: datetime
    by_staff: bool
    was_late: bool = False


class Fact(NamedTuple):
    """One recorded fact.

    Attributes:
        at: When it was true, aware.
        seq: Its place in the ticket's story; facts are taken in this order.
        kind: What happened.
        ref: The message concerned, if there is one.
        terms: What the ticket's level promises from now on. A creation and a change of level or
            terms need it; a message or a reopening may bring it, so that a round which it begins
            counts by the promise of the day.
        said: For changed messages: all that count as they are now, in the order of the story,
            from the one with which a client last opened the ticket again.
    """

    at: datetime
    seq: int
    kind: FactKind
    ref: int | None = None
    terms: Terms | None = None
    said: tuple[Said, ...] = ()


class Pause(NamedTuple):
    """A time in which the ticket was held or closed, or its status rested; it may have no end."""

    why: Why
    start: datetime
    end: datetime | None = None


class Round(NamedTuple):
    """From a waiting message to its answer (spec CLK-1).

    Attributes:
        number: 1 for the first of the ticket.
        ref: The message that waits.
        since: When that message came.
        source_at: From when the deadline counts; differs from `since` by CLK-7, CLK-8 and CLK-9.
        in_force_at: Since when the present deadline has been in force; nothing is overdue before.
        terms: What was promised.
        warn_at: When to warn, if ever.
        due_at: The deadline; None without one, or while the clock rests.
        warned_at: When the warning moment passed.
        overdue_at: When the round became overdue, if it is: max(deadline, `in_force_at`) (D-7).
        first_overdue_at: The same, but never taken back by a changed calendar: the counter of
            overdue messages counts it (OVD-3).
        late_before: Whether its message was counted as overdue in an earlier round, whose answer
            was deleted: it is not counted and told of again (OVD-2).
        pauses: Pauses that touch this round and rest its clock under its terms.
        answered_at: When staff answered; None while waiting or closed without an answer.
        answer_ref: The answering message.
        closed_at: When the ticket was closed over the head of the waiting message.
        reaction_minutes: Whole working minutes from `since` to the end of the round.
        overdue_minutes: Whole working minutes from the deadline to the end of the round (OVD-4).
    """

    number: int
    ref: int | None
    since: datetime
    source_at: datetime
    in_force_at: datetime
    terms: Terms
    warn_at: datetime | None = None
    due_at: datetime | None = None
    warned_at: datetime | None = None
    overdue_at: datetime | None = None
    first_overdue_at: datetime | None = None
    late_before: bool = False
    pauses: tuple[Pause, ...] = ()
    answered_at: datetime | None = None
    answer_ref: int | None = None
    closed_at: datetime | None = None
    reaction_minutes: int = 0
    overdue_minutes: int = 0

    @property
    def ended_at(self) -> datetime | None:
        """When the round was over; None while the client waits."""
        return self.answered_at or self.closed_at

    @property
    def paused(self) -> bool:
        """Whether the clock rests at the end of what is known."""
        return any(pause.end is None for pause in self.pauses)

    @property
    def rests(self) -> tuple[Rest, ...]:
        """The times in which the clock rests."""
        return tuple((pause.start, pause.end) for pause in self.pauses)

    def worked_minutes(self, till: datetime) -> int:
        """Return whole working minutes from the source to `till`, pauses left out."""
        return self.worked_time(till) // MINUTE

    def worked_time(self, till: datetime) -> timedelta:
        """Return the working time from the source to `till`, pauses left out."""
        return worked(self.terms.calendar, self.source_at, till, self.rests)

    def left_minutes_at(self, till: datetime) -> int:
        """Return how many whole working minutes the deadline is ahead of `till`; 0 if it is not."""
        if self.due_at is None or self.due_at <= till:
            return 0
        return worked(self.terms.calendar, till, self.due_at, self.rests) // MINUTE

    def overdue_minutes_at(self, till: datetime) -> int:
        """Return by how many whole working minutes the round is late at `till`; 0 if it is not."""
        if self.overdue_at is None or self.due_at is None:
            return 0
        return worked(self.terms.calendar, self.due_at, till, self.rests) // MINUTE


class Clock(NamedTuple):
    """All that is derived of one ticket; also the state from which `derive_from` continues.

    Attributes:
        created_at: The creation; None before it.
        terms: What the ticket's level promises now.
        is_open: False before the creation and while closed.
        rounds: Finished rounds, for ever; those since the state was stored, if it was.
        waiting: The round that waits for an answer, if any.
        cut_off: The round that the last closing ended without an answer, as long as nobody has
            answered since: staff who reopen the ticket find its client still waiting.
        withdrawn: The round whose message was deleted while it waited, as long as no other has
            begun: if the message is put back, it waits as before (spec CLK-11).
        pauses: All pauses, whether or not the level lets them rest the clock, and the times in
            which the ticket was closed.
        moment: The time of the story so far; it does not go back.
        round_count: How many rounds have begun.
        overdue_count: How many messages have ever been overdue; it never falls (spec OVD-3).
        first_reaction_minutes: Working minutes from the first message that was answered to its
            answer; None before it.
    """

    created_at: datetime | None = None
    terms: Terms | None = None
    is_open: bool = False
    rounds: tuple[Round, ...] = ()
    waiting: Round | None = None
    cut_off: Round | None = None
    withdrawn: Round | None = None
    pauses: tuple[Pause, ...] = ()
    moment: datetime | None = None
    round_count: int = 0
    overdue_count: int = 0
    first_reaction_minutes: int | None = None

    @property
    def waiting_since(self) -> datetime | None:
        """When the first message without an answer came; None if nobody waits."""
        return self.waiting.since if self.waiting else None

    @property
    def due_at(self) -> datetime | None:
        """The deadline of the waiting message."""
        return self.waiting.due_at if self.waiting else None

    @property
    def warn_at(self) -> datetime | None:
        """The warning moment of the waiting message."""
        return self.waiting.warn_at if self.waiting else None

    @property
    def overdue(self) -> bool:
        """Whether the waiting message is overdue."""
        return self.waiting is not None and self.waiting.overdue_at is not None

    @property
    def paused(self) -> bool:
        """Whether somebody waits and the clock rests."""
        return self.waiting is not None and self.waiting.paused

    @property
    def next_moment(self) -> datetime | None:
        """The earliest instant at which something will pass by itself; None if nothing will."""
        if self.waiting is None or self.waiting.overdue_at:
            return None
        warn_at = None if self.waiting.warned_at else self.waiting.warn_at
        return min((at for at in (warn_at, self.waiting.due_at) if at), default=None)


class Mark(StrEnum):
    """What can pass by itself."""

    WARNED = "warned"
    OVERDUE = "overdue"


class Passed(NamedTuple):
    """A moment that passed: to be recorded once, as true at `at`."""

    at: datetime
    mark: Mark
    round: Round
