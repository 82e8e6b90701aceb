"""A crawler enters as each role, follows every link and opens every form, in both languages.

No failure on our side, no link that leads nowhere for whom it is shown, no word in the other
language.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve

from otklik.people.models import Person
from otklik.tickets.operations.close import close
from otklik.tickets.operations.hold import hold
from tests.everybody import House
from tests.stage import Stage, body_of, browser_with

pytestmark = pytest.mark.django_db

ROOT: Final = Path(__file__).resolve().parents[1]
VISITORS: Final = ("stranger", "unproven", "author", "assignee", "observer", "admin")
VARIANTS: Final = {"/desk/": 10}
"""How often one page is opened with different queries, if not twice: the queue has many views."""
ALIKE: Final = 5
"""How many pages and parts of one route are opened: a dictionary has many rows."""
SPOKEN: Final = frozenset({"aria-label", "title", "placeholder", "alt", "data-key-label"})
UNSPOKEN: Final = frozenset({"script", "style", "code"})
VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "use"})

ZONE: Final = re.compile(r"[A-Z]\w+/[\w/+-]+")
"""A time zone's own name, which has no other in the database of time zones."""
ADDRESS: Final = re.compile(r"\S+@\S+|https?://\S+|Message-ID")
"""What is called the same in every language: addresses, and a header of letters."""
LETTER: Final = re.compile(r"/letters/(out/)?\d+/(body/)?$")
"""A letter is shown as it was sent: in its reader's language."""

NAMES: Final = frozenset(
    {"Anna", "Boris", "Gleb", "Vera", "Oleg", "Elena", "Irina", "Pavel", "Nina"}
)
SIGNS: Final = frozenset(
    {
        "English",
        "EN",
        "RU",
        "Alt",
        "Ctrl",
        "Shift",
        "Del",
        "Enter",
        "Esc",
        "SMTP",
        "IMAP",
        "TLS",
        "STARTTLS",
    }
    | {"CSV", "UTC", "png", "mail", "Mail", "email"}
)
"""Words that a Russian page may hold in Latin letters."""


