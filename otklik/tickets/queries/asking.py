"""Who asks to see a ticket (screen 25b)."""

from django.db.models import QuerySet

from otklik.people.models import Person
from otklik.people.viewer import viewer_of
from otklik.tickets.access import Seen, Stance, Verb, stance
from otklik.tickets.models import Event, EventKind


def asked_by(person_id: int, *, ticket_id: int) -> QuerySet[Event]:
    """Return when somebody asked to see a ticket.

    Args:
        person_id: Who asked.
        ticket_id: The ticket's number.
    """
    kind = EventKind.ACCESS_ASKED
    return Event.objects.filter(ticket=ticket_id, kind=kind, payload__person=person_id)


def who_asks(seen: Seen, *, person_id: int) -> Person | None:
    """Return a person who has asked to see a ticket and does not, for whoever may let people in.

    Args:
        seen: The ticket and its reader.
        person_id: Of whom the notice or the letter speaks; a link can name anybody.
    """
    if not seen.rights.may(Verb.CO_EXECUTE):
        return None
    if not asked_by(person_id, ticket_id=seen.ticket.pk).exists():
        return None
    person = Person.objects.get(pk=person_id)
    is_in = stance(viewer_of(person), seen.ticket) is not Stance.NONE
    return None if is_in else person
