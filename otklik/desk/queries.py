"""What the desk remembers."""

from otklik.desk.models import QueueColumns
from otklik.tickets.queries.orders import SortBy


def columns_of(person_id: int) -> list[SortBy] | None:
    """Return the columns that a person has chosen; nothing for whoever keeps the shipped ones.

    Args:
        person_id: Whose.
    """
    names = QueueColumns.objects.filter(pk=person_id).values_list("names", flat=True).first()
    known = set(SortBy)
    # A column may be gone since.
    return [SortBy(name) for name in names if name in known] if names else None
