"""The ladder finds who answers for a ticket (spec ASG-2…ASG-8, ASG-11)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.directory.steps import Step
from otklik.people.models import Person
from otklik.rules.decide import Decision, Passed
from otklik.rules.operations import take_turn
from otklik.rules.queries import Naming, decision
from otklik.tickets.access import Verb
from otklik.tickets.models import EventKind, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.assign import make_responsible
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.operations.writing import Repeated, Writing, writing
from otklik.tickets.queries.of_person import loads_of


def find_responsible(current: Writing) -> None:
    """Make responsible whom the ladder finds; the history tells whom it passed over, and why.

    If nobody is found, nobody is responsible, and administrators are told as of any ticket without
    one (spec ASG-8, N1).

    Args:
        current: The open change of a new ticket.
    """
    ticket = current.ticket
    found = decision(naming_of(ticket), author_id=ticket.author_id)
    if found.step is None and not found.passed:
        return
    make_responsible(current, _person(found), told(found))


def assign_by(*, ticket_id: int, submit: Submit, step: Step, shown: int | None) -> Ticket:
    """Make responsible whom the level, the category or another row of a ticket names (spec ASG-7).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        step: Whose row is asked, and no other one.
        shown: Whose id the page showed as responsible.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not assign it.
        Stale: Somebody else was faster.
        ValidationError: The row names nobody, or nobody who is there.
    """
    try:
        with writing(ticket_id, submit, EventKind.RESPONSIBLE) as current:
            ticket = current.ticket
            submit.by.require(ticket, Verb.ASSIGN)
            if ticket.responsible_id != shown:
                raise Stale("responsible", ticket.responsible_id)
            found = decision(naming_of(ticket), step, author_id=ticket.author_id)
            person = _person(found)
            if person is None:
                words = _("Nobody of those whom it names can take the ticket now.")
                raise ValidationError(words, code="nobody")
            if person != ticket.responsible:
                make_responsible(current, person, told(found))
            return ticket
    except Repeated as repeated:
        return repeated.change.ticket


def _person(found: Decision) -> Person | None:
    """Return whom the ladder found; one of a team takes the turn now."""
    person_id = take_turn(found.team, loads=loads_of) if found.team else found.person_id
    return Person.objects.get(pk=person_id) if person_id is not None else None


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
    """Return a decision as the history keeps it: ids, codes and names of the day (law 3)."""
    payload: dict[str, object] = {"step": found.step}
    if found.team:
        payload |= {"team": found.team.names, "by": found.team.distribution}
    if found.passed:
        payload["passed"] = [_told(one) for one in found.passed]
    return payload


def _told(one: Passed) -> dict[str, object]:
    who = {"team": one.team.names} if one.team else {"person": one.person_id}
    return {"step": one.step, **who, "why": one.why}
