"""Who is responsible, and who helps (spec ROLE-14…ROLE-17, ASG, D-19)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from otklik.people.models import Person
from otklik.people.queries import selectable_responsibles
from otklik.tickets.access import Verb
from otklik.tickets.models import Audience, EventKind, Seat, SeatKind, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.evict import evict
from otklik.tickets.operations.set_fields import Stale
from otklik.tickets.operations.writing import Repeated, Writing, writing


def assign(
    *,
    ticket_id: int,
    submit: Submit,
    responsible: Person | None,
    shown: int | None,
) -> Ticket:
    """Make somebody, or nobody, responsible.

    Two agents who take the same ticket both saw nobody; the second is told who was faster.

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        responsible: An agent or administrator, or nothing for nobody.
        shown: Whose id the page showed as responsible.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not assign it.
        Stale: Somebody else was faster.
        ValidationError: The chosen person cannot be responsible (spec ROLE-17, D-5).
    """
    try:
        with writing(ticket_id, submit, EventKind.RESPONSIBLE) as current:
            ticket = current.ticket
            chosen = responsible.pk if responsible else None
            submit.by.require(ticket)
            if ticket.responsible_id == chosen:
                return ticket
            if ticket.responsible_id != shown:
                raise Stale("responsible", ticket.responsible_id)
            takes = shown is None and chosen == submit.by.person_id
            submit.by.require(ticket, Verb.TAKE if takes else Verb.ASSIGN)
            if responsible is not None:
                require_selectable(responsible, ticket)
            make_responsible(current, responsible, {"step": "choice"})
            return ticket
    except Repeated as repeated:
        return repeated.change.ticket


def require_selectable(person: Person, ticket: Ticket) -> None:
    """Check that a person may be responsible for a ticket or its co-executor.

    Raises:
        ValidationError: The person is neither agent nor administrator (spec ROLE-17), or is the
            author, who stands towards the ticket as a client (spec D-5).
    """
    if person.pk == ticket.author_id:
        words = _("This person is the client of the ticket and cannot work on it.")
        raise ValidationError({"responsible": words}, code="author")
    if not selectable_responsibles().filter(pk=person.pk).exists():
        raise ValidationError({"responsible": _("This person is not on the staff.")}, code="staff")


def make_responsible(current: Writing, person: Person | None, decision: dict[str, object]) -> None:
    """Set the responsible of an open change; the former one keeps reading (spec ROLE-12).

    Args:
        current: The open change.
        person: The new responsible, or nothing.
        decision: Which step decided and who was passed over, for the history (spec ASG). Clients
            are shown neither.
    """
    ticket = current.ticket
    former = ticket.responsible
    ticket.responsible = person
    if former:
        Seat.objects.get_or_create(
            ticket=ticket, person=former, kind=SeatKind.FORMER, defaults={"since": current.at}
        )
    if person:
        Seat.objects.filter(ticket=ticket, person=person).delete()
    payload = {"old": _whose(former), "new": _whose(person), **decision}
    is_news = former is not None or person is not None
    current.append(EventKind.RESPONSIBLE, payload, audience=None if is_news else Audience.STAFF)
    evict(ticket, former=former)


def _whose(person: Person | None) -> dict[str, object] | None:
    return {"id": person.pk} if person else None


def add_co_executor(
    *,
    ticket_id: int,
    submit: Submit,
    person: Person,
) -> Ticket:
    """Let somebody of the staff work on a ticket beside its responsible (spec ROLE-14).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        person: An agent or administrator.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not choose co-executors.
        ValidationError: The chosen person cannot be co-executor, or is responsible already.
    """
    with writing(ticket_id, submit) as current:
        ticket = current.ticket
        submit.by.require(ticket, Verb.CO_EXECUTE)
        require_selectable(person, ticket)
        if ticket.responsible_id == person.pk:
            raise ValidationError({"co_executor": _("This person is responsible.")}, code="is")
        _seat, added = Seat.objects.get_or_create(
            ticket=ticket,
            person=person,
            kind=SeatKind.CO_EXECUTOR,
            defaults={"since": current.at},
        )
        if added:
            payload = {"person": person.pk}
            current.append(EventKind.CO_EXECUTOR_ADDED, payload, audience=Audience.STAFF)
        return ticket


def remove_co_executor(
    *,
    ticket_id: int,
    submit: Submit,
    person: Person,
) -> Ticket:
    """End somebody's work on a ticket; the person keeps reading it (spec ROLE-12).

    Args:
        ticket_id: The ticket's number.
        submit: Who acts, through what, when.
        person: The co-executor.

    Raises:
        Unseen: The ticket does not exist for this person.
        Refused: The person may not choose co-executors.
    """
    with writing(ticket_id, submit) as current:
        ticket = current.ticket
        submit.by.require(ticket, Verb.CO_EXECUTE)
        gone, _rows = Seat.objects.filter(
            ticket=ticket, person=person, kind=SeatKind.CO_EXECUTOR
        ).delete()
        if gone:
            Seat.objects.get_or_create(
                ticket=ticket, person=person, kind=SeatKind.FORMER, defaults={"since": current.at}
            )
            payload = {"person": person.pk}
            current.append(EventKind.CO_EXECUTOR_REMOVED, payload, audience=Audience.STAFF)
        return ticket
