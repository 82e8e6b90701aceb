"""What a stored change sets in motion (law 4): letters and notices to its audience."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from otklik.core.kept import attach
from otklik.core.queue import waiting_for
from otklik.core.time import now
from otklik.mail import outgoing
from otklik.tickets import audience, letters
from otklik.tickets.access import DICTIONARIES
from otklik.tickets.letters.thread import key_of, ref_of
from otklik.tickets.models import Change, Via
from otklik.tickets.operations import bell
from otklik.tickets.operations.writing import FOLLOW, defer_following

LEFT_AFTER: Final = timedelta(hours=1)
LEFT_BEHIND: Final = timedelta(days=1)


def follow(change_id: int) -> int:
    """Write the letters and notices about a change; one already followed is left alone.

    They are written together or not at all, and each of them once.

    Args:
        change_id: The change, committed.

    Returns:
        How many letters there are.
    """
    with transaction.atomic():
        rows = Change.objects.select_for_update(of=("self",))
        rows = rows.select_related("ticket__author", "ticket__responsible")
        change = rows.filter(pk=change_id, followed_at=None).first()
        if change is None:
            return 0
        attach([change.ticket], DICTIONARIES)
        told = audience.told(change)
        key = key_of(change)
        written = letters.write(change, told.by_mail)
        outgoing.put_all(written, key=key, ref=ref_of(change.ticket_id), cancel_key=key)
        bell.ring(change, told.by_bell)
        change.followed_at = now()
        change.save(update_fields=["followed_at"])
    return len(told.by_mail)


def take_left() -> int:
    """Write jobs anew for changes that nobody has followed: theirs were lost, or have given up.

    After a day it is too late for letters, and a job that ends its worker each time has an end.

    Returns:
        How many changes there were.
    """
    left = Change.objects.filter(
        followed_at=None,
        is_quiet=False,
        recorded_at__range=(now() - LEFT_BEHIND, now() - LEFT_AFTER),
    ).exclude(via=Via.IMPORT)
    busy = waiting_for(FOLLOW, "change_id")
    rows = left.order_by("pk").values_list("pk", "ticket_id")
    found = [(pk, ticket) for pk, ticket in rows if pk not in busy]
    for pk, ticket in found:
        defer_following(pk, ticket_id=ticket)
    return len(found)
