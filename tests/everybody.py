"""Everybody asks for everything: the table of routes, and the stage asked along it.

`routes.txt` says who gets what; `test_routes.py` holds the product to it, `test_canary.py` and
`test_crawler.py` walk along it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from otklik.directory.models import Rating
from otklik.gate.links import proof_link, reset_link
from otklik.mail.models import Outgoing
from otklik.notices.words import FOR_CLIENTS, FOR_STAFF
from otklik.people.models import Person, SupportGroup
from otklik.tickets.models import Message
from otklik.tickets.tests.world import PASSWORD
from tests.stage import Stage, body_of, browser_with, file_of, session_of, undone, upload_of

TABLE: Final = Path(__file__).with_name("routes.txt")
SIGN_IN: Final = "in"

FORMS: Final[dict[str, dict[str, str]]] = {
    "/account/sign-in/": {"email": "elena@example.org", "password": PASSWORD},
    "/account/sign-up/": {"name": "Ян", "email": "new@example.org", "password": f"{PASSWORD}!"},
    "/account/forgotten/": {"email": "elena@example.org"},
    "/account/new-password/?key={reset}": {"password": f"{PASSWORD}!"},
    "/account/profile/": {"name": "Новое имя", "language": "ru", "time_zone": ""},
    "/account/profile/notices/": {
        f"notice-{occasion}": "bell" for occasion in (*FOR_CLIENTS, *FOR_STAFF)
    },
    "/account/profile/password/": {
        "password-current": PASSWORD,
        "password-new": "battery horse staple",
    },
    "/account/profile/address/": {
        "address-email": "other@example.org",
        "address-current": PASSWORD,
    },
    "/account/language/": {"language": "en"},
    "/desk/new/": {
        "key": "k",
        "name": "Ян",
        "phone": "555-01-01",
        "title": "По телефону",
        "text": "Просит перезвонить",
        "priority": "{priority}",
        "responsible": "nobody",
    },
    "/desk/new/draft/": {"text": "Слова"},
    "/desk/t/{ticket}/read/": {"seq": "1"},
    "/desk/t/{ticket}/write/": {"key": "k", "mode": "reply", "text": "Слова", "seen": "99"},
    "/desk/t/{free}/write/": {"key": "k", "mode": "note", "text": "Слова", "seen": "99"},
    "/desk/t/{ticket}/draft/": {"mode": "note", "text": "Слова"},
    "/desk/t/{ticket}/fields/status/": {"new": "{status}", "shown": "{shown}"},
    "/desk/t/{ticket}/fields/category/": {"new": "{category}"},
    "/desk/t/{ticket}/edit/title/": {"title": "Новое", "shown-title": "{title}"},
    "/desk/t/{ticket}/author/": {"author": "{elena}", "shown": "{elena}"},
    "/desk/t/{ticket}/responsible/": {"new": "{admin}", "shown": "{responsible}"},
    "/desk/t/{ticket}/co-executors/": {"new": "{admin}"},
    "/desk/t/{ticket}/messages/{answer}/": {"key": "k", "act": "delete"},
    "/office/people/add/": {"kind": "contact", "name": "Ян"},
    "/office/groups/teams/add/": {"name": "Новая"},
    "/office/dictionaries/category/add/": {"name_ru": "Новая"},
    "/office/dictionaries/category/{category}/save/": {
        "name_ru": "Новая",
        "initial-name_ru": "{category_name}",
    },
    "/portal/new/": {"key": "k", "title": "Новое", "text": "Слова", "priority": "{priority}"},
    "/portal/new/draft/": {"text": "Слова"},
    "/portal/t/{ticket}/reply/": {"key": "k", "text": "Слова"},
    "/portal/t/{ticket}/draft/": {"text": "Слова"},
    "/portal/t/{ticket}/answers/2/rate/": {"key": "k", "rating": "{rating}"},
    "/portal/t/{ticket}/priority/": {
        "key": "k",
        "priority": "{priority}",
        "shown": "{criticality}",
    },
}
"""What the forms send; an address that is not named here is sent nothing."""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        method: The method.
        path: The address, with names in braces for what differs between visitors.
        expected: What each visitor gets: a status, ">" with the door to which a redirect leads, or
            `SIGN_IN`.
    """

    method: str
    path: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def read_table() -> list[Row]:
    """Return the rows of the table; its first line names the visitors."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    (_, _, *visitors), *rows = [line.split() for line in lines if line and line[0] != "#"]
    return [
        Row(method, path, dict(zip(visitors, answers, strict=True)))
        for method, path, *answers in rows
    ]


ROWS: Final = read_table()


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: The status.
        headers: The headers.
        body: The whole body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text; of a file, what can be read of it."""
        return self.body.decode(errors="replace")

    @property
    def in_short(self) -> str:
        """What the table says of an answer."""
        if self.status != HTTPStatus.FOUND:
            return str(self.status)
        to = self.headers["Location"]
        return (
            SIGN_IN if to.startswith(settings.LOGIN_URL) else f">{urlsplit(to).path.split('/')[1]}"
        )


