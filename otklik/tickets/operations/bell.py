"""Notices in the bell: they are written with the letters, read with the ticket, and forgotten."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction

from otklik.core.time import now
from otklik.live.push import tell
from otklik.live.wire import Nudge
from otklik.notices.matrix import Occasion
from otklik.people.viewer import Viewer
from otklik.tickets.access import Seen
from otklik.tickets.audience import Recipient, occasion_of
from otklik.tickets.models import Change, Event, EventKind, Notice, ReadMark
from otklik.tickets.queries.bell import heard
from otklik.tickets.topics import person_topic

KEPT_FOR: Final = timedelta(days=90)
SWEPT_AT_ONCE: Final = 5000

IMPORTANCE: Final = (
    Occasion.COUPON,
    Occasion.OPENED,
    Occasion.STAFF_WROTE,
    Occasion.CLIENT_WROTE,
    Occasion.HIDDEN,
    Occasion.DEADLINE_PASSED,
    Occasion.DEADLINE_NEAR,
    Occasion.STATE,
    Occasion.ASSIGNED,
    Occasion.ACCESS,
    Occasion.CHANGED,
    Occasion.INTERNAL,
    Occasion.COMMENT,
)
"""Of what a notice speaks if a change holds several things; the first counts."""


def ring(change: Change, hearers: Sequence[Recipient]) -> None:
    """Write the notices of a change, each once, and tell the browsers of those concerned.

    Whoever has read the ticket beyond it meanwhile finds the notice read already.

    Args:
        change: What happened.
        hearers: Whose bell rings, from `audience.told`.
    """
    people = [one.person for one in hearers if one.person is not None]
    marks = ReadMark.objects.filter(ticket=change.ticket_id, person__in=people)
    read = dict(marks.values_list("person", "seq"))
    at = now()
    rows = []
    for one, person in zip(hearers, people, strict=True):
        occasion, event = _subject(one)
        is_read = read.get(person.pk, 0) >= event.seq
        row = Notice(
            change=change,
            person=person,
            ticket_id=change.ticket_id,
            event=event,
            occasion=occasion,
            created_at=at,
            read_at=at if is_read else None,
        )
        rows.append(row)
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        _tell({row.person_id for row in rows if row.read_at is None})


def _subject(one: Recipient) -> tuple[Occasion, Event]:
    """Return of what a notice speaks to its hearer: before all that he has to work on it now."""
    mine = next((event for event in one.events if _names(event, one)), None)
    if mine is not None and Occasion.ASSIGNED in one.occasions:
        return Occasion.ASSIGNED, mine
    occasion = min(one.occasions, key=IMPORTANCE.index)
    return occasion, next(event for event in one.events if occasion_of(event) is occasion)


def _names(event: Event, one: Recipient) -> bool:
    """Tell whether an event puts the hearer in charge of the ticket, or beside who is."""
    person_id = one.person.pk if one.person else None
    if event.kind == EventKind.RESPONSIBLE:
        new = event.payload["new"]
        return new is not None and new["id"] == person_id
    return event.kind == EventKind.CO_EXECUTOR_ADDED and event.payload["person"] == person_id


def read_of_ticket(*, seen: Seen, seq: int) -> None:
    """Mark what rang about a ticket as read: the person has opened it.

    Args:
        seen: The ticket and its reader.
        seq: The newest event that the page knows, as the ticket counts.
    """
    person = seen.viewer.person
    if person is None:
        return
    unread = Notice.objects.filter(person=person, ticket=seen.ticket, read_at=None)
    if unread.filter(event__seq__lte=seq).update(read_at=now()):
        _tell([person.pk])


def read_all(*, viewer: Viewer, as_client: bool = False) -> None:
    """Mark everything as read that stands in the viewer's bell.

    Args:
        viewer: Whose bell.
        as_client: Only what the client's door shows of it.
    """
    if viewer.person is None:
        return
    unread = heard(viewer, as_client=as_client).filter(read_at=None)
    if Notice.objects.filter(pk__in=unread.values("pk")).update(read_at=now()):
        _tell([viewer.person.pk])


@transaction.atomic
def forget_old() -> int:
    """Throw away notices that are older than ninety days, a part at a time.

    Returns:
        How many went; as long as it is not 0 there may be more.
    """
    old = Notice.objects.filter(created_at__lt=now() - KEPT_FOR).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    return Notice.objects.filter(pk__in=ids).delete()[0]


def _tell(person_ids: Iterable[int]) -> None:
    notes = [Nudge(person_topic(one)) for one in sorted(person_ids)]
    if notes:
        tell(notes)
