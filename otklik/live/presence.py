"""Who is looking at a topic right now, and who is answering (spec PRES-1 to PRES-5).

Each web process keeps the rows of its living connections fresh. A row that nobody has kept fresh
for `GRACE` does not count, whatever became of its process, and is swept away by whichever process
comes first. A change nudges `heard_at(topic)`, a topic of its own: clients get no token for it, so
they never see presence (PRES-4).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from otklik.core.time import now
from otklik.live.models import Mode, Presence
from otklik.live.push import nudge

GRACE: Final = timedelta(seconds=30)
"""How long somebody counts as present after the connection was lost (spec D-18)."""


class Present(NamedTuple):
    """One person who is present.

    Attributes:
        person_id: Who.
        mode: "answer" if any of the person's pages answers, else "view".
        since: When the first of them was opened; an aware datetime.
        topic: Where, when several topics were asked about.
    """

    person_id: int
    mode: str
    since: datetime
    topic: str


def heard_at(topic: str) -> str:
    """Return the topic that is nudged when somebody comes to or leaves `topic`."""
    return f"{topic}.presence"


def present(*topics: str) -> list[Present]:
    """Return who is present, one entry per person and topic, the first to come first.

    Args:
        topics: For instance the staff's and the client's topic of one ticket.
    """
    rows = Presence.objects.filter(topic__in=topics, seen_at__gt=now() - GRACE).order_by("since")
    found: dict[tuple[str, int], Present] = {}
    for row in rows:
        who = (row.topic, row.person_id)
        first = found.get(who, Present(row.person_id, row.mode, row.since, row.topic))
        answers = Mode.ANSWER in (first.mode, row.mode)
        found[who] = first._replace(mode=Mode.ANSWER if answers else Mode.VIEW)
    return list(found.values())


@transaction.atomic
def enter(connection_id: UUID, *, topic: str, person_id: int, mode: str) -> None:
    """Record that a connection looks at `topic`, or that its mode has changed.

    A connection is in one topic at a time. What the same person's lost connections left in this
    topic is taken over: a reload neither doubles a person nor makes them newly come.

    Args:
        connection_id: The connection's own name.
        topic: Where.
        person_id: Whose session the connection has.
        mode: One of `Mode`.
    """
    own = Presence.objects.filter(connection_id=connection_id)
    lost = Presence.objects.filter(topic=topic, person_id=person_id, is_lost=True)
    told = {topic, *own.values_list("topic", flat=True)}
    since = min((own.filter(topic=topic) | lost).values_list("since", flat=True), default=now())
    lost.delete()
    Presence.objects.update_or_create(
        connection_id=connection_id,
        defaults={
            "topic": topic,
            "person_id": person_id,
            "mode": mode,
            "is_lost": False,
            "since": since,
            "seen_at": now(),
        },
    )
    _tell(told)


def lose(connection_id: UUID, *, heard: datetime) -> None:
    """Record that a connection was lost: it counts for `GRACE` more, then the sweep takes it.

    Args:
        connection_id: The connection's own name.
        heard: The last moment at which it was known to live; an aware datetime.
    """
    Presence.objects.filter(connection_id=connection_id).update(is_lost=True, seen_at=heard)


@transaction.atomic
def end(connection_id: UUID) -> None:
    """Remove a connection at once: the right to be there was taken back."""
    _remove(Q(connection_id=connection_id))


def refresh(alive: Collection[UUID]) -> set[UUID]:
    """Keep the rows of living connections fresh; return those that still have one.

    A row may be missing when this process could not reach the database for longer than `GRACE`,
    or when the database crashed: the caller enters those connections again.
    """
    rows = Presence.objects.filter(connection_id__in=alive)
    rows.update(seen_at=now())
    return set(rows.values_list("connection_id", flat=True))


@transaction.atomic
def sweep() -> None:
    """Remove the rows that nobody keeps fresh, and tell.

    All web processes sweep: each row is removed, and told about, by one of them.
    """
    _remove(Q(seen_at__lte=now() - GRACE))


def _remove(condition: Q) -> None:
    rows = Presence.objects.select_for_update(skip_locked=True).filter(condition)
    gone = dict(rows.values_list("connection_id", "topic"))
    Presence.objects.filter(connection_id__in=gone).delete()
    _tell(set(gone.values()))


def _tell(topics: Collection[str]) -> None:
    for topic in sorted(topics):
        nudge(heard_at(topic))
