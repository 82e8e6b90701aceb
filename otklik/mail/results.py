"""What became of letters, for those who caused them (law 8)."""

from django.db import connection

from otklik.mail.models import Outgoing, Result

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
