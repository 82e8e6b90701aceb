"""The client's way to a ticket: whoever comes in here reads it as a client does."""

from otklik.directory.languages import speak_as
from otklik.people.guards import AuthenticatedRequest
from otklik.tickets import access
from otklik.tickets.access import Refused, Seen, Stance, Unseen, Verb


def seen_as_client(request: AuthenticatedRequest, number: int) -> Seen:
    """Return the ticket `number` for somebody who stands towards it as a client.

    Staff meet it at the desk; here it does not exist for them, so no page of the portal ever holds
    a note (spec D-5).

    Args:
        request: From somebody signed in.
        number: The ticket's number.

    Raises:
        Unseen: There is none, or none for this person here.
    """
    seen = access.get(request.viewer, number)
    if seen.stance is not Stance.CLIENT:
        raise Unseen
    speak_as(seen.ticket.site)
    return seen


def allowed(request: AuthenticatedRequest, number: int, verb: Verb) -> Seen:
    """Return the ticket `number` if the person may do `verb` to it as a client.

    Raises:
        Unseen: There is none, or none for this person here.
        Refused: The person sees it but may not do this.
    """
    seen = seen_as_client(request, number)
    if not seen.rights.may(verb):
        raise Refused
    return seen
