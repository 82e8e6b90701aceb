"""What travels through the database's NOTIFY: four kinds of notes, as compact JSON.

Content never travels (law 6): a note names a topic, and whoever hears it asks by an ordinary GET,
where rights are checked. Topics are opaque strings of dotted words ("ticket.12.staff").
"""

import json
from dataclasses import dataclass
from typing import Final

CHANNEL: Final = "otklik_live"
TOPIC_LIMIT: Final = 200
"""The longest topic, in characters; PostgreSQL refuses a payload of 8000 bytes and more."""


@dataclass(frozen=True, slots=True)
class Push:
    """Something numbered happened in a topic.

    Attributes:
        topic: The topic's name.
        seq: The number of the last thing that happened there; grows and is never reused.
    """

    topic: str
    seq: int


@dataclass(frozen=True, slots=True)
class Nudge:
    """Something changed in a topic that has no numbers (a list, presence): look again."""

    topic: str


@dataclass(frozen=True, slots=True)
class Revoke:
    """A person lost the right to the topics under a prefix."""

    person_id: int
    prefix: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """A session of this person may have ended."""

    person_id: int


Note = Push | Nudge | Revoke | Recheck


def encode(note: Note) -> str:
    """Return the payload for NOTIFY.

    Raises:
        ValueError: The topic is empty or longer than `TOPIC_LIMIT`.
    """
    fields: dict[str, str | int]
    match note:
        case Push(topic, seq):
            fields = {"t": _checked(topic), "s": seq}
        case Nudge(topic):
            fields = {"t": _checked(topic)}
        case Revoke(person_id, prefix):
            fields = {"r": person_id, "p": prefix}
        case Recheck(person_id):
            fields = {"c": person_id}
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)


def decode(payload: str) -> Note:
    """Return the note that `encode` made.

    Raises:
        ValueError: The payload is not one of ours (somebody typed NOTIFY by hand).
    """
    match json.loads(payload):
        case {"t": str(topic), "s": int(seq)}:
            return Push(topic, seq)
        case {"t": str(topic)}:
            return Nudge(topic)
        case {"r": int(person_id), "p": str(prefix)}:
            return Revoke(person_id, prefix)
        case {"c": int(person_id)}:
            return Recheck(person_id)
        case _:
            raise ValueError(f"not a note: {payload[:80]}")


def covers(prefix: str, topic: str) -> bool:
    """Tell whether `topic` is `prefix` or lies under it, word by word.

    "ticket.1" covers "ticket.1.staff" and not "ticket.12"; the empty prefix covers everything.
    """
    return not prefix or topic == prefix or topic.startswith(f"{prefix}.")


def _checked(topic: str) -> str:
    if not topic or len(topic) > TOPIC_LIMIT:
        raise ValueError(f"a topic has 1 to {TOPIC_LIMIT} characters: {topic[:80]!r}")
    return topic
