"""The gate: how a person stands towards a ticket, and what follows from it (law 5, spec D-5).

Pages, mail, search, files, sockets, letters and exports ask here and nowhere else.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from otklik.core.kept import attach
from otklik.directory.models import FieldRights
from otklik.people.models import Person
from otklik.people.queries import is_member, members_of
from otklik.people.viewer import Viewer
from otklik.tickets.models import Attachment, Audience, Event, Message, Seat, SeatKind, Ticket


class Unseen(Http404):
    """There is no such thing for this person: what may not be seen does not exist."""


class Refused(PermissionDenied):
    """The person may see the ticket but not do this to it."""


class Stance(IntEnum):
    """How a person stands towards one ticket; a greater one sees more (spec D-5)."""

    NONE = 0
    CLIENT = 1
    OBSERVER = 2
    STAFF = 3

    @property
    def sees_hidden(self) -> bool:
        """Whether notes and staff events are for this person."""
        return self >= Stance.OBSERVER


class Verb(StrEnum):
    """What may be done to a ticket."""

    REPLY = "reply"
    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"
    HOLD = "hold"
    ASSIGN = "assign"
    TAKE = "take"
    CO_EXECUTE = "co_execute"
    SPEAK_FOR_AUTHOR = "speak_for_author"
    HIDE = "hide"
    SET_AUTHOR = "set_author"
    RATE = "rate"
    CORRECT = "correct"


FREE_FIELDS = frozenset(
    {
        "title",
        "status",
        "difficulty",
        "level",
        "comment",
        "auto_close_days",
        "planned_minutes",
        "expected_on",
        "expected_shown",
        "source",
    }
)
GUARDED_FIELDS = frozenset({"category", "priority"})
CLIENT_FIELDS = frozenset({"priority"})
CLIENT_VERBS = frozenset({Verb.REPLY, Verb.CLOSE, Verb.REOPEN})
ALL_STAFF_VERBS = frozenset(Verb) - {Verb.RATE, Verb.CORRECT}
STAFF_VERBS = ALL_STAFF_VERBS - {Verb.ASSIGN, Verb.TAKE, Verb.CO_EXECUTE, Verb.SET_AUTHOR}

DISPATCHING = frozenset({Verb.ASSIGN, Verb.TAKE})
"""What the default responsible of a site may do to any of its tickets that he sees (spec ASG-9)."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do to one ticket.

    Attributes:
        stance: How the person stands towards it.
        verbs: The verbs that are allowed.
        fields: The names of the properties that may be changed.
    """

    stance: Stance
    verbs: frozenset[Verb]
    fields: frozenset[str]

    def may(self, verb: Verb) -> bool:
        """Tell whether `verb` is allowed."""
        return verb in self.verbs


def stance(viewer: Viewer, ticket: Ticket) -> Stance:
    """Return how `viewer` stands towards `ticket`; costs a query only for agents without a claim.

    The author stands as client even if the person is staff (spec D-5). Whoever was responsible
    once keeps reading as an observer does (spec ROLE-12).
    """
    person = viewer.person
    if person is None or viewer.is_denied or not person.is_active:
        return Stance.NONE
    if ticket.author_id == person.pk:
        return Stance.CLIENT
    working = _staff_stance(viewer, ticket, person.pk)
    if working is not Stance.NONE:
        return working
    if ticket.creator_id == person.pk or is_member(ticket.author_id, viewer.client_groups_seen):
        return Stance.CLIENT
    return Stance.NONE


def _staff_stance(viewer: Viewer, ticket: Ticket, person_id: int) -> Stance:
    if viewer.is_admin:
        return Stance.STAFF
    reading = Stance.OBSERVER if viewer.is_observer else Stance.NONE
    if not viewer.is_agent:
        return reading
    if ticket.responsible_id is None and ticket.site.agents_see_unassigned:
        return Stance.STAFF
    if ticket.responsible_id is not None and (
        ticket.responsible_id == person_id
        or is_member(ticket.responsible_id, viewer.team_groups_seen)
    ):
        return Stance.STAFF
    kinds = set(Seat.objects.filter(ticket=ticket, person=person_id).values_list("kind", flat=True))
    if SeatKind.CO_EXECUTOR in kinds:
        return Stance.STAFF
    return Stance.OBSERVER if kinds else reading


def rights(viewer: Viewer, ticket: Ticket) -> Rights:
    """Return what `viewer` may do to `ticket` (spec table 1.2 with C-4)."""
    how = stance(viewer, ticket)
    person = viewer.person
    if person is None or how is Stance.NONE:
        return Rights(how, frozenset(), frozenset())
    if how is Stance.CLIENT:
        return Rights(how, _client_verbs(ticket, person.pk), CLIENT_FIELDS)
    if viewer.is_admin:
        return Rights(how, ALL_STAFF_VERBS | {Verb.CORRECT}, FREE_FIELDS | GUARDED_FIELDS)
    own = _staff_rights(how, ticket, person.pk)
    if viewer.is_agent and ticket.site.default_responsible_id == person.pk:
        return replace(own, verbs=own.verbs | DISPATCHING)
    return own


def _staff_rights(how: Stance, ticket: Ticket, person_id: int) -> Rights:
    """What whoever reads as staff may do who is no administrator."""
    if how is Stance.OBSERVER:
        return Rights(how, frozenset(), frozenset())
    if ticket.site.field_rights == FieldRights.STRICT:
        return _strict_rights(how, responsible=ticket.responsible_id == person_id)
    if _works_on(ticket, person_id):
        return Rights(how, ALL_STAFF_VERBS, FREE_FIELDS | GUARDED_FIELDS)
    return Rights(how, STAFF_VERBS, FREE_FIELDS)


def _client_verbs(ticket: Ticket, person_id: int) -> frozenset[Verb]:
    """What a client may do: author and colleagues rate, who only typed it in does not (GRP-4)."""
    typed_in_for_another = person_id == ticket.creator_id != ticket.author_id
    return CLIENT_VERBS if typed_in_for_another else CLIENT_VERBS | {Verb.RATE}


def _strict_rights(how: Stance, *, responsible: bool) -> Rights:
    """What the preset "strict" leaves to an agent: administrators assign (spec ROLE-19)."""
    if responsible:
        return Rights(how, STAFF_VERBS | {Verb.CO_EXECUTE, Verb.SET_AUTHOR}, FREE_FIELDS)
    return Rights(how, STAFF_VERBS, frozenset())


def _works_on(ticket: Ticket, person_id: int) -> bool:
    """Whether the person is responsible or co-executor, or nobody is responsible yet."""
    if ticket.responsible_id in {None, person_id}:
        return True
    return Seat.objects.filter(ticket=ticket, person=person_id, kind=SeatKind.CO_EXECUTOR).exists()


def visible_to(viewer: Viewer) -> QuerySet[Ticket]:
    """Return the tickets towards which `viewer` has any stance.

    Every list, count, search and export starts from here or from `ways_to_see`. It says the same
    as `stance`; a test compares both.
    """
    return _any_of(ways_to_see(viewer))


def ways_to_see(viewer: Viewer) -> list[Q]:
    """Return the ways by which tickets come into sight of `viewer`: `visible_to` is any of them.

    An index serves each of them, but not all of them with OR between: long lists read the first
    rows of each way and put these together (`otklik.tickets.queries.paging`).
    """
    person = viewer.person
    if person is None or viewer.is_denied or not person.is_active:
        return []
    if viewer.is_admin or viewer.is_observer:
        return [Q()]
    own = reduce(or_, _own(viewer, person.pk))
    return [*(_ways_to_work(viewer, person.pk) if viewer.is_agent else []), own]


def ways_to_read_as_staff(viewer: Viewer) -> list[Q]:
    """Return the ways by which `viewer` reads what is hidden from clients: `read_as_staff`."""
    person = viewer.person
    if person is None or viewer.is_denied or not person.is_active:
        return []
    others = ~Q(author=person.pk)
    if viewer.is_admin or viewer.is_observer:
        return [others]
    ways = _ways_to_work(viewer, person.pk) if viewer.is_agent else []
    return [others & way for way in ways]


def read_as_staff(viewer: Viewer) -> QuerySet[Ticket]:
    """Return the tickets in which `viewer` reads what is hidden from clients.

    Lists of what holds notes start from here: letters for instance. It says the same as
    `stance(…).sees_hidden`; a test compares both.
    """
    return _any_of(ways_to_read_as_staff(viewer))


def _ways_to_work(viewer: Viewer, person_id: int) -> list[Q]:
    seat = Seat.objects.filter(ticket=OuterRef("pk"), person=person_id)
    ways = [
        Q(responsible=person_id),
        Q(responsible=None, site__agents_see_unassigned=True),
        Q(Exists(seat)),
    ]
    if viewer.team_groups_seen:
        ways.append(Q(responsible__in=members_of(viewer.team_groups_seen).values("pk")))
    return ways


def as_client(viewer: Viewer) -> QuerySet[Ticket]:
    """Return the tickets that `viewer` meets in the client's door.

    They are the person's own ones, those that the person typed in, and those of the client groups
    into which the person sees.
    """
    return _any_of(ways_as_client(viewer))


def ways_as_client(viewer: Viewer) -> list[Q]:
    """Return the ways by which `viewer` meets tickets in the client's door: `as_client`."""
    person = viewer.person
    if person is None or viewer.is_denied or not person.is_active:
        return []
    return _own(viewer, person.pk)


