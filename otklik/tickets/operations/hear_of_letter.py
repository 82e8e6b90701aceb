"""A letter about a ticket did not arrive: the ticket's staff must know (law 8, spec D-13)."""

from typing import Final

from otklik.mail.models import Result
from otklik.tickets.models import Audience, EventKind, Ticket, Via
from otklik.tickets.operations.actor import SYSTEM, Submit
from otklik.tickets.operations.writing import Repeated, writing

_PREFIX: Final = "ticket."


def hear_of_letter(result: Result) -> None:
    """Write what became of a letter into its ticket's history; a repeat writes nothing.

    It is quiet: a letter about a refused letter could be refused in its turn. The event names the
    letter by its number, since an address is personal text (law 3).

    Args:
        result: What happened; results of letters about something else are passed over.
    """
    number = result.ref.removeprefix(_PREFIX)
    if number == result.ref or not Ticket.objects.filter(pk=int(number)).exists():
        return
    silenced = result.kind == Result.Kind.SILENCED
    kind = EventKind.LETTERS_SILENCED if silenced else EventKind.LETTER_REFUSED
    payload = {
        "letter": result.outgoing_id,
        "person": result.outgoing.person_id,
        "why": result.kind,
    }
    submit = Submit(by=SYSTEM, via=Via.MAIL, key=f"letter:{result.pk}", quiet=True, hidden=True)
    try:
        with writing(int(number), submit) as current:
            current.append(kind, payload, audience=Audience.STAFF)
    except Repeated:
        return
