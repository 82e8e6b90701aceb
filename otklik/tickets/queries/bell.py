"""A person's bell: what of his notices he may still see (law 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from otklik.people.models import Person
from otklik.people.viewer import Viewer
from otklik.tickets import access
from otklik.tickets.audience import EXPECTED
from otklik.tickets.models import Audience, Event, EventKind, Notice

PAGE: Final = 20
MOST_COUNTED: Final = 100
"""Nobody needs to know how many more there are."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a bell, newest first.

    Attributes:
        notices: With all that words need; `reads_hidden` says that the reader stands towards the
            ticket as staff or observer.
        people: Whom the events mean, by id.
        next: Below which notice the next part begins; nothing at the end.
    """

    notices: Sequence[Notice]
    people: dict[int, Person]
    next: int | None


def heard(viewer: Viewer, *, as_client: bool = False) -> QuerySet[Notice]:
    """Return the notices that the viewer may see now.

    What has gone out of the person's sight since a notice was written is not there; who stands
    towards a ticket as a client by now sees nothing of what was hidden from clients.

    Args:
        viewer: Whose bell.
        as_client: Only about tickets towards which the viewer stands as a client: no page of the
            client's door holds anything else (spec D-5).
    """
    rows = Notice.objects.filter(person=viewer.person)
    as_staff = Exists(access.read_as_staff(viewer).filter(pk=OuterRef("ticket")))
    own = Exists(access.as_client(viewer).filter(pk=OuterRef("ticket")))
    told = rows.annotate(reads_hidden=as_staff).exclude(_secret(), reads_hidden=False)
    if as_client:
        return told.filter(own, reads_hidden=False)
    return told.filter(Q(reads_hidden=True) | own)


def _secret() -> Q:
    """Return what is hidden from clients; `audience` asks the same when a notice is written."""
    unannounced = Q(event__kind=EventKind.FIELD, event__payload__field__in=sorted(EXPECTED))
    return (
        ~Q(event__audience=Audience.ALL)
        | Q(event__message__is_hidden=True)
        | (unannounced & Q(ticket__expected_shown=False))
    )


def unread_count(viewer: Viewer, *, as_client: bool = False) -> int:
    """Return how many notices are unread, `MOST_COUNTED` if there are so many or more."""
    unread = heard(viewer, as_client=as_client).filter(read_at=None)
    return unread.order_by()[:MOST_COUNTED].count()


def page(viewer: Viewer, *, before: int | None = None, as_client: bool = False) -> Page:
    """Return a part of the bell in at most two queries.

    Args:
        viewer: Whose bell.
        before: Only notices below this one.
        as_client: As for `heard`.
    """
    rows = heard(viewer, as_client=as_client)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("change__by", "event__message__author", "ticket__author")
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    ids = {one for notice in shown for one in _people_in(notice.event)}
    return Page(
        notices=shown,
        people=Person.objects.in_bulk(ids) if ids else {},
        next=shown[-1].pk if len(found) > PAGE else None,
    )


def _people_in(event: Event) -> list[int]:
    if event.kind in {EventKind.RESPONSIBLE, EventKind.AUTHOR} and event.payload["new"]:
        return [event.payload["new"]["id"]]
    return []
