"""What became of letters, for those who caused them (law 8)."""

from collections.abc import Callable

from django.db import connection, transaction

from otklik.mail.models import Listener, Outgoing, Result

_ORDER_LOCK = 7_306_321_001
"""Names the advisory lock that makes results appear in the order of their ids."""


def record(letter: Outgoing, kind: Result.Kind, text: str) -> Result:
    """Append a result in the caller's transaction.

    Two transactions may take ids in one order and commit in the other; a reader that had already
    passed the higher id would never see the lower one. Hence a lock, held until COMMIT.

    Args:
        letter: The letter, whose `ref` is repeated in the result.
        kind: What happened.
        text: What the server said, or the reason; shown to staff.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])
    return Result.objects.create(
        outgoing=letter, ref=letter.ref, kind=kind, address=letter.address, text=text
    )


def results_since(cursor: int, limit: int) -> list[Result]:
    """Return the results after `cursor`, oldest first, at most `limit`.

    Args:
        cursor: The `id` of the last result already dealt with; 0 at first.
        limit: The greatest number of results.
    """
    return list(Result.objects.filter(id__gt=cursor).order_by("id")[:limit])


def hear(listener: str, tell: Callable[[Result], None], *, limit: int = 100) -> int:
    """Tell somebody above of the results he has not heard yet, and remember how far he is.

    One at a time for each listener. The results and what he does about them are one transaction:
    if `tell` fails, the same results come again.

    Args:
        listener: Who listens, "tickets" for instance; known from the first call on.
        tell: Called with each result, in order.
        limit: The greatest number of results of one call.

    Returns:
        How many results there were.
    """
    with transaction.atomic():
        Listener.objects.get_or_create(name=listener)
        place = Listener.objects.select_for_update().get(name=listener)
        unheard = results_since(place.heard, limit)
        for result in unheard:
            tell(result)
        if unheard:
            place.heard = unheard[-1].pk
            place.save(update_fields=["heard"])
    return len(unheard)