class House:
    """The stage, asked by everybody.

    Attributes:
        people: The visitors; nobody for a stranger. The last one asks for his own ticket, all
            others for Elena's.
        names: What the names in braces mean, by visitor.
        sessions: The keys of the visitors' sessions.

    Args:
        stage: The people and tickets.
    """

    def __init__(self, stage: Stage) -> None:
        world = stage.world
        self.stage = stage
        self.people: dict[str, Person | None] = {
            "stranger": None,
            "unproven": world.nina,
            "author": world.elena,
            "colleague": world.irina,
            "client": world.pavel,
            "assignee": world.anna,
            "agent": world.boris,
            "helper": world.gleb,
            "observer": world.oleg,
            "admin": world.vera,
            "himself": world.boris,
        }
        self.sessions = {
            name: session_of(person) if person else None for name, person in self.people.items()
        }
        self.names = {visitor: self._names(visitor) for visitor in self.people}

    def ask(
        self,
        row: Row,
        visitor: str,
        *,
        method: str = "",
        fragment: bool = False,
        strict: bool = False,
    ) -> Answer:
        """Return the answer to a request, which leaves no trace.

        Args:
            row: What is asked for.
            visitor: Who asks.
            method: Another method than the row's.
            fragment: Whether an open page asks, by htmx.
            strict: Whether forms need their token, as in real life.
        """
        names = self.names[visitor]
        data = {key: said.format(**names) for key, said in FORMS.get(row.path, {}).items()}
        browser = browser_with(self.sessions[visitor], strict=strict)
        verb = (method or row.method).lower()
        sent: dict[str, Any] = {"data": data} if verb == "post" else {}
        headers = {"HX-Request": "true"} if fragment else {}
        with undone():
            response = getattr(browser, verb)(row.path.format(**names), headers=headers, **sent)
            return Answer(response.status_code, response.headers, body_of(response))

    def _names(self, visitor: str) -> dict[str, Any]:
        world, person = self.stage.world, self.people[visitor]
        ticket = self.stage.own if visitor == "himself" else self.stage.ticket
        who = person or world.elena
        return {
            "ticket": ticket.pk,
            "title": ticket.title,
            "shown": ticket.status_id or "",
            "criticality": ticket.priority_id or "",
            "free": self.stage.free.pk,
            "letter": Outgoing.objects.filter(ref=f"ticket.{ticket.pk}")[0].pk,
            "answer": Message.objects.get(ticket=ticket, number=2).pk,
            "file": f"{file_of(ticket, hidden=False).key}",
            "secret": f"{file_of(ticket, hidden=True).key}",
            "upload": upload_of(who),
            "foreign": upload_of(world.pavel if who == world.elena else world.elena),
            "proof": proof_link(world.nina, world.nina.email).partition("key=")[2],
            "reset": reset_link(who).partition("key=")[2],
            "elena": world.elena.pk,
            "admin": world.vera.pk,
            "responsible": world.anna.pk,
            "category": world.category.pk,
            "category_name": world.category.name_ru,
            "site": world.site.pk,
            "customers": SupportGroup.objects.filter(is_team=False).earliest("pk").pk,
            "priority": world.priority.pk,
            "status": world.status.pk,
            "rating": Rating.objects.earliest("sort").pk,
        }
