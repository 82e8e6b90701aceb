"""An account takes over the tickets of the contact whose address it has proven (spec T-7, D-12)."""

from dataclasses import replace

from otklik.people.models import Person
from otklik.tickets.models import Audience, EventKind, Ticket
from otklik.tickets.operations.actor import Submit
from otklik.tickets.operations.evict import evict
from otklik.tickets.operations.search_text import index_ticket
from otklik.tickets.operations.writing import writing


def take_over(*, contact_id: int, account: Person, submit: Submit) -> int:
    """Make `account` the author of every ticket that the contact wrote.

    What the contact wrote stays its words (spec D-4); nobody is told. Repeating it changes nothing.

    Args:
        contact_id: The contact whose address has been proven by the account.
        account: Who takes over.
        submit: Who acts, through what, when.

    Returns:
        How many tickets changed hands.
    """
    numbers = Ticket.objects.filter(author=contact_id).order_by("pk").values_list("pk", flat=True)
    for number in list(numbers):
        with writing(number, replace(submit, quiet=True)) as current:
            current.ticket.author = account
            if current.ticket.last_author_id == contact_id:
                current.ticket.last_author = account
            payload = {"old": {"id": contact_id}, "new": {"id": account.pk}}
            current.append(EventKind.AUTHOR, payload, audience=Audience.STAFF)
            index_ticket(current.ticket)
            evict(current.ticket)
    return len(numbers)
