"""Whoever loses a ticket, or all that a role or group gave, stops hearing of it at once (law 6)."""

from collections.abc import Collection
from typing import Final

from otklik.live.presence import present
from otklik.live.revocation import revoke, revoke_from
from otklik.people.models import Person
from otklik.people.queries import who_sees
from otklik.people.viewer import viewer_of
from otklik.tickets.access import Stance, stance
from otklik.tickets.models import Ticket
from otklik.tickets.topics import DESK, EVERY_TICKET, client_topic, staff_topic, ticket_topics

_BY_ROLE: Final = (EVERY_TICKET, DESK)


def evict(ticket: Ticket, *, former: Person | None = None) -> None:
    """Take the right to listen from those who may no longer see the ticket as they did.

    Who looks at it is asked for by stance. Who has lost a place in it, and who sees that person's
    groups, need not look now to have a token: theirs end in any case, and a page that is still
    theirs gets a new one when it asks.

    Args:
        ticket: The locked ticket after the change of responsible, co-executors or author.
        former: Who was responsible or author before.
    """
    staffs = staff_topic(ticket.pk)
    here = present(staffs, client_topic(ticket.pk))
    looking = {one.person_id for one in here}
    among_staff = {one.person_id for one in here if one.topic == staffs}
    for person in Person.objects.filter(pk__in=looking):
        how = stance(viewer_of(person), ticket)
        if how is Stance.NONE:
            revoke(person.pk, ticket_topics(ticket.pk))
        elif person.pk in among_staff and not how.sees_hidden:
            revoke(person.pk, staffs)
    if former is not None:
        away = {former.pk, *who_sees(former.pk)} - looking
        revoke_from(sorted(away), ticket_topics(ticket.pk))


def evict_everywhere(person_ids: Collection[int]) -> None:
    """Let people hear of tickets and of the desk only what they may hear by their present rights.

    Open pages ask for new tokens, and the gate answers by the roles and groups of that moment.

    Args:
        person_ids: Whose roles or groups have become less.
    """
    revoke_from(person_ids, *_BY_ROLE)
