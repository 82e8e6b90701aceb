"""Whoever loses a ticket stops hearing of it at once (law 6)."""

from otklik.live.presence import present
from otklik.live.revocation import revoke
from otklik.people.models import Person
from otklik.people.viewer import viewer_of
from otklik.tickets.access import Stance, stance
from otklik.tickets.models import Ticket
from otklik.tickets.topics import client_topic, staff_topic


def evict(ticket: Ticket) -> None:
    """Take the right to listen from those who look at the ticket and may no longer.

    Whoever does not look now has no page of it open; a page opened later asks the gate.

    Args:
        ticket: The locked ticket after the change of responsible, co-executors or author.
    """
    staffs = staff_topic(ticket.pk)
    here = present(staffs, client_topic(ticket.pk))
    among_staff = {one.person_id for one in here if one.topic == staffs}
    for person in Person.objects.filter(pk__in={one.person_id for one in here}):
        how = stance(viewer_of(person), ticket)
        if how is Stance.NONE:
            revoke(person.pk, f"ticket.{ticket.pk}")
        elif person.pk in among_staff and not how.sees_hidden:
            revoke(person.pk, staffs)
