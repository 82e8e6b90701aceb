"""Hands notes to the sockets of this process. Lives in one event loop: nothing here locks.

A socket has an inbox instead of a queue. It keeps, per topic, only the newest number: whoever asks
"what came after 41?" gets everything, so older numbers need no delivery of their own. An inbox
therefore never holds more than its topics, however slow its socket is.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import TypeVar

from otklik.live.wire import Note, Nudge, Push, Recheck, Revoke, covers

_Key = TypeVar("_Key")


class Closing(IntEnum):
    """Why the server closes a socket: the codes that the browser sees (docs/live.md)."""

    WRONG = 4400
    SIGNED_OUT = 4401
    REVOKED = 4403
    SILENT = 4408
    STALE = 4410
    TOO_MANY = 4429


class Inbox:
    """What waits for one socket.

    Attributes:
        person_id: Whose session the socket has.
        topics: What it may hear.
        closing: Why it should be closed, once it should.
        doubtful: The session may have ended and is to be asked again.
    """

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        self.topics: frozenset[str] = frozenset()
        self.closing: Closing | None = None
        self.doubtful = asyncio.Event()
        self._waiting = asyncio.Event()
        self._pushed: dict[str, int] = {}
        self._nudged: set[str] = set()
        self._resync = False

    def push(self, topic: str, seq: int) -> None:
        """Let `seq` of `topic` wait, unless a newer number does already."""
        self._pushed[topic] = max(seq, self._pushed.get(topic, 0))
        self._waiting.set()

    def nudge(self, topic: str) -> None:
        """Let a nudge of `topic` wait."""
        self._nudged.add(topic)
        self._waiting.set()

    def resync(self) -> None:
        """Let the request to fetch everything missed wait; notes may have been lost."""
        self._resync = True
        self._waiting.set()

    def close(self, reason: Closing) -> None:
        """Ask for the socket to be closed; the first reason stands."""
        self.closing = self.closing or reason
        self._waiting.set()

    async def take(self) -> list[dict[str, str | int]]:
        """Wait for something, and return it as messages for the browser."""
        await self._waiting.wait()
        self._waiting.clear()
        messages: list[dict[str, str | int]] = [{"type": "resync"}] if self._resync else []
        messages += [{"type": "push", "topic": t, "seq": s} for t, s in self._pushed.items()]
        messages += [{"type": "nudge", "topic": t} for t in sorted(self._nudged)]
        self._resync = False
        self._pushed.clear()
        self._nudged.clear()
        return messages


class Hub:
    """All inboxes of this process, by topic and by person.

    Args:
        nudge_every: Seconds between two nudges of one topic (law 6).

    Attributes:
        hearing: Set while notes reach this hub.
    """

    def __init__(self, *, nudge_every: float = 1.0) -> None:
        self.hearing = asyncio.Event()
        self._nudge_every = nudge_every
        self._by_topic: defaultdict[str, set[Inbox]] = defaultdict(set)
        self._by_person: defaultdict[int, set[Inbox]] = defaultdict(set)
        self._quiet: dict[str, bool] = {}

    def add(self, inbox: Inbox) -> int:
        """Take in a new inbox; return how many its person has now."""
        self._by_person[inbox.person_id].add(inbox)
        return len(self._by_person[inbox.person_id])

    def remove(self, inbox: Inbox) -> None:
        """Forget an inbox; forgetting it twice is harmless."""
        self.subscribe(inbox, ())
        _discard(self._by_person, inbox.person_id, inbox)

    def subscribe(self, inbox: Inbox, topics: Iterable[str]) -> None:
        """Let an inbox hear exactly `topics` from now on."""
        wanted = frozenset(topics)
        for topic in inbox.topics - wanted:
            _discard(self._by_topic, topic, inbox)
        for topic in wanted - inbox.topics:
            self._by_topic[topic].add(inbox)
        inbox.topics = wanted

    def deliver(self, note: Note) -> None:
        """Hand one note to those whom it concerns."""
        match note:
            case Push(topic, seq):
                for inbox in self._at(topic):
                    inbox.push(topic, seq)
            case Nudge(topic):
                self._nudge(topic)
            case Revoke(person_id, prefix):
                for inbox in self._of(person_id):
                    if any(covers(prefix, topic) for topic in inbox.topics):
                        inbox.close(Closing.REVOKED)
            case Recheck(person_id):
                for inbox in self._of(person_id):
                    inbox.doubtful.set()

    def resync(self) -> None:
        """Tell every socket that notes may have been lost."""
        for person_id in list(self._by_person):
            for inbox in self._of(person_id):
                inbox.resync()

    def _nudge(self, topic: str) -> None:
        """Deliver at once, then hold further nudges together until the quiet second is over."""
        if topic in self._quiet:
            self._quiet[topic] = True
            return
        for inbox in self._at(topic):
            inbox.nudge(topic)
        self._quiet[topic] = False
        asyncio.get_running_loop().call_later(self._nudge_every, self._end_quiet, topic)

    def _end_quiet(self, topic: str) -> None:
        if self._quiet.pop(topic):
            self._nudge(topic)

    def _at(self, topic: str) -> Collection[Inbox]:
        return self._by_topic.get(topic, ())

    def _of(self, person_id: int) -> Collection[Inbox]:
        return self._by_person.get(person_id, ())


def _discard(index: dict[_Key, set[Inbox]], key: _Key, inbox: Inbox) -> None:
    index[key].discard(inbox)
    if not index[key]:
        del index[key]
