"""What a browser hears, over real sockets from real web processes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from websockets.exceptions import ConnectionClosed, InvalidStatus

from otklik.core.time import now
from otklik.live.consumer import SOCKETS_PER_PERSON
from otklik.live.hub import Closing
from otklik.live.push import nudge, push, recheck
from otklik.live.revocation import revoke
from otklik.live.tests.conftest import Browser, Server, Visitor
from otklik.live.tokens import LIFE

Open = Callable[..., Browser]
Visit = Callable[[], Visitor]


def closing_code(browser: Browser) -> int | None:
    """Read until the server closes the socket, and return why."""
    try:
        while True:
            browser.next()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def roll_back(*work: Callable[[], None]) -> None:
    """Do some work in a transaction that fails in the end."""
    with transaction.atomic():
        for step in work:
            step()
        transaction.set_rollback(True)


def test_it_works(server: Server, visitor: Visit, open_socket: Open) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    assert browser.subscribe(anna.token("ticket.12.staff")) == ["ticket.12.staff"]
    with transaction.atomic():
        push("ticket.12.staff", seq=42)
    assert browser.next() == {"type": "push", "topic": "ticket.12.staff", "seq": 42}


def test_a_push_reaches_only_those_who_subscribed(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    hears = open_socket(server, anna)
    other = open_socket(server, boris)
    hears.subscribe(anna.token("ticket.1.staff"))
    other.subscribe(boris.token("ticket.1.client"), boris.token("ticket.10.staff"))
    push("ticket.1.staff", seq=1)
    push("ticket.1.client", seq=2)
    assert hears.next()["topic"] == "ticket.1.staff"
    assert other.next()["topic"] == "ticket.1.client"


def test_a_new_subscription_replaces_the_old(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    browser.subscribe(anna.token("ticket.1.staff"))
    browser.subscribe(anna.token("ticket.2.staff"))
    push("ticket.1.staff", seq=1)
    push("ticket.2.staff", seq=2)
    assert browser.next()["topic"] == "ticket.2.staff"


def test_a_rollback_sends_nothing(server: Server, visitor: Visit, open_socket: Open) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    browser.subscribe(anna.token("desk"), anna.token("person.5"))
    roll_back(lambda: push("person.5", seq=1), lambda: nudge("desk"))
    push("person.5", seq=2)
    assert browser.next() == {"type": "push", "topic": "person.5", "seq": 2}


def test_nudges_of_one_transaction_are_one(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    browser.subscribe(anna.token("desk"), anna.token("person.5"))
    with transaction.atomic():
        for _ in range(20):
            nudge("desk")
        push("person.5", seq=1)
    assert {browser.next()["type"], browser.next()["type"]} == {"push", "nudge"}
    push("person.5", seq=2)
    assert browser.next()["seq"] == 2


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_foreign_origin_is_refused(
    server: Server, visitor: Visit, open_socket: Open, origin: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        open_socket(server, visitor(), origin=origin)
    assert refused.value.response.status_code == 403


def test_another_port_is_a_foreign_origin(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    with pytest.raises(InvalidStatus):
        open_socket(server, visitor(), origin=f"http://127.0.0.1:{server.port - 1}")


def test_a_stranger_is_turned_away(server: Server, visitor: Visit, open_socket: Open) -> None:
    anna = visitor()
    stranger = Visitor(anna.id, "no-such-session")
    assert closing_code(open_socket(server, stranger)) == Closing.SIGNED_OUT
    assert closing_code(open_socket(server, None)) == Closing.SIGNED_OUT


def test_a_token_of_another_person_is_refused(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    browser = open_socket(server, boris)
    granted = browser.subscribe(anna.token("ticket.1.staff"), boris.token("person.2"))
    assert granted == [None, "person.2"]
    push("ticket.1.staff", seq=1)
    push("person.2", seq=2)
    assert browser.next()["topic"] == "person.2"


def test_old_and_forged_tokens_are_refused(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    with time_machine.travel(now() - LIFE - timedelta(seconds=1), tick=False):
        old = anna.token("ticket.1.staff")
    with time_machine.travel(now() - LIFE + timedelta(minutes=5), tick=False):
        still_good = anna.token("ticket.2.staff")
    forged = still_good[:-3] + "AAA"
    browser = open_socket(server, anna)
    plain = "ticket.1.staff"
    granted = browser.subscribe(old, still_good, forged, plain, "")
    assert granted == [None, "ticket.2.staff", None, None, None]


def test_a_socket_ends_with_its_tokens(server: Server, visitor: Visit, open_socket: Open) -> None:
    anna = visitor()
    with time_machine.travel(now() - LIFE + timedelta(seconds=1), tick=False):
        nearly_over = anna.token("desk")
    browser = open_socket(server, anna, path="/impatient/")
    assert browser.subscribe(nearly_over) == ["desk"]
    assert closing_code(browser) == Closing.STALE


def test_a_lost_right_closes_the_socket_and_voids_the_token(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    page = [anna.token("ticket.1.staff"), anna.token("person.9")]
    loses, elsewhere = open_socket(server, anna), open_socket(server, anna)
    keeps = open_socket(server, boris)
    loses.subscribe(*page)
    elsewhere.subscribe(anna.token("ticket.12.staff"))
    keeps.subscribe(boris.token("ticket.1.staff"))
    revoke(anna.id, "ticket.1")
    assert closing_code(loses) == Closing.REVOKED
    assert open_socket(server, anna).subscribe(*page) == [None, "person.9"]
    push("ticket.1.staff", seq=7)
    push("ticket.12.staff", seq=8)
    assert keeps.next()["seq"] == 7
    assert elsewhere.next()["seq"] == 8


def test_a_right_given_back_is_heard_again(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    revoke(anna.id, "ticket.1.staff")
    with time_machine.travel(now() + timedelta(seconds=1), tick=False):
        fresh = anna.token("ticket.1.staff")
    assert open_socket(server, anna).subscribe(fresh) == ["ticket.1.staff"]


def test_a_revocation_rolled_back_changes_nothing(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    browser.subscribe(anna.token("ticket.1.staff"))
    roll_back(lambda: revoke(anna.id, "ticket.1"))
    push("ticket.1.staff", seq=1)
    assert browser.next()["seq"] == 1


def test_signing_out_closes_the_sockets_of_that_session_only(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    browsers = [open_socket(server, anna), open_socket(server, boris)]
    for browser, who in zip(browsers, (anna, boris), strict=True):
        browser.subscribe(who.token("desk"))
    Session.objects.filter(session_key=anna.session).delete()
    recheck(anna.id)
    recheck(boris.id)
    assert closing_code(browsers[0]) == Closing.SIGNED_OUT
    nudge("desk")
    assert browsers[1].next()["type"] == "nudge"


def test_a_session_is_looked_at_from_time_to_time(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna, path="/impatient/")
    browser.subscribe(anna.token("desk"))
    get_user_model().objects.filter(pk=anna.id).update(is_active=False)
    assert closing_code(browser) == Closing.SIGNED_OUT


def test_a_silent_browser_is_dropped(server: Server, visitor: Visit, open_socket: Open) -> None:
    anna = visitor()
    browser = open_socket(server, anna, path="/strict/")
    browser.answers_pings = False
    assert closing_code(browser) == Closing.SILENT


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        "[]",
        '{"type": "subscribe"}',
        '{"type": "subscribe", "tokens": ' + str(["x"] * 21).replace("'", '"') + "}",
        '{"type": "presence", "topic": "ticket.1.staff", "mode": "view"}',
        '{"type": "pong", "filler": "' + "x" * 20_000 + '"}',
        "[" * 19_000,
    ],
    ids=[
        "text",
        "list",
        "no tokens",
        "too many topics",
        "presence unsubscribed",
        "too long",
        "too deep",
    ],
)
def test_nonsense_closes_the_socket(
    server: Server, visitor: Visit, open_socket: Open, message: str
) -> None:
    browser = open_socket(server, visitor())
    browser.raw.send(message)
    assert closing_code(browser) == Closing.WRONG


def test_bytes_and_floods_close_the_socket(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    binary, flood = open_socket(server, anna), open_socket(server, anna)
    binary.raw.send(b"\x00\xff")
    for _ in range(41):
        flood.send(type="pong")
    assert closing_code(binary) == Closing.WRONG
    assert closing_code(flood) == Closing.WRONG


def test_answers_that_come_all_at_once_are_no_flood(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna, path="/curious/")
    pings = [browser.raw.recv(timeout=15) for _ in range(10)]
    for _ in pings:
        browser.send(type="pong")
    assert browser.subscribe(anna.token("ticket.1.staff")) == ["ticket.1.staff"]


def test_one_person_does_not_take_all_sockets(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna, boris = visitor(), visitor()
    for _ in range(SOCKETS_PER_PERSON):
        open_socket(server, anna).subscribe()
    assert closing_code(open_socket(server, anna)) == Closing.TOO_MANY
    assert open_socket(server, boris).subscribe(boris.token("desk")) == ["desk"]


def test_after_the_listener_was_cut_off_everybody_fetches_and_hears_again(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    browser.subscribe(anna.token("ticket.1.staff"))
    push("ticket.1.staff", seq=1)
    assert browser.next()["seq"] == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'otklik live' AND datname = current_database()"
        )
    assert browser.next() == {"type": "resync"}
    push("ticket.1.staff", seq=3)
    assert browser.next()["seq"] == 3


def test_foreign_notes_on_the_channel_do_no_harm(
    server: Server, visitor: Visit, open_socket: Open
) -> None:
    anna = visitor()
    browser = open_socket(server, anna)
    browser.subscribe(anna.token("person.1"))
    with connection.cursor() as cursor:
        for payload in ("", "hello", "[1]", '{"t": 5}'):
            cursor.execute("SELECT pg_notify('otklik_live', %s)", [payload])
    push("person.1", seq=5)
    assert browser.next()["seq"] == 5


def test_a_web_process_stops_quickly_with_open_sockets(
    start_server: Callable[[], Server], visitor: Visit, open_socket: Open
) -> None:
    stopping = start_server()
    anna = visitor()
    browsers = [open_socket(stopping, anna) for _ in range(3)]
    for browser in browsers:
        browser.subscribe(anna.token("desk"))
    stopping.process.terminate()
    assert [closing_code(browser) for browser in browsers] == [1012] * 3
    stopping.process.wait(timeout=10)
