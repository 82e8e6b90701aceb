"""How notes are handed out inside one process."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.live.hub import Hub, Inbox
from otklik.live.wire import Nudge, Push, Recheck, Revoke, covers, decode, encode

names = st.text(min_size=1, max_size=200)
numbers = st.integers(min_value=0, max_value=2**63 - 1)
notes = st.one_of(
    st.builds(Push, names, numbers),
    st.builds(Nudge, names),
    st.builds(Revoke, numbers, names),
    st.builds(Recheck, numbers),
)


@given(notes)
def test_a_note_arrives_as_it_was_sent_and_fits(note: Push | Nudge | Revoke | Recheck) -> None:
    payload = encode(note)
    assert decode(payload) == note
    assert len(payload.encode()) < 8000


@pytest.mark.parametrize("topic", ["", "x" * 201])
def test_odd_topics_are_refused(topic: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        encode(Push(topic, 1))


@pytest.mark.parametrize(
    ("prefix", "topic", "expected"),
    [
        ("ticket.1", "ticket.1", True),
        ("ticket.1", "ticket.1.staff", True),
        ("ticket.1", "ticket.12", False),
        ("ticket.1.staff", "ticket.1", False),
        ("", "anything", True),
    ],
)
def test_a_prefix_covers_whole_words(prefix: str, topic: str, *, expected: bool) -> None:
    assert covers(prefix, topic) is expected


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, timeout=30))


def subscribed(hub: Hub, *topics: str) -> Inbox:
    inbox = Inbox(person_id=1)
    hub.add(inbox)
    hub.subscribe(inbox, topics)
    return inbox


def test_a_slow_socket_finds_the_newest_number_only() -> None:
    async def test() -> None:
        hub = Hub()
        inbox = subscribed(hub, "a", "b")
        for seq in (1, 3, 2):
            hub.deliver(Push("a", seq))
        hub.deliver(Push("b", 9))
        assert await inbox.take() == [
            {"type": "push", "topic": "a", "seq": 3},
            {"type": "push", "topic": "b", "seq": 9},
        ]

    run(test())


def test_nudges_come_at_once_and_then_together() -> None:
    async def test() -> None:
        hub = Hub(nudge_every=0.05)
        inbox = subscribed(hub, "desk")
        nudge = [{"type": "nudge", "topic": "desk"}]
        loop = asyncio.get_running_loop()
        begun = loop.time()
        hub.deliver(Nudge("desk"))
        assert await inbox.take() == nudge
        for _ in range(5):
            hub.deliver(Nudge("desk"))
        assert await inbox.take() == nudge
        assert loop.time() - begun >= 0.05
        hub.deliver(Nudge("desk"))
        assert await inbox.take() == nudge
        assert loop.time() - begun >= 0.1

    run(test())


def test_resync_comes_first() -> None:
    async def test() -> None:
        hub = Hub()
        inbox = subscribed(hub, "a")
        hub.deliver(Push("a", 1))
        hub.resync()
        assert [message["type"] for message in await inbox.take()] == ["resync", "push"]

    run(test())


def test_a_removed_inbox_leaves_nothing_behind() -> None:
    async def test() -> None:
        hub = Hub()
        inbox = subscribed(hub, "a", "b")
        hub.remove(inbox)
        hub.remove(inbox)
        hub.deliver(Push("a", 1))
        hub.deliver(Revoke(1, ""))
        assert inbox.closing is None
        assert hub.add(Inbox(person_id=1)) == 1

    run(test())
