"""Looking into mailboxes: each in its own time, failing ones ever more seldom."""

import asyncio
from collections import Counter
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from otklik.mail.models import Mailbox
from otklik.mail_in import doors
from otklik.mail_in.fetch import FetchError
from otklik.tickets.tests.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def boxes(world: World) -> dict[str, int]:
    """Three mailboxes with IMAP, one without, one out of use."""
    names = {"slow": True, "good": True, "bad": True, "off": False}
    made = {
        name: Mailbox.objects.create(
            site=world.site,
            name=name,
            address=f"{name}@lotsman.example",
            imap_host="mail.example",
            enabled=enabled,
        ).pk
        for name, enabled in names.items()
    }
    Mailbox.objects.create(site=world.site, name="smtp", address="smtp@lotsman.example")
    return made


def test_a_slow_and_a_failing_mailbox_keep_nobody_waiting(
    boxes: dict[str, int], monkeypatch: pytest.MonkeyPatch, set_config: Callable[..., Any]
) -> None:
    looked: Counter[int] = Counter()
    go_on, enough = Event(), Event()

    def fetch(number: int) -> int:
        looked[number] += 1
        if number == boxes["slow"]:
            go_on.wait(30)
        if number == boxes["bad"]:
            raise FetchError("refused")
        if looked[boxes["good"]] == 20:
            enough.set()
        return 0

    monkeypatch.setattr(doors, "fetch", fetch)
    monkeypatch.setattr(doors, "ROUND", 0.01)
    monkeypatch.setattr(doors, "LOOK_EVERY", 0.01)
    config = set_config(smtp_listen_port=0)

    async def watch() -> None:
        task = asyncio.create_task(doors.run(config, None))
        await asyncio.to_thread(enough.wait, 60)
        go_on.set()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(watch())
    assert set(looked) == {boxes["slow"], boxes["good"], boxes["bad"]}
    assert looked[boxes["slow"]] == 1
    assert looked[boxes["good"]] >= 20
    assert looked[boxes["bad"]] < looked[boxes["good"]]
