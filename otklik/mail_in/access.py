"""Who may read which letter (law 5): a letter about a ticket is read by who reads it as staff does.

Letters of staff may hold notes, and so do letters to staff and the reports about them. So it is not
enough to see the ticket: its author must not, though he be an agent (spec D-5).
"""

import re
from typing import Final

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast, Substr
from django.http import Http404

from otklik.mail.models import Outgoing
from otklik.mail_in.models import Fate, Received
from otklik.people.acts import Act, may
from otklik.people.viewer import Viewer
from otklik.tickets.access import read_as_staff, taken_away

_TICKET: Final = "ticket."
_OF_TICKET: Final = re.compile(r"^ticket\.\d{1,18}$")


class Unseen(Http404):
    """There is no such letter for this person."""


def readable(viewer: Viewer) -> QuerySet[Received]:
    """Return the received letters that `viewer` may read.

    A report about a letter that concerns no ticket, and such a letter itself when it comes back, is
    for administrators: it may repeat a link that opens somebody's account.
    """
    rows = Received.objects.filter(
        Q(ticket_number=None) | Exists(read_as_staff(viewer).filter(pk=OuterRef("ticket_number")))
    )
    if may(viewer, Act.CHANGE_OFFICE):
        return rows
    return rows.exclude(ticket_number=None, fate__in=(Fate.BOUNCE, Fate.OWN))


def knowable(viewer: Viewer) -> QuerySet[Outgoing]:
    """Return the letters of ours that `viewer` may know of.

    Those about no ticket, such as links to a new password, are for administrators, and even they
    are not shown what such a letter says: see `shows_words`.
    """
    digits = Cast(Substr("ref", 1 + len(_TICKET)), BigIntegerField())
    number = Case(When(ref__regex=_OF_TICKET.pattern, then=digits), output_field=BigIntegerField())
    rows = Outgoing.objects.alias(number=number)
    about = Exists(read_as_staff(viewer).filter(pk=OuterRef("number")))
    if may(viewer, Act.CHANGE_OFFICE):
        return rows.filter(Q(number=None) | about)
    return rows.filter(about)


def get(viewer: Viewer, letter_id: int) -> Received:
    """Return a received letter if `viewer` may read it: the only way to a letter for pages.

    The letter of a deleted message is for administrators (spec MSG-10).

    Raises:
        Unseen: There is none, or none for this person.
    """
    rows = readable(viewer).select_related("mailbox__site", "blob", "decided_by", "claimed_person")
    if not may(viewer, Act.CHANGE_OFFICE):
        deleted = taken_away().filter(ticket=OuterRef("ticket_number"), letter_id=OuterRef("pk"))
        rows = rows.exclude(Exists(deleted))
    row = rows.filter(pk=letter_id).first()
    if row is None:
        raise Unseen
    return row


def get_sent(viewer: Viewer, outgoing_id: int) -> Outgoing:
    """Return a letter of ours if `viewer` may know of it.

    Raises:
        Unseen: There is none, or none for this person.
    """
    row = knowable(viewer).filter(pk=outgoing_id).first()
    if row is None:
        raise Unseen
    return row


def shows_words(row: Outgoing) -> bool:
    """Tell whether what a letter of ours says may be shown: only what is about a ticket."""
    return _OF_TICKET.match(row.ref) is not None


def ticket_of(row: Outgoing) -> int | None:
    """Return the number of the ticket that a letter of ours is about."""
    return int(row.ref.removeprefix(_TICKET)) if shows_words(row) else None
