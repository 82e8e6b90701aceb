"""Who is present (spec PRES-1 to PRES-5): the records, and over real sockets."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from otklik.core.time import now
from otklik.live import presence
from otklik.live.models import Presence
from otklik.live.presence import Present, enter, lose, present
from otklik.live.revocation import revoke
from otklik.live.tests.conftest import Browser, Server, Visitor

Open = Callable[..., Browser]
Visit = Callable[[], Visitor]
TOPIC = "ticket.1.staff"
SOON = "/impatient/"


def come(
    person_id: int, *, mode: str = "view", topic: str = TOPIC, name: UUID | None = None
) -> UUID:
    name = name or uuid4()
    enter(name, topic=topic, person_id=person_id, mode=mode)
    return name


def who(*topics: str) -> list[tuple[int, str]]:
    return [(found.person_id, found.mode) for found in present(*topics or (TOPIC,))]


@pytest.mark.django_db
def test_people_are_listed_in_the_order_they_came() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        begun = now()
        come(5)
        clock.shift(1)
        come(3, mode="answer")
        assert present(TOPIC) == [
            Present(5, "view", begun, TOPIC),
            Present(3, "answer", begun + timedelta(seconds=1), TOPIC),
        ]
    assert who("ticket.1.client") == []


@pytest.mark.django_db
def test_the_clients_topic_may_be_asked_about_together_with_the_staffs() -> None:
    come(5)
    come(9, topic="ticket.1.client")
    assert [found.topic for found in present(TOPIC, "ticket.1.client")] == [
        TOPIC,
        "ticket.1.client",
    ]


@pytest.mark.django_db
def test_several_pages_of_a_person_are_one_and_answering_wins() -> None:
    first = come(5, mode="answer")
    come(5)
    assert who() == [(5, "answer")]
    come(5, mode="view", name=first)
    assert who() == [(5, "view")]


@pytest.mark.django_db
def test_presence_ends_thirty_seconds_after_the_connection() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        name = come(5)
        clock.shift(10)
        lose(name, heard=now())
        clock.shift(29)
        assert who() == [(5, "view")]
        clock.shift(1)
        assert who() == []


@pytest.mark.django_db
def test_a_reload_takes_the_lost_row_over() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        came = now()
        name = come(5, mode="answer")
        clock.shift(60)
        presence.refresh([name])
        lose(name, heard=now())
        clock.shift(2)
        come(5)
        assert present(TOPIC) == [Present(5, "view", came, TOPIC)]
    assert Presence.objects.count() == 1


@pytest.mark.django_db
def test_a_connection_is_in_one_topic_at_a_time() -> None:
    name = come(5)
    come(5, topic="ticket.2.staff", name=name)
    assert who() == []
    assert who("ticket.2.staff") == [(5, "view")]


@pytest.mark.django_db
def test_the_sweep_removes_what_nobody_refreshes() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        alive, forgotten = come(5), come(6)
        clock.shift(31)
        assert presence.refresh([alive, uuid4()]) == {alive}
        presence.sweep()
    assert list(Presence.objects.values_list("connection_id", flat=True)) == [alive]
    assert forgotten != alive


def attend(browser: Browser, visitor: Visitor, *, mode: str = "view", topic: str = TOPIC) -> None:
    """Be present and wait until it is recorded, which is told on the topic's own presence."""
    browser.subscribe(visitor.token(topic), visitor.token(presence.heard_at(topic)))
    browser.send(type="presence", topic=topic, mode=mode)
    told(browser, lambda: (visitor.id, mode) in who(topic), topic=topic)


def told(browser: Browser, becomes: Callable[[], bool], *, topic: str = TOPIC) -> None:
    """Wait for nudges until it is so; one of somebody's earlier coming may still be under way."""
    while True:
        assert browser.next() == {"type": "nudge", "topic": presence.heard_at(topic)}
        if becomes():
            return


def test_coming_and_answering_are_told(server: Server, visitor: Visit, open_socket: Open) -> None:
    anna, boris = visitor(), visitor()
    watching, writing = open_socket(server, anna, path=SOON), open_socket(server, boris, path=SOON)
    attend(watching, anna)
    attend(writing, boris)
    told(watching, lambda: who() == [(anna.id, "view"), (boris.id, "view")])
    writing.send(type="presence", topic=TOPIC, mode="answer")
    told(watching, lambda: who() == [(anna.id, "view"), (boris.id, "answer")])


def test_a_client_is_recorded_but_hears_nothing_of_presence(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    agent, client = visitor(), visitor()
    desk, portal = open_socket(server, agent, path=SOON), open_socket(server, client)
    client_topic = "ticket.1.client"
    desk.subscribe(agent.token(presence.heard_at(client_topic)))
    portal.subscribe(client.token(client_topic))
    portal.send(type="presence", topic=client_topic, mode="view")
    assert desk.next() == {"type": "nudge", "topic": "ticket.1.client.presence"}
    assert who(client_topic) == [(client.id, "view")]
    assert portal.subscribe(client.token(client_topic)) == [client_topic]


def test_a_closed_page_counts_for_thirty_seconds_more(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    stays, leaves = open_socket(server, anna, path=SOON), open_socket(server, boris)
    attend(stays, anna)
    attend(leaves, boris)
    told(stays, lambda: len(who()) == 2)
    leaves.raw.close()
    wait_until_lost(stays)
    assert who() == [(anna.id, "view"), (boris.id, "view")]
    Presence.objects.filter(is_lost=True).update(seen_at=now() - presence.GRACE)
    told(stays, lambda: who() == [(anna.id, "view")])


def wait_until_lost(other: Browser) -> None:
    """Wait, by the pings of another socket, until the loss of a connection is recorded."""
    while not Presence.objects.filter(is_lost=True).exists():
        other.raw.recv(timeout=15)
        other.send(type="pong")


def test_presence_survives_the_death_of_one_of_two_processes(
    server: Server, start_server: Callable[[], Server], visitor: Visit, open_socket: Open
) -> None:
    doomed = start_server()
    anna, boris = visitor(), visitor()
    stays, dies = open_socket(server, anna, path=SOON), open_socket(doomed, boris)
    attend(stays, anna)
    attend(dies, boris)
    told(stays, lambda: who() == [(anna.id, "view"), (boris.id, "view")])
    doomed.process.kill()
    doomed.process.wait()
    Presence.objects.update(seen_at=now() - presence.GRACE)
    told(stays, lambda: who() == [(anna.id, "view")])
    back = open_socket(server, boris)
    attend(back, boris, mode="answer")
    assert sorted(who()) == [(anna.id, "view"), (boris.id, "answer")]


def test_rows_lost_with_the_database_come_back(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna, path=SOON)
    attend(browser, anna, mode="answer")
    Presence.objects.all().delete()
    assert browser.next()["type"] == "nudge"
    assert who() == [(anna.id, "answer")]


def test_a_lost_right_ends_presence_at_once(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    stays, loses = open_socket(server, anna, path=SOON), open_socket(server, boris, path=SOON)
    attend(stays, anna)
    attend(loses, boris)
    told(stays, lambda: len(who()) == 2)
    revoke(boris.id, "ticket.1")
    told(stays, lambda: who() == [(anna.id, "view")])
