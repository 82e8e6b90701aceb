"""The ticket's side of the clock: facts in, columns and finished rounds out (law 7).

Everything here happens under the ticket's lock. What the clock says is derived by
`otklik.clock.derive`; the ticket carries the state from write to write and shows it in columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otklik.clock import snapshot
from otklik.clock.derive import derive_from
from otklik.clock.derive import passed as what_passed
from otklik.clock.facts import Clock, Fact, FactKind, Mark, Passed, Said
from otklik.clock.facts import Round as ClockRound
from otklik.clock.levels import terms_of
from otklik.clock.terms import Terms
from otklik.tickets.models import EventKind, Message, Round, Ticket

__all__ = ["Fact", "FactKind", "Moment", "Said", "clock_of", "count", "fact", "passed", "terms_for"]

_TICK = timedelta(microseconds=1)
_WITH_TERMS = frozenset(
    {
        FactKind.CREATED,
        FactKind.CREATED_BY_STAFF,
        FactKind.CLIENT_MESSAGE,
        FactKind.CLOSED,
        FactKind.REOPENED_BY_CLIENT,
        FactKind.REOPENED_BY_STAFF,
        FactKind.LEVEL_CHANGED,
        FactKind.PRIORITY_CHANGED,
        FactKind.TERMS_CHANGED,
        FactKind.MESSAGES_CHANGED,
    }
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that passed by itself.

    Attributes:
        kind: A warning or a missed deadline.
        at: When it was true (spec D-7), aware.
        payload: What the event keeps of it.
    """

    kind: EventKind
    at: datetime
    payload: dict[str, object]


def clock_of(ticket: Ticket) -> Clock:
    """Return the ticket's clock as it was last counted."""
    return snapshot.load(ticket.clock_state)


def terms_for(ticket: Ticket) -> Terms:
    """Return what the ticket's level promises now, at the ticket's criticality."""
    return terms_of(
        ticket.level,
        hold_pauses=ticket.site.hold_pauses_clock,
        priority_id=ticket.priority_id,
    )


def fact(
    ticket: Ticket,
    kind: FactKind,
    *,
    at: datetime,
    message: Message | None = None,
    said: Sequence[Said] = (),
) -> Fact:
    """Return a fact of this moment of the ticket's story.

    Args:
        ticket: The locked ticket, its `last_seq` that of the event concerned.
        kind: What happened.
        at: When it was true, aware.
        message: The message concerned.
        said: For changed messages: those that count now.
    """
    return Fact(
        at=at,
        seq=ticket.last_seq,
        kind=kind,
        ref=message.pk if message else None,
        terms=terms_for(ticket) if kind in _WITH_TERMS else None,
        said=tuple(said),
    )


def passed(ticket: Ticket, *, until: datetime) -> list[Moment]:
    """Settle the ticket's clock: return what passed before `until`, in order, and keep it.

    Args:
        ticket: The locked ticket; its columns are set, not saved.
        until: An aware instant; what falls on it has not passed yet.
    """
    if ticket.next_moment is None or ticket.next_moment >= until:
        return []
    before = clock_of(ticket)
    return _keep(ticket, before, derive_from(before, (), now=until - _TICK))


def count(ticket: Ticket, facts: Sequence[Fact], *, until: datetime) -> list[Moment]:
    """Derive the clock anew from the facts of a change, and keep it.

    Args:
        ticket: The locked ticket; its columns are set, not saved.
        facts: What the change told the clock.
        until: The time of the change, aware.

    Returns:
        What passed by the change itself: a switched level may be overdue at once.
    """
    if not facts:
        return []
    before = clock_of(ticket)
    return _keep(ticket, before, derive_from(before, facts, now=until))


def _keep(ticket: Ticket, before: Clock, after: Clock) -> list[Moment]:
    if after.rounds:
        Round.objects.bulk_create(_row(ticket, one) for one in after.rounds)
    moments = [_moment(ticket, moment) for moment in what_passed(before, after)]
    ticket.clock_state = snapshot.dump(after)
    ticket.waiting_since = after.waiting_since
    ticket.due_at = after.due_at
    ticket.warn_at = after.warn_at
    ticket.next_moment = after.next_moment
    ticket.is_overdue = after.overdue
    ticket.is_warned = after.waiting is not None and after.waiting.warned_at is not None
    ticket.overdue_count = after.overdue_count
    ticket.clock_revision = after.terms.revision if after.terms else 0
    return moments


def _row(ticket: Ticket, one: ClockRound) -> Round:
    if one.ended_at is None:
        raise ValueError("Only a finished round is a fact")
    return Round(
        ticket=ticket,
        number=one.number,
        message_id=one.ref,
        answer_id=one.answer_ref,
        level_id=one.terms.level_id,
        since=one.since,
        due_at=one.due_at,
        ended_at=one.ended_at,
        is_answered=one.answered_at is not None,
        was_overdue=one.overdue_at is not None,
        reaction_minutes=one.reaction_minutes,
        overdue_minutes=one.overdue_minutes,
        story=snapshot.dump_round(one),
    )


_EVENTS = {Mark.WARNED: EventKind.WARNED, Mark.OVERDUE: EventKind.OVERDUE}


def _moment(ticket: Ticket, moment: Passed) -> Moment:
    """Return a moment with what the history says of it: message, level, responsible (OVD-1)."""
    one = moment.round
    level, responsible = ticket.level, ticket.responsible_id
    number = None
    if one.ref:
        number = Message.objects.values_list("number", flat=True).filter(pk=one.ref).first()
    payload: dict[str, object] = {
        "round": one.number,
        "message": one.ref,
        "number": number,
        "level": {"id": level.pk, "ru": level.name_ru, "en": level.name_en},
        "responsible": responsible,
    }
    return Moment(_EVENTS[moment.mark], moment.at, payload)
