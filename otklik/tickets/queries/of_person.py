"""How many open tickets are in somebody's name."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from otklik.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Open:
    """Open tickets of a person.

    Attributes:
        as_author: Those that the person wrote.
        as_responsible: Those for which the person answers.
    """

    as_author: int
    as_responsible: int


def open_of(person_id: int) -> Open:
    """Return how many open tickets are in somebody's name, whoever may see them.

    Args:
        person_id: Whose.
    """
    rows = Ticket.objects.filter(closed_at=None)
    sums = rows.filter(Q(author=person_id) | Q(responsible=person_id)).aggregate(
        author=Count("pk", filter=Q(author=person_id)),
        responsible=Count("pk", filter=Q(responsible=person_id)),
    )
    return Open(sums["author"], sums["responsible"])


def loads_of(person_ids: Collection[int]) -> dict[int, int]:
    """Return for how many open tickets each of some people answers; who has none is left out.

    Args:
        person_ids: Who answers.
    """
    rows = Ticket.objects.filter(closed_at=None, responsible__in=person_ids).order_by()
    counted = rows.values_list("responsible").annotate(count=Count("pk"))
    return {person_id: count for person_id, count in counted if person_id is not None}


def open_with(person_ids: Collection[int]) -> int:
    """Return for how many open tickets some people answer, whoever may see them.

    Args:
        person_ids: Who answers; nobody costs no query.
    """
    if not person_ids:
        return 0
    return Ticket.objects.filter(closed_at=None, responsible__in=person_ids).count()
