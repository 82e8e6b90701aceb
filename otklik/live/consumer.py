"""One browser's socket, from handshake to the end (the messages are described in docs/live.md).

A socket is four tasks that live and die together: one reads, one writes, one watches that the
other end is alive, one asks whether the session still is.
"""

import asyncio
import json
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import structlog
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable
from django.db import Error as DatabaseError

from otklik.core.time import now
from otklik.live import origin, presence, revocation, sessions, tokens
from otklik.live.hub import Closing, Inbox
from otklik.live.models import Mode
from otklik.live.station import Station, Whereabouts
from otklik.live.threads import in_thread
from otklik.live.tokens import Grant

MESSAGE_LIMIT: Final = 20_000
"""The longest message that a browser may send, in characters."""
TOPICS_LIMIT: Final = 20
SOCKETS_PER_PERSON: Final = 50

log = structlog.get_logger(__name__)


class _Over(Exception):  # noqa: N818  # ends the tasks of a socket, is no error
    """The socket has ended or is to be closed with a code."""

    def __init__(self, code: Closing | None) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    """One connection.

    Args:
        station: The shared part of all sockets of this process.
        headers: The handshake's headers, names in lower case.
        receive: Waits for the next ASGI event.
        send: Sends an ASGI event.
    """

    def __init__(
        self,
        *,
        station: Station,
        headers: dict[bytes, bytes],
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        self._station = station
        self._timing = station.timing
        self._headers = headers
        self._session_key = sessions.session_key(headers)
        self._receive = receive
        self._send = send
        self._sending = asyncio.Lock()
        self._id = uuid4()
        self._grants: list[Grant] = []
        self._received = 0
        self._asked = 0
        self._heard = asyncio.get_running_loop().time()

    async def serve(self) -> None:
        """Live until one side ends it."""
        if not origin.is_own(self._headers):
            await self._send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
            return
        person_id = await self._session_person()
        await self._station.ready()
        await self._send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        if person_id is None:
            await self._close(Closing.SIGNED_OUT)
            return
        inbox = Inbox(person_id)
        try:
            count = self._station.hub.add(inbox)
            code = Closing.TOO_MANY if count > SOCKETS_PER_PERSON else await self._live(inbox)
            await self._close(code)
        finally:
            self._station.hub.remove(inbox)
            await self._depart(inbox)

    async def _live(self, inbox: Inbox) -> Closing | None:
        """Run the four tasks until the first ends; return why the socket is to be closed."""
        code: Closing | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read(inbox))
                tasks.create_task(self._write(inbox))
                tasks.create_task(self._watch())
                tasks.create_task(self._watch_session(inbox))
        except* _Over as over:
            code = next((e.code for e in over.exceptions if isinstance(e, _Over)), None)
        except* OSError:
            log.info("live.socket_dropped", person_id=inbox.person_id)
        return code

    async def _read(self, inbox: Inbox) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                raise _Over(None)
            text = (event["type"] == "websocket.receive" and event.get("text")) or ""
            self._heard = asyncio.get_running_loop().time()
            self._received += 1
            if self._received > self._timing.messages_per_ping or len(text) > MESSAGE_LIMIT:
                raise _Over(Closing.WRONG)
            await self._obey(_parsed(text), inbox)

    async def _obey(self, message: object, inbox: Inbox) -> None:
        match message:
            case {"type": "pong"} if self._asked:
                # Answers that the network held up come all at once; only more than were asked for
                # would be a flood.
                self._asked -= 1
                self._received -= 1
            case {"type": "pong"}:
                pass
            case {"type": "subscribe", "tokens": list(signed)} if len(signed) <= TOPICS_LIMIT:
                await self._subscribe([str(token) for token in signed], inbox)
            case {"type": "presence", "topic": str(topic), "mode": str(mode)} if (
                topic in inbox.topics and mode in Mode.values
            ):
                where = Whereabouts(topic=topic, person_id=inbox.person_id, mode=mode)
                await self._station.arrive(self._id, where)
            case _:
                raise _Over(Closing.WRONG)

    async def _subscribe(self, signed: list[str], inbox: Inbox) -> None:
        """Hear exactly what these tokens allow, and tell which of them were good.

        The inbox hears first and the rights are looked up after: a right taken back in between
        closes the socket through its note, one taken back before is found by the look-up.
        """
        read = [_grant(token, inbox.person_id) for token in signed]
        grants = [grant for grant in read if grant]
        self._station.hub.subscribe(inbox, {grant.topic for grant in grants})
        standing = await in_thread(revocation.standing, grants, person_id=inbox.person_id)
        self._grants = standing
        self._station.hub.subscribe(inbox, {grant.topic for grant in standing})
        topics = [grant.topic if grant and grant in standing else None for grant in read]
        await self._tell({"type": "subscribed", "topics": topics})

    async def _write(self, inbox: Inbox) -> None:
        while True:
            for message in await inbox.take():
                await self._tell(message)
            if inbox.closing is not None:
                raise _Over(inbox.closing)

    async def _watch(self) -> None:
        """Ask for signs of life, and end what shows none or has outlived its tokens."""
        while True:
            await asyncio.sleep(self._timing.ping_every)
            if self._silence() > self._timing.silence_limit:
                raise _Over(Closing.SILENT)
            if any(grant.expires_at <= now() for grant in self._grants):
                raise _Over(Closing.STALE)
            self._received = 0
            self._asked += 1
            await self._tell({"type": "ping"})

    async def _watch_session(self, inbox: Inbox) -> None:
        """Look at the session again when somebody doubts it, and from time to time."""
        while True:
            try:
                async with asyncio.timeout(self._timing.session_every):
                    await inbox.doubtful.wait()
            except TimeoutError:
                pass
            inbox.doubtful.clear()
            try:
                person_id = await self._session_person()
            except DatabaseError as error:
                log.warning("live.session_unknown", error=str(error))
                continue
            if person_id != inbox.person_id:
                raise _Over(Closing.SIGNED_OUT)

    async def _session_person(self) -> int | None:
        return await in_thread(sessions.person_id, self._session_key)

    async def _tell(self, message: dict[str, Any]) -> None:
        text = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
        async with self._sending, asyncio.timeout(self._timing.send_limit):
            await self._send({"type": "websocket.send", "text": text, "bytes": None})

    async def _close(self, code: Closing | None) -> None:
        if code is None:
            return
        try:
            async with asyncio.timeout(self._timing.send_limit):
                reason = code.name.lower()
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except OSError:
            log.info("live.socket_gone", code=code.name)

    async def _depart(self, inbox: Inbox) -> None:
        """Record the loss of a present connection, dated by the last sign of life."""
        if self._station.whereabouts.pop(self._id, None) is None:
            return
        if inbox.closing is Closing.REVOKED:
            await in_thread(presence.end, self._id)
        else:
            heard = now() - timedelta(seconds=self._silence())
            await in_thread(presence.lose, self._id, heard=heard)

    def _silence(self) -> float:
        return asyncio.get_running_loop().time() - self._heard


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _grant(signed: str, person_id: int) -> Grant | None:
    """Return what a token allows this person, or None if it allows nothing."""
    try:
        grant = tokens.read(signed)
    except tokens.TokenError:
        return None
    return grant if grant.person_id == person_id else None
