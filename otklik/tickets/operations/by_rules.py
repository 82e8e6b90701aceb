"""The ladder finds who answers for a ticket (spec ASG-2…ASG-8, ASG-11)."""

from otklik.people.models import Person
from otklik.rules.decide import Decision
from otklik.rules.queries import Naming, decision
from otklik.tickets.models import Ticket
from otklik.tickets.operations.assign import make_responsible
from otklik.tickets.operations.writing import Writing


def find_responsible(current: Writing) -> None:
    """Make responsible whom the ladder finds; the history tells whom it passed over, and why.

    If nobody is found, nobody is responsible, and administrators are told as of any ticket without
    one (spec ASG-8, N1).

    Args:
        current: The open change of a new ticket.
    """
    ticket = current.ticket
    found = decision(naming_of(ticket), author_id=ticket.author_id)
    if found.person_id is None and not found.passed:
        return
    person = Person.objects.get(pk=found.person_id) if found.person_id else None
    make_responsible(current, person, told(found))


def naming_of(ticket: Ticket) -> Naming:
    """Return what may name who answers for a ticket."""
    return Naming(
        site=ticket.site,
        level=ticket.level,
        category=ticket.category,
        priority=ticket.priority,
        source=ticket.source,
    )


def told(found: Decision) -> dict[str, object]:
    """Return a decision as the history keeps it."""
    passed = [{"step": one.step, "person": one.person_id, "why": one.why} for one in found.passed]
    return {"step": found.step} | ({"passed": passed} if passed else {})
