"""Signed permissions to hear a topic."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing

from otklik.core.time import now
from otklik.live.tokens import LIFE, Grant, TokenError, page_tokens, read, token


def test_a_token_says_what_was_signed() -> None:
    with time_machine.travel(now().replace(microsecond=123_000), tick=False):
        signed = token(topic="ticket.12.client", person_id=5, stance="client")
        assert read(signed) == Grant("ticket.12.client", 5, "client", now())


def test_a_token_lives_twelve_hours() -> None:
    with time_machine.travel(now(), tick=False) as clock:
        signed = token(topic="desk", person_id=5, stance="staff")
        clock.shift(LIFE - timedelta(seconds=1))
        assert read(signed).topic == "desk"
        clock.shift(timedelta(seconds=1))
        with pytest.raises(TokenError, match="out of date"):
            read(signed)


@pytest.mark.parametrize(
    "signed",
    ["", "abc", "a:b:c", "a:b:\ud800", signing.dumps(["desk", 5, "staff", 0])],
    ids=["nothing", "no signature", "a made-up one", "no text", "signed for something else"],
)
def test_what_we_did_not_sign_is_refused(signed: str) -> None:
    with pytest.raises(TokenError, match="not signed"):
        read(signed)


@pytest.mark.parametrize("topic", ["", "x" * 201])
def test_odd_topics_are_refused(topic: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        token(topic=topic, person_id=5, stance="staff")


def test_a_page_carries_its_tokens_by_alias() -> None:
    topics = {"ticket": ["ticket.1.staff"], "presence": ["a.presence", "b.presence"]}
    pairs = [pair.split("=", 1) for pair in page_tokens(topics, person_id=5, stance="x").split()]
    assert [(alias, read(signed).topic) for alias, signed in pairs] == [
        ("ticket", "ticket.1.staff"),
        ("presence", "a.presence"),
        ("presence", "b.presence"),
    ]
