"""Who hears of a change, as whom, and why (spec 8.1, NTF-4, NTF-5, NTF-13…NTF-15, C-5, C-8).

The table of `otklik.notices` says who *would* be told. What a recipient then reads is decided by
the gate alone: his stance towards the ticket at this moment (law 5). So a hidden note can reach no
client, whatever the table, a group's flag or a person's wish says.
"""

import functools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import getaddresses
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from otklik.notices.deliver import Wishes
from otklik.notices.matrix import Channel, Occasion, Role
from otklik.people.addresses import normal_address
from otklik.people.models import Person
from otklik.people.models import Role as PersonRole
from otklik.people.queries import hearers, holder_ids
from otklik.people.viewer import STRANGER, Viewer, viewers_of
from otklik.tickets.access import Stance, stance
from otklik.tickets.clockwork import clock_of
from otklik.tickets.models import (
    Audience,
    Change,
    Event,
    EventKind,
    Seat,
    SeatKind,
    Ticket,
    Via,
)
from otklik.tickets.models.ticket import Side

STATES: Final = frozenset({EventKind.CLOSED, EventKind.REOPENED, EventKind.HELD, EventKind.UNHELD})
"""What opens, closes or holds a ticket (spec N7)."""

_ASSIGNMENTS: Final = frozenset(
    {EventKind.RESPONSIBLE, EventKind.CO_EXECUTOR_ADDED, EventKind.CO_EXECUTOR_REMOVED}
)
_BY_GROUP: Final = frozenset({Role.AUTHORS_WATCHER, Role.TEAM_WATCHER})
_OF_NEW_TICKETS: Final = frozenset({Occasion.OPENED, Occasion.COUPON})
EXPECTED: Final = frozenset({"expected_on", "expected_shown"})
"""Properties that a client knows only if the ticket says so."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told of a change.

    Attributes:
        address: Where letters go, in its normal spelling.
        person: Who that is; nobody for a further address of the client (spec T-6).
        name: What the recipient is called, may be empty.
        role: Why the recipient is told.
        reads_as: As whom the recipient reads of it: CLIENT, OBSERVER or STAFF.
        may_open: Whether a link to the ticket would open for the recipient.
        events: What the recipient may know of the change, in order.
        occasions: What of it is worth a notice.
    """

    address: str
    person: Person | None
    name: str
    role: Role
    reads_as: Stance
    may_open: bool
    events: tuple[Event, ...]
    occasions: frozenset[Occasion]


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of a change, by each channel.

    Attributes:
        by_mail: Who gets a letter.
        by_bell: Whose bell rings; their `occasions` are those that they want to hear there.
    """

    by_mail: Sequence[Recipient] = ()
    by_bell: Sequence[Recipient] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Somebody who may have to be told: a person, or a bare address of the client."""

    role: Role
    person: Person | None
    address: str
    may_mail: bool = True


def recipients(change: Change) -> list[Recipient]:
    """Return who gets a letter about a change.

    Args:
        change: A stored change with its ticket, whatever has happened to the ticket since.
    """
    return list(told(change).by_mail)


def told(change: Change) -> Told:
    """Return who is told of a change: each once by a channel, however many reasons there are (D-6).

    Args:
        change: A stored change with its ticket, whatever has happened to the ticket since.
    """
    if change.is_quiet:
        return Told()
    stored = change.events.select_related("message__author").order_by("seq")
    events = [event for event in stored if not _comes_too_late(event, change.ticket)]
    candidates = list(_candidates(change, events))
    people = {one.person.pk: one.person for one in candidates if one.person}
    viewers, wishes = viewers_of(people.values()), Wishes(people)
    doers = _doers(change, events)
    by_mail: dict[str, Recipient] = {}
    by_bell: dict[int, Recipient] = {}
    for candidate in candidates:
        viewer = viewers[candidate.person.pk] if candidate.person else STRANGER
        one = _recipient(change, events, candidate, viewer)
        if one is None:
            continue
        person_id = one.person.pk if one.person else None
        told_by = functools.partial(wishes.wanted, person_id, one.role, one.occasions)
        if _may_be_written_to(change, candidate, one, doers) and told_by(Channel.MAIL):
            by_mail.setdefault(one.address, one)
        heard = told_by(Channel.BELL)
        if person_id is not None and _may_hear_the_bell(one, doers) and heard:
            by_bell.setdefault(person_id, replace(one, occasions=heard))
    return Told(list(by_mail.values()), list(by_bell.values()))


