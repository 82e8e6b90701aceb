"""What a stored change sets in motion (law 4): letters and notices to its audience."""

from django.db import transaction

from otklik.core.kept import attach
from otklik.core.time import now
from otklik.mail import outgoing
from otklik.tickets import audience, letters
from otklik.tickets.access import DICTIONARIES, PEOPLE
from otklik.tickets.letters.thread import key_of, ref_of
from otklik.tickets.models import Change
from otklik.tickets.operations import bell


def follow(change_id: int) -> int:
    """Write the letters and notices about a change; one already followed is left alone.

    They are written together or not at all, and each of them once.

    Args:
        change_id: The change, committed.

    Returns:
        How many letters there are.
    """
    with transaction.atomic():
        people = [f"ticket__{name}" for name in PEOPLE]
        rows = Change.objects.select_for_update(of=("self",)).select_related(*people)
        change = rows.filter(pk=change_id, followed_at=None).first()
        if change is None:
            return 0
        attach([change.ticket], DICTIONARIES)
        told = audience.told(change)
        for recipient in told.by_mail:
            letter = letters.write(change, recipient)
            outgoing.put(letter, key=key_of(change), ref=ref_of(change.ticket_id))
        bell.ring(change, told.by_bell)
        change.followed_at = now()
        change.save(update_fields=["followed_at"])
    return len(told.by_mail)