def _own(viewer: Viewer, person_id: int) -> list[Q]:
    ways = [Q(author=person_id), Q(creator=person_id)]
    if viewer.client_groups_seen:
        ways.append(Q(author__in=members_of(viewer.client_groups_seen).values("pk")))
    return ways


def _any_of(ways: Sequence[Q]) -> QuerySet[Ticket]:
    return Ticket.objects.filter(reduce(or_, ways)) if ways else Ticket.objects.none()


def readable(*, as_staff: Collection[int], as_client: Collection[int]) -> QuerySet[Message]:
    """Return the messages of several tickets that a reader may see whose stances are known.

    Args:
        as_staff: Numbers of tickets that the reader reads as staff or observer.
        as_client: Numbers of tickets towards which the reader stands as client.
    """
    return Message.objects.filter(Q(ticket__in=as_staff) | Q(ticket__in=as_client, is_hidden=False))


def taken_away() -> QuerySet[Message]:
    """Return the messages that an administrator has deleted (spec MSG-10)."""
    return Message.objects.exclude(deleted_at=None)


def opens_again(ticket: Ticket, *, at: datetime) -> bool:
    """Tell whether a client's words still open this closed ticket again (spec CLS-6).

    Args:
        ticket: A closed ticket with its site.
        at: When they are said, aware.
    """
    days = ticket.site.reopen_days
    if days is None or ticket.closed_at is None:
        return True
    return at - ticket.closed_at <= timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket together with the right to see it.

    Attributes:
        ticket: The ticket, with its references loaded.
        rights: What the viewer may do to it.
        viewer: Who looks.
    """

    ticket: Ticket
    rights: Rights
    viewer: Viewer

    @property
    def stance(self) -> Stance:
        """How the viewer stands towards the ticket."""
        return self.rights.stance

    def messages(self) -> QuerySet[Message]:
        """Return the messages that the viewer may read, oldest first."""
        every = Message.objects.filter(ticket=self.ticket).order_by("number")
        return every if self.stance.sees_hidden else every.filter(is_hidden=False)

    def events(self) -> QuerySet[Event]:
        """Return the events that the viewer may know of, oldest first."""
        every = Event.objects.filter(ticket=self.ticket).order_by("seq")
        return every if self.stance.sees_hidden else every.filter(audience=Audience.ALL)


PEOPLE = ("author__organization", "creator", "responsible", "last_author")
DICTIONARIES = ("site", "category", "priority", "status", "difficulty", "source", "level")


def get(viewer: Viewer, number: int) -> Seen:
    """Return the ticket `number` if `viewer` may see it: the only way to a ticket.

    Args:
        viewer: Who asks.
        number: The ticket's number.

    Raises:
        Unseen: There is none, or none for this person.
    """
    ticket = Ticket.objects.select_related(*PEOPLE).filter(pk=number).first()
    if ticket is None:
        raise Unseen
    attach([ticket], DICTIONARIES)
    granted = rights(viewer, ticket)
    if granted.stance is Stance.NONE:
        raise Unseen
    return Seen(ticket=ticket, rights=granted, viewer=viewer)


def require(viewer: Viewer, ticket: Ticket, *verbs: Verb) -> Rights:
    """Return the rights of `viewer` in `ticket` if all `verbs` are among them.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: It does, but a verb is not allowed.
    """
    granted = rights(viewer, ticket)
    if granted.stance is Stance.NONE:
        raise Unseen
    if not granted.verbs.issuperset(verbs):
        raise Refused
    return granted


def attachment(viewer: Viewer, key: str) -> Attachment:
    """Return the file behind a link if `viewer` may read the message it hangs on (spec FILE-5).

    Raises:
        Unseen: There is no such link, or none for this person.
    """
    found = (
        Attachment.objects.select_related("blob", "message__ticket__site").filter(key=key).first()
    )
    if found is None:
        raise Unseen
    how = stance(viewer, found.message.ticket)
    if how is Stance.NONE or (found.message.is_hidden and not how.sees_hidden):
        raise Unseen
    if found.message.is_deleted:
        raise Unseen
    return found


def author_of(number: int) -> Person | None:
    """Return a ticket's author for the mail door, whose rules may let others write in his place."""
    named = Ticket.objects.filter(pk=number).values("author")
    return Person.objects.filter(pk__in=named).first()
