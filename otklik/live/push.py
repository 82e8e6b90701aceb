"""Telling the browsers that something changed.

A note shares the fate of the caller's transaction (law 4): PostgreSQL sends it at COMMIT, in the
order of the commits, and forgets it at ROLLBACK. Outside a transaction it leaves at once.
"""

from collections.abc import Iterable

from django.db import connection

from otklik.live.wire import CHANNEL, Note, Nudge, Push, Recheck, encode


def push(topic: str, *, seq: int) -> None:
    """Tell everybody subscribed to `topic` that number `seq` has happened there.

    Browsers drop a number that they have already heard, so `seq` must grow from one change of the
    topic to the next (a ticket's `last_seq`, for instance). A topic without such a number is
    nudged instead.

    Args:
        topic: An opaque name of dotted words: "ticket.12.staff", "person.5".
        seq: The number of the change, 1 or more.

    Raises:
        ValueError: The topic is empty or too long.
    """
    notify(Push(topic, seq))


def nudge(topic: str) -> None:
    """Tell everybody subscribed to the list `topic` to look again, at most once a second.

    Args:
        topic: An opaque name of dotted words without numbers of its own: "desk".

    Raises:
        ValueError: The topic is empty or too long.
    """
    notify(Nudge(topic))


def recheck(person_id: int) -> None:
    """Make this person's open sockets look at their session again and close if it has ended.

    The gate calls it after a sign-out, a changed password or a blocked account.
    """
    notify(Recheck(person_id))


def notify(note: Note) -> None:
    """Send one note to the listeners of all web processes."""
    tell([note])


def tell(notes: Iterable[Note]) -> None:
    """Send several notes at once, in this order.

    Args:
        notes: What happened; see `push` and `nudge` for what each kind means.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, note) FROM unnest(%s::text[]) AS note",
            [CHANNEL, [encode(note) for note in notes]],
        )
