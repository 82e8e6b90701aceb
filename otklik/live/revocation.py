"""Taking back the right to hear a topic before its tokens expire (law 6)."""

from collections.abc import Collection, Iterable

from django.db import transaction

from otklik.core.time import now
from otklik.live.models import Revocation
from otklik.live.push import tell
from otklik.live.tokens import LIFE, Grant
from otklik.live.wire import Revoke, covers


@transaction.atomic
def revoke(person_id: int, topic_prefix: str) -> None:
    """Take back a person's right to the topics at and under `topic_prefix`.

    Shares the fate of the caller's transaction: at COMMIT the sockets of this person that hear
    such a topic are closed, their presence ends at once, and tokens made before now are refused.
    A page loaded later carries new tokens for whatever is still allowed.

    Args:
        person_id: Whose right it was.
        topic_prefix: Whole dotted words: "ticket.12.staff", or "ticket.12" for both sides of it.

    Raises:
        ValueError: The prefix is empty: a lost session is a matter for `push.recheck`.
    """
    revoke_from([person_id], topic_prefix)


@transaction.atomic
def revoke_from(person_ids: Collection[int], *topic_prefixes: str) -> None:
    """Take back what `revoke` does from several people at once.

    Args:
        person_ids: Whose rights they were.
        topic_prefixes: Whole dotted words, as in `revoke`.

    Raises:
        ValueError: A prefix is empty.
    """
    if not all(topic_prefixes):
        raise ValueError("an empty prefix would take back everything")
    pairs = [(person_id, prefix) for person_id in person_ids for prefix in topic_prefixes]
    if pairs:
        Revocation.objects.bulk_create(
            Revocation(person_id=person_id, prefix=prefix) for person_id, prefix in pairs
        )
        tell(Revoke(person_id, prefix) for person_id, prefix in pairs)


def standing(grants: Iterable[Grant], *, person_id: int) -> list[Grant]:
    """Return those of a person's grants that have not been taken back since they were made."""
    revoked = list(
        Revocation.objects.filter(person_id=person_id, at__gt=now() - LIFE).values_list(
            "prefix", "at"
        )
    )
    return [
        grant
        for grant in grants
        if not any(covers(prefix, grant.topic) and grant.issued_at <= at for prefix, at in revoked)
    ]


def sweep() -> int:
    """Delete the rows that no living token can meet any more; return how many."""
    deleted, _by_model = Revocation.objects.filter(at__lte=now() - LIFE).delete()
    return deleted
