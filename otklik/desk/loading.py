"""The desk's way to a ticket: only those come in who read it as staff do."""

from otklik.people.guards import AuthenticatedRequest
from otklik.people.viewer import viewer
from otklik.tickets import access
from otklik.tickets.access import Refused, Seen, Unseen, Verb


def seen_at_desk(request: AuthenticatedRequest, number: int) -> Seen:
    """Return the ticket `number` for somebody who reads it as staff or as an observer.

    An agent who is the ticket's author stands as client (spec D-5): at the desk his own ticket does
    not exist, he meets it in the client's door.

    Args:
        request: From somebody who may read the desk.
        number: The ticket's number.

    Raises:
        Unseen: There is none, or none for this person here.
    """
    seen = access.get(viewer(request), number)
    if not seen.stance.sees_hidden:
        raise Unseen
    return seen


def workable(request: AuthenticatedRequest, number: int, *verbs: Verb) -> Seen:
    """Return the ticket `number` if the person may do all `verbs` to it at the desk.

    Args:
        request: From somebody who may work at the desk.
        number: The ticket's number.
        verbs: What the person is about to do.

    Raises:
        Unseen: There is none, or none for this person here.
        Refused: The person sees it but may not do this.
    """
    seen = seen_at_desk(request, number)
    if not seen.rights.verbs.issuperset(verbs):
        raise Refused
    return seen
