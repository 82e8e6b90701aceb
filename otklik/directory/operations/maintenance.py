"""Announcing planned maintenance."""

from typing import Final

from django.db import transaction

from otklik.directory.models import Maintenance
from otklik.people import journal
from otklik.people.editing import Edit
from otklik.people.models import Person

KEPT: Final = ("starts_at", "ends_at", "words_ru", "words_en")
"""What the journal keeps of it."""


@transaction.atomic
def announce_maintenance(*, edit: Edit, by: Person | None = None) -> Maintenance:
    """Announce when the service will be away, or call it off; one time is announced at once.

    Args:
        edit: What is to change, and what the page showed.
        by: Who does it, for the journal.

    Raises:
        Stale: Somebody else has changed the same values meanwhile.
        ValidationError: A time is missing, or it ends before it begins.
    """
    Maintenance.objects.get_or_create(pk=1)
    row = Maintenance.objects.select_for_update().get(pk=1)
    before = journal.state_of(row, KEPT)
    edit.put(row)
    edit.save(row)
    journal.record(by=by, before=before, after=journal.state_of(row, KEPT))
    return row