@dataclass
class Read:
    """What a page says and where it leads.

    Attributes:
        links: Addresses that are asked for as pages.
        parts: Addresses that are asked for as parts of the page.
        actions: Addresses to which forms are sent.
        statics: Static files.
        texts: What a person reads or hears.
    """

    links: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)
    statics: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads a page; what says itself that it is in another language is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._silent = 0
        self._foreign: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self._silent += tag in UNSPOKEN or (tag == "select" and given.get("name") == "time_zone")
        read = self.read
        if tag == "a" and "href" in given:
            read.links.append(given["href"])
        elif tag == "form":
            read.actions.add(given.get("action", ""))
        elif tag in {"img", "iframe"}:
            read.links.append(given.get("src", ""))
        elif tag in {"link", "script", "use"}:
            read.statics.add(given.get("href") or given.get("src", ""))
        if "hx-get" in given:
            read.parts.append(given["hx-get"])
        if "hx-post" in given:
            read.actions.add(given["hx-post"])
        if (self._foreign or ("lang" in given and tag != "html")) and tag not in VOID:
            self._foreign.append(tag)
        if not self._foreign:
            read.texts += [value for name, value in given.items() if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        if self._foreign and self._foreign[-1] == tag:
            self._foreign.pop()
        if self._silent and tag in {*UNSPOKEN, "select"}:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._foreign and data.strip():
            self.read.texts.append(data.strip())


def read_page(html: str) -> Read:
    """Return what a page says and where it leads."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.read


@dataclass
class Crawl:
    """A walk through everything that one browser can reach.

    Attributes:
        browser: Whose it is.
        pages: What was read, by address.
        faults: What led nowhere, and where the link stood.
    """

    browser: Client
    pages: dict[str, Read] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _of_path: Counter[str] = field(default_factory=Counter)
    _of_route: Counter[str] = field(default_factory=Counter)

    def walk(self) -> "Crawl":
        """Follow all links from the first page on, those that stand first on a page first."""
        waiting = deque([("/", "the start", False)])
        seen = {("/", False)}
        while waiting:
            address, source, is_part = waiting.popleft()
            if not self._is_worth_it(address):
                continue
            for found in self._open(address, source, is_part=is_part):
                if found not in seen:
                    seen.add(found)
                    waiting.append((found[0], address, found[1]))
        return self

    def _is_worth_it(self, address: str) -> bool:
        """Tell whether another query, or another row of the same kind, may show something new."""
        path = urlsplit(address).path
        route = route_of(path)
        if self._of_path[path] == VARIANTS.get(path, 2) or self._of_route[route] == ALIKE:
            return False
        self._of_path[path] += 1
        self._of_route[route] += 1
        return True

    def _open(self, address: str, source: str, *, is_part: bool) -> Iterator[tuple[str, bool]]:
        headers = {"HX-Request": "true"} if is_part else {}
        answer = self.browser.get(address, headers=headers, follow=True)
        body = body_of(answer)
        if answer.status_code not in {200, 204}:
            self.faults.append(f"{answer.status_code} {address} (linked from {source})")
            return
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return
        read = self.pages[address] = read_page(body.decode())
        self.faults += [f"no route: {one} on {address}" for one in read.actions if not known(one)]
        self.faults += [f"no file: {one} on {address}" for one in read.statics if not exists(one)]
        base = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        for links, part in ((read.links, False), (read.parts, True)):
            for link in links:
                parts = urlsplit(urljoin(base, link))
                if not parts.scheme and not parts.netloc:
                    yield parts._replace(fragment="").geturl(), part


@cache
def route_of(path: str) -> str:
    """Return the route that answers to a path; a path that none answers to is its own."""
    try:
        return resolve(path or "/").route
    except Resolver404:
        return path


@cache
def known(action: str) -> bool:
    """Tell whether a form is sent to a route of ours."""
    try:
        resolve(urlsplit(action).path or "/")
    except Resolver404:
        return False
    return True


@cache
def exists(static: str) -> bool:
    """Tell whether a static file is there."""
    path = urlsplit(static).path
    return not path.startswith(settings.STATIC_URL) or bool(
        finders.find(path.removeprefix(settings.STATIC_URL))
    )


@pytest.fixture(scope="module")
def house(stage: Stage) -> House:
    """The stage with a closed and a held ticket besides."""
    world = stage.world
    for ticket in (world.ticket(title="Третье"), world.ticket(author=world.boris)):
        close(ticket_id=ticket.pk, submit=world.by(world.vera))
    hold(ticket_id=world.ticket(title="Четвёртое").pk, submit=world.by(world.vera))
    return House(stage)


@pytest.mark.parametrize("visitor", VISITORS)
def test_no_link_is_dead_and_no_word_is_english(house: House, visitor: str):
    crawl = Crawl(browser_with(house.sessions[visitor])).walk()
    assert crawl.faults == []
    assert english(crawl.pages) == {}


@pytest.mark.parametrize("visitor", ["stranger", "author", "admin"])
def test_no_link_is_dead_and_no_word_is_russian(house: House, visitor: str):
    Person.objects.update(language="en")
    crawl = Crawl(browser_with(house.sessions[visitor], language="en")).walk()
    assert crawl.faults == []
    assert russian(crawl.pages) == {}


def english(pages: Mapping[str, Read]) -> dict[str, list[str]]:
    """Return the words in Latin letters that no Russian page should hold, by page."""
    found = {}
    for address, read in pages.items():
        told = " ".join(ZONE.sub("", ADDRESS.sub("", text)) for text in read.texts)
        words = set(re.findall(r"[A-Za-z]{2,}", told)) - NAMES - SIGNS
        if words and not LETTER.search(address):
            found[address] = sorted(words)
    return found


def russian(pages: Mapping[str, Read]) -> dict[str, list[str]]:
    """Return the texts that stand in the Russian catalogs, by English page."""
    ours = russian_texts()
    return {
        address: sorted(met)
        for address, read in pages.items()
        if not LETTER.search(address) and (met := ours.intersection(read.texts))
    }


@cache
def russian_texts() -> frozenset[str]:
    """Return the Russian texts of all rooms that differ from the English ones."""
    texts: set[str] = set()
    for path in sorted(ROOT.glob("otklik/*/locale/ru/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.string, str) and message.string != message.id:
                    texts.add(message.string)
    return frozenset(texts)
