"""The letters that the world writes while the service is being killed."""

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from enum import StrEnum
from typing import Final

from otklik.mail_in.models import Door
from otklik.mail_in.tests.post import ADDRESS, report, write
from tests.flows.service import Post

STRANGERS: Final = "strangers.example"
LARGE: Final = 250_000
"""Bytes of a file with which a letter is read by a child process."""

COMMON_FILE: Final = b"%PDF-1.4 the same with everybody\n"


class Kind(StrEnum):
    """What a letter is, and so what must become of it."""

    NEW = "opens a ticket"
    ANSWER = "answers a letter of ours"
    AGAIN = "the same bytes again"
    COPY = "a copy that came another way"
    REPORT = "reports that a letter came back"
    NAMELESS = "names no sender"


_FREQUENCY: Final[Mapping[Kind, int]] = {
    Kind.NEW: 40,
    Kind.ANSWER: 25,
    Kind.AGAIN: 10,
    Kind.COPY: 12,
    Kind.REPORT: 5,
    Kind.NAMELESS: 8,
}
_LAST: Final = 6
"""How far back a letter lies that comes once more: both may be taken at the same time."""


@dataclass(eq=False)
class Sent:
    """A letter on its way to us.

    Attributes:
        kind: What it is.
        mark: A word that stands in no other letter but its copies.
        raw: Its bytes.
        to: To whom the envelope goes.
        envelope_from: Whom the envelope names as its sender.
        door: Which way it takes.
        sender: Who wrote it.
        files: The digests of its files.
        original: Of a copy: what it is a copy of.
        about: Of a report: the Message-ID of the letter that came back.
        is_acknowledged: Whether a server has said that it has it.
    """

    kind: Kind
    mark: str
    raw: bytes
    to: str
    door: Door
    envelope_from: str = ""
    sender: str = ""
    files: tuple[str, ...] = ()
    original: "Sent | None" = None
    about: str = ""
    is_acknowledged: bool = False

    @property
    def digest(self) -> str:
        """The digest by which the ledger knows it."""
        return hashlib.sha256(self.raw).hexdigest()


class Writer:
    """Writes letters of all kinds, by chance.

    Args:
        luck: The chance.
        post: Where our letters arrive, which the world answers or returns.
    """

    def __init__(self, luck: random.Random, post: Post) -> None:
        self.sent: list[Sent] = []
        self._luck = luck
        self._post = post
        self._read = 0
        self._seen: set[str] = set()
        self._answerable: dict[str, EmailMessage] = {}
        self._writers: Mapping[Kind, Callable[[], Sent | None]] = {
            Kind.NEW: self._new,
            Kind.ANSWER: self._answer,
            Kind.AGAIN: self._again,
            Kind.COPY: self._copy,
            Kind.REPORT: self._report,
            Kind.NAMELESS: self._nameless,
        }

    def write(self) -> Sent:
        """Write one more letter; a new one if there is nothing yet to answer or to repeat."""
        self._look_into_the_post()
        [kind] = self._luck.choices(list(_FREQUENCY), list(_FREQUENCY.values()))
        letter = self._writers[kind]() or self._new()
        self.sent.append(letter)
        return letter

    def _look_into_the_post(self) -> None:
        """Learn of the letters that strangers got; one that came twice counts once."""
        arrived = self._post.taken[self._read :]
        self._read += len(arrived)
        for letter in arrived:
            name = str(letter["Message-ID"])
            if name not in self._seen and str(letter["To"]).endswith(f"@{STRANGERS}"):
                self._answerable[name] = letter
            self._seen.add(name)

    def _new(self) -> Sent:
        sender = f"client{len(self.sent)}@{STRANGERS}"
        return self._written(Kind.NEW, sender, to=ADDRESS, subject="Не печатает")

    def _answer(self) -> Sent | None:
        if not self._answerable:
            return None
        letter = self._luck.choice(list(self._answerable.values()))
        references = (*str(letter["References"] or "").split(), str(letter["Message-ID"]))
        return self._written(
            Kind.ANSWER,
            str(letter["To"]),
            to=str(letter["Reply-To"]),
            subject=f"Re: {letter['Subject']}",
            references=references,
        )

    def _written(
        self, kind: Kind, sender: str, *, to: str, subject: str, references: tuple[str, ...] = ()
    ) -> Sent:
        mark, files = self._mark(), self._files()
        letter = write(
            sender=sender,
            to=to,
            subject=subject,
            text=f"{mark}\nПосле обновления печать не начинается.",
            message_id=make_msgid(idstring=mark, domain=STRANGERS),
            references=references,
            files=[("file.bin", "application/octet-stream", data) for data in files],
        )
        digests = tuple(sorted(hashlib.sha256(data).hexdigest() for data in files))
        raw, door = letter.as_bytes(policy=SMTP), self._door()
        return Sent(kind, mark, raw, to, door, envelope_from=sender, sender=sender, files=digests)

    def _mark(self) -> str:
        return f"mark{len(self.sent):06}"

    def _door(self) -> Door:
        return Door.IMAP if self._luck.random() < 0.2 else Door.SMTP

    def _files(self) -> list[bytes]:
        one = self._luck.randbytes(LARGE if self._luck.random() < 0.05 else 500)
        return self._luck.choice([[], [], [one], [one, COMMON_FILE]])

    def _repeatable(self) -> Sent | None:
        last = [one for one in self.sent[-_LAST:] if one.kind in {Kind.NEW, Kind.ANSWER}]
        return self._luck.choice(last) if last else None

    def _again(self) -> Sent | None:
        original = self._repeatable()
        return original and self._repeated(Kind.AGAIN, original, original.raw, original.door)

    def _copy(self) -> Sent | None:
        original = self._repeatable()
        if original is None:
            return None
        way = f"Received: from relay.example; {self._mark()}\r\n".encode()
        return self._repeated(Kind.COPY, original, way + original.raw, self._door())

    def _repeated(self, kind: Kind, original: Sent, raw: bytes, door: Door) -> Sent:
        return Sent(
            kind,
            original.mark,
            raw,
            original.to,
            door,
            envelope_from=original.envelope_from,
            sender=original.sender,
            files=original.files,
            original=original,
        )

    def _report(self) -> Sent | None:
        if not self._answerable:
            return None
        about = self._luck.choice(list(self._answerable))
        to = str(self._answerable.pop(about)["Reply-To"])
        raw = report(about=f"Message-ID: {about}\r\n", to=to)
        return Sent(Kind.REPORT, self._mark(), raw, to, self._door(), about=about)

    def _nameless(self) -> Sent:
        mark = self._mark()
        raw = f"To: {ADDRESS}\r\nSubject: {mark}\r\n\r\n{mark}\r\n".encode()
        return Sent(Kind.NAMELESS, mark, raw, ADDRESS, self._door(), envelope_from="x@y.example")