def _comes_too_late(event: Event, ticket: Ticket) -> bool:
    """Tell whether an event is no news any more: its message is deleted, or answered by now.

    A worker that stood still writes both moments of a message at once; only the later one is news
    (spec OVD-1).
    """
    if event.message is not None and event.message.is_deleted:
        return True
    if event.kind != EventKind.WARNED:
        return False
    waiting = clock_of(ticket).waiting
    still = waiting is not None and waiting.number == event.payload["round"]
    return not still or ticket.is_overdue


def occasions(events: Iterable[Event]) -> frozenset[Occasion]:
    """Return what of these events is worth a notice.

    A new ticket is one occasion: its first message and responsible belong to it (spec N1, C-8).
    That it was opened by coupon is one of its own (spec N13).
    """
    found = frozenset(one for one in map(occasion_of, events) if one is not None)
    return found & _OF_NEW_TICKETS if Occasion.OPENED in found else found


def occasion_of(event: Event) -> Occasion | None:
    """Return what an event is by itself; nothing if it is worth no notice."""
    kind = event.kind
    if kind == EventKind.MESSAGE and event.message is not None:
        return _spoken(event)
    if kind == EventKind.FIELD:
        return _changed(event)
    if kind in STATES:
        return Occasion.STATE
    if kind in _ASSIGNMENTS:
        return Occasion.ASSIGNED
    plain = {
        EventKind.OPENED: Occasion.OPENED,
        EventKind.LEVEL: Occasion.CHANGED,
        EventKind.AUTHOR: Occasion.INTERNAL,
        EventKind.RATED: Occasion.CHANGED,
        EventKind.WARNED: Occasion.DEADLINE_NEAR,
        EventKind.OVERDUE: Occasion.DEADLINE_PASSED,
        EventKind.COUPON: Occasion.COUPON,
        EventKind.ACCESS_ASKED: Occasion.ACCESS,
    }
    return plain.get(EventKind(kind))


def _spoken(event: Event) -> Occasion:
    if event.audience != Audience.ALL:
        return Occasion.HIDDEN
    by_staff = event.message is not None and event.message.side == Side.STAFF
    return Occasion.STAFF_WROTE if by_staff else Occasion.CLIENT_WROTE


def _changed(event: Event) -> Occasion:
    if event.payload.get("field") == "comment":
        return Occasion.COMMENT
    return Occasion.CHANGED if event.audience == Audience.ALL else Occasion.INTERNAL


def _candidates(change: Change, events: Collection[Event]) -> Iterator[_Candidate]:
    """Yield everybody who may have to be told, the strongest reason of a person first."""
    ticket = change.ticket
    opens = any(event.kind == EventKind.OPENED for event in events)
    may_mail = ticket.confirm_by_mail if opens else ticket.answers_by_mail
    yield _Candidate(Role.AUTHOR, ticket.author, ticket.author.email, may_mail)
    if may_mail:
        for address in further_addresses(ticket):
            yield _Candidate(Role.AUTHOR, None, address)
    responsible = ticket.responsible
    if responsible is not None:
        yield _Candidate(Role.RESPONSIBLE, responsible, responsible.email)
    others, admins = list(_others(ticket, events, opens=opens)), holder_ids(PersonRole.ADMIN)
    people = Person.objects.in_bulk({*admins, *(person_id for _role, person_id in others)})
    for role, person_id in others:
        if person_id in people:
            yield _Candidate(role, people[person_id], people[person_id].email)
    nobody = responsible is None or not _may_get_letters(responsible)
    for person in sorted((people[pk] for pk in admins), key=lambda one: (one.sort_key, one.pk)):
        yield _Candidate(Role.SUBSTITUTE if nobody else Role.ADMIN, person, person.email)


