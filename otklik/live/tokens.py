"""Signed permissions to hear a topic.

A page is rendered by a door that has asked the gate for the person's stance; the token carries
that answer to the socket, which could not ask it again (live knows no ticket). It is worth nothing
without a session of the same person, and nothing after twelve hours (law 6).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing

from otklik.core.time import now
from otklik.live.wire import TOPIC_LIMIT

LIFE: Final = timedelta(hours=12)
_SALT: Final = "otklik.live.token"


class TokenError(ValueError):
    """The token is forged, damaged or out of date."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says.

    Attributes:
        topic: The topic that may be heard.
        person_id: Whose session the socket must have.
        stance: How the person stood towards the topic's subject when the page was made
            (spec D-5); kept for the log.
        issued_at: An aware datetime, exact to the millisecond.
    """

    topic: str
    person_id: int
    stance: str
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        """The moment from which the permission no longer holds."""
        return self.issued_at + LIFE


def token(*, topic: str, person_id: int, stance: str) -> str:
    """Return a signed permission to hear `topic`, good for twelve hours.

    Args:
        topic: An opaque name of dotted words: "ticket.12.client".
        person_id: The person for whom the page is made.
        stance: The gate's answer (spec D-5), as a short code.

    Raises:
        ValueError: The topic is empty or too long.
    """
    if not topic or len(topic) > TOPIC_LIMIT:
        raise ValueError(f"a topic has 1 to {TOPIC_LIMIT} characters: {topic[:80]!r}")
    said = [topic, person_id, stance, int(now().timestamp() * 1000)]
    return signing.dumps(said, salt=_SALT)


def page_tokens(topics: Mapping[str, Sequence[str]], *, person_id: int, stance: str) -> str:
    """Return the value of `<ok-live data-tokens>` for one page.

    Args:
        topics: By the alias that names the browser's event, the topics to hear under it:
            `{"ticket": ["ticket.12.staff"], "desk": ["desk"]}`.
        person_id: The person for whom the page is made.
        stance: As in `token`.
    """
    return " ".join(
        f"{alias}={token(topic=topic, person_id=person_id, stance=stance)}"
        for alias, heard in topics.items()
        for topic in heard
    )


def read(signed: str) -> Grant:
    """Return what a token says.

    Raises:
        TokenError: We did not sign it, or its twelve hours are over.
    """
    try:
        topic, person_id, stance, issued = signing.loads(signed, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:  # half a surrogate pair is no text at all
        raise TokenError("not signed by us") from error
    grant = Grant(topic, person_id, stance, datetime.fromtimestamp(issued / 1000, tz=now().tzinfo))
    if grant.expires_at <= now():
        raise TokenError("out of date")
    return grant
