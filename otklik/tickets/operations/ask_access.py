"""Somebody of the staff asks to see a ticket (screen 25b)."""

from datetime import timedelta
from typing import Final

from otklik.core.jobs import app
from otklik.core.time import now
from otklik.people.viewer import Viewer
from otklik.tickets.access import Stance, stance
from otklik.tickets.models import Audience, EventKind, Ticket, Via
from otklik.tickets.operations.actor import Actor, Submit
from otklik.tickets.operations.writing import writing
from otklik.tickets.queries.asking import asked_by

ASK_JOB: Final = "tickets.ask_access"
ASKED_AGAIN_AFTER: Final = timedelta(days=1)


def defer_asking(*, ticket_id: int, viewer: Viewer) -> None:
    """Let a worker ask, so that neither answer nor time tells whether there is such a ticket.

    Args:
        ticket_id: What the asker takes for a ticket's number.
        viewer: Who asks.
    """
    if viewer.person is not None:
        app.configure_task(ASK_JOB).defer(ticket_id=ticket_id, person_id=viewer.person.pk)


def ask_access(*, ticket_id: int, viewer: Viewer) -> None:
    """Write that an agent asks to see a ticket; whoever answers for it is told of that.

    It is the one operation for somebody who does not see the ticket: it says nothing in return.
    Nothing is written if there is no such ticket, the agent sees it, or has asked within a day.

    Args:
        ticket_id: What the asker takes for a ticket's number.
        viewer: Who asks, with the rights of this moment.
    """
    person = viewer.person
    ticket = Ticket.objects.select_related("site").filter(pk=ticket_id).first()
    if person is None or not viewer.is_agent or ticket is None:
        return
    if stance(viewer, ticket) is not Stance.NONE:
        return
    submit = Submit(by=Actor.person_of(viewer), via=Via.WEB, hidden=True)
    with writing(ticket_id, submit) as current:
        since = now() - ASKED_AGAIN_AFTER
        if asked_by(person.pk, ticket_id=ticket_id).filter(at__gt=since).exists():
            return
        current.append(EventKind.ACCESS_ASKED, {"person": person.pk}, audience=Audience.STAFF)