def _others(ticket: Ticket, events: Iterable[Event], *, opens: bool) -> Iterator[tuple[Role, int]]:
    """Yield who else may have to be told, by id: who works on it, worked on it, or follows it."""
    seats = Seat.objects.filter(ticket=ticket, kind=SeatKind.CO_EXECUTOR).order_by("pk")
    for person_id in seats.values_list("person", flat=True):
        yield Role.CO_EXECUTOR, person_id
    for event in events:
        if event.kind == EventKind.RESPONSIBLE and event.payload.get("old"):
            yield Role.FORMER, event.payload["old"]["id"]
    members = [pk for pk in (ticket.author_id, ticket.responsible_id) if pk is not None]
    heard = hearers(members, of_new=opens)
    for role, member, in_team in (
        (Role.AUTHORS_WATCHER, ticket.author_id, False),
        (Role.TEAM_WATCHER, ticket.responsible_id, True),
    ):
        yield from ((role, who) for whose, team, who in heard if (whose, team) == (member, in_team))


def further_addresses(ticket: Ticket) -> list[str]:
    """Return the valid addresses in the free text that names the author (spec T-6)."""
    found = []
    for _name, address in getaddresses([ticket.author_text]):
        try:
            validate_email(address)
        except ValidationError:
            continue
        found.append(normal_address(address))
    return [address for address in found if address != ticket.author.email]


def _recipient(
    change: Change, events: Collection[Event], candidate: _Candidate, viewer: Viewer
) -> Recipient | None:
    """Return the candidate as a recipient, or nothing if there is nothing for him to read."""
    person, role = candidate.person, candidate.role
    if person is None:
        reads_as, may_open = Stance.CLIENT, False
    else:
        reads_as, may_open = _reads_as(change.ticket, person, role, viewer)
    seen = tuple(event for event in events if _may_know(event, change.ticket, reads_as))
    what = occasions(seen)
    if not what or reads_as is Stance.NONE:
        return None
    return Recipient(
        address=normal_address(candidate.address),
        person=person,
        name=person.name if person else "",
        role=role,
        reads_as=reads_as,
        may_open=may_open,
        events=seen,
        occasions=what,
    )


def _may_get_letters(person: Person) -> bool:
    """Tell whether letters may go to the person's address (spec D-11)."""
    is_known = person.is_proven or not person.can_sign_in
    return bool(person.email) and person.is_active and is_known and not person.taken_over_by_id


def _may_hear_the_bell(one: Recipient, doers: Collection[int]) -> bool:
    """Tell whether the person could open the ticket, and did not do it himself (spec NTF-11)."""
    return one.may_open and one.person is not None and one.person.pk not in doers


def _reads_as(ticket: Ticket, person: Person, role: Role, viewer: Viewer) -> tuple[Stance, bool]:
    """Return as whom a person reads a letter, and whether the ticket opens for the person.

    A group's flag "hears" does not say "sees" (spec GRP-2): whoever only hears reads what a client
    may read, and gets no link.
    """
    how = stance(viewer, ticket)
    if how is not Stance.NONE:
        return how, person.can_sign_in
    hears = role in _BY_GROUP and not viewer.is_denied
    return (Stance.CLIENT if hears else Stance.NONE), False


def _may_know(event: Event, ticket: Ticket, how: Stance) -> bool:
    if how.sees_hidden:
        return True
    if event.audience != Audience.ALL or (event.message is not None and event.message.is_hidden):
        return False
    return ticket.expected_shown or event.payload.get("field") not in EXPECTED


def _may_be_written_to(
    change: Change, candidate: _Candidate, one: Recipient, doers: Collection[int]
) -> bool:
    """Tell whether a letter may go there and would tell more than what somebody did himself.

    The author gets a copy of his own change, but not of what he wrote by mail; that his ticket was
    taken he hears in any case. What a machine sent causes no letter to its sender at all
    (spec NTF-11, D-13).
    """
    if one.person is None:
        return not change.is_automatic
    if not (candidate.may_mail and _may_get_letters(one.person)):
        return False
    if one.person.pk not in doers:
        return True
    if change.is_automatic or one.role is not Role.AUTHOR:
        return False
    return change.via != Via.MAIL or Occasion.OPENED in one.occasions


def _doers(change: Change, events: Collection[Event]) -> set[int]:
    """Return who did it: who acted and, by mail, whose letter it was."""
    doers = {change.by_id} if change.by_id else set()
    if change.via == Via.MAIL or change.is_automatic:
        doers |= {
            event.message.author_id
            for event in events
            if event.message is not None and event.message.author_id
        }
    return doers
