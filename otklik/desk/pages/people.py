"""Who is meant by an id, who may be chosen, and who is in a ticket right now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from otklik.core.time import now
from otklik.live.models import Mode
from otklik.live.presence import Present, present
from otklik.people.models import Person
from otklik.tickets.access import Seen
from otklik.tickets.queries.rows import Row
from otklik.tickets.topics import client_topic, staff_topic
from otklik.tickets.words import Side

JUST_NOW: Final = timedelta(minutes=1)
"""So long an answer is news to a colleague who has the ticket open."""


def first_name(person: Person) -> str:
    """Return what colleagues call somebody: the first word of the name."""
    return person.shown_name.split(maxsplit=1)[0]


def last_name(person: Person) -> str:
    """Return the last word of somebody's name."""
    return person.shown_name.split()[-1]


def people_by_id(ids: Iterable[int | None]) -> dict[int, Person]:
    """Return the people with these ids, in at most one query."""
    wanted = {one for one in ids if one is not None}
    return Person.objects.in_bulk(wanted) if wanted else {}


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is in the ticket now (spec PRES-1, PRES-3).

    Attributes:
        person: Who.
        answers: Writes an answer; otherwise only looks.
        is_client: Came through the client's door.
    """

    person: Person
    answers: bool
    is_client: bool

    @property
    def mode(self) -> str:
        """The mode as the avatar shows it."""
        return (Mode.ANSWER if self.answers else Mode.VIEW).value

    @property
    def words(self) -> str:
        """What the person does: «Анна отвечает», «Марат смотрит»."""
        name = first_name(self.person)
        if self.answers:
            return _("%(name)s is replying") % {"name": name}
        if self.is_client:
            return _("%(name)s (client) is looking") % {"name": name}
        return _("%(name)s is looking") % {"name": name}


def here(seen: Seen) -> list[Here]:
    """Return who else is in the ticket, those who answer first."""
    number, me = seen.ticket.number, seen.viewer.person
    found = [
        one
        for one in present(staff_topic(number), client_topic(number))
        if me is None or one.person_id != me.pk
    ]
    known = people_by_id(one.person_id for one in found)
    everybody = [
        _here(one, known[one.person_id], is_client=one.topic == client_topic(number))
        for one in found
        if one.person_id in known
    ]
    return sorted(everybody, key=lambda one: not one.answers)


@dataclass(frozen=True, slots=True)
class Collision:
    """A colleague whose answer the reader should know of before writing one (spec PRES-5).

    Attributes:
        person: The colleague.
        is_sent: The answer has just gone out; otherwise it is being written.
    """

    person: Person
    is_sent: bool


def collision(seen: Seen, others: Sequence[Here]) -> Collision | None:
    """Return whose answer the reader's would meet: being written, or sent a moment ago.

    Args:
        seen: The ticket and its reader.
        others: What `here` returned.
    """
    if others and others[0].answers:
        return Collision(others[0].person, is_sent=False)
    ticket, me = seen.ticket, seen.viewer.person
    last = ticket.last_author if ticket.last_side == Side.STAFF else None
    if last is None or last == me or now() - ticket.last_message_at > JUST_NOW:
        return None
    return Collision(last, is_sent=True)


def _here(one: Present, person: Person, *, is_client: bool) -> Here:
    """Return somebody who is present; a client who writes is no colleague who answers."""
    return Here(person, answers=_answers(one) and not is_client, is_client=is_client)


def answering(rows: Sequence[Row], *, but: int) -> dict[int, str]:
    """Return which colleague answers in which ticket of a list, as words; in two queries.

    Args:
        rows: The rows of the list.
        but: The viewer's own id.
    """
    topics = {staff_topic(row.ticket.number): row.ticket.number for row in rows}
    if not topics:
        return {}
    busy = [one for one in present(*topics) if _answers(one) and one.person_id != but]
    known = people_by_id(one.person_id for one in busy)
    return {
        topics[one.topic]: _("%(name)s is replying") % {"name": first_name(known[one.person_id])}
        for one in reversed(busy)
        if one.person_id in known
    }


def _answers(one: Present) -> bool:
    return one.mode == Mode.ANSWER
